/**
 * Ogg (RFC 3533) cut into the packets of its first audio stream. Each page stands right behind the one before it, with
 * its CRC-32 right and its number the next one; anything else is damage. Other streams beside it (Skeleton) are passed
 * over; a stream chained behind the end of the first is followed.
 */
import { readOggIdentification } from '@scribelite/core/protocol'
import { damaged } from './media-error.ts'
import { joinBytes } from './media-source.ts'

export interface OggPacket {
  readonly bytes: Uint8Array
  /** The first of a logical stream: the identification header. */
  readonly first: boolean
  /** On the last packet that ends on a page: the position that the page states for its end, in the codec's units. */
  readonly granule?: bigint
  /** The last packet of a logical stream. */
  readonly last: boolean
}

const PAGE_HEADER_BYTES = 27
/** A packet that is longer than this is not speech in Opus or FLAC; packets may span pages without end. */
const MAX_PACKET_BYTES = 4 * 1024 * 1024

/**
 * @param wholeFile - whether bytes of an unfinished page at the end are damage (a file) or dropped (a stream that was stopped)
 * @throws MediaError
 */
export async function* oggPackets(
  chunks: AsyncIterable<Uint8Array>,
  { wholeFile }: { readonly wholeFile: boolean },
): AsyncGenerator<OggPacket> {
  const streams = followStream()
  let buffer: Uint8Array = new Uint8Array(0)
  for await (const chunk of chunks) {
    buffer = buffer.length === 0 ? chunk : joinBytes([buffer, chunk])
    for (let page = readPage(buffer); page !== undefined; page = readPage(buffer)) {
      buffer = buffer.subarray(page.length)
      yield* streams(page)
    }
  }
  if (wholeFile && buffer.length > 0) throw damaged('the bytes end inside an Ogg page')
}

interface OggPage {
  readonly length: number
  readonly continued: boolean
  readonly beginsStream: boolean
  readonly endsStream: boolean
  readonly granule: bigint
  readonly serial: number
  readonly sequence: number
  /** Parts of packets; the last one goes on in the next page when `unfinished`. */
  readonly parts: readonly Uint8Array[]
  readonly unfinished: boolean
}

function readPage(bytes: Uint8Array): OggPage | undefined {
  if (bytes.length < PAGE_HEADER_BYTES) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(0) !== 0x4f676753 || view.getUint8(4) !== 0) throw damaged('no Ogg page where one must begin')
  const flags = view.getUint8(5)
  const segments = view.getUint8(26)
  const body = PAGE_HEADER_BYTES + segments
  if (bytes.length < body) return undefined
  const lacing = bytes.subarray(PAGE_HEADER_BYTES, body)
  const length = body + lacing.reduce((sum, size) => sum + size, 0)
  if (bytes.length < length) return undefined
  if (crc32(bytes.subarray(0, length)) !== view.getUint32(22, true)) throw damaged('an Ogg page with a wrong checksum')

  const parts: Uint8Array[] = []
  let from = body
  let to = body
  for (const size of lacing) {
    to += size
    if (size === 255) continue
    parts.push(bytes.slice(from, to))
    from = to
  }
  const unfinished = lacing[segments - 1] === 255
  if (unfinished) parts.push(bytes.slice(from, to))
  return {
    length,
    continued: (flags & 1) !== 0,
    beginsStream: (flags & 2) !== 0,
    endsStream: (flags & 4) !== 0,
    granule: view.getBigInt64(6, true),
    serial: view.getUint32(14, true),
    sequence: view.getUint32(18, true),
    parts,
    unfinished,
  }
}

function followStream(): (page: OggPage) => Generator<OggPacket> {
  let serial: number | undefined
  let sequenceDue = 0
  let held: Uint8Array[] = []
  let first = true
  return function* (page) {
    const opens = serial === undefined && page.beginsStream && isAudio(page.parts[0])
    if (opens) {
      serial = page.serial
      sequenceDue = page.sequence
      first = true
      held = []
    }
    if (page.serial !== serial) return
    if (page.sequence !== sequenceDue) throw damaged(`Ogg page ${page.sequence} where ${sequenceDue} must come`)
    if (page.continued !== held.length > 0) throw damaged('an Ogg packet whose beginning or end is missing')
    sequenceDue = (page.sequence + 1) >>> 0

    for (const [index, part] of page.parts.entries()) {
      held.push(part)
      if (held.reduce((sum, piece) => sum + piece.length, 0) > MAX_PACKET_BYTES) throw damaged('an Ogg packet too long')
      const onLastPlace = index === page.parts.length - 1
      if (onLastPlace && page.unfinished) break
      const endsPage = index === page.parts.length - (page.unfinished ? 2 : 1)
      yield {
        bytes: held.length === 1 ? part : joinBytes(held),
        first,
        ...(endsPage && { granule: page.granule }),
        last: endsPage && page.endsStream,
      }
      held = []
      first = false
    }
    if (page.endsStream) serial = undefined
  }
}

const isAudio = (packet: Uint8Array = new Uint8Array(0)): boolean => readOggIdentification(packet).encoding !== 'other'

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte << 24
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 0x8000_0000 ? (rest << 1) ^ 0x04c1_1db7 : rest << 1
  return rest >>> 0
})

/** Over the whole page with its own four bytes taken as 0. */
function crc32(page: Uint8Array): number {
  let crc = 0
  for (let at = 0; at < page.length; at += 1) {
    const byte = at >= 22 && at < 26 ? 0 : (page[at] ?? 0)
    crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ byte] ?? 0)
  }
  return crc >>> 0
}
