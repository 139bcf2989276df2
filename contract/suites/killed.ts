/** `kill -9` in the middle of work: what was answered is there, and what was running comes to its end. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Transcript } from '@scribelite/core/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fetchJson, openBench } from '../batch.ts'
import { recording, trainingText, wordsOf } from '../recordings.ts'
import type { ProcessFactory, ProcessTarget } from '../targets.ts'

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
      await bench.create('training-1', { text: (await trainingText()).repeat(600) })
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

    test('ends by itself when asked to, with exit code 0', async () => {
      expect(await target?.process.stop()).toBe(0)
    })
  })
}
