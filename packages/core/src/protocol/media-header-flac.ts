/** FLAC: the STREAMINFO block, which the format demands to be the first (RFC 9639 §8.2). */
import { type MediaHeader, textAt } from './media-format.ts'

const STREAMINFO_BYTES = 34

export function readFlacHeader(bytes: Uint8Array, at: number): MediaHeader | undefined {
  if (textAt(bytes, at, 4) !== 'fLaC') return undefined
  const found: MediaHeader = { format: 'flac', encoding: 'flac', dataOffset: at }
  if (bytes.length < at + 8 + STREAMINFO_BYTES) return { ...found, incomplete: true }
  const isStreamInfo = ((bytes[at + 4] ?? 0xff) & 0x7f) === 0
  return { ...found, ...(isStreamInfo && readStreamInfo(bytes.subarray(at + 8))) }
}

/**
 * @param bytes - the body of a STREAMINFO block
 * @returns undefined when it is cut short or its rate is 0 (which RFC 9639 keeps for things that are not audio)
 */
export function readStreamInfo(
  bytes: Uint8Array,
): Pick<MediaHeader, 'sampleRate' | 'channels' | 'bitsPerSample' | 'durationSeconds'> | undefined {
  if (bytes.length < 18) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  // 20 bits of rate, 3 of channels - 1, 5 of bits - 1, 36 of samples
  const packed = view.getBigUint64(10)
  const sampleRate = Number(packed >> 44n)
  const samples = Number(packed & 0xf_ffff_ffffn)
  if (sampleRate === 0) return undefined
  return {
    sampleRate,
    channels: Number((packed >> 41n) & 7n) + 1,
    bitsPerSample: Number((packed >> 36n) & 31n) + 1,
    ...(samples > 0 && { durationSeconds: samples / sampleRate }),
  }
}
