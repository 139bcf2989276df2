/** The recordings of the house through the real ear: a custom language model changes what is heard, for the right reason. */
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { beforeAll, expect, test } from 'vitest'
import type { LanguageModelArtifact, TrainingText } from '../language-model/artifact.ts'
import { decodeFile } from '../media/file-decoder.ts'
import { textOf } from '../results/text.ts'
import type { Engine, Hypothesis } from './engine.ts'
import { readFixtures } from './fixtures.ts'
import { createScriptedEngine } from './scripted-engine.ts'
import { sentencesOf } from './sentences.ts'

const folder = fileURLToPath(new URL('../../../../fixtures/', import.meta.url))

async function* texts(directory: string): AsyncGenerator<TrainingText> {
  for (const name of await readdir(`${folder}${directory}`))
    yield { uri: `s3://training/${name}`, bytes: await readFile(`${folder}${directory}/${name}`) }
}

const plain = (text: string): string[] =>
  sentencesOf(text).map((sentence) => sentence.map((word) => word.written.toLowerCase()).join(' '))

let engine: Engine
const models = new Map<string, LanguageModelArtifact>()
beforeAll(async () => {
  engine = createScriptedEngine({ fixtures: await readFixtures(folder) })
  for (const domain of ['kubernetes', 'medical']) {
    const training = texts(`training/${domain}`)
    const tuning = texts(`tuning/${domain}`)
    const { signal } = new AbortController()
    const input = { languageCode: 'en-US', baseModelName: 'WideBand' as const, training, tuning, signal }
    models.set(domain, await engine.train(input))
  }
}, 60_000)

async function hear(name: string, domain: string | undefined, kind: 'job' | 'stream'): Promise<Hypothesis[]> {
  const bytes = await readFile(`${folder}${name}`)
  const { signal } = new AbortController()
  const source = (async function* () {
    yield new Uint8Array(bytes)
  })()
  const file = await decodeFile(source, { size: bytes.length, signal })
  const languageModel = domain === undefined ? undefined : models.get(domain)
  const recognizer = engine.open({
    sampleRate: file.sampleRate,
    languageCode: 'en-US',
    partials: kind === 'stream',
    ...(languageModel !== undefined && { languageModel }),
    source: { kind },
  })
  const audio = (async function* () {
    for await (const [samples] of file.blocks) if (samples !== undefined) yield samples
  })()
  const heard: Hypothesis[] = []
  for await (const hypothesis of recognizer.hear(audio, signal)) heard.push(hypothesis)
  return heard
}

const said = (heard: readonly Hypothesis[]): string =>
  heard
    .filter((hypothesis) => !hypothesis.partial)
    .map((hypothesis) => textOf(hypothesis.tokens))
    .join(' ')

/** Word errors: the Levenshtein distance in words, punctuation and case aside. */
function wordErrors(truth: string, heard: string): number {
  const [one, other] = [truth, heard].map((text) => text.toLowerCase().replace(/[.,?]/g, '').split(' '))
  let row = Array.from({ length: (other ?? []).length + 1 }, (_, index) => index)
  for (const [i, word] of (one ?? []).entries()) {
    const next = [i + 1]
    for (const [j, candidate] of (other ?? []).entries())
      next.push(Math.min((row[j] ?? 0) + (word === candidate ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    row = next
  }
  return row.at(-1) ?? 0
}

const quickstart = 'Add a toleration and a node selector to the daemonset manifest.'

test.each(['job', 'stream'] as const)(
  'in a %s the general model mishears the domain words, their model hears them',
  async (kind) => {
    const general = said(await hear('kubernetes/toleration.wav', undefined, kind))
    expect(wordErrors(quickstart, general)).toBeGreaterThanOrEqual(3)
    expect(general).toMatch(/^Add a .*manifest\.$/)
    expect(said(await hear('kubernetes/toleration.wav', 'kubernetes', kind))).toBe(quickstart)
  },
)

test('a model of another domain changes nothing', async () => {
  const general = await hear('kubernetes/toleration.wav', undefined, 'stream')
  expect(await hear('kubernetes/toleration.wav', 'medical', 'stream')).toEqual(general)
})

test('all domain recordings are heard better with their model, general ones as well as before', async () => {
  const file = JSON.parse(await readFile(`${folder}fixtures.json`, 'utf8')) as {
    fixtures: { name: string; match: { audio: string | string[] }; text?: string }[]
  }
  const errors = { general: 0, own: 0, recordings: 0 }
  for (const { name, match, text } of file.fixtures) {
    if (text === undefined) continue
    const domain = name.split(':')[0] ?? ''
    for (const audio of [match.audio].flat()) {
      const general = wordErrors(text, said(await hear(audio, undefined, 'job')))
      const model = domain === 'general' ? 'kubernetes' : domain
      const own = wordErrors(text, said(await hear(audio, model, 'job')))
      expect(own, audio).toBeLessThanOrEqual(general)
      if (domain === 'general') expect(general, audio).toBe(0)
      errors.general += general
      errors.own += own
      errors.recordings += 1
    }
  }
  expect(errors.recordings).toBeGreaterThan(15)
  expect(errors.general).toBeGreaterThan(25)
  expect(errors.own).toBeLessThanOrEqual(3)
})

test('several words that were written for one share its time', async () => {
  const [final] = await hear('kubernetes/evicted-pod.flac', undefined, 'job')
  const [clear] = await hear('kubernetes/evicted-pod.flac', 'kubernetes', 'job')
  const words = final?.tokens ?? []
  const evicted = words.find((token) => token.content === 'evicted')
  const sameWord = clear?.tokens.find((token) => token.content === 'evicted')
  expect(evicted).toMatchObject({ start: sameWord?.start, end: sameWord?.end })
  const before = words.slice(
    0,
    words.findIndex((token) => token.content === 'evicted'),
  )
  expect(before.length).toBeGreaterThan(1)
  expect(before[0]?.start).toBe(clear?.tokens[0]?.start)
  expect(before.at(-1)?.end).toBe(clear?.tokens[0]?.end)
})

test('a job has other readings, each different from the best', async () => {
  const [final] = await hear('kubernetes/toleration.wav', undefined, 'job')
  const readings = final?.alternatives?.map((tokens) => textOf(tokens)) ?? []
  expect(readings.length).toBeGreaterThan(1)
  expect(new Set([...readings, textOf(final?.tokens ?? [])]).size).toBe(readings.length + 1)
  for (const reading of readings) expect(reading).toMatch(/\.$/)
})

test('no training or tuning text contains a sentence that is spoken, and they share none', async () => {
  const file = JSON.parse(await readFile(`${folder}fixtures.json`, 'utf8')) as {
    fixtures: { text?: string; channels?: { text: string }[] }[]
  }
  const spoken = new Set(
    file.fixtures
      .flatMap((one) => (one.text ?? one.channels?.map((c) => c.text).join(' ') ?? '').split('\n'))
      .flatMap(plain),
  )
  expect(spoken.size).toBeGreaterThan(20)
  for (const domain of ['kubernetes', 'medical']) {
    const read = async (directory: string): Promise<Set<string>> => {
      const sentences = new Set<string>()
      for await (const { bytes } of texts(directory))
        for (const sentence of plain(new TextDecoder().decode(bytes))) sentences.add(sentence)
      return sentences
    }
    const [training, tuning] = [await read(`training/${domain}`), await read(`tuning/${domain}`)]
    expect(training.size).toBeGreaterThan(60)
    expect(tuning.size).toBeGreaterThan(5)
    for (const sentence of [...training, ...tuning]) expect(spoken.has(sentence), sentence).toBe(false)
    for (const sentence of tuning) expect(training.has(sentence), sentence).toBe(false)
  }
})
