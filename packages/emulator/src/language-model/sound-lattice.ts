/**
 * Which words of a trie sound like which parts of a sequence of phones: a dynamic programme over phones and trie nodes
 * with the costs of `phones.ts` (hearing one phone for another, one too many, one too few), pruned by a beam. All costs
 * are integers, so the lattice is the same on every runtime.
 */

import type { PhoneTrie, SoundingWord } from './phone-trie.ts'
import { deletionCosts, insertionCosts, phoneCount, substitutionCosts } from './phones.ts'

/** A word that sounds like the phones from `start` up to `end`. */
export interface Edge {
  readonly start: number
  readonly end: number
  readonly word: SoundingWord
  /** Cost of the difference in sound; 0: exactly so. */
  readonly sound: number
}

/** How much worse than the best of its column a state may be. */
const beam = 330
/** What a word may differ at most: a plain confusion, and half of one for every phone that it covers. */
const allowance = (phones: number): number => 90 + 62 * phones
/** Words kept for one stretch of sound. */
const wordsPerStretch = 5

export function soundLattice(trie: PhoneTrie, phones: readonly number[]): Edge[] {
  const edges: Edge[] = []
  const nodes = trie.phone.length
  const here = new Int32Array(nodes).fill(-1)
  const next = new Int32Array(nodes).fill(-1)
  for (let start = 0; start < phones.length; start += 1) columns(start)
  return edges

  function columns(start: number): void {
    let costs = here
    let later = next
    let active: number[] = [0]
    costs[0] = 0
    for (let at = start; active.length > 0; at += 1) {
      insertPhones(costs, active, allowance(at - start))
      if (at > start) emit(start, at, costs, active)
      const following: number[] = []
      if (at < phones.length) advance(phones[at] ?? 0, costs, active, later, following, allowance(at + 1 - start))
      for (const node of active) costs[node] = -1
      active = following
      ;[costs, later] = [later, costs]
    }
  }

  function reach(node: number, cost: number, costs: Int32Array, active: number[]): boolean {
    const known = costs[node] ?? -1
    if (known >= 0 && known <= cost) return false
    costs[node] = cost
    if (known < 0) active.push(node)
    return true
  }

  /** Phones that are heard though nobody said them. A second pass would only repeat dearer ways. */
  function insertPhones(costs: Int32Array, active: number[], limit: number): void {
    for (let index = 0; index < active.length; index += 1) {
      const node = active[index] ?? 0
      const cost = costs[node] ?? 0
      if (cost + 100 > limit) continue
      for (let child = trie.firstChild[node] ?? 0; child !== 0; child = trie.nextSibling[child] ?? 0) {
        const total = cost + (insertionCosts[trie.phone[child] ?? 0] ?? 0)
        if (total <= limit) reach(child, total, costs, active)
      }
    }
  }

  function advance(
    said: number,
    costs: Int32Array,
    active: readonly number[],
    later: Int32Array,
    following: number[],
    limit: number,
  ): void {
    let best = 1_000_000
    for (const node of active) best = Math.min(best, costs[node] ?? best)
    for (const node of active) {
      const cost = costs[node] ?? 0
      if (cost > best + beam) continue
      const dropped = cost + (deletionCosts[said] ?? 0)
      if (dropped <= limit && node !== 0) reach(node, dropped, later, following)
      for (let child = trie.firstChild[node] ?? 0; child !== 0; child = trie.nextSibling[child] ?? 0) {
        const total = cost + (substitutionCosts[said * phoneCount + (trie.phone[child] ?? 0)] ?? 0)
        if (total <= limit) reach(child, total, later, following)
      }
    }
  }

  function emit(start: number, end: number, costs: Int32Array, active: readonly number[]): void {
    const found: Edge[] = []
    for (const node of active) {
      const sound = costs[node] ?? 0
      for (let entry = trie.wordAt[node] ?? -1; entry >= 0; entry = trie.sameSound[entry] ?? -1) {
        const word = trie.words[trie.entryWord[entry] ?? 0]
        if (word) found.push({ start, end, word, sound })
      }
    }
    found.sort((a, b) => a.sound + a.word.cost - b.sound - b.word.cost || (a.word.word < b.word.word ? -1 : 1))
    const words = new Set<string>()
    for (const edge of found) {
      if (words.has(edge.word.word)) continue
      words.add(edge.word.word)
      edges.push(edge)
      if (words.size === wordsPerStretch) break
    }
  }
}
