/** What a custom language model adds to general English: words with their sounds, and which words go together. */
import type { LanguageModelArtifact } from './artifact.ts'
import type { GeneralEnglish } from './general-english.ts'
import { createPhoneTrie, type PhoneTrie } from './phone-trie.ts'
import { encodePhones } from './phones.ts'

export interface DomainWords {
  /** Those that general English lacks. The others are in the general trie already. */
  readonly trie: PhoneTrie
  /**
   * -100 × log10 P(word | up to two words before it), by both models together: linear interpolation, each word by the
   * likelier of the two, which is at most 30 of these units from the sum and needs no floating point.
   */
  cost(word: string, before: readonly string[]): number
}

/** Every stream and job makes an ear; a model's words are arranged once, for as long as the model is held. */
const arranged = new WeakMap<LanguageModelArtifact, PhoneTrie>()

export function domainWords(model: LanguageModelArtifact, english: GeneralEnglish): DomainWords {
  let trie = arranged.get(model)
  if (!trie) {
    trie = arrange(model, english)
    arranged.set(model, trie)
  }
  const { lambda } = model.manifest
  const ownWeight = Math.round(-100 * Math.log10(Math.max(lambda, 0.01)))
  const generalWeight = Math.round(-100 * Math.log10(Math.max(1 - lambda, 0.01)))
  return {
    trie,
    cost: (word, before) => {
      const own = model.logProbability(before, word)
      const general = english.cost(word) + generalWeight
      return own === undefined ? general : Math.min(general, Math.round(-100 * own) + ownWeight)
    },
  }
}

function arrange(model: LanguageModelArtifact, english: GeneralEnglish): PhoneTrie {
  const words = []
  for (const [word, { display, pronunciations }] of model.lexicon) {
    // "AWS" is known as letters, "aws" is not.
    if (english.knows(display) && english.knows(word)) continue
    const cost = Math.round(-100 * (model.logProbability([], word) ?? -7))
    words.push({ word: display, pronunciations: pronunciations.map(encodePhones), cost })
  }
  return createPhoneTrie(words)
}
