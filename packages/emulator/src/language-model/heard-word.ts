/** What the ear writes, and where it stands in what was said. */
import type { Edge } from './sound-lattice.ts'

export interface HeardWord {
  /** Cased as it is displayed. */
  readonly content: string
  /** The words of the truth that it stands for: from `from` up to, not including, `to`. */
  readonly from: number
  readonly to: number
  /** Its part of the time of those words: from and to, 0 to 1. */
  readonly share: readonly [number, number]
  /** 0 to 1, four decimals. */
  readonly confidence: number
}

/** A word that was heard as it is written; the rarer (`rank`), the less sure. */
export function heardItself(content: string, at: number, rank: number): HeardWord {
  const confidence = (9990 - Math.floor(Math.min(rank, 18_000) / 20)) / 10_000
  return { content, from: at, to: at + 1, share: [0, 1], confidence }
}

/** A word that stands for a stretch of the `phones` of truth word 0: less sure the more it differs in sound. */
export function heardAs(edge: Edge, phones: number, ofLanguageModel: boolean): HeardWord {
  const perPhone = Math.floor(edge.sound / Math.max(1, edge.end - edge.start))
  return {
    content: edge.word.word,
    from: 0,
    to: 1,
    share: [fourDecimals(edge.start / phones), fourDecimals(edge.end / phones)],
    confidence: Math.max(2500, (ofLanguageModel ? 9400 : 7300) - perPhone * 60) / 10_000,
  }
}

/** Moves words to truth word `at`, into a part of its time. */
export function place(words: readonly HeardWord[], at: number, from: number, to: number): HeardWord[] {
  return words.map((word) => ({
    ...word,
    from: at,
    to: at + 1,
    share: [fourDecimals(from + word.share[0] * (to - from)), fourDecimals(from + word.share[1] * (to - from))],
  }))
}

/** Where a sentence starts with a capital, what is heard there does. */
export function capitalize(words: readonly HeardWord[]): HeardWord[] {
  return words.map((word, index) =>
    index === 0 ? { ...word, content: word.content.charAt(0).toUpperCase() + word.content.slice(1) } : word,
  )
}

const hyphens = /(?<=[\p{L}\p{N}'’])[-–/._&]+(?=[\p{L}\p{N}])/u

/** `read-only` → `read`, `only`. */
export function partsOf(written: string): string[] {
  return written.split(hyphens)
}

/** A compound is written as it was when each of its parts was heard as one word; else its parts stand apart. */
export function joinParts(heard: readonly (readonly HeardWord[])[], written: string, at: number): HeardWord[] {
  if (!heard.every((words) => words.length === 1)) {
    return heard.flatMap((words, index) => place(words, at, index / heard.length, (index + 1) / heard.length))
  }
  const separators = written.match(new RegExp(hyphens, 'gu')) ?? []
  const content = heard.map(([word], index) => (word?.content ?? '') + (separators[index] ?? '')).join('')
  const confidence = heard.reduce((least, [word]) => Math.min(least, word?.confidence ?? 0), 1)
  return [{ content, from: at, to: at + 1, share: [0, 1], confidence }]
}

function fourDecimals(value: number): number {
  return Math.round(value * 10_000) / 10_000
}
