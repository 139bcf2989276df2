/** How well a mixture of the domain model and the base predicts a text that neither was made from. */

/** Probabilities of one word of the text. */
export interface TestWord {
  /** By the domain model, given the words before; 0 for a word that it does not have. */
  readonly own: number
  readonly base: number
}

export type BaseProbability = (word: string) => number

/** Without tuning text; measured to help a domain and to leave general speech alone. */
export const defaultWeight = 0.3
/** Above one half, general speech suffers. */
const steps = [0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5]

/** Two to the cross-entropy a word, two decimals. `weight` of the domain model: 0 is the base alone. */
export function perplexity(words: readonly TestWord[], weight: number): number {
  let sum = 0
  for (const { own, base } of words) sum += Math.log2(weight * own + (1 - weight) * base)
  return words.length === 0 ? 1 : Math.round(100 * 2 ** (-sum / words.length)) / 100
}

/** The weight, in steps of a twentieth, that predicts the words best. */
export function bestWeight(words: readonly TestWord[]): number {
  let best = defaultWeight
  for (const step of steps) if (perplexity(words, step) < perplexity(words, best)) best = step
  return best
}
