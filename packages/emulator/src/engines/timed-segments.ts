/** Groups that have got their place in time become tokens, and tokens become segments. Times are seconds of the recording. */
import type { Token } from './engine.ts'
import { endsSentence } from './sentences.ts'
import type { SpokenGroup, SpokenWord } from './spoken-group.ts'

export interface TimedSegment {
  readonly start: number
  end: number
  readonly tokens: Token[]
  readonly alternatives: { readonly rank: number; readonly tokens: Token[] }[]
  /** No more words will come: its final may be given. */
  closed: boolean
  /** Scripted partials instead of words that come one by one. */
  readonly partials?: readonly TimedPartial[]
}

interface TimedPartial {
  readonly at: number
  readonly tokens: readonly Token[]
}

/** Seconds without speech that end a segment inside a sentence. */
export const segmentPause = 0.7
/** A segment without punctuation ends after this many seconds. */
const longestSegment = 20
/** Readings of a segment that are kept besides the best: AWS gives ten at most. */
const mostAlternatives = 9

export interface SegmentLine {
  /** Segments in order; the reader takes from the front. */
  readonly segments: TimedSegment[]
  add(group: SpokenGroup, start: number, end: number): void
  /** Ends the open segment; with `mark`, as a sentence. */
  close(mark?: string): void
}

export function createSegmentLine(): SegmentLine {
  const segments: TimedSegment[] = []
  let open: TimedSegment | undefined

  const close = (mark?: string): void => {
    if (open === undefined) return
    if (mark !== undefined && open.tokens.at(-1)?.kind === 'word') open.tokens.push(punctuation(mark, open.end))
    open.alternatives.sort((one, other) => one.rank - other.rank).splice(mostAlternatives)
    open.closed = true
    open = undefined
  }
  const add = (group: SpokenGroup, start: number, end: number): void => {
    if (open !== undefined && (start - open.end >= segmentPause || end - open.start > longestSegment)) close()
    if (open === undefined) {
      open = { start: rounded(start), end: rounded(end), tokens: [], alternatives: [], closed: false }
      segments.push(open)
    }
    const best = tokensOf(group.words, group.after, start, end)
    addAlternatives(open, group, best, start, end)
    open.tokens.push(...best)
    open.end = rounded(end)
    if (group.last || endsSentence(group.after)) close()
  }
  return { segments, add, close }
}

/** An alternative differs from the best reading in one group: what comes later is the same for all. */
function addAlternatives(segment: TimedSegment, group: SpokenGroup, best: Token[], start: number, end: number): void {
  const before = [...segment.tokens]
  for (const reading of segment.alternatives) reading.tokens.push(...best)
  for (const { words, rank } of group.alternatives)
    segment.alternatives.push({ rank, tokens: [...before, ...tokensOf(words, group.after, start, end)] })
}

/** The words of a group share its time; punctuation has no length. */
export function tokensOf(words: readonly SpokenWord[], after: string, start: number, end: number): Token[] {
  const letters = words.reduce((sum, word) => sum + word.content.length, 0)
  const tokens: Token[] = []
  let before = 0
  for (const { content, confidence, share } of words) {
    const [from, to] = share ?? [before / letters, (before + content.length) / letters]
    before += content.length
    const at = (part: number): number => rounded(start + (end - start) * part)
    tokens.push({ kind: 'word', content, start: at(from), end: at(to), confidence, stable: true })
  }
  if (after !== '') tokens.push(punctuation(after, end))
  return tokens
}

export const punctuation = (content: string, at: number): Token => {
  const time = rounded(at)
  return { kind: 'punctuation', content, start: time, end: time, confidence: 0, stable: true }
}

/** To the millisecond. */
export const rounded = (seconds: number): number => Math.round(seconds * 1000) / 1000
