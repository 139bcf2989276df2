/** `kill -9` in the middle of work: what was answered is there, and what was running comes to its end. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetObjectCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { Transcript } from '@scribelite/core/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchJson, openBench } from '../batch.ts'
import { recording, trainingText, wordsOf } from '../recordings.ts'
import type { ProcessFactory, ProcessTarget } from '../targets.ts'

const contentOf = (key: string): string => `${key} `.repeat(10_000)

export function killedSuite(factory: ProcessFactory): void {
  describe(`kill -9, ${factory.name}`, { timeout: 180_000 }, () => {
    let dataDir: string
    let target: ProcessTarget | undefined
    beforeAll(async () => {
      dataDir = await mkdtemp(join(tmpdir(), 'scribelite-killed-'))
    })
    afterAll(async () => {
      await target?.close()
      await rm(dataDir, { recursive: true, force: true })
    })

    test('loses nothing that was answered, and running jobs and trainings finish', async () => {
      const library = await recording('general/library.flac')
      target = await factory.open({ dataDir })
      let bench = openBench(target)
      const media = await bench.put('library.flac', library.bytes)
      await bench.create('trained-before')
      await bench.trained('trained-before')

      // A long training, one that waits for it, and more jobs than are worked at once.
      await bench.create('training-1', { text: (await trainingText()).repeat(2400) })
      await bench.create('training-2')
      const { kill } = target.process
      const answered: string[] = []
      let killed: Promise<number> | undefined
      const starts = Array.from({ length: 16 }, async (_, count) => {
        const job = await bench.start({ media, TranscriptionJobName: `job-${count}` })
        if (answered.push(job.TranscriptionJobName ?? '') === 8) killed = kill().then(() => Date.now())
      })
      await Promise.allSettled(starts)
      const killedAt = await killed
      bench.close()

      target = await factory.open({ dataDir })
      bench = openBench(target)
      for (const name of ['trained-before', 'training-1', 'training-2'])
        expect((await bench.trained(name)).ModelStatus).toBe('COMPLETED')
      const { LastModifiedTime } = await bench.trained('training-2')
      expect(LastModifiedTime?.getTime()).toBeGreaterThan(killedAt ?? Number.NaN)
      const ends: number[] = []
      for (const name of answered) {
        const job = await bench.finished(name)
        expect(job.TranscriptionJobStatus).toBe('COMPLETED')
        ends.push(job.CompletionTime?.getTime() ?? Number.NaN)
        const transcript = (await fetchJson(job.Transcript?.TranscriptFileUri)) as Transcript
        expect(wordsOf(transcript.results.transcripts[0]?.transcript ?? '')).toEqual(wordsOf(library.texts[0] ?? ''))
      }
      expect(Math.max(...ends)).toBeGreaterThan(killedAt ?? Number.NaN)
      // A model that was trained before is not trained again, and is used as it was.
      const job = await bench.run({ media, ModelSettings: { LanguageModelName: 'trained-before' } })
      expect(job.TranscriptionJobStatus).toBe('COMPLETED')
      bench.close()
    })

    test('leaves objects that were answered, and of the others none in part', async () => {
      const before = target ?? (await factory.open({ dataDir }))
      let bench = openBench(before)
      const stored: string[] = []
      let killed: Promise<void> | undefined
      const puts = Array.from({ length: 32 }, async (_, count) => {
        const key = `stored/${count}`
        await bench.put(key, contentOf(key))
        if (stored.push(key) === 8) killed = before.process.kill()
      })
      await Promise.allSettled(puts)
      await killed
      bench.close()

      target = await factory.open({ dataDir })
      bench = openBench(target)
      const { Contents = [] } = await bench.s3.send(
        new ListObjectsV2Command({ Bucket: target.bucket, Prefix: 'stored/' }),
      )
      const keys = Contents.map(({ Key = '' }) => Key)
      expect(keys).toEqual(expect.arrayContaining(stored))
      for (const Key of keys) {
        const { Body } = await bench.s3.send(new GetObjectCommand({ Bucket: target.bucket, Key }))
        expect(await Body?.transformToString()).toBe(contentOf(Key))
      }
      bench.close()
    })

    test('ends by itself when asked to, with exit code 0', async () => {
      expect(await target?.process.stop()).toBe(0)
    })
  })
}
