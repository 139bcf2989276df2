/** A transcript as it is read: turns of speech, each with its words. In: the JSON of a job. Out: what a page draws and a player follows. */
import type { Transcript, TranscriptItem } from '@scribelite/core/protocol'

export interface SpokenWord {
  /** Place among all words, from 0. */
  readonly index: number
  /** With the punctuation behind it. */
  readonly text: string
  /** Seconds. */
  readonly start: number
  readonly end: number
  /** 0 to 1; absent for a redacted word. */
  readonly confidence?: number
}

export interface Turn {
  /** `Channel 1`, `Speaker 2`; absent when there is one voice. */
  readonly who?: string
  readonly start: number
  readonly words: readonly SpokenWord[]
}

/** Seconds without a word after which a new paragraph begins. */
const pause = 1.5
/** A paragraph that goes on is broken at the end of a sentence, for the eye. */
const mostWords = 80

export const turnsOf = (transcript: Transcript): readonly Turn[] => {
  const turns: { who?: string; start: number; words: SpokenWord[] }[] = []
  for (const { label, ...word } of wordsOf(transcript.results.items)) {
    const turn = turns.at(-1)
    const last = turn?.words.at(-1)
    const who = whoIs(label)
    const goesOn =
      turn !== undefined &&
      last !== undefined &&
      turn.who === who &&
      word.start - last.end < pause &&
      !(turn.words.length >= mostWords && /[.?!。？！]$/u.test(last.text))
    if (goesOn) turn.words.push(word)
    else turns.push({ ...(who === undefined ? {} : { who }), start: word.start, words: [word] })
  }
  return turns
}

const wordsOf = (items: readonly TranscriptItem[]): readonly (SpokenWord & { readonly label?: string })[] => {
  const words: (Omit<SpokenWord, 'text' | 'index'> & { text: string; label?: string })[] = []
  for (const item of items) {
    const best = item.alternatives[0]
    const text = best?.content ?? ''
    const last = words.at(-1)
    if (item.type === 'punctuation') {
      if (last !== undefined) last.text += text
      continue
    }
    const label = item.speaker_label ?? item.channel_label
    words.push({
      text,
      start: Number(item.start_time ?? 0),
      end: Number(item.end_time ?? 0),
      ...(best?.confidence === undefined ? {} : { confidence: Number(best.confidence) }),
      ...(label === undefined ? {} : { label }),
    })
  }
  // Two channels speak at once: the reader follows the clock.
  return words.sort((one, other) => one.start - other.start).map((word, index) => ({ ...word, index }))
}

const whoIs = (label: string | undefined): string | undefined => {
  const [, kind, number] = /^(ch|spk)_(\d+)$/.exec(label ?? '') ?? []
  if (kind === undefined) return label
  return `${kind === 'ch' ? 'Channel' : 'Speaker'} ${Number(number) + 1}`
}

/** The word that is being said, or was said last; -1 before the first. */
export const wordAt = (words: readonly SpokenWord[], seconds: number): number => {
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high) >> 1
    if ((words[middle]?.start ?? 0) <= seconds) low = middle + 1
    else high = middle
  }
  return low - 1
}

/** How sure the service is of a word, in three steps that can be told apart without colour. */
export const sureness = (confidence: number | undefined): 'high' | 'medium' | 'low' => {
  if (confidence === undefined || confidence >= 0.9) return 'high'
  return confidence >= 0.6 ? 'medium' : 'low'
}

/** The mean over all words; undefined when none has a confidence. */
export const meanConfidence = (words: readonly SpokenWord[]): number | undefined => {
  const known = words.flatMap(({ confidence }) => (confidence === undefined ? [] : [confidence]))
  return known.length === 0 ? undefined : known.reduce((sum, one) => sum + one, 0) / known.length
}
