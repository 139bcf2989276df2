/**
 * The general speech model behind the ear: which words everyone knows, how they sound, and which of them may be heard
 * where something unknown was said.
 */
import { type BaseData, baseData } from './base-data.ts'
import { createPhoneTrie, type PhoneTrie } from './phone-trie.ts'
import { createPronounce, isSpelledOut, type Pronounce, plainWord } from './pronounce.ts'

export interface GeneralEnglish {
  readonly pronounce: Pronounce
  /** The most frequent words, arranged by sound. */
  readonly trie: PhoneTrie
  /** Whether the general model has the word, as it is written; inflections, numbers and spelled letters included. */
  knows(written: string): boolean
  /** -100 × log10 of how often the word is said among all words; words of no list count as one in ten million. */
  cost(word: string): number
  /** The same as a probability. */
  probability(word: string): number
  /** 0 for the most frequent word. */
  rank(word: string): number
}

/** An unknown word is heard as words of this rank at most: what nobody says is not what anybody hears. */
const candidateRanks = 20_000
const unknownCost = 700
/** Of words of one and two letters only those that are words: SUBTLEX also lists "ls", "Ng" and "qu". */
const shortWords = new Set(
  'a i of to in it is me we he my on do be so go up if at as an or us by no am hi pa ma ox'.split(' '),
)
const vulgar = /fuck|shit|cunt|cock|bitch|slut|whore|fag|nigg|dick|piss|ass$|asses$|asshole|bastard|tits|rape|porn/

function createGeneralEnglish(base: BaseData): GeneralEnglish {
  const candidates = []
  for (const [word, { display, cost, rank }] of base.vocabulary) {
    if (rank >= candidateRanks || (word.length < 3 && !shortWords.has(word)) || vulgar.test(word)) continue
    candidates.push({ word: display, pronunciations: base.pronunciations(word) ?? [], cost })
  }

  function knows(written: string): boolean {
    const word = plainWord(written)
    if (base.vocabulary.has(word) || word.length < 2 || !/[a-z]/.test(word)) return true
    if (/^\d+(?:st|nd|rd|th|am|pm|s|k|x)$/.test(word) || isSpelledOut(written)) return true
    const owner = /^(.{2,}?)(?:'s|(?<=s)')$/.exec(plainWord(written))?.[1]
    if (owner !== undefined) return knows(written.slice(0, owner.length))
    // A plural or a third person of a word, but not of a name: "restarts", not "Istios".
    return ['s', 'es'].some((ending) => {
      const stem = written.slice(0, -ending.length)
      const known = written.endsWith(ending) && base.vocabulary.get(stem.toLowerCase())
      return (known && known.display === stem.toLowerCase()) || (ending === 's' && /^[A-Z]{2,5}s$/.test(written))
    })
  }

  return {
    pronounce: createPronounce(base),
    trie: createPhoneTrie(candidates),
    knows,
    cost: (word) => base.vocabulary.get(word)?.cost ?? unknownCost,
    probability: (word) => 10 ** (-(base.vocabulary.get(word)?.cost ?? unknownCost) / 100),
    rank: (word) => base.vocabulary.get(word)?.rank ?? base.vocabulary.size,
  }
}

let shared: Promise<GeneralEnglish> | undefined

/** One for all emulators of the process, like the data under it: immutable but for the memo of pronunciations. */
export function generalEnglish(): Promise<GeneralEnglish> {
  shared ??= baseData()
    .then(createGeneralEnglish)
    .catch((error: unknown) => {
      shared = undefined
      throw error
    })
  return shared
}
