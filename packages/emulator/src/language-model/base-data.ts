/**
 * What the emulator knows of general English, as the build left it in `dist/data`. Nothing here is read when the
 * emulator starts, only when something is first heard or trained.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { createGraphemeToPhoneme, type GraphemeToPhoneme, readGraphoneModel } from './grapheme-to-phoneme.ts'

export interface BaseData {
  /** General vocabulary by lower-case word. */
  readonly vocabulary: ReadonlyMap<string, VocabularyEntry>
  /** Pronunciations of the CMU dictionary in the one-letter code of `phones.ts`, the usual one first. */
  pronunciations(word: string): readonly string[] | undefined
  /** Loaded at the first call. */
  readonly graphemeToPhoneme: GraphemeToPhoneme
}

interface VocabularyEntry {
  /** `Clark`, `wine`. */
  readonly display: string
  /** -100 × log10 of the relative frequency. */
  readonly cost: number
  /** 0 for the most frequent word. */
  readonly rank: number
}

class MissingLanguageDataError extends Error {
  override readonly name = 'MissingLanguageDataError'
  readonly code = 'language-data-missing'
}

// Two folders up from src/language-model as from dist/language-model.
const dataFolder = new URL('../../dist/data/', import.meta.url)

async function readData(folder: URL, name: string): Promise<Uint8Array> {
  try {
    return await readFile(new URL(name, folder))
  } catch (cause) {
    const path = fileURLToPath(new URL(name, folder))
    throw new MissingLanguageDataError(`${path} cannot be read. It is made by the build: run "npm run build".`, {
      cause,
    })
  }
}

/** Reads `dist/data`. Throws `MissingLanguageDataError` when the package was not built. */
export async function readBaseData(folder: URL = dataFolder): Promise<BaseData> {
  const [vocabularyFile, dictionaryFile, graphoneIndex, graphoneBytes] = await Promise.all(
    ['vocabulary.txt', 'dictionary.txt', 'graphones.json', 'graphones.bin'].map((name) => readData(folder, name)),
  )
  const text = (bytes: Uint8Array | undefined): string => new TextDecoder().decode(bytes)
  const vocabulary = new Map<string, VocabularyEntry>()
  for (const line of text(vocabularyFile).split('\n')) {
    const [display, cost] = line.split(' ')
    if (display) vocabulary.set(display.toLowerCase(), { display, cost: Number(cost), rank: vocabulary.size })
  }
  const dictionary = new Map<string, string>()
  for (const line of text(dictionaryFile).split('\n')) {
    const blank = line.indexOf(' ')
    if (blank > 0) dictionary.set(line.slice(0, blank), line.slice(blank + 1))
  }
  let say: GraphemeToPhoneme | undefined
  return {
    vocabulary,
    pronunciations: (word) => dictionary.get(word)?.split(' '),
    graphemeToPhoneme: (word, limit) => {
      say ??= createGraphemeToPhoneme(readGraphoneModel(text(graphoneIndex), graphoneBytes ?? new Uint8Array()))
      return say(word, limit)
    },
  }
}

let loaded: Promise<BaseData> | undefined

/**
 * The same data for every emulator of the process: it never changes, and a copy each would cost 30 MB. A failed load is
 * not kept, so that a build can be run in between.
 */
export function baseData(): Promise<BaseData> {
  loaded ??= readBaseData().catch((error: unknown) => {
    loaded = undefined
    throw error
  })
  return loaded
}
