/**
 * Training of a custom language model: texts in, artifact out. Sentences are counted as they come, one object at a
 * time; the objects are not kept.
 */
import { type LanguageModelArtifact, TrainingError, type TrainingInput, type TrainingText } from './artifact.ts'
import { generalEnglish } from './general-english.ts'
import { createLexicon } from './lexicon.ts'
import { createNGramCounts, sentenceStart } from './n-gram-counts.ts'
import { estimate, logProbability } from './n-gram-model.ts'
import { type BaseProbability, bestWeight, defaultWeight, perplexity, type TestWord } from './perplexity.ts'
import { plainWord } from './pronounce.ts'
import { languageModel } from './read-language-model.ts'
import { decodeTrainingText, type Sentence, sentencesOf } from './training-text.ts'

export interface TrainingLimits {
  /** Bytes of all training objects together. AWS: 2 GB. */
  readonly trainingBytes: number
  /** Bytes of all tuning objects together. AWS: 200 MB. */
  readonly tuningBytes: number
}

export const awsTrainingLimits: TrainingLimits = { trainingBytes: 2 * 1024 ** 3, tuningBytes: 200 * 1024 ** 2 }

/** One sentence in ten, and no more than this, is set aside to measure what the model gains when there is no tuning. */
const heldOutEvery = 10
const heldOutSentences = 10_000
const tuningWords = 500_000
const sentencesPerTurn = 500

/**
 * Throws `TrainingError` when the data breaks a rule that AWS states for it (not UTF-8, not plain text, too much, empty,
 * one file for training and tuning); whatever else is thrown by the iterables or the signal passes through.
 */
export async function trainLanguageModel(
  input: TrainingInput,
  limits: TrainingLimits = awsTrainingLimits,
): Promise<LanguageModelArtifact> {
  const { languageCode, baseModelName, signal } = input
  const english = /^en(?:-|$)/.test(languageCode) ? await generalEnglish() : undefined
  const counts = createNGramCounts()
  const lexicon = createLexicon()
  const heldOut: (readonly string[])[] = []
  let sentences = 0
  let words = 0
  const reading: Reading = { languageCode, signal, files: new Set() }
  for await (const sentence of readSentences(input.training, 'training', limits.trainingBytes, reading)) {
    const plain = sentence.map(plainWord)
    lexicon.add(sentence, plain)
    words += plain.length
    sentences += 1
    if (input.tuning === undefined && sentences % heldOutEvery === 0 && heldOut.length < heldOutSentences) {
      heldOut.push(plain)
    } else {
      counts.add(plain)
    }
  }
  if (words === 0) throw new TrainingError('The training data contains no words. Provide at least one file with text.')

  const entries = await lexicon.entries(english?.pronounce)
  const test: (readonly string[])[] = input.tuning ? [] : heldOut
  if (input.tuning) {
    let left = tuningWords
    for await (const sentence of readSentences(input.tuning, 'tuning', limits.tuningBytes, reading)) {
      if (left > 0) test.push(sentence.map(plainWord))
      left -= sentence.length
    }
    if (test.length === 0) throw new TrainingError('The tuning data contains no words. Provide text, or leave it out.')
  }

  // Without a general model of the language, every word of the text is as likely as any other.
  const base: BaseProbability = english
    ? (word) => english.probability(word)
    : (word) => (entries.has(word) ? 1 / (entries.size + 1) : 1e-7)
  const before = estimate(counts)
  const tested: TestWord[] = test.flatMap((sentence) =>
    sentence.map((word, at) => {
      const context = [sentenceStart, ...sentence.slice(0, at)].slice(-2)
      const own = logProbability(before, context, word)
      return { own: own === undefined ? 0 : 10 ** own, base: base(word) }
    }),
  )
  const lambda = input.tuning ? bestWeight(tested) : defaultWeight
  for (const sentence of heldOut) counts.add(sentence)
  let newWords = 0
  for (const { display } of entries.values()) if (!english?.knows(display)) newWords += 1

  return languageModel(
    {
      languageCode,
      baseModelName,
      words,
      vocabulary: entries.size,
      newWords,
      lambda,
      perplexityBefore: perplexity(tested, 0),
      perplexityAfter: perplexity(tested, lambda),
    },
    entries,
    heldOut.length === 0 ? before : estimate(counts),
  )
}

interface Reading {
  readonly languageCode: string
  readonly signal: AbortSignal
  /** What was read so far, training and tuning together. */
  readonly files: Set<string>
}

async function* readSentences(
  texts: AsyncIterable<TrainingText>,
  kind: 'training' | 'tuning',
  limit: number,
  { languageCode, signal, files }: Reading,
): AsyncGenerator<Sentence> {
  let total = 0
  let sinceTurn = 0
  for await (const text of texts) {
    signal.throwIfAborted()
    if (files.has(text.uri)) {
      throw new TrainingError(
        `The file ${text.uri} is training and tuning data at once. Tuning data must be in files apart from the training data.`,
      )
    }
    files.add(text.uri)
    total += text.bytes.byteLength
    if (total > limit) {
      throw new TrainingError(
        `The ${kind} data exceeds the limit of ${sizeName(limit)} with the file ${text.uri}. Reduce its total size.`,
      )
    }
    for (const passage of decodeTrainingText(text)) {
      for (const sentence of sentencesOf(passage, languageCode)) {
        yield sentence
        sinceTurn += 1
        // Training shares its process with streams that run in real time.
        if (sinceTurn % sentencesPerTurn === 0) {
          await new Promise((resolve) => setImmediate(resolve))
          signal.throwIfAborted()
        }
      }
    }
  }
  signal.throwIfAborted()
}

function sizeName(bytes: number): string {
  if (bytes % 1024 ** 3 === 0) return `${bytes / 1024 ** 3} GB`
  return bytes % 1024 ** 2 === 0 ? `${bytes / 1024 ** 2} MB` : `${bytes} bytes`
}
