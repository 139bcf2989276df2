/** One FLAC frame header (RFC 9639 §9.1), and the checksum that makes it sure. */

/** What a frame says of itself. */
export interface FlacFrameHeader {
  readonly channels: number
  /** Samples of each channel. */
  readonly blockSize: number
  /** The frame's number, or with variable block sizes the number of its first sample. */
  readonly number: number
  /** What `number` of the following frame must be. */
  readonly nextNumber: number
}

/** Give `readFlacFrameHeader` this many bytes, or all there are: 4 of sync and flags, 7 of number, 2 and 2 of sizes, CRC-8. */
export const FLAC_FRAME_HEADER_BYTES = 16

/** @returns undefined when no frame begins there, or not all of its header is in `bytes` */
export function readFlacFrameHeader(bytes: Uint8Array, from: number): FlacFrameHeader | undefined {
  const byte = (offset: number): number => bytes[from + offset] ?? 0
  // 15 bits of sync; then sizes, rate, channels, bits and a reserved 0
  if (byte(0) !== 0xff || (byte(1) & 0xfe) !== 0xf8 || (byte(3) & 1) !== 0) return undefined
  const variable = (byte(1) & 1) === 1
  const sizeCode = byte(2) >> 4
  const rateCode = byte(2) & 15
  const channelCode = byte(3) >> 4
  const bitsCode = (byte(3) >> 1) & 7
  if (sizeCode === 0 || rateCode === 15 || channelCode > 10 || bitsCode === 3) return undefined

  // the number is written as UTF-8 writes code points, up to 36 bits
  const lead = byte(4)
  const length = lead < 0x80 ? 1 : Math.clz32(~(lead << 24))
  if (lead >= 0x80 && (length < 2 || length > 7)) return undefined
  let number = length === 1 ? lead : lead & (0x7f >> length)
  for (let at = 1; at < length; at += 1) {
    if ((byte(4 + at) & 0xc0) !== 0x80) return undefined
    number = number * 64 + (byte(4 + at) & 0x3f)
  }

  let at = 4 + length
  let blockSize = sizeCode === 1 ? 192 : sizeCode < 6 ? 576 << (sizeCode - 2) : 1 << sizeCode
  if (sizeCode === 6) blockSize = byte(at++) + 1
  if (sizeCode === 7) blockSize = ((byte(at++) << 8) | byte(at++)) + 1
  at += rateCode === 12 ? 1 : rateCode > 12 ? 2 : 0
  if (from + at >= bytes.length || crc8(bytes, from, from + at) !== byte(at)) return undefined
  const channels = channelCode < 8 ? channelCode + 1 : 2
  return { channels, blockSize, number, nextNumber: number + (variable ? blockSize : 1) }
}

// Polynomial 0x07
function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0
  for (let at = from; at < to; at += 1) {
    crc ^= bytes[at] ?? 0
    for (let bit = 0; bit < 8; bit += 1) crc = (crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1) & 0xff
  }
  return crc
}
