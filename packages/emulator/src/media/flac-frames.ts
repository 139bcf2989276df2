/**
 * FLAC (RFC 9639) cut into frames, without decoding them. A frame has no length: it ends where the CRC-16 over it comes
 * out as 0 and a new frame header, with its CRC-8 right and its number the next one, stands behind it. So nothing
 * is ever skipped: a damaged or missing frame is an error, where parsers that look for the next sync code fall silent.
 */
import {
  FLAC_FRAME_HEADER_BYTES,
  type FlacFrameHeader,
  type MediaHeader,
  readFlacFrameHeader,
  readMediaHeader,
} from '@scribelite/core/protocol'
import { damaged } from './media-error.ts'
import { joinBytes } from './media-source.ts'

export interface FlacFramer {
  /** What STREAMINFO tells; no frame comes before it is there. */
  readonly header: MediaHeader | undefined
  /** `fLaC` and STREAMINFO as they stood: a decoder needs them where a frame header says "as in STREAMINFO". */
  readonly beginning: Uint8Array | undefined
  /** Whole frames that these bytes complete. Throws a `MediaError` where the bytes are not FLAC. */
  push(bytes: Uint8Array): Uint8Array[]
  /** The last frame, or none. Throws a `MediaError` when the bytes end before or inside a frame, if that is not to be dropped. */
  finish(options: { readonly dropUnfinished: boolean }): Uint8Array[]
}

/** `fLaC`, a block header, STREAMINFO. */
const BEGINNING_BYTES = 42
/** Shortest frame: header of 6, header of a subframe and a byte of it, CRC-16. */
const MIN_FRAME_BYTES = 10
/** Headers of frame and subframes, CRC-16, with room to spare. */
const FRAME_OVERHEAD_BYTES = 1024

export function createFlacFramer(): FlacFramer {
  let buffer: Uint8Array = new Uint8Array(0)
  let header: MediaHeader | undefined
  let beginning: Uint8Array | undefined
  let maxFrameBytes = 0
  let skip = 0 // bytes of metadata still to pass over, which may be a picture of megabytes
  let metadataLeft = true
  let frame: FlacFrameHeader | undefined // the one that begins at 0 of the buffer
  let scanned = 0
  let crc = 0
  let numberDue: number | undefined

  /** Returns false when more bytes are needed. */
  const readBeginning = (): boolean => {
    if (header !== undefined) return true
    if (buffer.length < BEGINNING_BYTES) return false
    const found = readMediaHeader(buffer.subarray(0, BEGINNING_BYTES))
    if (found?.format !== 'flac' || found.dataOffset !== 0 || found.sampleRate === undefined) {
      throw damaged('the bytes do not begin as FLAC does')
    }
    header = found
    beginning = buffer.slice(0, BEGINNING_BYTES)
    // The longest block with nothing saved; one bit more for the difference of two channels.
    const maxBlock = ((buffer[10] ?? 0) << 8) | (buffer[11] ?? 0) || 65_535
    maxFrameBytes = FRAME_OVERHEAD_BYTES + (maxBlock * (found.channels ?? 1) * ((found.bitsPerSample ?? 0) + 1)) / 8
    metadataLeft = (buffer[4] ?? 0) < 0x80
    buffer = buffer.subarray(BEGINNING_BYTES)
    return true
  }

  const passMetadata = (): boolean => {
    while (metadataLeft || skip > 0) {
      const passed = Math.min(skip, buffer.length)
      buffer = buffer.subarray(passed)
      skip -= passed
      if (skip > 0) return false
      if (!metadataLeft) break
      const [type, high, middle, low] = buffer
      if (type === undefined || high === undefined || middle === undefined || low === undefined) return false
      metadataLeft = type < 0x80
      skip = 4 + ((high << 16) | (middle << 8) | low)
    }
    return true
  }

  const beginFrame = (): FlacFrameHeader => {
    const found = readFlacFrameHeader(buffer, 0)
    if (found === undefined) throw damaged('no FLAC frame where one must begin')
    if (numberDue !== undefined && found.number !== numberDue) {
      throw damaged(`FLAC frame ${found.number} where ${numberDue} must come`)
    }
    if (found.channels !== header?.channels) throw damaged(`FLAC frame with ${found.channels} channels`)
    return found
  }

  /** Looks for the end of the frame at 0, from where the last look ended. */
  const findEnd = (current: FlacFrameHeader, last: boolean): number | undefined => {
    const limit = last ? buffer.length : buffer.length - FLAC_FRAME_HEADER_BYTES
    while (scanned < limit) {
      crc = continueCrc16(crc, buffer[scanned] ?? 0)
      scanned += 1
      if (crc !== 0 || scanned < MIN_FRAME_BYTES) continue
      const endsHere = scanned === buffer.length || isTag(buffer, scanned)
      if (endsHere || readFlacFrameHeader(buffer, scanned)?.number === current.nextNumber) return scanned
    }
    return undefined
  }

  const takeFrames = (last: boolean, dropUnfinished = false): Uint8Array[] => {
    const frames: Uint8Array[] = []
    while (buffer.length >= (last ? 1 : FLAC_FRAME_HEADER_BYTES) && !isTag(buffer, 0)) {
      if (dropUnfinished && buffer.length < FLAC_FRAME_HEADER_BYTES) break
      frame ??= beginFrame()
      const end = findEnd(frame, last)
      if (end === undefined) {
        if (scanned > maxFrameBytes) throw damaged('a FLAC frame without an end')
        if (last && !dropUnfinished) throw damaged('the bytes end inside a FLAC frame')
        break
      }
      frames.push(buffer.slice(0, end))
      buffer = buffer.subarray(end)
      numberDue = frame.nextNumber
      frame = undefined
      scanned = 0
      crc = 0
    }
    return frames
  }

  return {
    get header() {
      return header
    },
    get beginning() {
      return beginning
    },
    push(bytes) {
      buffer = buffer.length === 0 ? bytes : joinBytes([buffer, bytes])
      return readBeginning() && passMetadata() ? takeFrames(false) : []
    },
    finish({ dropUnfinished }) {
      if (header === undefined || metadataLeft || skip > 0) throw damaged('the bytes end before any FLAC frame')
      return takeFrames(true, dropUnfinished)
    },
  }
}

/** ID3v1 and APE tags stand behind the last frame of some files. */
const isTag = (bytes: Uint8Array, at: number): boolean => {
  const text = String.fromCharCode(...bytes.subarray(at, at + 8))
  return text.startsWith('TAG') || text === 'APETAGEX'
}

/** CRC-16 with polynomial 0x8005, continued byte by byte; over a whole frame with its footer it is 0. */
const continueCrc16 = (crc: number, byte: number): number =>
  ((crc << 8) & 0xffff) ^ (crc16Table[(crc >> 8) ^ byte] ?? 0)

const crc16Table = Uint16Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 8
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 0x8000 ? (rest << 1) ^ 0x8005 : rest << 1
  return rest
})
