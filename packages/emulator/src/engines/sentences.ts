/** A written text as sentences of words with the punctuation around them: what a recording truly says. */

interface TruthWord {
  /** As written, without punctuation: `Kubernetes`, `don't`, `Dr.`, `$5`. */
  readonly written: string
  /** What follows it: `,` `.` `?`, those of Japanese and Hindi, or nothing. */
  readonly after: string
}

export type Sentence = readonly TruthWord[]

/** Spoken punctuation that a transcript shows; quotes and brackets are not heard, a semicolon is heard as a comma. */
const marks: Readonly<Record<string, string>> = {
  ',': ',',
  ';': ',',
  ':': ',',
  '.': '.',
  '!': '.',
  '?': '?',
  '…': '.',
  '、': '、',
  '。': '。',
  '！': '。',
  '？': '？',
  '।': '।',
}

/** Words end at blanks, and at marks of scripts that are written without blanks. */
export const betweenWords: RegExp = /\s+|(?<=[、。！？])/u

/** A sign before a number belongs to it (`-4`, `$5`), and so do those that are said behind a word (`20%`, `C++`). */
const wordAndMarks = /^[^\p{L}\p{N}]*?((?:-?\p{Sc}?\p{N}|\p{L}).*?)([^\p{L}\p{M}\p{N}\p{Sc}%°+#]*)$/su

/** Sentences end at `.`, `?`, `!` and at an empty line; a text without any is one sentence. */
export function sentencesOf(text: string): readonly Sentence[] {
  const sentences: TruthWord[][] = []
  for (const paragraph of text.split(/\n\s*\n/u)) {
    let sentence: TruthWord[] = []
    const chunks = paragraph.split(betweenWords)
    for (const [index, chunk] of chunks.entries()) {
      const [, written, marksBehind = ''] = wordAndMarks.exec(chunk) ?? []
      if (written === undefined) continue
      const stopStays = isAbbreviation(written + marksBehind, chunks[index + 1])
      const after = [...marksBehind].map((character) => marks[character] ?? '').find((mark) => mark !== '') ?? ''
      sentence.push(stopStays ? { written: `${written}.`, after: '' } : { written, after })
      if (stopStays || !endsSentence(after)) continue
      sentences.push(sentence)
      sentence = []
    }
    if (sentence.length > 0) sentences.push(sentence)
  }
  return sentences
}

/** Whether the full stop of `Dr.` or `U.S.` is part of the word; at the end of a text, or before a capital, not that of `U.S.` */
export function isAbbreviation(chunk: string, next: string | undefined): boolean {
  if (next === undefined) return false
  if (/^(?:Mr|Mrs|Ms|Dr|Prof|St|vs)\.$/u.test(chunk)) return true
  return /^(?:\p{L}\.){2,}$/u.test(chunk) && !/^\p{Lu}/u.test(next)
}

export const endsSentence = (mark: string): boolean => /^[.?。？।]$/u.test(mark)
