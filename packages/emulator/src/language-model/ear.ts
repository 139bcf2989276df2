/**
 * The imperfect ear: what a recogniser with a general model, or with that and a custom language model, writes when
 * these words are said. Words that general English has are heard as themselves. Any other is only its sound: it becomes
 * the words that sound alike, unless a custom language model holds a word that sounds at least as near; then the n-grams
 * decide. Truth and lexicon get their sounds from the same function, so nothing but the training text makes the
 * difference. Same words and model, same hearing, on every runtime: all costs are integers.
 *
 * For languages other than English there are no pronunciations, and so no imperfection: the truth is written.
 */
import type { LanguageModelArtifact } from './artifact.ts'
import { type DomainWords, domainWords } from './domain-words.ts'
import { type GeneralEnglish, generalEnglish } from './general-english.ts'
import { capitalize, type HeardWord, heardAs, heardItself, joinParts, partsOf, place } from './heard-word.ts'
import { sentenceStart } from './n-gram-counts.ts'
import { phoneIndices } from './phones.ts'
import { plainWord } from './pronounce.ts'
import { languageCost, type Reading, readings, textOf } from './reading.ts'
import { type Edge, soundLattice } from './sound-lattice.ts'

export type { HeardWord }

export interface Ear {
  /** What is heard when `words` are said one after the other. `words`: as they are written, without punctuation. */
  hear(words: readonly string[]): readonly HeardWord[]
  /** Other readings of the whole, best first, without the one that `hear` returns; at most `limit`. */
  alternatives(words: readonly string[], limit: number): readonly (readonly HeardWord[])[]
}

export interface EarOptions {
  /** As in the request: `en-US`. */
  readonly languageCode: string
  readonly languageModel?: LanguageModelArtifact
}

/** Loads the general model at its first use. Throws `MissingLanguageDataError` when the package was not built. */
export async function createEar({ languageCode, languageModel }: EarOptions): Promise<Ear> {
  if (!/^en(?:-|$)/.test(languageCode)) return truthfulEar
  const english = await generalEnglish()
  return createEnglishEar(english, languageModel && domainWords(languageModel, english))
}

/** A way to hear a word of the truth. */
interface Hearing {
  readonly words: readonly HeardWord[]
  /** How much less likely than the best one. */
  readonly cost: number
}

/** The general model's readings of a sound, and the words they could be made of. */
interface GeneralReadings {
  readonly phones: readonly number[]
  readonly found: readonly Reading[]
  /** Those that a reading of a language model may be made of as well. */
  readonly edges: readonly Edge[]
}

/** A reading with a language model's word may sound this much worse than the best general one, and no more. */
const soundMargin = 15
/** Readings of a word that are kept for `alternatives`. */
const hearingsPerWord = 4
/** For what is written as it is though no list has it. */
const unlistedRank = 40_000
/** To hear a well-known word for another one is less likely than to hear an unknown one in another way. */
const knownWordCost = 200
/** Sounds whose readings an ear remembers: an ear lives as long as its engine. */
const remembered = 1000

function createEnglishEar(english: GeneralEnglish, domain?: DomainWords): Ear {
  const known = new Map<string, GeneralReadings>()

  function generalReadings(spoken: string): GeneralReadings {
    let readingsOf = known.get(spoken)
    if (!readingsOf) {
      const phones = phoneIndices(spoken)
      const edges = soundLattice(english.trie, phones)
      const found = readings(edges, phones.length, [], (edge) => edge.word.cost)
      const most = (found[0]?.sound ?? Number.MAX_SAFE_INTEGER) + soundMargin
      readingsOf = { phones, found, edges: domain ? edges.filter(({ sound }) => sound <= most) : [] }
      if (known.size === remembered) known.clear()
      known.set(spoken, readingsOf)
    }
    return readingsOf
  }

  /** Best first; none where nothing sounds alike. */
  function hearUnknown(word: string, before: readonly string[], next: string | undefined): readonly Hearing[] {
    const [spoken] = english.pronounce(word).spoken
    if (!spoken) return [{ words: [heardItself(word, 0, unlistedRank)], cost: 0 }]
    const { phones, found, edges } = generalReadings(spoken)
    const own = new Set(domain ? soundLattice(domain.trie, phones) : [])
    const ranked = domain && own.size > 0 ? rank(domain, own) : found
    const [best] = ranked
    if (!best) return [{ words: [{ ...heardItself('uh', 0, unlistedRank), confidence: 0.2 }], cost: 0 }]
    return ranked.slice(0, hearingsPerWord).map((reading) => ({
      words: reading.edges.map((edge) => heardAs(edge, phones.length, own.has(edge))),
      cost: reading.cost - best.cost,
    }))

    /** The general readings, in their order, and among them those with a word of the language model that sound as near. */
    function rank(model: DomainWords, ownEdges: ReadonlySet<Edge>): readonly Reading[] {
      const weigh = (of: readonly Edge[]): Reading[] =>
        readings(of, phones.length, before, (edge, context) => model.cost(plainWord(edge.word.word), context)).map(
          (reading) => ({ ...reading, cost: reading.cost + onward(model, reading) }),
        )
      const [general] = found
      const most = (general?.sound ?? Number.MAX_SAFE_INTEGER) + soundMargin
      const withOwn = weigh([...edges, ...ownEdges]).filter(
        (reading) => reading.sound <= most && reading.edges.some((edge) => ownEdges.has(edge)),
      )
      const again = general && weigh(general.edges).find((reading) => textOf(reading) === textOf(general))
      const shift = general && again ? again.cost - general.cost : 0
      const others = found.map((reading) => ({ ...reading, cost: reading.cost + shift }))
      return [...withOwn, ...others].sort((a, b) => a.cost - b.cost)
    }

    /** What the word that follows says for a reading. */
    function onward(model: DomainWords, reading: Reading): number {
      if (next === undefined) return 0
      const context = [...before, ...reading.edges.map((edge) => plainWord(edge.word.word))].slice(-2)
      return languageCost(model.cost(plainWord(next), context))
    }
  }

  /** A word that general English has is heard as itself; `wide` adds what sounds like it. */
  function hearKnown(word: string, wide: boolean): readonly Hearing[] {
    const itself: Hearing = { words: [heardItself(word, 0, english.rank(plainWord(word)))], cost: 0 }
    const [spoken] = wide ? english.pronounce(word).spoken : []
    if (!spoken) return [itself]
    const { phones, found } = generalReadings(spoken)
    const others = found.filter((reading) => textOf(reading).toLowerCase() !== plainWord(word))
    const own = found.find((reading) => !others.includes(reading)) ?? found[0]
    return [
      itself,
      ...others.slice(0, hearingsPerWord - 1).map((reading) => ({
        words: reading.edges.map((edge) => heardAs(edge, phones.length, false)),
        cost: knownWordCost + Math.max(0, reading.cost - (own?.cost ?? 0)),
      })),
    ]
  }

  function hearWord(
    words: readonly string[],
    at: number,
    before: readonly string[],
    wide: boolean,
  ): readonly Hearing[] {
    const written = words[at] ?? ''
    const parts = partsOf(written)
    const hearPart = (part: string): readonly Hearing[] =>
      english.knows(part.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''))
        ? hearKnown(part, wide && parts.length === 1)
        : hearUnknown(part, before, words[at + 1])
    const heard = parts.map(hearPart)
    const [only] = heard
    if (heard.length > 1 || !only) {
      return [
        {
          words: joinParts(
            heard.map(([best]) => best?.words ?? []),
            written,
            at,
          ),
          cost: 0,
        },
      ]
    }
    const capital = at === 0 && /^\p{Lu}/u.test(written)
    return only.map(({ words: found, cost }) => {
      const placed = place(found, at, 0, 1)
      return { words: capital ? capitalize(placed) : placed, cost }
    })
  }

  function walk(words: readonly string[], wide: boolean): (readonly Hearing[])[] {
    const all: (readonly Hearing[])[] = []
    let before: readonly string[] = [sentenceStart]
    for (let at = 0; at < words.length; at += 1) {
      const found = hearWord(words, at, before, wide)
      all.push(found)
      before = [...before, ...(found[0]?.words.map(({ content }) => plainWord(content)) ?? [])].slice(-2)
    }
    return all
  }

  return {
    hear: (words) => walk(words, false).flatMap(([best]) => best?.words ?? []),
    alternatives: (words, limit) => exchanges(walk(words, true), limit),
  }
}

/** The likeliest ways to hear one or two of the words otherwise. */
function exchanges(all: readonly (readonly Hearing[])[], limit: number): (readonly HeardWord[])[] {
  const one = all
    .flatMap((found, at) => found.slice(1).map((hearing) => ({ cost: hearing.cost, at: new Map([[at, hearing]]) })))
    .sort((a, b) => a.cost - b.cost)
    .slice(0, limit)
  const two = one.flatMap((first, index) =>
    one.slice(index + 1).flatMap((second) => {
      const at = new Map([...first.at, ...second.at])
      return at.size === 2 ? [{ cost: first.cost + second.cost, at }] : []
    }),
  )
  return [...one, ...two]
    .sort((a, b) => a.cost - b.cost)
    .slice(0, limit)
    .map(({ at }) => all.flatMap((found, index) => (at.get(index) ?? found[0])?.words ?? []))
}

const truthfulEar: Ear = {
  hear: (words) => words.map((content, at) => heardItself(content, at, 0)),
  alternatives: () => [],
}
