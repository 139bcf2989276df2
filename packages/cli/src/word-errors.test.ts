import { expect, it } from 'vitest'
import { wordErrors } from './word-errors.ts'

it('counts nothing where only case and punctuation differ', () => {
  expect(wordErrors('Drain the node.', 'drain, the NODE')).toEqual({ wrong: 0, words: 3 })
})

it('counts a word that was heard as three as one substitution and two insertions', () => {
  expect(wordErrors('kubernetes evicted the pod', 'cooper net ease evicted the pod')).toEqual({ wrong: 3, words: 4 })
})

it('counts what was not heard', () => {
  expect(wordErrors('one two three', '')).toEqual({ wrong: 3, words: 3 })
  expect(wordErrors('', 'one')).toEqual({ wrong: 1, words: 0 })
})
