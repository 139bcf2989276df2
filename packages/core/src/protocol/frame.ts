/**
 * One event-stream frame, bytes to value and back: one file, so that what is written and what is read agree line by line.
 *
 * In and out: whole frames. Cutting a byte stream into frames is `frame-splitter.ts`; what headers mean is `message.ts`.
 *
 * Our own codec, held to smithy's byte for byte by the tests: importing `@smithy/core/event-streams` costs 20 to 35 ms
 * and loads its HTTP transport, its decoder reads header values beyond the header block, keeps the last of two headers
 * of one name, and turns times into `Date`. A duplicate has to be found by a walk of our own, and the walk is the decoder.
 */
import { crc32 } from './crc32.ts'

/** A header’s value with its type on the wire. Timestamps are milliseconds since the epoch. */
export type HeaderValue =
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'byte' | 'short' | 'integer'; readonly value: number }
  | { readonly type: 'long'; readonly value: bigint }
  | { readonly type: 'binary'; readonly value: Uint8Array }
  | { readonly type: 'string'; readonly value: string }
  /** Milliseconds since the epoch, whole. */
  | { readonly type: 'timestamp'; readonly value: number }
  /** Lower case, with hyphens. */
  | { readonly type: 'uuid'; readonly value: string }

/** One event-stream frame: named, typed headers and a body of bytes. */
export interface Frame {
  /** In the order of the wire. */
  readonly headers: Readonly<Record<string, HeaderValue>>
  readonly body: Uint8Array
}

/** `too-big`: above a limit of the protocol or of the receiver. `truncated`: the bytes end too early. `malformed`: all else. */
export type FrameErrorCode = 'too-big' | 'malformed' | 'truncated'

/** CRC-32 of the bytes, as an unsigned 32-bit number. */
export type Checksum = (bytes: Uint8Array) => number

/** Bytes that are no frame. Fatal for the stream: the format has no way to find the next frame. */
export class FrameError extends Error {
  override readonly name = 'FrameError'
  readonly code: FrameErrorCode

  constructor(code: FrameErrorCode, message: string) {
    super(message)
    this.code = code
  }
}

/** Prelude (total length, headers length, checksum) and the checksum at the end. */
export const FRAME_OVERHEAD = 16
/** 128 KiB, limit of the specification for the headers block. */
export const MAX_HEADERS_BYTES = 131_072
/** 24 MiB, limit of the specification for the payload. */
export const MAX_PAYLOAD_BYTES = 25_165_824
const MAX_VALUE_BYTES = 32_767
/** What a `Date` can hold; a frame dated beyond it has no readable time. */
const MAX_TIMESTAMP = 8_640_000_000_000_000

const utf8 = new TextEncoder()
const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * The bytes of a frame, headers in the order of the object's keys.
 *
 * @throws FrameError when a header or the frame is beyond a limit of the format, or a value does not fit its type
 */
export function encodeFrame(frame: Frame): Uint8Array {
  return assembleFrame(encodeHeaders(frame.headers), frame.body)
}

/** The headers block, in the order of the object's keys. */
export function encodeHeaders(headers: Frame['headers']): Uint8Array {
  const parts = Object.entries(headers).map(([name, value]) => encodeHeader(name, value))
  const block = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    block.set(part, at)
    at += part.length
  }
  return block
}

/** A frame around a headers block that is encoded already. */
export function assembleFrame(headers: Uint8Array, body: Uint8Array, checksum: Checksum = crc32): Uint8Array {
  if (headers.length > MAX_HEADERS_BYTES) throw new FrameError('too-big', `headers of ${headers.length} bytes`)
  if (body.length > MAX_PAYLOAD_BYTES) throw new FrameError('too-big', `payload of ${body.length} bytes`)
  const total = headers.length + body.length + FRAME_OVERHEAD
  const out = new Uint8Array(total)
  const view = new DataView(out.buffer)
  view.setUint32(0, total)
  view.setUint32(4, headers.length)
  view.setUint32(8, crc32(out, 0, 8))
  out.set(headers, 12)
  out.set(body, 12 + headers.length)
  view.setUint32(total - 4, checksum(out.subarray(0, total - 4)))
  return out
}

function encodeHeader(name: string, header: HeaderValue): Uint8Array {
  const nameBytes = utf8.encode(name)
  if (nameBytes.length === 0 || nameBytes.length > 255) {
    throw new FrameError('malformed', `header name of ${nameBytes.length} bytes, 1 to 255 are possible`)
  }
  const value = encodeValue(name, header)
  const out = new Uint8Array(1 + nameBytes.length + value.length)
  out[0] = nameBytes.length
  out.set(nameBytes, 1)
  out.set(value, 1 + nameBytes.length)
  return out
}

function encodeValue(name: string, header: HeaderValue): Uint8Array {
  switch (header.type) {
    case 'boolean':
      return Uint8Array.of(header.value ? 0 : 1)
    case 'byte':
      return integerValue(name, 2, 1, BigInt(wholeNumber(name, header.value)))
    case 'short':
      return integerValue(name, 3, 2, BigInt(wholeNumber(name, header.value)))
    case 'integer':
      return integerValue(name, 4, 4, BigInt(wholeNumber(name, header.value)))
    case 'long':
      return integerValue(name, 5, 8, header.value)
    case 'binary':
      return sizedValue(name, 6, header.value)
    case 'string':
      return sizedValue(name, 7, utf8.encode(header.value))
    case 'timestamp':
      return integerValue(name, 8, 8, BigInt(wholeNumber(name, header.value)))
    case 'uuid': {
      const hex = header.value.replaceAll('-', '')
      if (!/^[0-9a-fA-F]{32}$/.test(hex)) throw new FrameError('malformed', `header ${name}: no UUID`)
      const out = new Uint8Array(17)
      out[0] = 9
      for (let i = 0; i < 16; i++) out[i + 1] = Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16)
      return out
    }
  }
}

function wholeNumber(name: string, value: number): number {
  if (Number.isSafeInteger(value)) return value
  throw new FrameError('malformed', `header ${name}: ${value} is no whole number`)
}

function integerValue(name: string, type: number, size: 1 | 2 | 4 | 8, value: bigint): Uint8Array {
  if (BigInt.asIntN(size * 8, value) !== value) {
    throw new FrameError('malformed', `header ${name}: ${value} does not fit ${size} bytes`)
  }
  const wide = new DataView(new ArrayBuffer(9))
  wide.setBigInt64(1, value)
  const out = new Uint8Array(wide.buffer, 8 - size)
  out[0] = type
  return out
}

function sizedValue(name: string, type: number, bytes: Uint8Array): Uint8Array {
  if (bytes.length > MAX_VALUE_BYTES) {
    throw new FrameError('too-big', `header ${name}: value of ${bytes.length} bytes, at most ${MAX_VALUE_BYTES}`)
  }
  const out = new Uint8Array(3 + bytes.length)
  out[0] = type
  out[1] = bytes.length >> 8
  out[2] = bytes.length & 255
  out.set(bytes, 3)
  return out
}

/**
 * The frame that `bytes` are, all of them. Body and binary headers are views into `bytes`, not copies.
 *
 * @param checksum - a CRC-32 of the runtime's own, where it has one that is faster
 * @throws FrameError on a wrong length or checksum, an unknown header type, a duplicate or unreadable header,
 *   and on headers or payload beyond the limits of the format
 */
export function decodeFrame(bytes: Uint8Array, checksum: Checksum = crc32): Frame {
  if (bytes.length < FRAME_OVERHEAD) throw new FrameError('truncated', `${bytes.length} bytes are no frame`)
  const { total, headersLength } = readPrelude(bytes)
  if (total > bytes.length) throw new FrameError('truncated', `frame of ${total} bytes, got ${bytes.length}`)
  if (total < bytes.length) throw new FrameError('malformed', `frame of ${total} bytes, got ${bytes.length}`)
  if (uint32(bytes, total - 4) !== checksum(bytes.subarray(0, total - 4))) {
    throw new FrameError('malformed', 'message checksum differs')
  }
  return {
    headers: decodeHeaders(bytes, 12, 12 + headersLength),
    body: bytes.subarray(12 + headersLength, total - 4),
  }
}

/**
 * Reads and checks the first twelve bytes of a frame, at `from`, before anything is allocated for the rest.
 *
 * A service MUST enforce the limits of the format on what it receives (Smithy, event stream specification).
 *
 * @throws FrameError on a wrong checksum and on lengths that cannot be
 */
export function readPrelude(bytes: Uint8Array, from = 0): { readonly total: number; readonly headersLength: number } {
  const total = uint32(bytes, from)
  const headersLength = uint32(bytes, from + 4)
  if (uint32(bytes, from + 8) !== crc32(bytes, from, from + 8))
    throw new FrameError('malformed', 'prelude checksum differs')
  if (total < FRAME_OVERHEAD + headersLength) {
    throw new FrameError('malformed', `headers of ${headersLength} bytes in a frame of ${total}`)
  }
  if (headersLength > MAX_HEADERS_BYTES) throw new FrameError('too-big', `headers of ${headersLength} bytes`)
  const payload = total - headersLength - FRAME_OVERHEAD
  if (payload > MAX_PAYLOAD_BYTES) throw new FrameError('too-big', `payload of ${payload} bytes`)
  return { total, headersLength }
}

function uint32(bytes: Uint8Array, at: number): number {
  const byte = (index: number): number => bytes[index] ?? 0
  return ((byte(at) << 24) | (byte(at + 1) << 16) | (byte(at + 2) << 8) | byte(at + 3)) >>> 0
}

function decodeHeaders(bytes: Uint8Array, from: number, end: number): Record<string, HeaderValue> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  // No prototype: a header may be named `__proto__`.
  const headers: Record<string, HeaderValue> = Object.create(null)
  let at = from
  const take = (size: number): number => {
    const start = at
    at += size
    if (at > end) throw new FrameError('malformed', 'a header reaches beyond the headers')
    return start
  }
  while (at < end) {
    const nameLength = view.getUint8(take(1))
    if (nameLength === 0) throw new FrameError('malformed', 'a header without a name')
    const name = readText(bytes, take(nameLength), nameLength)
    // MUST: header names are unique in a frame.
    if (name in headers) throw new FrameError('malformed', `header ${name} stands twice`)
    headers[name] = decodeValue(bytes, view, name, take)
  }
  return headers
}

function decodeValue(bytes: Uint8Array, view: DataView, name: string, take: (size: number) => number): HeaderValue {
  const type = view.getUint8(take(1))
  switch (type) {
    case 0:
    case 1:
      return { type: 'boolean', value: type === 0 }
    case 2:
      return { type: 'byte', value: view.getInt8(take(1)) }
    case 3:
      return { type: 'short', value: view.getInt16(take(2)) }
    case 4:
      return { type: 'integer', value: view.getInt32(take(4)) }
    case 5:
      return { type: 'long', value: view.getBigInt64(take(8)) }
    case 6:
    case 7: {
      const length = view.getUint16(take(2))
      if (length > MAX_VALUE_BYTES) throw new FrameError('too-big', `header ${name}: value of ${length} bytes`)
      const start = take(length)
      if (type === 6) return { type: 'binary', value: bytes.subarray(start, start + length) }
      return { type: 'string', value: readText(bytes, start, length) }
    }
    case 8: {
      const start = take(8)
      const value = view.getInt32(start) * 0x1_0000_0000 + view.getUint32(start + 4)
      if (Math.abs(value) > MAX_TIMESTAMP) throw new FrameError('malformed', `header ${name}: no time that can be`)
      return { type: 'timestamp', value }
    }
    case 9: {
      const start = take(16)
      const hex = Array.from(bytes.subarray(start, start + 16), (b) => b.toString(16).padStart(2, '0')).join('')
      return { type: 'uuid', value: hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-') }
    }
    default:
      throw new FrameError('malformed', `header ${name}: unknown type ${type}`)
  }
}

/**
 * Texts that stand in nearly every frame, by their length: knowing them by their bytes takes a fraction of the time of
 * decoding them, of which there would be eight in a signed frame of audio.
 */
const FAMILIAR: readonly (readonly { readonly text: string; readonly bytes: Uint8Array }[])[] = byLength([
  ':date',
  ':chunk-signature',
  ':message-type',
  ':event-type',
  ':content-type',
  'event',
  'AudioEvent',
  'TranscriptEvent',
  'application/octet-stream',
  'application/json',
])

function byLength(texts: readonly string[]): { text: string; bytes: Uint8Array }[][] {
  const encoded = texts.map((text) => ({ text, bytes: utf8.encode(text) }))
  const longest = Math.max(...encoded.map(({ bytes }) => bytes.length))
  return Array.from({ length: longest + 1 }, (_, length) => encoded.filter(({ bytes }) => bytes.length === length))
}

function standsAt(bytes: Uint8Array, start: number, text: Uint8Array): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text[i]) return false
  return true
}

function readText(bytes: Uint8Array, start: number, length: number): string {
  for (const known of FAMILIAR[length] ?? []) if (standsAt(bytes, start, known.bytes)) return known.text
  try {
    return strictUtf8.decode(bytes.subarray(start, start + length))
  } catch {
    throw new FrameError('malformed', 'a header is no UTF-8')
  }
}
