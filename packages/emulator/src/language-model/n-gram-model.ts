/**
 * An order-3 model with back-off: what an ARPA file holds. Estimated from counts by interpolated Witten-Bell, which is
 * exact in back-off form and gives sound probabilities for a dozen sentences as for a million. Sorted arrays of numbers:
 * a model of millions of n-grams is read in seconds and takes tens of megabytes.
 */
import { type NGramCounts, sentenceStart, wordSpan } from './n-gram-counts.ts'

/** All logarithms are of base 10, in units of 0.0001: what an ARPA file keeps, so that a model read back is the same. */
export interface NGramModel {
  /** By number. */
  readonly words: readonly string[]
  readonly numbers: ReadonlyMap<string, number>
  /** By word number. */
  readonly single: Int32Array
  /** Weight of what fewer words before say, where the n-gram is a context. */
  readonly singleBackOff: Int32Array
  /** Ascending: `first * wordSpan + second`. */
  readonly pairs: Float64Array
  readonly pair: Int32Array
  readonly pairBackOff: Int32Array
  /** Ascending: `position in pairs * wordSpan + third`. */
  readonly triples: Float64Array
  readonly triple: Int32Array
}

export const logUnit = 10_000

/** log10 P(word | up to two words before it, newest last); undefined for a word that the model does not have. */
export function logProbability(model: NGramModel, context: readonly string[], word: string): number | undefined {
  const number = model.numbers.get(word)
  if (number === undefined || word === sentenceStart) return undefined
  return logUnits(model, context, number) / logUnit
}

function logUnits(model: NGramModel, context: readonly string[], word: number): number {
  const single = model.single[word] ?? 0
  const last = numberOf(model, context[context.length - 1])
  if (last === undefined) return single
  const pairAt = find(model.pairs, last * wordSpan + word)
  const ofPair = pairAt >= 0 ? (model.pair[pairAt] ?? 0) : (model.singleBackOff[last] ?? 0) + single
  const first = numberOf(model, context[context.length - 2])
  const contextAt = first === undefined ? -1 : find(model.pairs, first * wordSpan + last)
  if (contextAt < 0) return ofPair
  const tripleAt = find(model.triples, contextAt * wordSpan + word)
  return tripleAt >= 0 ? (model.triple[tripleAt] ?? 0) : (model.pairBackOff[contextAt] ?? 0) + ofPair
}

function numberOf(model: NGramModel, word: string | undefined): number | undefined {
  return word === undefined ? undefined : model.numbers.get(word)
}

/** Position of `key` in ascending `keys`, or -1. */
export function find(keys: Float64Array, key: number): number {
  let low = 0
  let high = keys.length - 1
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = keys[middle] ?? 0
    if (found === key) return middle
    if (found < key) low = middle + 1
    else high = middle - 1
  }
  return -1
}

export function estimate(counts: NGramCounts): NGramModel {
  const { words, singles } = counts
  // One word: what Witten-Bell leaves is shared equally by all words, the unknown one among them. A sentence's start is
  // only ever a context.
  const types = singles.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  const tokens = singles.reduce((sum, count) => sum + count, 0)
  const equalPart = types / (words.length - 1)
  const single = Float64Array.from(singles, (count, number) =>
    number === 0 ? 0 : (count + equalPart) / (tokens + types),
  )

  const pairs = Float64Array.from(counts.pairIndex.keys()).sort()
  const indexAt = Int32Array.from(pairs, (key) => counts.pairIndex.get(key) ?? 0)
  const positionOf = new Int32Array(pairs.length)
  indexAt.forEach((index, position) => {
    positionOf[index] = position
  })
  const followed = new Float64Array(words.length)
  const followers = new Float64Array(words.length)
  pairs.forEach((key, position) => {
    const first = Math.floor(key / wordSpan)
    followed[first] = (followed[first] ?? 0) + (counts.pairs[indexAt[position] ?? 0] ?? 0)
    followers[first] = (followers[first] ?? 0) + 1
  })
  const pairOf = (first: number, second: number, count: number): number =>
    mix(count, followed[first], followers[first], single[second])
  const pair = Float64Array.from(pairs, (key, position) =>
    pairOf(Math.floor(key / wordSpan), key % wordSpan, counts.pairs[indexAt[position] ?? 0] ?? 0),
  )

  const triples = Float64Array.from(
    counts.triples.keys(),
    (key) => (positionOf[Math.floor(key / wordSpan)] ?? 0) * wordSpan + (key % wordSpan),
  ).sort()
  const countAt = Float64Array.from(
    triples,
    (key) => counts.triples.get((indexAt[Math.floor(key / wordSpan)] ?? 0) * wordSpan + (key % wordSpan)) ?? 0,
  )
  const pairFollowed = new Float64Array(pairs.length)
  const pairFollowers = new Float64Array(pairs.length)
  triples.forEach((key, position) => {
    const context = Math.floor(key / wordSpan)
    pairFollowed[context] = (pairFollowed[context] ?? 0) + (countAt[position] ?? 0)
    pairFollowers[context] = (pairFollowers[context] ?? 0) + 1
  })
  const triple = Float64Array.from(triples, (key, position) => {
    const context = Math.floor(key / wordSpan)
    const third = key % wordSpan
    const second = (pairs[context] ?? 0) % wordSpan
    const shorterAt = find(pairs, second * wordSpan + third)
    const shorter = shorterAt >= 0 ? pair[shorterAt] : pairOf(second, third, 0)
    return mix(countAt[position] ?? 0, pairFollowed[context], pairFollowers[context], shorter)
  })
  return {
    words,
    numbers: new Map(words.map((word, number) => [word, number])),
    // -99 is ARPA's custom for a sentence's start.
    single: Int32Array.from(single, (probability) => (probability > 0 ? units(probability) : -99 * logUnit)),
    singleBackOff: Int32Array.from(followed, (total, number) => backOff(total, followers[number])),
    pairs,
    pair: Int32Array.from(pair, units),
    pairBackOff: Int32Array.from(pairFollowed, (total, position) => backOff(total, pairFollowers[position])),
    triples,
    triple: Int32Array.from(triple, units),
  }
}

/** Witten-Bell: as many unseen events as there were kinds of seen ones. */
function mix(count: number, total = 0, kinds = 0, shorter = 0): number {
  return total + kinds === 0 ? shorter : (count + kinds * shorter) / (total + kinds)
}

function backOff(total: number, kinds = 0): number {
  return total === 0 ? 0 : units(kinds / (total + kinds))
}

function units(probability: number): number {
  return Math.round(Math.log10(probability) * logUnit)
}
