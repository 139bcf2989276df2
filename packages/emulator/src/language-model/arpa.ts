/** ARPA text, the format in which recognisers and language model tools exchange n-gram models. */
import type { NGram, NGramModel } from './n-gram-model.ts'

export class LanguageModelFileError extends Error {
  override readonly name = 'LanguageModelFileError'
  readonly code = 'language-model-file'
}

export function writeArpa(model: NGramModel): string {
  const orders = [model.singles, model.pairs, model.triples]
  const lines = ['\\data\\', ...orders.map((order, index) => `ngram ${index + 1}=${order.size}`), '']
  orders.forEach((order, index) => {
    lines.push(`\\${index + 1}-grams:`)
    const contexts = index + 1 < orders.length
    for (const [words, { logProbability, logBackOff }] of order) {
      const backOff = contexts ? `\t${logBackOff.toFixed(4)}` : ''
      lines.push(`${logProbability.toFixed(4)}\t${words}${backOff}`)
    }
    lines.push('')
  })
  lines.push('\\end\\', '')
  return lines.join('\n')
}

/** Throws `LanguageModelFileError` with the line where the text is not ARPA of order 3. */
export function readArpa(text: string): NGramModel {
  const orders = [new Map<string, NGram>(), new Map<string, NGram>(), new Map<string, NGram>()] as const
  const declared: number[] = []
  let order = 0
  let ended = false
  text.split('\n').forEach((line, index) => {
    if (line === '' || line === '\\data\\' || ended) return
    if (line === '\\end\\') {
      ended = true
      return
    }
    const size = /^ngram ([123])=(\d+)$/.exec(line)
    const section = /^\\([123])-grams:$/.exec(line)
    if (size) declared[Number(size[1]) - 1] = Number(size[2])
    else if (section) order = Number(section[1])
    else {
      const [logProbability, words, logBackOff = '0'] = line.split('\t')
      const gram = { logProbability: Number(logProbability), logBackOff: Number(logBackOff) }
      if (!words || words.split(' ').length !== order || Number.isNaN(gram.logProbability + gram.logBackOff)) {
        throw new LanguageModelFileError(
          `model.arpa, line ${index + 1}: "${line.slice(0, 80)}" is no n-gram of order ${order}.`,
        )
      }
      orders[order - 1]?.set(words, gram)
    }
  })
  orders.forEach((found, index) => {
    if (!ended || found.size !== declared[index]) {
      throw new LanguageModelFileError(
        `model.arpa declares ${declared[index]} n-grams of order ${index + 1} and holds ${found.size}${ended ? '' : '; its end is missing'}.`,
      )
    }
  })
  const [singles, pairs, triples] = orders
  return { singles, pairs, triples }
}
