/** WAV: RIFF, RIFX (big-endian) and RF64 (64-bit lengths), with chunks in any order before the samples. */
import { type DetectedEncoding, type MediaHeader, textAt } from './media-format.ts'

const encodings: Record<number, DetectedEncoding> = { 1: 'pcm', 3: 'float', 6: 'alaw', 7: 'ulaw' }
const EXTENSIBLE = 0xfffe
/** What a writer leaves who does not know the length yet: a pipe, a recorder that was killed, RF64. */
const unknownLengths: readonly number[] = [0, 0xffff_ffff, 0x7fff_ffff, 0x7fff_f000, 0xffff_f000]

export function readWavHeader(bytes: Uint8Array): MediaHeader | undefined {
  const kind = textAt(bytes, 0, 4)
  if (!['RIFF', 'RIFX', 'RF64'].includes(kind) || textAt(bytes, 8, 4) !== 'WAVE') return undefined
  const little = kind !== 'RIFX'
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let layout: Omit<MediaHeader, 'format'> = { encoding: 'other' }
  let blockAlign = 0
  let longDataBytes: number | undefined
  let at = 12
  while (at + 8 <= bytes.length) {
    const name = textAt(bytes, at, 4)
    const length = view.getUint32(at + 4, little)
    const body = at + 8
    if (name === 'data') {
      const known = kind === 'RF64' && length === 0xffff_ffff ? longDataBytes : length
      const dataBytes = known === undefined || unknownLengths.includes(known) ? undefined : known
      const seconds =
        dataBytes === undefined || blockAlign === 0 || !layout.sampleRate
          ? undefined
          : Math.floor(dataBytes / blockAlign) / layout.sampleRate
      return {
        format: 'wav',
        ...layout,
        dataOffset: body,
        ...(dataBytes !== undefined && { dataBytes }),
        ...(seconds !== undefined && { durationSeconds: seconds }),
      }
    }
    if (name === 'ds64' && body + 16 <= bytes.length) {
      longDataBytes = Number(view.getBigUint64(body + 8, little))
    }
    if (name === 'fmt ' && body + 16 <= bytes.length) {
      const tag = view.getUint16(body, little)
      // WAVE_FORMAT_EXTENSIBLE: the real tag opens the sub-format GUID at offset 24
      const code = tag === EXTENSIBLE && body + 26 <= bytes.length ? view.getUint16(body + 24, little) : tag
      blockAlign = view.getUint16(body + 12, little)
      layout = {
        encoding: encodings[code] ?? 'other',
        channels: view.getUint16(body + 2, little),
        sampleRate: view.getUint32(body + 4, little),
        bitsPerSample: view.getUint16(body + 14, little),
        ...(!little && { bigEndian: true }),
      }
    }
    at = body + length + (length & 1) // chunks are padded to even lengths
  }
  return { format: 'wav', ...layout, incomplete: true }
}
