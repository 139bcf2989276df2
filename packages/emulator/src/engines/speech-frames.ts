/** Where speech is in audio, by its energy, in frames of 10 ms. Nothing here depends on how the audio was cut. */

export const frameSeconds = 0.01

/** Root mean square from which a frame counts as speech: −47 dB below full scale. Fixed, so that no frame needs another. */
const speechLevel = 150

/** Gaps up to this belong to the speech around them: stops such as the `t` in "later" are silent for a moment. */
const shortGapFrames = 15

export const frameLength = (sampleRate: number): number => Math.round(sampleRate * frameSeconds)

/** Whether the energy of a frame, `samples[from..to)`, is that of speech. */
export function isSpeech(samples: Int16Array, from = 0, to: number = samples.length): boolean {
  const needed = speechLevel * speechLevel * (to - from)
  let sum = 0
  // The sum only grows: of loud frames a few samples tell. So it stays below 2³¹ as well, and integers are summed faster.
  for (let index = from; index < to && sum < needed; index++) {
    const sample = samples[index] ?? 0
    sum = (sum + Math.imul(sample, sample)) | 0
  }
  return sum >= needed
}

/** One flag for each frame of a whole recording; an incomplete last frame counts as a frame. */
export function speechFlags(samples: Int16Array, sampleRate: number): readonly boolean[] {
  const length = frameLength(sampleRate)
  const flags: boolean[] = []
  for (let from = 0; from < samples.length; from += length)
    flags.push(isSpeech(samples, from, Math.min(from + length, samples.length)))
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
