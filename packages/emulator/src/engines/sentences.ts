/** A written text as sentences of words with the punctuation around them: what a recording truly says. */

interface TruthWord {
  /** As written, without punctuation: `Kubernetes`, `don't`. */
  readonly written: string
  /** What follows it: `,` `.` `?` or nothing. */
  readonly after: string
}

export type Sentence = readonly TruthWord[]

/** Spoken punctuation that a transcript shows; quotes and brackets are not heard, a semicolon is heard as a comma. */
const marks: Readonly<Record<string, string>> = { ',': ',', ';': ',', ':': ',', '.': '.', '!': '.', '?': '?', '…': '.' }

/** Sentences end at `.`, `?`, `!` and at an empty line; a text without any is one sentence. */
export function sentencesOf(text: string): readonly Sentence[] {
  const sentences: TruthWord[][] = []
  for (const paragraph of text.split(/\n\s*\n/u)) {
    let sentence: TruthWord[] = []
    for (const chunk of paragraph.split(/\s+/u)) {
      const match = /^[^\p{L}\p{N}]*(.*?)([^\p{L}\p{N}%°+]*)$/su.exec(chunk)
      const written = match?.[1] ?? ''
      if (written === '') continue
      const after = [...(match?.[2] ?? '')].map((character) => marks[character] ?? '').find((mark) => mark !== '') ?? ''
      sentence.push({ written, after })
      if (!endsSentence(after)) continue
      sentences.push(sentence)
      sentence = []
    }
    if (sentence.length > 0) sentences.push(sentence)
  }
  return sentences
}

export const endsSentence = (mark: string): boolean => mark === '.' || mark === '?'
