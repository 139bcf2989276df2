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

test('the full stop of an abbreviation ends no sentence', () => {
  expect(read('Dr. Smith met Mr. Jones, Mrs. Lee etc. Then they left.')).toEqual([
    ['Dr.', 'Smith', 'met', 'Mr.', 'Jones,', 'Mrs.', 'Lee', 'etc.'],
    ['Then', 'they', 'left.'],
  ])
  expect(read('The U.S. market, e.g. for tea, is in the U.S. Prices rose in the U.S.')).toEqual([
    ['The', 'U.S.', 'market,', 'e.g.', 'for', 'tea,', 'is', 'in', 'the', 'U.S.'],
    ['Prices', 'rose', 'in', 'the', 'U.S.'],
  ])
})

test('signs that are said stay with their word', () => {
  expect(read('It is -4° and ($5), 20% of 30€, in C++ and C#.')).toEqual([
    ['It', 'is', '-4°', 'and', '$5,', '20%', 'of', '30€,', 'in', 'C++', 'and', 'C#.'],
  ])
})

test('the scripts of other languages keep their vowel signs and marks', () => {
  expect(read('मैं हिन्दी बोलता हूँ। यह अच्छा है।')).toEqual([
    ['मैं', 'हिन्दी', 'बोलता', 'हूँ।'],
    ['यह', 'अच्छा', 'है।'],
  ])
  expect(read('こんにちは。元気ですか？はい、元気です。')).toEqual([
    ['こんにちは。'],
    ['元気ですか？'],
    ['はい、', '元気です。'],
  ])
})
