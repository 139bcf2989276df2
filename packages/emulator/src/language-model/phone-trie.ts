/** Words arranged by how they sound: every path from the root spells phones, and words stand where their sound ends. */
import { phoneIndices } from './phones.ts'

export interface SoundingWord {
  readonly word: string
  /** In the one-letter code of `phones.ts`. */
  readonly pronunciations: readonly string[]
  /** -100 × log10 of its probability, for the order of homophones and for pruning. */
  readonly cost: number
}

/** Node 0 is the root; nodes in depth-first order. */
export interface PhoneTrie {
  readonly words: readonly SoundingWord[]
  readonly phone: Uint8Array
  /** 0: none. */
  readonly firstChild: Int32Array
  readonly nextSibling: Int32Array
  /** -1: none; else the first of the words that sound so, cheapest first, each leading to the next by `sameSound`. */
  readonly wordAt: Int32Array
  /** By entry: the number of its word, and the next entry with the same sound or -1. */
  readonly entryWord: Int32Array
  readonly sameSound: Int32Array
  /** The cost of the cheapest word at or below the node. */
  readonly cheapest: Int32Array
}

export function createPhoneTrie(words: readonly SoundingWord[]): PhoneTrie {
  const entries: { spoken: string; word: number }[] = []
  words.forEach(({ pronunciations }, word) => {
    for (const spoken of pronunciations) if (spoken !== '') entries.push({ spoken, word })
  })
  const costOf = (word: number): number => words[word]?.cost ?? 0
  entries.sort((a, b) => {
    if (a.spoken !== b.spoken) return a.spoken < b.spoken ? -1 : 1
    return costOf(a.word) - costOf(b.word) || a.word - b.word
  })
  const size = 1 + entries.reduce((sum, { spoken }) => sum + spoken.length, 0)
  const phone = new Uint8Array(size)
  const firstChild = new Int32Array(size)
  const nextSibling = new Int32Array(size)
  const lastChild = new Int32Array(size)
  const parent = new Int32Array(size)
  const wordAt = new Int32Array(size).fill(-1)
  const entryWord = Int32Array.from(entries, ({ word }) => word)
  const sameSound = new Int32Array(entries.length).fill(-1)
  const cheapest = new Int32Array(size).fill(1_000_000)
  let used = 1
  let before = ''
  let path: number[] = [0]
  let entryBefore = -1
  entries.forEach(({ spoken, word }, entry) => {
    if (spoken === before && entryBefore >= 0) {
      sameSound[entryBefore] = entry
    } else {
      let shared = 0
      while (shared < spoken.length && spoken[shared] === before[shared]) shared += 1
      path = path.slice(0, shared + 1)
      for (const index of phoneIndices(spoken.slice(shared))) {
        const above = path[path.length - 1] ?? 0
        const node = used
        used += 1
        phone[node] = index
        parent[node] = above
        const sibling = lastChild[above] ?? 0
        if (sibling === 0) firstChild[above] = node
        else nextSibling[sibling] = node
        lastChild[above] = node
        path.push(node)
      }
      wordAt[path[path.length - 1] ?? 0] = entry
    }
    const end = path[path.length - 1] ?? 0
    cheapest[end] = Math.min(cheapest[end] ?? 0, costOf(word))
    before = spoken
    entryBefore = entry
  })
  for (let node = used - 1; node > 0; node -= 1) {
    const above = parent[node] ?? 0
    cheapest[above] = Math.min(cheapest[above] ?? 0, cheapest[node] ?? 0)
  }
  return {
    words,
    phone: phone.slice(0, used),
    firstChild: firstChild.slice(0, used),
    nextSibling: nextSibling.slice(0, used),
    wordAt: wordAt.slice(0, used),
    entryWord,
    sameSound,
    cheapest: cheapest.slice(0, used),
  }
}
