/**
 * Gives hypotheses out as the audio that carries them arrives: partials that grow word by word, then the final.
 * Works in steps that the caller takes every 100 ms of audio, whatever the size of the blocks it was given.
 */
import type { Hypothesis, Token } from './engine.ts'
import { rounded, type TimedSegment } from './timed-segments.ts'

/** Seconds after its end at which a word is shown, and after the last word at which a segment is final: our choice. */
const wordLatency = 0.2
const finalLatency = 0.5
/** A streamed result ends a little after its last word (recorded: 0.03 to 0.04 s). */
const tail = 0.035

export interface Reveal {
  /** What is due when audio up to `time`, in seconds of the recording, has been heard. */
  upTo(time: number): Generator<Hypothesis>
}

export interface RevealOptions {
  readonly segments: TimedSegment[]
  readonly partials: boolean
  /** Seconds of the session at which the recording begins. */
  readonly origin: number
  /** Counts segments through the session. */
  readonly nextSegment: () => number
}

export function createReveal(options: RevealOptions): Reveal {
  const { segments } = options
  let shown = 0
  let id: number | undefined

  const hypothesis = (segment: TimedSegment, partial: boolean, tokens: readonly Token[], end: number): Hypothesis => {
    id ??= options.nextSegment()
    const moved = (token: Token): Token => move(token, options.origin)
    const alternatives = segment.alternatives.map((reading) => reading.tokens.map(moved))
    return {
      segment: id,
      partial,
      start: rounded(segment.start + options.origin),
      end: rounded(end + options.origin),
      tokens: tokens.map(moved),
      ...(!partial && alternatives.length > 0 && { alternatives }),
    }
  }

  function partialOf(segment: TimedSegment, time: number): Hypothesis | undefined {
    if (segment.partials !== undefined) {
      const due = segment.partials.filter((partial) => partial.at <= time)
      const newest = due.at(-1)
      if (newest === undefined || due.length <= shown) return undefined
      shown = due.length
      return hypothesis(segment, true, newest.tokens, newest.tokens.at(-1)?.end ?? newest.at)
    }
    const tokens = visibleTokens(segment.tokens, time - wordLatency)
    const last = tokens.at(-1)
    if (last === undefined || tokens.length <= shown) return undefined
    shown = tokens.length
    return hypothesis(segment, true, withNewestOpen(tokens), last.end + tail)
  }

  return {
    *upTo(time: number): Generator<Hypothesis> {
      for (;;) {
        const segment = segments[0]
        if (segment === undefined) return
        const due = segment.closed && segment.end + finalLatency <= time
        const partial = options.partials ? partialOf(segment, time) : undefined
        if (partial !== undefined) yield partial
        if (!due) return
        const end = options.partials ? Math.max(segment.end, (segment.tokens.at(-1)?.end ?? 0) + tail) : segment.end
        yield hypothesis(segment, false, segment.tokens, end)
        segments.shift()
        shown = 0
        id = undefined
      }
    },
  }
}

/** Words that ended by `time`; the punctuation after the newest of them is not yet known. */
function visibleTokens(tokens: readonly Token[], time: number): readonly Token[] {
  let count = 0
  for (const [index, token] of tokens.entries()) {
    if (token.end > time) break
    if (token.kind === 'word') count = index + 1
  }
  return tokens.slice(0, count)
}

/** The newest word may still change. */
const withNewestOpen = (tokens: readonly Token[]): readonly Token[] =>
  tokens.map((token, index) => (index === tokens.length - 1 ? { ...token, stable: false } : token))

const move = (token: Token, by: number): Token => ({
  ...token,
  start: rounded(token.start + by),
  end: rounded(token.end + by),
})
