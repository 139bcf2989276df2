import { CreateBucketCommand, ListBucketsCommand } from '@aws-sdk/client-s3'
import { ListTranscriptionJobsCommand } from '@aws-sdk/client-transcribe'
import { createEmulator, type Emulator } from '@scribelite/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, fetchJson, openBench } from './batch.ts'
import { http2Client } from './clients.ts'
import { controlAt } from './control.ts'
import { hearRecording } from './heard.ts'
import { fixturesFolder, type Recording, recording, wordsOf } from './recordings.ts'
import { type EmulatorTarget, inProcess } from './targets.ts'

const minute = 60_000

describe('ten emulators side by side in one process', () => {
  interface Neighbour {
    readonly emulator: Emulator
    readonly target: EmulatorTarget
    readonly bench: Bench
    readonly startedAt: number
  }
  let neighbours: Neighbour[]
  let speech: Recording
  beforeAll(async () => {
    speech = await recording('kubernetes/replica-set.wav')
    neighbours = await Promise.all(
      Array.from({ length: 10 }, async (_, index) => {
        const startedAt = Date.now() + index * minute
        const credentials = { accessKeyId: `KEY${index}`, secretAccessKey: `secret-${index}` }
        const emulator = await createEmulator({
          at: startedAt,
          // Every second one knows what the recordings say.
          ...(index % 2 === 0 ? { fixtures: fixturesFolder } : {}),
          credentials: [{ ...credentials, accountId: String(index).repeat(12) }],
        })
        const { url } = await emulator.listen()
        const target: EmulatorTarget = {
          name: inProcess.name,
          region: 'us-east-1',
          bucket: `bucket-${index}`,
          roleArn: 'arn:aws:iam::000000000000:role/TranscribeClm',
          url,
          credentials,
          control: controlAt(url),
          close: () => emulator.close(),
        }
        const bench = openBench(target, { systemClockOffset: startedAt - Date.now() })
        return { emulator, target, bench, startedAt }
      }),
    )
    for (const [index, { bench, target }] of neighbours.entries()) {
      await bench.s3.send(new CreateBucketCommand({ Bucket: target.bucket }))
      const media = await bench.put('speech.wav', speech.bytes)
      await bench.run({ media, TranscriptionJobName: `job-of-${index}` })
      if (index === 4) {
        await bench.create('kubernetes')
        await bench.trained('kubernetes')
      }
    }
  })
  afterAll(async () => {
    for (const { bench, emulator } of neighbours) {
      bench.close()
      await emulator.close()
    }
  })

  test('each has its own jobs and its own objects', async () => {
    for (const [index, { bench }] of neighbours.entries()) {
      const { TranscriptionJobSummaries } = await bench.transcribe.send(new ListTranscriptionJobsCommand({}))
      expect(TranscriptionJobSummaries?.map((job) => job.TranscriptionJobName)).toEqual([`job-of-${index}`])
      const { Buckets } = await bench.s3.send(new ListBucketsCommand({}))
      expect(Buckets?.map(({ Name }) => Name)).toEqual(expect.arrayContaining([`bucket-${index}`]))
      expect(Buckets?.filter(({ Name }) => Name?.startsWith('bucket-'))).toHaveLength(1)
    }
  })

  test('each knows its own keys', async () => {
    const [first, second] = neighbours
    if (first === undefined || second === undefined) throw new Error('there are ten')
    const stranger = openBench({ ...first.target, credentials: second.target.credentials })
    await expect(stranger.transcribe.send(new ListTranscriptionJobsCommand({}))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
    })
    stranger.close()
  })

  test('each has its own time', async () => {
    await neighbours[3]?.emulator.clock.advance(7 * minute)
    for (const [index, { emulator, startedAt }] of neighbours.entries()) {
      expect(emulator.clock.now() - startedAt).toBe(index === 3 ? 7 * minute : 0)
    }
    neighbours[3]?.emulator.clock.freeze(neighbours[3].startedAt)
  })

  test('each has its own fixtures, language models and journal, with ten streams at once', async () => {
    const texts = await Promise.all(
      neighbours.map(async ({ target, startedAt }, index) => {
        const client = http2Client(target, { systemClockOffset: startedAt - Date.now(), maxAttempts: 1 })
        const model = { LanguageModelName: 'kubernetes' }
        const general = await hearRecording(client, speech)
        const custom = await hearRecording(client, speech, model).catch((error: Error) => error.name)
        client.destroy()
        expect(custom === 'BadRequestException').toBe(index !== 4)
        if (typeof custom !== 'string') expect(wordsOf(custom.text)).toEqual(wordsOf(speech.texts[0] ?? ''))
        return wordsOf(general.text).slice(-5).join(' ')
      }),
    )
    const scripted = 'set has no ready pods'
    expect(texts.map((text) => text === scripted)).toEqual(neighbours.map((_, index) => index % 2 === 0))
    const streams = neighbours.map(
      ({ emulator }) =>
        emulator.journal.entries().filter((entry) => entry.operation === 'StartStreamTranscription').length,
    )
    expect(streams).toEqual(neighbours.map(() => 2))
  })

  test('closing one leaves the others alone', async () => {
    const [first, ...others] = neighbours
    if (first === undefined) throw new Error('there are ten')
    await first.emulator.close()
    await expect(fetch(first.target.url)).rejects.toThrow()
    for (const [index, { bench }] of others.entries()) {
      const job = await bench.finished(`job-of-${index + 1}`)
      expect(await fetchJson(job.Transcript?.TranscriptFileUri)).toMatchObject({ jobName: `job-of-${index + 1}` })
    }
  })
})
