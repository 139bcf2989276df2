/** The rule for chunks of raw samples (signed, 16-bit, little-endian) in streams. */
import { badRequest } from '@scribelite/core/protocol'

const SAMPLE_BYTES = 2

/**
 * Documented: a chunk has an even number of bytes with one channel, a multiple of four with two.
 *
 * @throws AwsError BadRequestException; the words are our choice, AWS's are not known
 */
export function checkPcmChunk(chunk: Uint8Array, channels: number): void {
  const frame = SAMPLE_BYTES * channels
  if (chunk.length % frame !== 0) {
    throw badRequest(
      `The audio chunk that you provided has ${chunk.length} bytes, which is not a multiple of ${frame}. Send whole 16-bit samples of every channel and try your request again.`,
    )
  }
}
