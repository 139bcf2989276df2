/** Custom language models by the official SDK: from text in S3 to words that are heard in a job. */
import {
  type CreateLanguageModelCommandInput,
  DeleteLanguageModelCommand,
  DescribeLanguageModelCommand,
  ListLanguageModelsCommand,
  paginateListLanguageModels,
  waitUntilLanguageModelCompleted,
} from '@aws-sdk/client-transcribe'
import type { Transcript } from '@scribelite/core/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, fetchJson, newName, openBench } from '../batch.ts'
import { type Recording, recording, wordsOf } from '../recordings.ts'
import type { Target, TargetFactory } from '../targets.ts'

export function languageModelsSuite(factory: TargetFactory): void {
  describe(`custom language models, ${factory.name}`, { timeout: factory.patience.training }, () => {
    let target: Target
    let bench: Bench
    let speech: Recording
    let media: string
    const model = newName('kubernetes')

    beforeAll(async () => {
      target = await factory.open()
      bench = openBench(target)
      speech = await recording('kubernetes/replica-set.wav')
      media = await bench.put('media/replica-set.wav', speech.bytes)
      await bench.create(model)
      await bench.trained(model)
    }, factory.patience.training)
    afterAll(async () => {
      bench.close()
      await target.close()
    })

    const heardBy = async (languageModel?: string, languageCode: 'en-US' | 'en-GB' = 'en-US'): Promise<string[]> => {
      const job = await bench.run({
        media,
        LanguageCode: languageCode,
        ...(languageModel === undefined ? {} : { ModelSettings: { LanguageModelName: languageModel } }),
      })
      expect(job.ModelSettings?.LanguageModelName).toBe(languageModel)
      const transcript = (await fetchJson(job.Transcript?.TranscriptFileUri)) as Transcript
      return wordsOf(transcript.results.transcripts[0]?.transcript ?? '')
    }
    const refused = (
      name: string,
      input?: Partial<CreateLanguageModelCommandInput> & { text?: string },
    ): Promise<unknown> =>
      bench.create(name, input).then(
        () => undefined,
        (error: unknown) => error,
      )

    test('a model that was trained on the domain hears its words in a job; without it they are written as what sounds alike', async () => {
      expect(await heardBy(model)).toEqual(wordsOf(speech.texts[0] ?? ''))
      expect(await heardBy()).not.toContain('kubectl')
    })

    test('a model trained on other text changes nothing', async () => {
      const other = newName('cooking')
      await bench.create(other, {
        text: 'Stir the soup and add a little salt.\nBake the bread until it is brown.\n'.repeat(20),
      })
      expect((await bench.trained(other)).ModelStatus).toBe('COMPLETED')
      expect(await heardBy(other)).toEqual(await heardBy())
      await bench.transcribe.send(new DeleteLanguageModelCommand({ ModelName: other }))
    })

    test('a model of another language is not applied, without a word about it', async () => {
      expect(await heardBy(model, 'en-GB')).toEqual(await heardBy(undefined, 'en-GB'))
    })

    test('describe and list show what it is', async () => {
      const { LanguageModel: described } = await bench.transcribe.send(
        new DescribeLanguageModelCommand({ ModelName: model }),
      )
      expect(described).toMatchObject({
        ModelName: model,
        ModelStatus: 'COMPLETED',
        LanguageCode: 'en-US',
        BaseModelName: 'WideBand',
        UpgradeAvailability: false,
        InputDataConfig: {
          S3Uri: `s3://${target.bucket}/training/${model}/`,
          DataAccessRoleArn: target.roleArn,
        },
      })
      expect(described?.FailureReason).toBeUndefined()
      expect(described?.LastModifiedTime?.getTime()).toBeGreaterThanOrEqual(
        described?.CreateTime?.getTime() ?? Number.NaN,
      )
      const list = await bench.transcribe.send(
        new ListLanguageModelsCommand({ NameContains: model.toUpperCase(), StatusEquals: 'COMPLETED' }),
      )
      expect(list.Models).toEqual([described])
      const training = await bench.transcribe.send(
        new ListLanguageModelsCommand({ NameContains: model, StatusEquals: 'IN_PROGRESS' }),
      )
      expect(training.Models).toEqual([])
    })

    test('a name can be taken once', async () => {
      expect(await refused(model)).toMatchObject({ name: 'ConflictException', $metadata: { httpStatusCode: 400 } })
    })

    test('text that cannot be read is refused with the words that Terraform waits for', async () => {
      const missing = { S3Uri: `s3://${target.bucket}/nothing/here/`, DataAccessRoleArn: target.roleArn }
      expect(await refused(newName('missing'), { InputDataConfig: missing })).toMatchObject({
        name: 'BadRequestException',
        message: expect.stringContaining('Make sure that you have read permission'),
      })
    })

    test('a user in the place of a role', async () => {
      const arn = 'arn:aws:iam::111122223333:user/somebody'
      const data = { S3Uri: `s3://${target.bucket}/training/`, DataAccessRoleArn: arn }
      expect(await refused(newName('user'), { InputDataConfig: data })).toMatchObject({
        name: 'BadRequestException',
        message: `1 validation error detected: Value '${arn}' at 'inputDataConfig.dataAccessRoleArn' failed to satisfy constraint: Member must satisfy regular expression pattern: ^arn:(aws|aws-cn|aws-us-gov|aws-iso-{0,1}[a-z]{0,1}):iam::[0-9]{0,63}:role/[A-Za-z0-9:_/+=,@.-]{0,1024}$`,
      })
    })

    test('a language for which there are no models', async () => {
      expect(await refused(newName('french'), { LanguageCode: 'fr-FR' as 'en-US' })).toMatchObject({
        name: 'BadRequestException',
        message: expect.stringContaining(
          "at 'languageCode' failed to satisfy constraint: Member must satisfy enum value set",
        ),
      })
    })

    test('text with markup fails the model, not the call, and such a model cannot be used', async () => {
      const broken = newName('markup')
      await bench.create(broken, { text: '<html><body>Drain the node.</body></html>\n' })
      const failed = await bench.trained(broken)
      expect(failed.ModelStatus).toBe('FAILED')
      expect(failed.FailureReason).toMatch(/\w/)
      await expect(bench.start({ media, ModelSettings: { LanguageModelName: broken } })).rejects.toMatchObject({
        name: 'BadRequestException',
      })
      await bench.transcribe.send(new DeleteLanguageModelCommand({ ModelName: broken }))
    })

    test('tuning text that is training text as well fails the model', async () => {
      const twice = newName('twice')
      const text = `s3://${target.bucket}/training/${model}/`
      await bench.create(twice, {
        InputDataConfig: { S3Uri: text, TuningDataS3Uri: text, DataAccessRoleArn: target.roleArn },
      })
      expect((await bench.trained(twice)).ModelStatus).toBe('FAILED')
      await bench.transcribe.send(new DeleteLanguageModelCommand({ ModelName: twice }))
    })

    test('tuning text beside the training text', async () => {
      const tuned = newName('tuned')
      const tuning = await bench.put(
        `tuning/${tuned}/text.txt`,
        'Drain the node before you delete the pod.\n'.repeat(5),
      )
      await bench.create(tuned, {
        InputDataConfig: {
          S3Uri: `s3://${target.bucket}/training/${model}/`,
          TuningDataS3Uri: tuning.replace('text.txt', ''),
          DataAccessRoleArn: target.roleArn,
        },
      })
      expect((await bench.trained(tuned)).ModelStatus).toBe('COMPLETED')
      expect(await heardBy(tuned)).toEqual(wordsOf(speech.texts[0] ?? ''))
      await bench.transcribe.send(new DeleteLanguageModelCommand({ ModelName: tuned }))
    })

    test('the waiter of the SDK ends with the training, and its pages show every model', async () => {
      const part = newName('pages')
      for (const name of [`${part}-a`, `${part}-b`]) {
        await bench.create(name)
        const waited = await waitUntilLanguageModelCompleted(
          { client: bench.transcribe, maxWaitTime: factory.patience.training / 1000, minDelay: 1, maxDelay: 1 },
          { ModelName: name },
        )
        expect(waited).toMatchObject({ state: 'SUCCESS' })
      }
      const pages: (string | undefined)[][] = []
      for await (const page of paginateListLanguageModels(
        { client: bench.transcribe, pageSize: 1 },
        { NameContains: part },
      ))
        pages.push((page.Models ?? []).map(({ ModelName }) => ModelName))
      expect(pages).toEqual([[`${part}-b`], [`${part}-a`]])
      for (const name of pages.flat()) await bench.transcribe.send(new DeleteLanguageModelCommand({ ModelName: name }))
    })

    test('a deleted model is unknown', async () => {
      const short = newName('short')
      await bench.create(short)
      await bench.trained(short)
      await bench.transcribe.send(new DeleteLanguageModelCommand({ ModelName: short }))
      await expect(bench.transcribe.send(new DescribeLanguageModelCommand({ ModelName: short }))).rejects.toMatchObject(
        { name: 'BadRequestException', message: expect.stringContaining("couldn't be found") },
      )
    })
  })
}
