/** `kill -9` in the middle of work: what was answered is there, and what was running comes to its end. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeLanguageModelCommand } from '@aws-sdk/client-transcribe'
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

      await bench.put('long/text.txt', (await trainingText()).repeat(4000))
      const InputDataConfig = { S3Uri: `s3://${target.bucket}/long/`, DataAccessRoleArn: target.roleArn }

      // Jobs one after the other until the process is gone, and two trainings of some size.
      const answered: string[] = []
      const working = (async () => {
        for (let count = 0; ; count++) {
          const job = await bench.start({ media, TranscriptionJobName: `job-${count}` })
          answered.push(job.TranscriptionJobName ?? '')
        }
      })()
      const interrupted = expect(working).rejects.toThrow()
      while (answered.length < 25) await new Promise((resolve) => setTimeout(resolve, 1))
      for (const name of ['training-1', 'training-2']) await bench.create(name, { InputDataConfig })
      const { LanguageModel: running } = await bench.transcribe.send(
        new DescribeLanguageModelCommand({ ModelName: 'training-2' }),
      )
      expect(running?.ModelStatus).toBe('IN_PROGRESS')
      await target.process.kill()
      await interrupted
      bench.close()
      expect(answered.length).toBeGreaterThanOrEqual(25)

      target = await factory.open({ dataDir })
      bench = openBench(target)
      for (const name of ['trained-before', 'training-1', 'training-2']) {
        expect((await bench.trained(name)).ModelStatus).toBe('COMPLETED')
      }
      for (const name of answered) {
        const job = await bench.finished(name)
        expect(job.TranscriptionJobStatus).toBe('COMPLETED')
        const transcript = (await fetchJson(job.Transcript?.TranscriptFileUri)) as Transcript
        expect(wordsOf(transcript.results.transcripts[0]?.transcript ?? '')).toEqual(wordsOf(library.texts[0] ?? ''))
      }
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
