/**
 * Counts of one, two and three words in a row. Words are numbers inside, pairs are the keys of triples, so that a count
 * costs one entry of a numeric map. The limits bound memory (our choice): two gigabytes of text have more different
 * triples than a process should hold.
 */

export const sentenceStart = '<s>'
const sentenceEnd = '</s>'
const unknownWord = '<unk>'
/** A word's number is below, so that `first * wordSpan + second` is an exact integer; so is a pair's place with a word. */
export const wordSpan: number = 2 ** 21

export interface NGramCounts {
  /** By number; 0 is the start of a sentence, 1 its end, 2 the unknown word. */
  readonly words: readonly string[]
  readonly singles: readonly number[]
  /** `first * wordSpan + second` → index in `pairs`. */
  readonly pairIndex: ReadonlyMap<number, number>
  readonly pairs: readonly number[]
  /** `pair index * wordSpan + third` → count. */
  readonly triples: ReadonlyMap<number, number>
  /** Words of one sentence, as they are counted. */
  add(sentence: readonly string[]): void
}

export interface CountLimits {
  /** Further words count as the unknown one. */
  readonly words: number
  /** Further pairs are not taken in. */
  readonly pairs: number
  /** When there are more triples, those seen once are forgotten. */
  readonly triples: number
}

const countLimits: CountLimits = { words: 1_000_000, pairs: 4_000_000, triples: 3_000_000 }

export function createNGramCounts(limits: CountLimits = countLimits): NGramCounts {
  const words = [sentenceStart, sentenceEnd, unknownWord]
  const numbers = new Map(words.map((word, number) => [word, number]))
  const singles = [0, 0, 0]
  const pairIndex = new Map<number, number>()
  const pairs: number[] = []
  const triples = new Map<number, number>()

  function numberOf(word: string): number {
    const known = numbers.get(word)
    if (known !== undefined) return known
    if (words.length >= limits.words) return 2
    const number = words.push(word) - 1
    numbers.set(word, number)
    singles.push(0)
    return number
  }

  function countPair(first: number, second: number): number | undefined {
    const key = first * wordSpan + second
    let index = pairIndex.get(key)
    if (index === undefined) {
      if (pairs.length >= limits.pairs) return undefined
      index = pairs.push(0) - 1
      pairIndex.set(key, index)
    }
    pairs[index] = (pairs[index] ?? 0) + 1
    return index
  }

  function forgetRare(): void {
    for (let rare = 1; triples.size > limits.triples / 2; rare += 1) {
      for (const [key, count] of triples) if (count <= rare) triples.delete(key)
    }
  }

  return {
    words,
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
      if (triples.size > limits.triples) forgetRare()
    },
  }
}
