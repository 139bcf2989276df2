export interface ExplanationLine {
  /** Place in the text, from 0. */
  readonly number: number
  readonly kind: 'prose' | 'same' | 'signed' | 'received'
  /** Without the sign. */
  readonly text: string
}

/** A line that differs stands twice: `- ` as it was signed, `+ ` as it came. Headings and reasons end in a point or a colon. */
export const explanationLines = (explanation: string): readonly ExplanationLine[] =>
  explanation
    .trim()
    .split('\n')
    .map((line, number) => {
      if (line.startsWith('- ')) return { number, kind: 'signed', text: line.slice(2) }
      if (line.startsWith('+ ')) return { number, kind: 'received', text: line.slice(2) }
      return { number, kind: number === 0 || /^[A-Z].*\s.*[.:]$/.test(line) ? 'prose' : 'same', text: line }
    })
