/** WAV samples to blocks, as they arrive. The header was read by `readMediaHeader`; here begins the work at `dataOffset`. */
import type { MediaHeader } from '@scribelite/core/protocol'
import { decodeInterleaved } from './interleaved.ts'
import { failureReasons, MediaError } from './media-error.ts'
import { bytesWithin } from './media-source.ts'
import { type AudioBlock, storedSample } from './samples.ts'

/**
 * Reads to the end of the data chunk, or to the end of the file where its length is not known or not true; an
 * unfinished last frame is dropped, as every player does.
 *
 * @param chunks - the file from its first byte
 * @throws MediaError at once for an encoding inside WAV that is not sample by sample (ADPCM, MP3)
 */
export function decodeWav(chunks: AsyncIterable<Uint8Array>, header: MediaHeader): AsyncIterable<AudioBlock> {
  const sample = storedSample(header.encoding, header.bitsPerSample ?? 0, header.bigEndian !== true)
  const channels = header.channels ?? 0
  if (sample === undefined || channels < 1) {
    throw new MediaError(failureReasons.unsupportedFormat, {
      explanation: `WAV with encoding ${header.encoding}, ${header.bitsPerSample} bits, ${channels} channels`,
    })
  }
  const samples = bytesWithin(chunks, header.dataOffset ?? 0, header.dataBytes)
  return decodeInterleaved(samples, channels, sample)
}
