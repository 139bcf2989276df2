import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alignWords, countErrors, wordsOf } from './word-diff.ts'

const align = (one: string, two: string) => alignWords(wordsOf(one), wordsOf(two)) ?? []
const errors = (said: string, heard: string) => countErrors(align(said, heard))

test('case and punctuation are no errors', () => {
  expect(errors('Drain the node, please.', 'drain the node please')).toEqual({
    words: 4,
    substituted: 0,
    deleted: 0,
    inserted: 0,
    wrong: 0,
  })
})

test('a word heard as two is one substituted and one inserted', () => {
  expect(errors('the kubelet stopped', 'the cube let stopped')).toMatchObject({ substituted: 1, inserted: 1, wrong: 2 })
})

test('a word that was not heard is deleted', () => {
  expect(align('it was really good', 'it was good')).toEqual([
    { kind: 'same', first: 'it', second: 'it' },
    { kind: 'same', first: 'was', second: 'was' },
    { kind: 'deleted', first: 'really' },
    { kind: 'same', first: 'good', second: 'good' },
  ])
})

test('an empty hearing loses every word, and an empty reference gains every word', () => {
  expect(errors('one two', '')).toMatchObject({ words: 2, deleted: 2, wrong: 2 })
  expect(errors('', 'one two')).toMatchObject({ words: 0, inserted: 2, wrong: 2 })
})

test('texts too long and too different are not aligned, equal ones of any length are', () => {
  const long = Array.from({ length: 20_000 }, (_, at) => `a${at}`)
  expect(alignWords(long, long)?.length).toBe(20_000)
  expect(
    alignWords(
      long,
      long.map((word) => `x${word}`),
    ),
  ).toBeUndefined()
})

test('any alignment holds both texts in order, and equal texts only when nothing differs', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 12 })
  fc.assert(
    fc.property(text, text, (one, two) => {
      const pairs = alignWords(one, two) ?? []
      expect(pairs.flatMap((pair) => (pair.first === undefined ? [] : [pair.first]))).toEqual(one)
      expect(pairs.flatMap((pair) => (pair.second === undefined ? [] : [pair.second]))).toEqual(two)
      expect(countErrors(pairs).wrong === 0).toBe(one.join(' ') === two.join(' '))
      expect(countErrors(pairs).wrong).toBeLessThanOrEqual(Math.max(one.length, two.length))
    }),
  )
})
