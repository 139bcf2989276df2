import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { baseData } from './base-data.ts'
import { isHeldOut } from './held-out.ts'
import { decodePhones } from './phones.ts'

const dictionary = readFileSync(new URL('../../dist/data/dictionary.txt', import.meta.url), 'utf8')
const unseen = dictionary
  .split('\n')
  .map((line) => line.split(' '))
  .filter(([word = '']) => /^[a-z']{2,30}$/.test(word) && isHeldOut(word))

test('words that the model never saw are said with fewer than one phone in thirteen wrong', async () => {
  const { graphemeToPhoneme } = await baseData()
  let phones = 0
  let wrong = 0
  let wholeWords = 0
  for (const [word = '', ...said] of unseen) {
    const [guess = ''] = graphemeToPhoneme(word, 1)
    const distances = said.map((reference) => ({ reference, errors: editDistance(reference, guess) }))
    distances.sort((a, b) => a.errors - b.errors)
    const [nearest] = distances
    wrong += nearest?.errors ?? 0
    phones += nearest?.reference.length ?? 0
    if (nearest?.errors === 0) wholeWords += 1
  }
  expect(unseen.length).toBeGreaterThan(2_000)
  // Measured: 6.5 % of phones, 27 % of words.
  expect(wrong / phones).toBeLessThan(0.075)
  expect(wholeWords / unseen.length).toBeGreaterThan(0.7)
})

test.each([
  ['metformin', 'M EH T F AO R M IH N'],
  ['istio', 'IH S T IY OW'],
  ['webhook', 'W EH B HH UH K'],
])('%s is said %s', async (word, phones) => {
  const { graphemeToPhoneme } = await baseData()
  expect(graphemeToPhoneme(word, 3).map(decodePhones)[0]).toBe(phones)
})

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change))
    }
    row = next
  }
  return row[b.length] ?? 0
}
