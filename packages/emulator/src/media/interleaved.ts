/** Samples stored one channel after the other, frame by frame: raw PCM of streams, and what stands inside WAV. */
import { joinBytes } from './media-source.ts'
import { type AudioBlock, deinterleave, type StoredSample } from './samples.ts'

/** Frames in one block at most: one chunk may be a whole file. */
const BLOCK_FRAMES = 65_536

/** Chunks may be cut anywhere; an unfinished frame at the end is dropped, as players do. */
export async function* decodeInterleaved(
  chunks: AsyncIterable<Uint8Array>,
  channels: number,
  sample: StoredSample,
): AsyncGenerator<AudioBlock> {
  const frameBytes = sample.bytes * channels
  for await (const frames of wholeFrames(chunks, frameBytes)) {
    for (let at = 0; at < frames.length; at += BLOCK_FRAMES * frameBytes) {
      yield deinterleave(frames.subarray(at, at + BLOCK_FRAMES * frameBytes), channels, sample)
    }
  }
}

async function* wholeFrames(chunks: AsyncIterable<Uint8Array>, frameBytes: number): AsyncGenerator<Uint8Array> {
  let left = new Uint8Array(0)
  for await (const chunk of chunks) {
    const bytes = left.length === 0 ? chunk : joinBytes([left, chunk])
    const whole = bytes.length - (bytes.length % frameBytes)
    left = bytes.slice(whole)
    if (whole > 0) yield bytes.subarray(0, whole)
  }
}
