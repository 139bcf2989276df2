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
import { type GeneralEnglish, generalEnglish } from './general-english.ts'
import { sentenceStart } from './n-gram-counts.ts'
import { createPhoneTrie, type PhoneTrie } from './phone-trie.ts'
import { encodePhones, phoneIndices } from './phones.ts'
import { plainWord } from './pronounce.ts'
import { languageCost, type Reading, readings, textOf } from './reading.ts'
import { type Edge, soundLattice } from './sound-lattice.ts'

export interface HeardWord {
  /** Cased as it is displayed. */
  readonly content: string
  /** The words of the truth that it stands for: from `from` up to, not including, `to`. */
  readonly from: number
  readonly to: number
  /** Its part of the time of those words: from and to, 0 to 1. */
  readonly share: readonly [number, number]
  /** 0 to 1, four decimals. */
  readonly confidence: number
}

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
  return createEnglishEar(await generalEnglish(), languageModel)
}

/** Another way to hear a word of the truth. */
interface Hearing {
  readonly words: readonly HeardWord[]
  readonly cost: number
}

/** A reading of a custom language model may sound this much worse than the best general one, and no more. */
const soundMargin = 15
/** Sounds whose readings an ear remembers: an ear lives as long as its engine. */
const remembered = 500
/** Readings of a word that are kept for `alternatives`. */
const hearingsPerWord = 4

export function createEnglishEar(english: GeneralEnglish, model?: LanguageModelArtifact): Ear {
  const ownWords = model && lexiconTrie(model, english)
  const mixture = model && mixtureCost(model, english)
  const generalReadings = new Map<string, { phones: number[]; edges: Edge[]; found: readonly Reading[] }>()

  function general(spoken: string): { phones: number[]; edges: Edge[]; found: readonly Reading[] } {
    let known = generalReadings.get(spoken)
    if (!known) {
      const phones = phoneIndices(spoken)
      const edges = soundLattice(english.trie, phones)
      known = { phones, edges, found: readings(edges, phones.length, [], (edge) => edge.word.cost) }
      if (generalReadings.size === remembered) generalReadings.clear()
      generalReadings.set(spoken, known)
    }
    return known
  }

  /** Best first; never empty. */
  function hearings(words: readonly string[], at: number, before: readonly string[]): readonly Hearing[] {
    const written = words[at] ?? ''
    const parts = written.split(/(?<=[\p{L}\p{N}'’])[-–/._&]+(?=[\p{L}\p{N}])/u)
    if (parts.every((part) => english.knows(part.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '')))) {
      const confidence = (9990 - Math.floor(Math.min(english.rank(plainWord(written)), 18_000) / 20)) / 10_000
      return [{ words: [{ content: written, from: at, to: at + 1, share: [0, 1], confidence }], cost: 0 }]
    }
    const heard = parts.map((part) => hearPart(part, before, words[at + 1]))
    const [only] = heard
    if (heard.length > 1 || !only) return [{ words: joinParts(heard, written, at), cost: 0 }]
    return only.map((part) => ({ words: place(part.words, at, 0, 1, at === 0 && isCapital(written)), cost: part.cost }))
  }

  /** Readings of a word that general English does not have, or of a part of a compound. */
  function hearPart(part: string, before: readonly string[], next: string | undefined): readonly Hearing[] {
    const whole: Hearing = { words: [{ content: part, from: 0, to: 1, share: [0, 1], confidence: 0.9 }], cost: 0 }
    if (english.knows(part)) return [whole]
    const [spoken] = english.pronounce(part).spoken
    if (!spoken) return [whole]
    const { phones, edges, found } = general(spoken)
    const [plain] = found
    const chosen = new Map(found.slice(0, hearingsPerWord).map((reading) => [textOf(reading), reading]))
    let first = plain
    /** Words that only the language model has. */
    const own = new Set<Edge>()
    if (model && ownWords && mixture) {
      for (const edge of soundLattice(ownWords, phones)) own.add(edge)
      const onward = (reading: Reading): number => {
        const follower = next === undefined ? undefined : plainWord(next)
        const context = [...before, ...reading.edges.map((edge) => plainWord(edge.word.word))].slice(-2)
        return follower === undefined ? 0 : languageCost(mixture(follower, context))
      }
      const weighed = readings([...edges, ...own], phones.length, before, (edge, context) =>
        mixture(plainWord(edge.word.word), context),
      ).filter((reading) => reading.edges.some((edge) => own.has(edge)) && near(reading, plain))
      weighed.sort((a, b) => a.cost + onward(a) - b.cost - onward(b))
      const [candidate] = weighed
      if (candidate && (!plain || candidate.cost + onward(candidate) <= again(plain, before) + onward(plain))) {
        first = candidate
      }
      for (const reading of weighed.slice(0, 2)) chosen.set(textOf(reading), reading)
    }
    if (!first) return [{ words: [{ content: 'uh', from: 0, to: 1, share: [0, 1], confidence: 0.2 }], cost: 0 }]
    const best = first
    const others = [...chosen.values()].filter((reading) => textOf(reading) !== textOf(best))
    return [best, ...others].slice(0, hearingsPerWord).map((reading) => ({
      words: reading.edges.map((edge) => heardAs(edge, phones.length, own.has(edge))),
      cost: Math.max(0, reading.cost - best.cost),
    }))

    function again(reading: Reading, context: readonly string[]): number {
      return readings(reading.edges, phones.length, context, (edge, words) =>
        mixture ? mixture(plainWord(edge.word.word), words) : edge.word.cost,
      ).reduce((least, { cost }) => Math.min(least, cost), reading.cost)
    }
  }

  function walk(words: readonly string[]): (readonly Hearing[])[] {
    const all: (readonly Hearing[])[] = []
    let before: readonly string[] = [sentenceStart]
    for (let at = 0; at < words.length; at += 1) {
      const found = hearings(words, at, before)
      all.push(found)
      before = [...before, ...(found[0]?.words.map(({ content }) => plainWord(content)) ?? [])].slice(-2)
    }
    return all
  }

  return {
    hear: (words) => walk(words).flatMap(([best]) => best?.words ?? []),
    alternatives: (words, limit) => {
      const all = walk(words)
      const swaps = all.flatMap((found, at) =>
        found.slice(1).map((hearing) => ({ cost: hearing.cost, exchange: new Map([[at, hearing]]) })),
      )
      swaps.sort((a, b) => a.cost - b.cost)
      const pairs = swaps.slice(0, limit).flatMap((one, index) =>
        swaps.slice(index + 1, limit).flatMap((other) => {
          const exchange = new Map([...one.exchange, ...other.exchange])
          return exchange.size === 2 ? [{ cost: one.cost + other.cost, exchange }] : []
        }),
      )
      return [...swaps, ...pairs]
        .sort((a, b) => a.cost - b.cost)
        .slice(0, limit)
        .map(({ exchange }) => all.flatMap((found, at) => (exchange.get(at) ?? found[0])?.words ?? []))
    },
  }
}

function near(reading: Reading, plain: Reading | undefined): boolean {
  return !plain || reading.sound <= plain.sound + soundMargin
}

function heardAs(edge: Edge, phones: number, ownWord: boolean): HeardWord {
  const perPhone = Math.floor(edge.sound / Math.max(1, edge.end - edge.start))
  const confidence = Math.max(2500, (ownWord ? 9400 : 7300) - perPhone * 60) / 10_000
  return {
    content: edge.word.word,
    from: 0,
    to: 1,
    share: [share(edge.start, phones), share(edge.end, phones)],
    confidence,
  }
}

/** Four decimals, from integers alone. */
function share(part: number, whole: number): number {
  return whole === 0 ? 0 : Math.round((part * 10_000) / whole) / 10_000
}

function place(words: readonly HeardWord[], at: number, from: number, to: number, capital: boolean): HeardWord[] {
  return words.map((word, index) => ({
    ...word,
    content: capital && index === 0 ? word.content.charAt(0).toUpperCase() + word.content.slice(1) : word.content,
    from: at,
    to: at + 1,
    share: [
      share((from + word.share[0] * (to - from)) * 10_000, 10_000),
      share((from + word.share[1] * (to - from)) * 10_000, 10_000),
    ],
  }))
}

/** A compound is written as it was when each of its parts was heard as one word; else its parts stand apart. */
function joinParts(heard: readonly (readonly Hearing[])[], written: string, at: number): HeardWord[] {
  const best = heard.map(([hearing]) => hearing?.words ?? [])
  const separators = written.match(/(?<=[\p{L}\p{N}'’])[-–/._&]+(?=[\p{L}\p{N}])/gu) ?? []
  if (best.every((words) => words.length === 1)) {
    const content = best.map(([word], index) => (word?.content ?? '') + (separators[index] ?? '')).join('')
    const confidence = best.reduce((least, [word]) => Math.min(least, word?.confidence ?? 0), 1)
    return [{ content, from: at, to: at + 1, share: [0, 1], confidence }]
  }
  return best.flatMap((words, index) => place(words, at, index / best.length, (index + 1) / best.length, false))
}

function isCapital(written: string): boolean {
  return /^\p{Lu}/u.test(written)
}

/** Every stream and job makes an ear; a model's words are arranged once, for as long as the model is held. */
const lexiconTries = new WeakMap<LanguageModelArtifact, PhoneTrie>()

/** The words of the model that general English lacks. The others are in the general trie already. */
function lexiconTrie(model: LanguageModelArtifact, english: GeneralEnglish): PhoneTrie {
  const known = lexiconTries.get(model)
  if (known) return known
  const words = []
  for (const [word, { display, pronunciations }] of model.lexicon) {
    // "AWS" is known as letters, "aws" is not.
    if (english.knows(display) && english.knows(word)) continue
    const logProbability = model.logProbability([], word)
    const cost = logProbability === undefined ? english.cost(word) : Math.round(-100 * logProbability)
    words.push({ word: display, pronunciations: pronunciations.map(encodePhones), cost })
  }
  const trie = createPhoneTrie(words)
  lexiconTries.set(model, trie)
  return trie
}

/** Linear interpolation of both models, each word by the likelier of the two (at most 30 of these units off). */
function mixtureCost(model: LanguageModelArtifact, english: GeneralEnglish) {
  const { lambda } = model.manifest
  const ownWeight = Math.round(-100 * Math.log10(Math.max(lambda, 0.01)))
  const generalWeight = Math.round(-100 * Math.log10(Math.max(1 - lambda, 0.01)))
  return (word: string, before: readonly string[]): number => {
    const own = model.logProbability(before, word)
    const general = english.cost(word) + generalWeight
    return own === undefined ? general : Math.min(general, Math.round(-100 * own) + ownWeight)
  }
}

const truthfulEar: Ear = {
  hear: (words) => words.map((content, at) => ({ content, from: at, to: at + 1, share: [0, 1], confidence: 0.99 })),
  alternatives: () => [],
}
