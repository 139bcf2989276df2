import { expect, test } from 'vitest'
import { trainLanguageModel } from './train-language-model.ts'
import { trainingReport } from './training-report.ts'

async function* text(words: string) {
  yield { uri: 's3://data/a.txt', bytes: new TextEncoder().encode(words) }
}

const trained = (languageCode: string, words: string) =>
  trainLanguageModel({
    languageCode,
    baseModelName: 'WideBand',
    training: text(words),
    signal: new AbortController().signal,
  })

test('names the words that general English does not have, the most frequent first, with how they sound', async () => {
  const artifact = await trained(
    'en-US',
    'The kubelet talks to Kubernetes. Ask Kubernetes about the node. My dog likes Kubernetes and the kubelet.',
  )
  const report = await trainingReport(artifact)
  expect(report).toMatchObject(artifact.manifest)
  expect(report.examples.map(({ word, count }) => [word, count])).toEqual([
    ['Kubernetes', 3],
    ['kubelet', 2],
  ])
  expect(report.examples).toHaveLength(report.newWords)
  for (const { pronunciation } of report.examples) expect(pronunciation).toMatch(/^[A-Z]+( [A-Z]+)+$/)
})

test('in a language that is not known here every word is new, and none has a sound', async () => {
  const { examples, newWords } = await trainingReport(await trained('de-DE', 'Der Hund schläft. Der Hund frisst.'))
  expect(newWords).toBe(4)
  expect(examples).toContainEqual({ word: 'Hund', count: 2 })
})
