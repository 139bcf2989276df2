/**
 * Two texts, word by word. In: what was said and what was heard, or two hearings of the same audio. Out: the cheapest way from one to
 * the other (Levenshtein over words), which is also how word error rates are counted. Case and punctuation do not count.
 */

export interface WordPair {
  readonly kind: 'same' | 'substituted' | 'deleted' | 'inserted'
  /** The word of the first text; absent when inserted. */
  readonly first?: string
  /** The word of the second text; absent when deleted. */
  readonly second?: string
}

export interface WordErrors {
  /** Words of the reference. */
  readonly words: number
  readonly substituted: number
  readonly deleted: number
  readonly inserted: number
  /** All three together. */
  readonly wrong: number
}

/** Some 80 minutes of speech that differ everywhere; what is equal at both ends costs nothing. */
const mostCells = 100_000_000

export const wordsOf = (text: string): readonly string[] => text.split(/\s+/u).filter((word) => plain(word) !== '')

/** What is compared: the word without case and without the punctuation around it. */
const plain = (word: string): string =>
  word
    .toLocaleLowerCase('en')
    .replaceAll('’', "'")
    .replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}%]+$/gu, '')

/** The alignment of two texts; undefined when they are too long and too different to be aligned here. */
export const alignWords = (first: readonly string[], second: readonly string[]): readonly WordPair[] | undefined => {
  const one = first.map(plain)
  const two = second.map(plain)
  let start = 0
  while (start < one.length && start < two.length && one[start] === two[start]) start++
  let endOne = one.length
  let endTwo = two.length
  while (endOne > start && endTwo > start && one[endOne - 1] === two[endTwo - 1]) {
    endOne--
    endTwo--
  }
  if ((endOne - start + 1) * (endTwo - start + 1) > mostCells) return undefined
  const middle = traceBack(one.slice(start, endOne), two.slice(start, endTwo))
  const pairs: WordPair[] = []
  let atOne = 0
  let atTwo = 0
  const both = (kind: 'same' | 'substituted'): void => {
    pairs.push({ kind, first: first[atOne++] ?? '', second: second[atTwo++] ?? '' })
  }
  while (atOne < start) both('same')
  for (const kind of middle) {
    if (kind === 'deleted') pairs.push({ kind, first: first[atOne++] ?? '' })
    else if (kind === 'inserted') pairs.push({ kind, second: second[atTwo++] ?? '' })
    else both(kind)
  }
  while (atOne < first.length) both('same')
  return pairs
}

const kinds = ['same', 'substituted', 'deleted', 'inserted'] as const

const traceBack = (one: readonly string[], two: readonly string[]): readonly WordPair['kind'][] => {
  const width = two.length + 1
  /** How each cell was reached, as an index of `kinds`. */
  const steps = new Uint8Array((one.length + 1) * width)
  let above = Uint32Array.from({ length: width }, (_, column) => column)
  steps.fill(3, 1, width)
  for (let row = 1; row <= one.length; row++) {
    const costs = new Uint32Array(width)
    costs[0] = row
    steps[row * width] = 2
    for (let column = 1; column < width; column++) {
      const same = one[row - 1] === two[column - 1]
      const diagonal = (above[column - 1] ?? 0) + (same ? 0 : 1)
      const deleted = (above[column] ?? 0) + 1
      const inserted = (costs[column - 1] ?? 0) + 1
      const least = Math.min(diagonal, deleted, inserted)
      costs[column] = least
      steps[row * width + column] = least === diagonal ? (same ? 0 : 1) : least === deleted ? 2 : 3
    }
    above = costs
  }
  const path: WordPair['kind'][] = []
  for (let row = one.length, column = two.length; row > 0 || column > 0; ) {
    const kind = kinds[steps[row * width + column] ?? 0] ?? 'same'
    path.push(kind)
    if (kind !== 'inserted') row--
    if (kind !== 'deleted') column--
  }
  return path.reverse()
}

export const countErrors = (pairs: readonly WordPair[]): WordErrors => {
  const count = (kind: WordPair['kind']): number => pairs.filter((pair) => pair.kind === kind).length
  const [substituted, deleted, inserted] = [count('substituted'), count('deleted'), count('inserted')]
  return {
    words: pairs.length - inserted,
    substituted,
    deleted,
    inserted,
    wrong: substituted + deleted + inserted,
  }
}
