/** From the bytes of an object to sentences of words, by the rules that AWS states for training data. */
import { TrainingError, type TrainingText } from './artifact.ts'

/** A sentence as it was written, word by word, without punctuation. */
export type Sentence = readonly string[]

// Documented: plain text, UTF-8, no markup, no special characters. What counts as such is our choice.
const markup = /<\/?[a-z][\w:-]*(?:\s[^<>\n]*)?\/?>|<!--|<!doctype|<\?xml|^\s*\{\\rtf/i
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\u0000-\u0008\u000b\u000e-\u001f\u007f\ufffe\uffff]/

/** Decoded at a time: a string cannot hold a gigabyte, and what else the process does must not wait for one. */
const passageBytes = 64 * 1024

/**
 * The text of an object, in passages that end with a line. Throws `TrainingError` that names the object and what is
 * wrong with it.
 */
export function* decodeTrainingText({ uri, bytes }: TrainingText): Generator<string> {
  let line = 1
  for (let start = 0; start < bytes.length; ) {
    const newline = start + passageBytes < bytes.length ? bytes.indexOf(0x0a, start + passageBytes) : -1
    const end = newline < 0 ? bytes.length : newline + 1
    const passage = decodePassage(uri, bytes.subarray(start, end), line)
    yield passage
    line += lineOf(passage, passage.length) - 1
    start = end
  }
}

function decodePassage(uri: string, bytes: Uint8Array, firstLine: number): string {
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new TrainingError(
      `The file ${uri} isn't valid UTF-8. Training and tuning data must be plain text in UTF-8.`,
      { cause },
    )
  }
  const unwanted = control.exec(text)
  if (unwanted) {
    const code = (unwanted[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')
    throw new TrainingError(
      `The file ${uri} contains the control character U+${code} in line ${firstLine + lineOf(text, unwanted.index) - 1}. Training and tuning data must be plain text.`,
    )
  }
  const tag = markup.exec(text)
  if (tag) {
    throw new TrainingError(
      `The file ${uri} contains markup ("${tag[0].trim().slice(0, 40)}") in line ${firstLine + lineOf(text, tag.index) - 1}. Training and tuning data must be plain text.`,
    )
  }
  return text
}

/** Counts from 1. */
function lineOf(text: string, index: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at >= 0 && at < index; at = text.indexOf('\n', at + 1)) line += 1
  return line
}

const word = /[\p{L}\p{M}\p{N}]+(?:['’][\p{L}\p{M}\p{N}]+)*/gu
// A full stop inside a token ("node.js", "3.5") ends nothing; before the next word, or in scripts without blanks, it does.
const sentenceEnd = /[.?!…]+["'”’)\]]*\s+|[。？！।॥]+|\r\n|[\r\n\f]/u

/** Sentences of a text: one a line, or ended by a full stop, question or exclamation mark. Empty ones are left out. */
export function* sentencesOf(text: string, languageCode: string): Generator<Sentence> {
  const split = wordSplitter(languageCode)
  for (const sentence of text.split(sentenceEnd)) {
    const words = split(sentence.normalize('NFC'))
    if (words.length > 0) yield words
  }
}

function wordSplitter(languageCode: string): (sentence: string) => Sentence {
  if (!/^(?:ja|zh|th)(?:-|$)/.test(languageCode)) return (sentence) => sentence.match(word) ?? []
  // Written without blanks: the Unicode segmenter of the runtime knows where words end.
  const segmenter = new Intl.Segmenter(languageCode, { granularity: 'word' })
  return (sentence) =>
    Array.from(segmenter.segment(sentence))
      .filter(({ isWordLike }) => isWordLike)
      .map(({ segment }) => segment)
}
