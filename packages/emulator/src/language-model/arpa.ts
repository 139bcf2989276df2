/** ARPA text, the format in which recognisers and language model tools exchange n-gram models. */
import { wordSpan } from './n-gram-counts.ts'
import { find, logUnit, type NGramModel } from './n-gram-model.ts'

export class LanguageModelFileError extends Error {
  override readonly name = 'LanguageModelFileError'
  readonly code = 'language-model-file'
}

export function writeArpa(model: NGramModel): string {
  const { words, pairs, triples } = model
  const nameOf = (key: number): string => `${words[Math.floor(key / wordSpan)]} ${words[key % wordSpan]}`
  const decimal = (units = 0): string => (units / logUnit).toFixed(4)
  const lines = ['\\data\\', `ngram 1=${words.length}`, `ngram 2=${pairs.length}`, `ngram 3=${triples.length}`, '']
  lines.push('\\1-grams:')
  words.forEach((word, at) => {
    lines.push(`${decimal(model.single[at])}\t${word}\t${decimal(model.singleBackOff[at])}`)
  })
  lines.push('', '\\2-grams:')
  pairs.forEach((key, at) => {
    lines.push(`${decimal(model.pair[at])}\t${nameOf(key)}\t${decimal(model.pairBackOff[at])}`)
  })
  lines.push('', '\\3-grams:')
  triples.forEach((key, at) => {
    const context = pairs[Math.floor(key / wordSpan)] ?? 0
    lines.push(`${decimal(model.triple[at])}\t${nameOf(context)} ${words[key % wordSpan]}`)
  })
  lines.push('', '\\end\\', '')
  return lines.join('\n')
}

/** Throws `LanguageModelFileError` with the line where the text is not ARPA of order 3 with its n-grams in order. */
export function readArpa(text: string): NGramModel {
  let line = 0
  let at = 0
  const next = (): string | undefined => {
    if (at >= text.length) return undefined
    const end = text.indexOf('\n', at)
    const found = text.slice(at, end < 0 ? text.length : end)
    at = end < 0 ? text.length : end + 1
    line += 1
    return found
  }
  const refuse = (found: string | undefined, expected: string): never => {
    const got = found === undefined ? 'the end of the file' : `"${found.slice(0, 80)}"`
    throw new LanguageModelFileError(`model.arpa, line ${line}: ${expected} expected, got ${got}.`)
  }
  const literal = (expected: string): void => {
    let found = next()
    while (found === '') found = next()
    if (found !== expected) refuse(found, `"${expected}"`)
  }
  const size = (order: number): number => {
    const found = next()
    const declared = found === undefined ? null : /^ngram ([123])=(\d{1,8})$/.exec(found)
    // Every n-gram takes bytes of this text: no more are allocated than it can hold.
    if (declared?.[1] !== String(order) || Number(declared[2]) > text.length) return refuse(found, `"ngram ${order}=…"`)
    return Number(declared[2])
  }
  const gram = (order: number): { words: string[]; units: number; backOff: number } => {
    const found = next()
    const [logProbability = '', joined = '', logBackOff = '0'] = found?.split('\t') ?? []
    const words = joined.split(' ')
    const units = Math.round(Number(logProbability || Number.NaN) * logUnit)
    const backOff = Math.round(Number(logBackOff) * logUnit)
    if (words.length !== order || words.includes('') || Number.isNaN(units + backOff)) {
      return refuse(found, `an n-gram of order ${order}`)
    }
    return { words, units, backOff }
  }

  literal('\\data\\')
  const sizes = [size(1), size(2), size(3)] as const
  const words: string[] = []
  const numbers = new Map<string, number>()
  const model = {
    words,
    numbers,
    single: new Int32Array(sizes[0]),
    singleBackOff: new Int32Array(sizes[0]),
    pairs: new Float64Array(sizes[1]),
    pair: new Int32Array(sizes[1]),
    pairBackOff: new Int32Array(sizes[1]),
    triples: new Float64Array(sizes[2]),
    triple: new Int32Array(sizes[2]),
  }
  const numberOf = (word = ''): number => numbers.get(word) ?? refuse(word, 'a word of the 1-grams')
  const keep = (keys: Float64Array, index: number, key: number): void => {
    if (index > 0 && key <= (keys[index - 1] ?? 0)) refuse(String(index), 'an n-gram in order')
    keys[index] = key
  }
  literal('\\1-grams:')
  for (let index = 0; index < sizes[0]; index += 1) {
    const { words: found, units, backOff } = gram(1)
    numbers.set(found[0] ?? '', words.push(found[0] ?? '') - 1)
    model.single[index] = units
    model.singleBackOff[index] = backOff
  }
  literal('\\2-grams:')
  for (let index = 0; index < sizes[1]; index += 1) {
    const { words: found, units, backOff } = gram(2)
    keep(model.pairs, index, numberOf(found[0]) * wordSpan + numberOf(found[1]))
    model.pair[index] = units
    model.pairBackOff[index] = backOff
  }
  literal('\\3-grams:')
  for (let index = 0; index < sizes[2]; index += 1) {
    const { words: found, units } = gram(3)
    const context = find(model.pairs, numberOf(found[0]) * wordSpan + numberOf(found[1]))
    if (context < 0) refuse(found.join(' '), 'a context of the 2-grams')
    keep(model.triples, index, context * wordSpan + numberOf(found[2]))
    model.triple[index] = units
  }
  literal('\\end\\')
  return model
}
