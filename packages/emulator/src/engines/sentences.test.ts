import { expect, test } from 'vitest'
import { sentencesOf } from './sentences.ts'

const read = (text: string): string[][] =>
  sentencesOf(text).map((sentence) => sentence.map((word) => word.written + word.after))

test('sentences end at a mark or at an empty line, and words keep how they are written', () => {
  expect(read("Don't panic, Kubernetes restarts it! Is v1.30 out?\nYes\n\nNext paragraph")).toEqual([
    ["Don't", 'panic,', 'Kubernetes', 'restarts', 'it.'],
    ['Is', 'v1.30', 'out?'],
    ['Yes'],
    ['Next', 'paragraph'],
  ])
})

test('what is not heard is left out: quotes, brackets, dashes', () => {
  expect(read('He said: "drain (slowly) – please."')).toEqual([['He', 'said,', 'drain', 'slowly', 'please.']])
  expect(read(' \n – … ')).toEqual([])
})
