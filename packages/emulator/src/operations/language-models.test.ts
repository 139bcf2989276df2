import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { closeRigs, openRig, type Rig, type RigOptions, wav } from '../batch.rig.ts'

afterEach(closeRigs)

const role = 'arn:aws:iam::000000000000:role/transcribe'
const model = (name: string, more: object = {}): object => ({
  ModelName: name,
  LanguageCode: 'en-US',
  BaseModelName: 'WideBand',
  InputDataConfig: { S3Uri: 's3://texts/training/', DataAccessRoleArn: role },
  ...more,
})
const now = Date.UTC(2026, 0, 15, 12) / 1000

async function rigWithTexts(options: RigOptions = {}): Promise<Rig> {
  const rig = await openRig(options)
  await rig.put('texts', 'training/a.txt', 'the kubelet restarts the pod')
  await rig.put('texts', 'training/deeper/b.txt', 'kubelet and etcd')
  await rig.put('texts', 'tuning/c.txt', 'the kubelet')
  await rig.put('texts', 'other.txt', 'not below the prefix')
  await rig.put('media', 'talk.wav', wav(1))
  return rig
}
const describeModel = async (rig: Rig, name: string) =>
  (await rig.ask('DescribeLanguageModel', { ModelName: name })).LanguageModel

describe('the life of a custom language model', () => {
  test('Create answers IN_PROGRESS; Describe tells all; training completes by the clock', async () => {
    const rig = await rigWithTexts({ trainingSeconds: 6 * 3600 })
    const config = { S3Uri: 's3://texts/training/', TuningDataS3Uri: 's3://texts/tuning/', DataAccessRoleArn: role }
    expect(await rig.ask('CreateLanguageModel', model('clm', { InputDataConfig: config }))).toEqual({
      ModelName: 'clm',
      LanguageCode: 'en-US',
      BaseModelName: 'WideBand',
      InputDataConfig: config,
      ModelStatus: 'IN_PROGRESS',
    })
    const described = {
      ModelName: 'clm',
      CreateTime: now,
      LastModifiedTime: now,
      LanguageCode: 'en-US',
      BaseModelName: 'WideBand',
      ModelStatus: 'IN_PROGRESS',
      UpgradeAvailability: false,
      InputDataConfig: config,
    }
    expect(await describeModel(rig, 'clm')).toEqual(described)
    await rig.clock.advance(6 * 3_600_000)
    await rig.batch.idle()
    expect(await describeModel(rig, 'clm')).toEqual({
      ...described,
      ModelStatus: 'COMPLETED',
      LastModifiedTime: now + 6 * 3600,
    })
    expect(rig.engine.trainedOn).toEqual([
      's3://texts/training/a.txt',
      's3://texts/training/deeper/b.txt',
      's3://texts/tuning/c.txt',
    ])
  })

  test('data that breaks a rule fails the model, not the call, and says why', async () => {
    const rig = await rigWithTexts()
    await rig.put('texts', 'training/page.txt', '<html>')
    await rig.ask('CreateLanguageModel', model('clm'))
    await rig.batch.idle()
    expect(await describeModel(rig, 'clm')).toMatchObject({
      ModelStatus: 'FAILED',
      FailureReason: 'The training data holds markup.',
    })
  })

  test('a job is given the trained model, also after a restart, when its artifact comes from the store', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scribelite-models-'))
    const options = { folder, directory: join(folder, 'records') }
    const before = await rigWithTexts(options)
    await before.ask('CreateLanguageModel', model('clm'))
    await before.batch.idle()
    await before.batch.close()
    const rig = await openRig(options)
    const job = {
      TranscriptionJobName: 'one',
      LanguageCode: 'en-US',
      Media: { MediaFileUri: 's3://media/talk.wav' },
      ModelSettings: { LanguageModelName: 'clm' },
    }
    const started = await rig.ask('StartTranscriptionJob', job)
    expect(started.TranscriptionJob.ModelSettings).toEqual({ LanguageModelName: 'clm' })
    await rig.batch.idle()
    expect(rig.engine.opened[0]?.languageModel?.lexicon.get('kubelet')?.display).toBe('Kubelet')
    expect(rig.engine.opened[0]?.source.languageModelName).toBe('clm')
    const { TranscriptionJobSummaries: summaries } = await rig.ask('ListTranscriptionJobs', {})
    expect(summaries[0].ModelSettings).toEqual({ LanguageModelName: 'clm' })
  })

  test('a model of another language is silently not applied, but for a word in the log', async () => {
    const rig = await rigWithTexts()
    await rig.ask('CreateLanguageModel', model('clm', { LanguageCode: 'de-DE' }))
    await rig.batch.idle()
    await rig.ask('StartTranscriptionJob', {
      TranscriptionJobName: 'one',
      LanguageCode: 'en-US',
      Media: { MediaFileUri: 's3://media/talk.wav' },
      ModelSettings: { LanguageModelName: 'clm' },
    })
    await rig.batch.idle()
    expect(rig.engine.opened[0]?.languageModel).toBeUndefined()
    expect(rig.log.some((line) => line.level === 'warn' && line.message.includes('clm is not applied'))).toBe(true)
    const { TranscriptionJob: job } = await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'one' })
    expect(job.TranscriptionJobStatus).toBe('COMPLETED')
  })

  test('a model of the other bandwidth is used, with a word in the log', async () => {
    const rig = await rigWithTexts()
    await rig.ask('CreateLanguageModel', model('clm', { BaseModelName: 'NarrowBand' }))
    await rig.batch.idle()
    await rig.ask('StartTranscriptionJob', {
      TranscriptionJobName: 'one',
      LanguageCode: 'en-US',
      Media: { MediaFileUri: 's3://media/talk.wav' },
      ModelSettings: { LanguageModelName: 'clm' },
    })
    await rig.batch.idle()
    expect(rig.engine.opened[0]?.languageModel).toBeDefined()
    expect(rig.log.filter((line) => line.level === 'warn').map((line) => line.message)).toEqual([
      'Language model clm is NarrowBand, but audio of 16000 Hz is for WideBand.',
    ])
  })

  test('a model in training or failed cannot be used by a job', async () => {
    const rig = await rigWithTexts({ trainingSeconds: 60 })
    await rig.ask('CreateLanguageModel', model('clm'))
    const answer = await rig.call('StartTranscriptionJob', {
      TranscriptionJobName: 'one',
      LanguageCode: 'en-US',
      Media: { MediaFileUri: 's3://media/talk.wav' },
      ModelSettings: { LanguageModelName: 'clm' },
    })
    expect([answer.status, answer.json.__type]).toEqual([400, 'BadRequestException'])
    expect(answer.json.Message).toContain('IN_PROGRESS')
  })

  test('Delete answers empty; Describe and Delete of an unknown name are BadRequestException', async () => {
    const rig = await rigWithTexts()
    await rig.ask('CreateLanguageModel', model('clm'))
    await rig.batch.idle()
    const deleted = await rig.call('DeleteLanguageModel', { ModelName: 'clm' })
    expect([deleted.status, deleted.text]).toEqual([200, ''])
    for (const operation of ['DescribeLanguageModel', 'DeleteLanguageModel'])
      expect((await rig.call(operation, { ModelName: 'clm' })).json).toEqual({
        __type: 'BadRequestException',
        Message:
          "The requested language model couldn't be found. Check the language model name and try your request again.",
      })
    expect(
      await rig.batch.languageModels.find({ accountId: '000000000000', region: 'us-east-1' }, 'clm'),
    ).toBeUndefined()
  })

  test('a model in training cannot be deleted', async () => {
    const rig = await rigWithTexts({ trainingSeconds: 60 })
    await rig.ask('CreateLanguageModel', model('clm'))
    expect((await rig.call('DeleteLanguageModel', { ModelName: 'clm' })).json.__type).toBe('BadRequestException')
    expect(await describeModel(rig, 'clm')).toMatchObject({ ModelStatus: 'IN_PROGRESS' })
  })

  test('the encryption configuration is kept and shown', async () => {
    const rig = await rigWithTexts()
    const EncryptionConfiguration = {
      KMSKey: 'arn:aws:kms:us-east-1:000000000000:key/1234abcd-12ab-34cd-56ef-1234567890ab',
    }
    await rig.ask('CreateLanguageModel', model('clm', { EncryptionConfiguration }))
    expect((await describeModel(rig, 'clm')).EncryptionConfiguration).toEqual(EncryptionConfiguration)
  })
})

describe('refusals of CreateLanguageModel', () => {
  const user = 'arn:aws:iam::000000000000:user/me'
  test.each([
    [
      'a user in place of a role',
      { InputDataConfig: { S3Uri: 's3://texts/training/', DataAccessRoleArn: user } },
      `1 validation error detected: Value '${user}' at 'inputDataConfig.dataAccessRoleArn' failed to satisfy constraint: Member must satisfy regular expression pattern: ^arn:(aws|aws-cn|aws-us-gov|aws-iso-{0,1}[a-z]{0,1}):iam::[0-9]{0,63}:role/[A-Za-z0-9:_/+=,@.-]{0,1024}$`,
    ],
    ['the alias of a key', { EncryptionConfiguration: { KMSKey: 'alias/speech' } }, /full Amazon Resource Name/],
    [
      'a bucket that is not there',
      { InputDataConfig: { S3Uri: 's3://nowhere/training/', DataAccessRoleArn: role } },
      /Make sure that you have read permission/,
    ],
    [
      'a prefix with nothing below',
      { InputDataConfig: { S3Uri: 's3://texts/empty/', DataAccessRoleArn: role } },
      /Make sure that you have read permission/,
    ],
    [
      'tuning data that is not there',
      {
        InputDataConfig: { S3Uri: 's3://texts/training/', TuningDataS3Uri: 's3://texts/no/', DataAccessRoleArn: role },
      },
      /Make sure that you have read permission/,
    ],
    ['a language without custom models', { LanguageCode: 'fr-FR' }, /'languageCode' failed to satisfy constraint/],
    ['an unknown base model', { BaseModelName: 'Broad' }, /'baseModelName' failed to satisfy constraint/],
  ])('%s', async (_, change, message) => {
    const rig = await rigWithTexts()
    const answer = await rig.call('CreateLanguageModel', model('clm', change))
    expect([answer.status, answer.json.__type]).toEqual([400, 'BadRequestException'])
    expect(answer.json.Message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
    expect((await rig.ask('ListLanguageModels', {})).Models).toEqual([])
  })

  test('a name that is taken: ConflictException', async () => {
    const rig = await rigWithTexts()
    await rig.ask('CreateLanguageModel', model('clm'))
    expect((await rig.call('CreateLanguageModel', model('clm'))).json).toEqual({
      __type: 'ConflictException',
      Message: 'The requested language model name already exists. Use a different language model name.',
    })
  })

  test('a fourth training at once, and an eleventh model: LimitExceededException', async () => {
    const rig = await rigWithTexts({ trainingSeconds: 60 })
    const answers = await Promise.all(['a', 'b', 'c', 'd'].map((name) => rig.call('CreateLanguageModel', model(name))))
    expect(answers.map((answer) => answer.json.__type ?? 'created').sort()).toEqual([
      'LimitExceededException',
      'created',
      'created',
      'created',
    ])
    for (let n = 3; n < 10; n++) {
      await rig.clock.advance(60_000)
      await rig.batch.idle()
      await rig.ask('CreateLanguageModel', model(`later-${n}`))
    }
    await rig.clock.advance(60_000)
    await rig.batch.idle()
    const eleventh = await rig.call('CreateLanguageModel', model('eleventh'))
    expect([eleventh.status, eleventh.json.__type]).toEqual([400, 'LimitExceededException'])
    // The refused one took no place among the trainings.
    await rig.ask('DeleteLanguageModel', { ModelName: 'later-3' })
    expect((await rig.call('CreateLanguageModel', model('eleventh'))).status).toBe(200)
  })
})

test('ListLanguageModels: full models newest first, by status and by part of the name', async () => {
  const rig = await rigWithTexts()
  for (const name of ['alpha', 'Beta', 'alphabet']) {
    await rig.ask('CreateLanguageModel', model(name))
    await rig.clock.advance(1000)
  }
  await rig.batch.idle()
  await rig.put('texts', 'training/page.txt', '<html>')
  await rig.ask('CreateLanguageModel', model('broken'))
  await rig.batch.idle()
  const names = async (input: object): Promise<string[]> =>
    (await rig.ask('ListLanguageModels', input)).Models.map((entry: { ModelName: string }) => entry.ModelName)
  expect(await names({})).toEqual(['broken', 'alphabet', 'Beta', 'alpha'])
  expect(await names({ NameContains: 'ALPHA' })).toEqual(['alphabet', 'alpha'])
  expect(await names({ StatusEquals: 'FAILED' })).toEqual(['broken'])
  const first = await rig.ask('ListLanguageModels', { MaxResults: 3 })
  expect(await names({ NextToken: first.NextToken })).toEqual(['alpha'])
  expect(first.Models[2]).toEqual(await describeModel(rig, 'Beta'))
})

test('a training that was running when the process died is begun anew by the next emulator on the folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scribelite-training-'))
  const options = { folder, directory: join(folder, 'records') }
  const rig = await rigWithTexts(options)
  rig.engine.hold()
  await rig.ask('CreateLanguageModel', model('clm'))
  await rig.batch.close()
  const next = await openRig(options)
  await next.batch.idle()
  expect(await describeModel(next, 'clm')).toMatchObject({ ModelStatus: 'COMPLETED' })
})

test('a model can be marked as trained before streaming was supported', async () => {
  const rig = await rigWithTexts()
  const owner = { accountId: '000000000000', region: 'us-east-1' }
  expect(await rig.batch.languageModels.markStreamable(owner, 'clm', false)).toBe(false)
  await rig.ask('CreateLanguageModel', model('clm'))
  await rig.batch.idle()
  expect((await rig.batch.languageModels.find(owner, 'clm'))?.streamable).toBe(true)
  expect(await rig.batch.languageModels.markStreamable(owner, 'clm', false)).toBe(true)
  expect((await rig.batch.languageModels.find(owner, 'clm'))?.streamable).toBe(false)
})
