/** The artifact on disk: `model.arpa`, `lexicon.txt` (a line a word, tabs between), `manifest.json`. */
import { LanguageModelFileError, readArpa, writeArpa } from './arpa.ts'
import type { LanguageModelArtifact, LanguageModelManifest, LexiconEntry } from './artifact.ts'
import { logProbability, type NGramModel } from './n-gram-model.ts'
import { encodePhones } from './phones.ts'

export function languageModel(
  manifest: LanguageModelManifest,
  lexicon: ReadonlyMap<string, LexiconEntry>,
  model: NGramModel,
): LanguageModelArtifact {
  return {
    manifest,
    lexicon,
    logProbability: (context, word) => logProbability(model, context, word),
    files: () =>
      new Map([
        ['model.arpa', writeArpa(model)],
        ['lexicon.txt', writeLexicon(lexicon)],
        ['manifest.json', `${JSON.stringify(manifest, null, 2)}\n`],
      ]),
  }
}

/** The reverse of `files()`. Throws `LanguageModelFileError` when a file is missing or broken. */
export function readLanguageModel(files: ReadonlyMap<string, string>): LanguageModelArtifact {
  const file = (name: string): string => {
    const text = files.get(name)
    if (text === undefined) throw new LanguageModelFileError(`The language model lacks its file ${name}.`)
    return text
  }
  return languageModel(
    readManifest(file('manifest.json')),
    readLexicon(file('lexicon.txt')),
    readArpa(file('model.arpa')),
  )
}

function writeLexicon(lexicon: ReadonlyMap<string, LexiconEntry>): string {
  let text = ''
  for (const [word, { display, source, count, pronunciations }] of lexicon) {
    text += `${[word, display, source, count, ...pronunciations].join('\t')}\n`
  }
  return text
}

function readLexicon(text: string): Map<string, LexiconEntry> {
  const lexicon = new Map<string, LexiconEntry>()
  text.split('\n').forEach((line, index) => {
    if (line === '') return
    const [word, display, source, count, ...pronunciations] = line.split('\t')
    if (!word || !display || (source !== 'dictionary' && source !== 'g2p') || !(Number(count) > 0)) {
      throw new LanguageModelFileError(`lexicon.txt, line ${index + 1}: "${line.slice(0, 80)}" is no entry.`)
    }
    for (const pronunciation of pronunciations) {
      try {
        encodePhones(pronunciation)
      } catch (cause) {
        throw new LanguageModelFileError(`lexicon.txt, line ${index + 1}: ${String(cause)}`, { cause })
      }
    }
    lexicon.set(word, { display, source, count: Number(count), pronunciations })
  })
  return lexicon
}

function readManifest(text: string): LanguageModelManifest {
  try {
    const manifest: LanguageModelManifest = JSON.parse(text)
    const numbers = [manifest.words, manifest.vocabulary, manifest.newWords, manifest.lambda]
    if (numbers.every((number) => typeof number === 'number') && typeof manifest.languageCode === 'string')
      return manifest
  } catch (cause) {
    throw new LanguageModelFileError('manifest.json is not JSON.', { cause })
  }
  throw new LanguageModelFileError('manifest.json lacks members of a language model.')
}
