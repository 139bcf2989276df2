/** Where speech is in audio, by its energy, in frames of 10 ms. Nothing here depends on how the audio was cut. */

export const frameSeconds = 0.01

/** Root mean square from which a frame counts as speech: −47 dB below full scale. Fixed, so that no frame needs another. */
const speechLevel = 150

/** Gaps up to this belong to the speech around them: stops such as the `t` in "later" are silent for a moment. */
const shortGapFrames = 15

export const frameLength = (sampleRate: number): number => Math.round(sampleRate * frameSeconds)

/** Whether a frame's energy is that of speech. */
export function isSpeech(frame: Int16Array): boolean {
  let sum = 0
  for (let index = 0; index < frame.length; index++) {
    const sample = frame[index] ?? 0
    sum += sample * sample
  }
  return sum >= speechLevel * speechLevel * frame.length
}

/** One flag for each frame of a whole recording; an incomplete last frame counts as a frame. */
export function speechFlags(samples: Int16Array, sampleRate: number): readonly boolean[] {
  const length = frameLength(sampleRate)
  const flags: boolean[] = []
  for (let from = 0; from < samples.length; from += length) flags.push(isSpeech(samples.subarray(from, from + length)))
  return flags
}

/** A stretch of speech, in seconds. */
export interface SpeechRegion {
  readonly start: number
  readonly end: number
}

/** Stretches of speech with short gaps closed and lone clicks (under 30 ms) left out. */
export function speechRegions(flags: readonly boolean[]): readonly SpeechRegion[] {
  const regions: { start: number; end: number }[] = []
  for (let frame = 0; frame < flags.length; frame++) {
    if (!flags[frame]) continue
    const last = regions.at(-1)
    if (last !== undefined && frame - last.end <= shortGapFrames) last.end = frame + 1
    else regions.push({ start: frame, end: frame + 1 })
  }
  return regions
    .filter((region) => region.end - region.start >= 3)
    .map((region) => ({ start: region.start * frameSeconds, end: region.end * frameSeconds }))
}
