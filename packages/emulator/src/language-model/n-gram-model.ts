/**
 * An order-3 model with back-off: what an ARPA file holds. Estimated from counts by interpolated Witten-Bell, which is
 * exact in back-off form and gives sound probabilities for a dozen sentences as for a million.
 */
import { type NGramCounts, sentenceStart, wordSpan } from './n-gram-counts.ts'

export const unknownWord = '<unk>'

/** log10, rounded to the four decimals that an ARPA file keeps, so that a model read back is the model written. */
export interface NGram {
  readonly logProbability: number
  /** Weight of what fewer words before say, where this n-gram is a context. */
  readonly logBackOff: number
}

/** Keys: the words with a blank between. */
export interface NGramModel {
  readonly singles: ReadonlyMap<string, NGram>
  readonly pairs: ReadonlyMap<string, NGram>
  readonly triples: ReadonlyMap<string, NGram>
}

/** log10 P(word | up to two words before it, newest last); undefined for a word that the model does not have. */
export function logProbability(model: NGramModel, context: readonly string[], word: string): number | undefined {
  const single = model.singles.get(word)
  if (!single || word === sentenceStart) return undefined
  const last = context[context.length - 1]
  const contextSingle = last === undefined ? undefined : model.singles.get(last)
  if (last === undefined || !contextSingle) return single.logProbability
  const pair = model.pairs.get(`${last} ${word}`)
  const ofPair = pair ? pair.logProbability : contextSingle.logBackOff + single.logProbability
  const first = context[context.length - 2]
  const contextPair = first === undefined ? undefined : model.pairs.get(`${first} ${last}`)
  if (first === undefined || !contextPair) return ofPair
  const triple = model.triples.get(`${first} ${last} ${word}`)
  return triple ? triple.logProbability : contextPair.logBackOff + ofPair
}

export function estimate(counts: NGramCounts): NGramModel {
  const { words, singles: ones, pairs: twos, pairIndex, triples: threes } = counts
  // One word: types share what is left with the unknown word, each an equal part.
  const types = ones.reduce((sum, count) => sum + (count > 0 ? 1 : 0), 0)
  const tokens = ones.reduce((sum, count) => sum + count, 0)
  const equalPart = types / (types + 1)
  const single = Float64Array.from(ones, (count) => (count > 0 ? (count + equalPart) / (tokens + types) : 0))

  const followed = new Float64Array(words.length)
  const followers = new Float64Array(words.length)
  const pairWords: [number, number][] = []
  for (const [key, index] of pairIndex) {
    const first = Math.floor(key / wordSpan)
    pairWords[index] = [first, key % wordSpan]
    followed[first] = (followed[first] ?? 0) + (twos[index] ?? 0)
    followers[first] = (followers[first] ?? 0) + 1
  }
  const mix = (count: number, total: number, kinds: number, shorter: number): number =>
    (count + kinds * shorter) / (total + kinds)
  const pair = Float64Array.from(pairWords, ([first, second], index) =>
    mix(twos[index] ?? 0, followed[first] ?? 0, followers[first] ?? 0, single[second] ?? 0),
  )

  const pairFollowed = new Float64Array(twos.length)
  const pairFollowers = new Float64Array(twos.length)
  for (const [key, count] of threes) {
    const context = Math.floor(key / wordSpan)
    pairFollowed[context] = (pairFollowed[context] ?? 0) + count
    pairFollowers[context] = (pairFollowers[context] ?? 0) + 1
  }
  const backOff = (total = 0, kinds = 0): number => (total === 0 ? 0 : log10(kinds / (total + kinds)))

  const model = {
    singles: new Map<string, NGram>(),
    pairs: new Map<string, NGram>(),
    triples: new Map<string, NGram>(),
  }
  model.singles.set(unknownWord, { logProbability: log10(equalPart / (tokens + types)), logBackOff: 0 })
  words.forEach((word, number) => {
    const probability = single[number] ?? 0
    // A sentence's start is only ever a context; -99 is ARPA's custom for that.
    const logProbability = probability > 0 ? log10(probability) : -99
    model.singles.set(word, { logProbability, logBackOff: backOff(followed[number], followers[number]) })
  })
  const nameOf = ([first, second]: readonly [number, number]): string => `${words[first]} ${words[second]}`
  pairWords.forEach((pairOf, index) => {
    const logBackOff = backOff(pairFollowed[index], pairFollowers[index])
    model.pairs.set(nameOf(pairOf), { logProbability: log10(pair[index] ?? 0), logBackOff })
  })
  for (const [key, count] of threes) {
    const context = Math.floor(key / wordSpan)
    const third = key % wordSpan
    const before = pairWords[context] ?? [0, 0]
    const shorter = pair[pairIndex.get(before[1] * wordSpan + third) ?? -1] ?? 0
    const probability = mix(count, pairFollowed[context] ?? 0, pairFollowers[context] ?? 0, shorter)
    model.triples.set(`${nameOf(before)} ${words[third]}`, { logProbability: log10(probability), logBackOff: 0 })
  }
  return model
}

function log10(probability: number): number {
  const rounded = Math.round(Math.log10(probability) * 10_000) / 10_000
  return rounded === 0 ? 0 : rounded
}
