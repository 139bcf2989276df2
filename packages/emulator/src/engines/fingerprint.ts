/**
 * The name of a recording: a hash over the first second from where sound begins. It is known while the audio still
 * comes, and silence before or after the recording does not change it.
 */
import { createHash } from 'node:crypto'

/** Seconds of audio that the fingerprint covers; shorter recordings count as followed by silence. */
export const fingerprintSeconds = 1

/**
 * Samples quieter than this do not begin a recording: zeros, dither, the noise of a line (−54 dB below full scale).
 * Recordings that open with the same quiet are told apart by what comes after it.
 */
const audible = 64

/** Index of the first sample at which sound begins, at `from` or later; −1 when there is none. */
export function onsetOf(samples: Int16Array, from = 0): number {
  for (let index = from; index < samples.length; index++) {
    const sample = samples[index] ?? 0
    if (sample >= audible || sample <= -audible) return index
  }
  return -1
}

/** 32 hex digits: SHA-256, cut short, over one second of little-endian samples that start at the onset. */
export function fingerprintOf(samples: Int16Array, sampleRate: number): string {
  const length = sampleRate * fingerprintSeconds
  const bytes = new DataView(new ArrayBuffer(length * 2))
  for (let index = 0; index < length; index++) bytes.setInt16(index * 2, samples[index] ?? 0, true)
  return createHash('sha256').update(new Uint8Array(bytes.buffer)).digest('hex').slice(0, 32)
}
