/**
 * Counts of one, two and three words in a row. Words are numbers inside, pairs are the keys of triples, so that a count
 * costs one entry of a numeric map; above a limit, what was seen once is forgotten (our choice: it bounds memory).
 */

export const sentenceStart = '<s>'
export const sentenceEnd = '</s>'
/** A word's number fits below: two of them make an exact integer key. */
export const wordSpan: number = 2 ** 22

export interface NGramCounts {
  /** By number; 0 is the start of a sentence, 1 its end. */
  readonly words: readonly string[]
  readonly numbers: ReadonlyMap<string, number>
  readonly singles: readonly number[]
  /** `first * wordSpan + second` → index in `pairs`. */
  readonly pairIndex: ReadonlyMap<number, number>
  readonly pairs: readonly number[]
  /** `pair index * wordSpan + third` → count. */
  readonly triples: ReadonlyMap<number, number>
  /** Words of one sentence, as they are counted. Throws RangeError above four million different words. */
  add(sentence: readonly string[]): void
}

/** `limit`: triples that are kept; when there are more, those seen once are dropped. */
export function createNGramCounts(limit = 4_000_000): NGramCounts {
  const words: string[] = []
  const numbers = new Map<string, number>()
  const singles: number[] = []
  const pairIndex = new Map<number, number>()
  const pairs: number[] = []
  const triples = new Map<number, number>()
  numberOf(sentenceStart)
  numberOf(sentenceEnd)

  function numberOf(word: string): number {
    const known = numbers.get(word)
    if (known !== undefined) return known
    const number = words.length
    if (number >= wordSpan) throw new RangeError(`More than ${wordSpan} different words.`)
    words.push(word)
    numbers.set(word, number)
    singles.push(0)
    return number
  }

  function countPair(first: number, second: number): number {
    const key = first * wordSpan + second
    let index = pairIndex.get(key)
    if (index === undefined) {
      index = pairs.length
      pairIndex.set(key, index)
      pairs.push(0)
    }
    pairs[index] = (pairs[index] ?? 0) + 1
    return index
  }

  return {
    words,
    numbers,
    singles,
    pairIndex,
    pairs,
    triples,
    add: (sentence) => {
      let before = 0
      let pair: number | undefined
      for (const word of [...sentence, sentenceEnd]) {
        const number = numberOf(word)
        singles[number] = (singles[number] ?? 0) + 1
        if (pair !== undefined) {
          const key = pair * wordSpan + number
          triples.set(key, (triples.get(key) ?? 0) + 1)
        }
        pair = countPair(before, number)
        before = number
      }
      if (triples.size > limit) {
        for (const [key, count] of triples) if (count === 1) triples.delete(key)
      }
    },
  }
}
