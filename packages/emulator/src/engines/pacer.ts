/**
 * Places a text in audio that is still coming: a word after the other while there is speech, at the pace of an average
 * speaker, none while it is quiet. Fed frame by frame, it never looks ahead.
 */
import { frameSeconds } from './speech-frames.ts'
import type { SpokenGroup } from './spoken-group.ts'
import { createSegmentLine, segmentPause, type TimedSegment } from './timed-segments.ts'

/** Fifteen letters a second, blanks counted. */
const secondsPerLetter = 0.065
/** Frames of quiet after which a begun word has ended, or has not begun after all. */
const wordGap = 20
const segmentGap = Math.round(segmentPause / frameSeconds)
/** Part of a word that must have been spoken for it to count when speech breaks off. */
const enough = 0.4

export interface PacerOptions {
  /** Each element is one sentence. */
  readonly sentences: Iterator<readonly SpokenGroup[]>
  /** Stand-in text ends its sentence where the speaker pauses; a true text goes on and is given to its end. */
  readonly standIn: boolean
}

export interface Pacer {
  readonly segments: TimedSegment[]
  /** The next 10 ms. */
  frame(speech: boolean): void
  /** The recording is over. What is left of a true text is set at its end, unless nobody spoke at all. */
  end(): void
}

export function createPacer(options: PacerOptions): Pacer {
  const line = createSegmentLine()
  let sentence: readonly SpokenGroup[] = []
  let position = 0
  let frames = 0
  let spoken = 0
  let begun: number | undefined
  let lastSpeech: number | undefined
  let lastPlaced = 0

  const current = (): SpokenGroup | undefined => {
    while (position >= sentence.length) {
      const next = options.sentences.next()
      if (next.done) return undefined
      sentence = next.value
      position = 0
    }
    return sentence[position]
  }
  const place = (group: SpokenGroup, from: number, to: number): void => {
    line.add(group, from * frameSeconds, to * frameSeconds)
    position += 1
    spoken = 0
    begun = undefined
    lastPlaced = to
  }
  const needed = (group: SpokenGroup): number => (group.weight * secondsPerLetter) / frameSeconds
  const breakOff = (): void => {
    const group = current()
    if (group !== undefined && begun !== undefined && lastSpeech !== undefined && spoken >= enough * needed(group))
      place(group, begun, lastSpeech)
    begun = undefined
    spoken = 0
  }
  const pause = (): void => {
    line.close(options.standIn ? '.' : undefined)
    // The rest of a stand-in sentence was never said.
    if (options.standIn && position > 0) position = sentence.length
  }

  return {
    segments: line.segments,
    frame(speech: boolean): void {
      frames += 1
      if (!speech) {
        if (lastSpeech === undefined) return
        if (frames - lastSpeech === wordGap) breakOff()
        if (frames - lastSpeech === segmentGap) pause()
        return
      }
      lastSpeech = frames
      const group = current()
      if (group === undefined) return
      begun ??= frames - 1
      spoken += 1
      if (spoken >= needed(group)) place(group, begun, frames)
    },
    end(): void {
      breakOff()
      if (!options.standIn && lastSpeech !== undefined && lastPlaced + lastSpeech > 0) placeRest()
      pause()
    },
  }

  function placeRest(): void {
    const rest: SpokenGroup[] = []
    for (let group = current(); group !== undefined; group = current()) {
      rest.push(group)
      position += 1
    }
    const step = (frames - lastPlaced) / Math.max(1, rest.length)
    const from = lastPlaced
    for (const [index, group] of rest.entries()) place(group, from + index * step, from + (index + 1) * step)
  }
}
