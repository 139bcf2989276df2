/** From a lattice of words that sound alike to whole readings of a stretch of sound, best first. All integers. */
import type { Edge } from './sound-lattice.ts'

export interface Reading {
  readonly edges: readonly Edge[]
  /** How far it is from what was said. */
  readonly sound: number
  /** Sound, words and language together; lower is likelier. */
  readonly cost: number
}

/** Cost of one more word in a reading: without it, speech falls apart into the shortest words. */
const wordPenalty = 55
/** A phone that no word of the reading covers. */
const unheardPhone = 330
const readingsPerPosition = 16

/** A third: sound weighs more than frequency, or every unknown word would become a common one. */
export function languageCost(cost: number): number {
  return Math.round(cost / 3)
}

/** `cost` of a word after the (up to two) words before it: -100 × log10 of a probability. */
export type WordCost = (edge: Edge, before: readonly string[]) => number

/** Readings of `length` phones, best first. `before`: what was heard until there, for the first words' costs. */
export function readings(
  edges: readonly Edge[],
  length: number,
  before: readonly string[],
  cost: WordCost,
): readonly Reading[] {
  const byStart: Edge[][] = Array.from({ length }, () => [])
  for (const edge of edges) byStart[edge.start]?.push(edge)
  const ending: Reading[][] = Array.from({ length: length + 1 }, () => [])
  ending[0]?.push({ edges: [], sound: 0, cost: 0 })
  for (let at = 0; at < length; at += 1) {
    const reached = best(ending[at] ?? [])
    for (const reading of reached) {
      ending[at + 1]?.push({ ...reading, sound: reading.sound + unheardPhone, cost: reading.cost + unheardPhone })
      const context = [...before, ...reading.edges.slice(-2).map((edge) => edge.word.word.toLowerCase())].slice(-2)
      for (const edge of byStart[at] ?? []) {
        ending[edge.end]?.push({
          edges: [...reading.edges, edge],
          sound: reading.sound + edge.sound,
          cost: reading.cost + edge.sound + wordPenalty + languageCost(cost(edge, context)),
        })
      }
    }
  }
  return best(ending[length] ?? []).filter((reading) => reading.edges.length > 0)
}

export function textOf(reading: Reading): string {
  return reading.edges.map((edge) => edge.word.word).join(' ')
}

function best(list: Reading[]): Reading[] {
  const seen = new Set<string>()
  const kept: Reading[] = []
  list.sort((a, b) => a.cost - b.cost || (textOf(a) < textOf(b) ? -1 : 1))
  for (const reading of list) {
    const text = textOf(reading)
    if (seen.has(text)) continue
    seen.add(text)
    kept.push(reading)
    if (kept.length === readingsPerPosition) break
  }
  return kept
}
