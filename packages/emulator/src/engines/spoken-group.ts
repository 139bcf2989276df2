import { endsSentence, type Sentence } from './sentences.ts'

/**
 * The smallest thing that is placed in time: a stretch of speech and the words written for it. Most often one word;
 * "kubernetes" heard as "cooper net is" is one group of three.
 */
export interface SpokenGroup {
  /** How long it takes to say, in letters of the true words. */
  readonly weight: number
  readonly words: readonly SpokenWord[]
  /** Punctuation after the last word, or nothing. */
  readonly after: string
  /** Whether the sentence ends here, with or without a mark. */
  readonly last: boolean
  /** Other readings of the same stretch. `rank` orders them among all of the sentence: 0 is the next best. */
  readonly alternatives: readonly { readonly words: readonly SpokenWord[]; readonly rank: number }[]
}

export interface SpokenWord {
  readonly content: string
  /** 0 to 1. */
  readonly confidence: number
  /** Its part of the group's time, from and to, 0 to 1; without, words share it by their letters. */
  readonly share?: readonly [number, number]
}

/** A word takes as long as its letters, and a little for the joint to the next. Digits take longer: "8" is "eight". */
export function weightOf(word: string): number {
  const digits = word.match(/\p{N}/gu)?.length ?? 0
  return word.length + 3 * digits + 1
}

/** A sentence that is written as it stands, without an ear in between. */
export function verbatim(sentence: Sentence, confidence: (word: string) => number): readonly SpokenGroup[] {
  return sentence.map((word, position) => ({
    weight: weightOf(word.written),
    words: [{ content: word.written, confidence: confidence(word.written) }],
    after: word.after,
    last: position === sentence.length - 1 || endsSentence(word.after),
    alternatives: [],
  }))
}
