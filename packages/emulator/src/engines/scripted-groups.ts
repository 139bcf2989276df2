/** What a fixture returns word for word: placed in time by its own times, or made ready to be placed where speech is. */
import type { Token } from './engine.ts'
import type { ScriptedSegment, ScriptedWord } from './fixture.ts'
import { type SpokenGroup, type SpokenWord, weightOf } from './spoken-group.ts'
import { punctuation, type TimedSegment, tokensOf } from './timed-segments.ts'

/** Segments without times: each is a sentence of its own, whatever its punctuation. */
export function untimedGroups(segments: readonly ScriptedSegment[]): readonly (readonly SpokenGroup[])[] {
  return segments.map((segment) => {
    const groups = groupsOf(segment.words)
    return groups.map((group, position) => ({ ...group, last: position === groups.length - 1 }))
  })
}

/** Segments with times. Words without share the time of their segment by their letters. */
export function timedSegments(segments: readonly ScriptedSegment[]): TimedSegment[] {
  return segments.map((segment) => {
    const { start = 0, end = 0 } = segment
    const tokens = (words: readonly ScriptedWord[]): Token[] => timedTokens(words, start, end)
    const spacing = (end - start) / (segment.partials.length + 1)
    const partials = segment.partials.map((partial, position) => {
      const at = partial.at ?? start + spacing * (position + 1)
      return { at, tokens: timedTokens(partial.words, start, Math.max(start, at)) }
    })
    return {
      start,
      end,
      tokens: tokens(segment.words),
      alternatives: segment.alternatives.map((words, rank) => ({ rank, tokens: tokens(words) })),
      closed: true,
      ...(partials.length > 0 && { partials: partials.sort((one, other) => one.at - other.at) }),
    }
  })
}

function timedTokens(words: readonly ScriptedWord[], start: number, end: number): Token[] {
  const groups = groupsOf(words)
  const weight = groups.reduce((sum, group) => sum + group.weight, 0)
  const tokens: Token[] = []
  let before = 0
  for (const group of groups) {
    const from = group.word.start ?? start + ((end - start) * before) / weight
    before += group.weight
    const to = group.word.end ?? start + ((end - start) * before) / weight
    tokens.push(...tokensOf(group.words, '', from, to))
    for (const mark of group.after) tokens.push(punctuation(mark, to))
  }
  return tokens
}

function groupsOf(words: readonly ScriptedWord[]): readonly (SpokenGroup & { readonly word: ScriptedWord })[] {
  const groups: (Omit<SpokenGroup, 'after'> & { after: string; word: ScriptedWord })[] = []
  for (const word of words) {
    const last = groups.at(-1)
    if (word.kind === 'punctuation') {
      if (last !== undefined) last.after += word.content
    } else {
      const spoken: SpokenWord = { content: word.content, confidence: word.confidence }
      groups.push({ weight: weightOf(word.content), words: [spoken], after: '', last: false, alternatives: [], word })
    }
  }
  return groups
}
