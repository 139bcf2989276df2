import { afterEach, describe, expect, test } from 'vitest'
import { closeRigs, openRig, type Rig, type RigOptions, wav } from '../batch.rig.ts'

afterEach(closeRigs)

const job = (name: string, more: object = {}): object => ({
  TranscriptionJobName: name,
  LanguageCode: 'en-US',
  Media: { MediaFileUri: 's3://media/talk.wav' },
  ...more,
})
const now = Date.UTC(2026, 0, 15, 12) / 1000

async function rigWithMedia(options: RigOptions = {}): Promise<Rig> {
  const rig = await openRig(options)
  await rig.put('media', 'talk.wav', wav(2))
  await rig.put('media', 'talk.wav.transcript.txt', 'the pods are running')
  return rig
}

describe('the life of a job', () => {
  test('Start answers with the settings of the request only: no Transcript, no defaults', async () => {
    const rig = await rigWithMedia()
    expect(await rig.ask('StartTranscriptionJob', job('one'))).toEqual({
      TranscriptionJob: {
        TranscriptionJobName: 'one',
        TranscriptionJobStatus: 'IN_PROGRESS',
        LanguageCode: 'en-US',
        Media: { MediaFileUri: 's3://media/talk.wav' },
        StartTime: now,
        CreationTime: now,
      },
    })
  })

  test('while it runs Get adds an empty Transcript and the default settings, and reading it changes nothing', async () => {
    const rig = await rigWithMedia({ jobSeconds: 60 })
    await rig.ask('StartTranscriptionJob', job('one'))
    const expected = {
      TranscriptionJobName: 'one',
      TranscriptionJobStatus: 'IN_PROGRESS',
      LanguageCode: 'en-US',
      Media: { MediaFileUri: 's3://media/talk.wav' },
      StartTime: now,
      CreationTime: now,
      Transcript: {},
      Settings: { ChannelIdentification: false, ShowAlternatives: false },
    }
    for (let times = 0; times < 3; times++)
      expect((await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'one' })).TranscriptionJob).toEqual(expected)
  })

  test('it completes by the clock, and shows what was detected and where the transcript is', async () => {
    const rig = await rigWithMedia({ jobSeconds: 60 })
    await rig.ask('StartTranscriptionJob', job('one'))
    await rig.clock.advance(59_999)
    expect((await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'one' })).TranscriptionJob).toMatchObject({
      TranscriptionJobStatus: 'IN_PROGRESS',
    })
    await rig.clock.advance(1)
    await rig.batch.idle()
    const { TranscriptionJob: done } = await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'one' })
    expect(done).toMatchObject({
      TranscriptionJobStatus: 'COMPLETED',
      StartTime: now,
      CompletionTime: now + 60,
      MediaFormat: 'wav',
      MediaSampleRateHertz: 16_000,
    })
    expect(done.FailureReason).toBeUndefined()
    const uri = new URL(done.Transcript.TranscriptFileUri)
    expect(uri.origin).toBe('http://localhost:4600')
    expect(uri.pathname).toMatch(/^\/aws-transcribe-us-east-1-prod\/000000000000\/one\/[0-9a-f-]{36}\/asrOutput\.json$/)
    expect(uri.searchParams.get('X-Amz-Expires')).toBe('900')
    const [, bucket = '', ...key] = uri.pathname.split('/')
    const transcript = JSON.parse((await rig.read(bucket, key.join('/'))) ?? '')
    expect(transcript).toMatchObject({
      jobName: 'one',
      accountId: '000000000000',
      status: 'COMPLETED',
      results: { transcripts: [{ transcript: 'the pods are running' }] },
    })
  })

  test('the URI of the service bucket is presigned afresh at every Get, and on the hosts of AWS when asked there', async () => {
    const rig = await rigWithMedia()
    await rig.ask('StartTranscriptionJob', job('one'))
    await rig.batch.idle()
    const get = async (authority: string, scheme: 'http' | 'https' = 'http'): Promise<URL> => {
      const answer = await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'one' }, { authority, scheme })
      return new URL(answer.TranscriptionJob.Transcript.TranscriptFileUri)
    }
    const first = await get('localhost:4600')
    await rig.clock.advance(1000)
    const second = await get('localhost:4600')
    expect(first.searchParams.get('X-Amz-Date')).toBe('20260115T120000Z')
    expect(second.searchParams.get('X-Amz-Date')).toBe('20260115T120001Z')
    expect((await get('scribe.test:8443', 'https')).origin).toBe('https://scribe.test:8443')
    expect((await get('transcribe.us-east-1.amazonaws.com', 'https')).origin).toBe('https://s3.us-east-1.amazonaws.com')
    expect((await get('transcribe.us-east-1.api.aws', 'https')).origin).toBe('https://s3.us-east-1.amazonaws.com')
    const china = await get('cn.transcribe.us-east-1.amazonaws.com.cn', 'https')
    expect(china.origin).toBe('https://s3.us-east-1.amazonaws.com.cn')
  })

  test('the URI of an output bucket names the object as its key is written, dots as well', async () => {
    const rig = await rigWithMedia()
    await rig.ask('StartTranscriptionJob', job('one', { OutputBucketName: 'media', OutputKey: 'a/../../b/./' }))
    await rig.batch.idle()
    const { TranscriptionJob: done } = await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'one' })
    expect(done.Transcript.TranscriptFileUri).toBe('http://localhost:4600/media/a/../../b/./one.json')
    expect(await rig.objects.head('media', 'a/../../b/./one.json')).toBeDefined()
  })

  test('a job of another region or a name in other case is another job', async () => {
    const rig = await rigWithMedia()
    await rig.ask('StartTranscriptionJob', job('one'))
    expect((await rig.call('StartTranscriptionJob', job('One'))).status).toBe(200)
    expect((await rig.call('StartTranscriptionJob', job('one'), { region: 'eu-west-1' })).status).toBe(200)
    expect((await rig.call('GetTranscriptionJob', { TranscriptionJobName: 'ONE' })).status).toBe(400)
  })

  test('Delete answers with an empty body; then the name is free and unknown', async () => {
    const rig = await rigWithMedia()
    await rig.ask('StartTranscriptionJob', job('one'))
    await rig.batch.idle()
    const deleted = await rig.call('DeleteTranscriptionJob', { TranscriptionJobName: 'one' })
    expect([deleted.status, deleted.text]).toEqual([200, ''])
    expect(deleted.headers.get('content-type')).toBe('application/x-amz-json-1.1')
    for (const operation of ['GetTranscriptionJob', 'DeleteTranscriptionJob'])
      expect((await rig.call(operation, { TranscriptionJobName: 'one' })).json).toEqual({
        __type: 'BadRequestException',
        Message: "The requested job couldn't be found. Check the job name and try your request again.",
      })
    expect((await rig.call('StartTranscriptionJob', job('one'))).status).toBe(200)
  })

  test('Delete takes the output in the bucket of the service with it, and leaves what is in a bucket of the caller', async () => {
    const rig = await rigWithMedia()
    await rig.put('out', 'x', '')
    const subtitles = { Subtitles: { Formats: ['srt'] } }
    await rig.ask('StartTranscriptionJob', job('service', subtitles))
    await rig.ask('StartTranscriptionJob', job('customer', { ...subtitles, OutputBucketName: 'out' }))
    await rig.batch.idle()
    const keys = async (bucket: string): Promise<string[]> =>
      (await rig.objects.list(bucket, { prefix: '', limit: 10 })).map((object) => object.key)
    expect(await keys('aws-transcribe-us-east-1-prod')).toHaveLength(2)
    for (const TranscriptionJobName of ['service', 'customer'])
      await rig.ask('DeleteTranscriptionJob', { TranscriptionJobName })
    expect(await keys('aws-transcribe-us-east-1-prod')).toEqual([])
    expect(await keys('out')).toEqual(['customer.json', 'customer.srt', 'x'])
  })

  test('a job and its transcript are kept until they are deleted, however old', async () => {
    const rig = await rigWithMedia()
    await rig.ask('StartTranscriptionJob', job('one'))
    await rig.batch.idle()
    await rig.clock.advance(91 * 24 * 3_600_000)
    const { TranscriptionJob: old } = await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'one' })
    const [, bucket = '', ...key] = new URL(old.Transcript.TranscriptFileUri).pathname.split('/')
    expect(await rig.objects.head(bucket, key.join('/'))).toBeDefined()
  })

  test('a running job cannot be deleted', async () => {
    const rig = await rigWithMedia({ jobSeconds: 60 })
    await rig.ask('StartTranscriptionJob', job('one'))
    const refused = await rig.call('DeleteTranscriptionJob', { TranscriptionJobName: 'one' })
    expect([refused.status, refused.json.__type]).toEqual([400, 'BadRequestException'])
    expect((await rig.call('GetTranscriptionJob', { TranscriptionJobName: 'one' })).status).toBe(200)
  })

  test('the whole of the settings is echoed', async () => {
    const rig = await rigWithMedia()
    const settings = {
      Settings: { ShowAlternatives: true, MaxAlternatives: 2 },
      JobExecutionSettings: {
        AllowDeferredExecution: true,
        DataAccessRoleArn: 'arn:aws:iam::000000000000:role/transcribe',
      },
      Tags: [{ Key: 'team', Value: 'speech' }],
      MediaFormat: 'wav',
      MediaSampleRateHertz: 16_000,
    }
    const { TranscriptionJob: started } = await rig.ask('StartTranscriptionJob', job('one', settings))
    expect(started).toMatchObject(settings)
    const { TranscriptionJob: got } = await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'one' })
    expect(got).toMatchObject({ ...settings, Settings: { ...settings.Settings, ChannelIdentification: false } })
  })
})

describe('refusals of StartTranscriptionJob', () => {
  test.each([
    [
      'no language',
      { LanguageCode: undefined },
      'The language code is missing. Either add a language code or turn on language identification.',
    ],
    [
      'a language that does not exist',
      { LanguageCode: 'xx-XX' },
      /^1 validation error detected: Value 'xx-XX' at 'languageCode' failed to satisfy constraint: Member must satisfy enum value set: \[.*en-US.*\]$/,
    ],
    [
      'media that is not there',
      { Media: { MediaFileUri: 's3://media/absent.wav' } },
      "The S3 URI that you provided can't be accessed. Make sure that you have read permission and try your request again.",
    ],
    [
      'media elsewhere on the web',
      { Media: { MediaFileUri: 'https://example.com/talk.wav' } },
      "The S3 URI that you provided can't be accessed. Make sure that you have read permission and try your request again.",
    ],
    [
      'the transcript of another job in the bucket of the service',
      { Media: { MediaFileUri: 's3://aws-transcribe-us-east-1-prod/transcript.json' } },
      /^The S3 URI that you provided can't be accessed/,
    ],
    ['a language and identification', { IdentifyLanguage: true }, /only one of LanguageCode/],
    ['no media URI', { Media: {} }, /media file URI is missing/],
    [
      'a redacted media URI',
      { Media: { MediaFileUri: 's3://media/talk.wav', RedactedMediaFileUri: 's3://a/b' } },
      /Call Analytics/,
    ],
    ['language options without identification', { LanguageOptions: ['en-US', 'de-DE'] }, /LanguageOptions only when/],
    [
      'language settings without identification',
      { LanguageIdSettings: { 'en-US': {} } },
      /LanguageIdSettings only when/,
    ],
    ['speaker labels without a number', { Settings: { ShowSpeakerLabels: true } }, /MaxSpeakerLabels/],
    ['a number of speakers without labels', { Settings: { MaxSpeakerLabels: 2 } }, /MaxSpeakerLabels only when/],
    ['alternatives without a number', { Settings: { ShowAlternatives: true } }, /MaxAlternatives/],
    ['a number of alternatives alone', { Settings: { MaxAlternatives: 2 } }, /MaxAlternatives only when/],
    ['a vocabulary filter without method', { Settings: { VocabularyFilterName: 'f' } }, /VocabularyFilterMethod/],
    ['an output key without bucket', { OutputKey: 'out/' }, /OutputBucketName when you specify OutputKey/],
    [
      'a KMS key without bucket',
      { OutputEncryptionKMSKeyId: 'alias/key' },
      /OutputBucketName when you specify OutputEncryptionKMSKeyId/,
    ],
    ['an output bucket that is not there', { OutputBucketName: 'nowhere' }, /write permission/],
    ['output to the bucket of the service', { OutputBucketName: 'aws-transcribe-us-east-1-prod' }, /write permission/],
    [
      'an output key that is too long with the name of the job',
      { OutputBucketName: 'media', OutputKey: 'k'.repeat(1020) },
      /too long: the key of the transcript would have 1029 characters/,
    ],
    ['deferral without a role', { JobExecutionSettings: { AllowDeferredExecution: true } }, /DataAccessRoleArn/],
    ['no deferral without a role', { JobExecutionSettings: { AllowDeferredExecution: false } }, /DataAccessRoleArn/],
    ['execution settings that say nothing', { JobExecutionSettings: {} }, /AllowDeferredExecution/],
    [
      'a role without deferral',
      { JobExecutionSettings: { DataAccessRoleArn: 'arn:aws:iam::000000000000:role/transcribe' } },
      /AllowDeferredExecution/,
    ],
    [
      'a vocabulary',
      { Settings: { VocabularyName: 'words' } },
      "The requested vocabulary couldn't be found. Check the vocabulary name and try your request again.",
    ],
    [
      'a vocabulary filter',
      { Settings: { VocabularyFilterName: 'f', VocabularyFilterMethod: 'mask' } },
      "The requested vocabulary filter couldn't be found. Check the vocabulary filter name and try your request again.",
    ],
    ['an unknown language model', { ModelSettings: { LanguageModelName: 'none' } }, /language model couldn't be found/],
    [
      'a model with language identification',
      { LanguageCode: undefined, IdentifyLanguage: true, ModelSettings: { LanguageModelName: 'none' } },
      /ModelSettings when language identification/,
    ],
  ])('%s: BadRequestException, and no job', async (_, change, message) => {
    const rig = await rigWithMedia()
    await rig.put('aws-transcribe-us-east-1-prod', 'transcript.json', '{}')
    const answer = await rig.call('StartTranscriptionJob', job('one', change))
    expect([answer.status, answer.json.__type]).toEqual([400, 'BadRequestException'])
    expect(answer.json.Message).toEqual(typeof message === 'string' ? message : expect.stringMatching(message))
    expect((await rig.ask('ListTranscriptionJobs', {})).TranscriptionJobSummaries).toEqual([])
  })

  test('media over 2 GB is refused in the words recorded from AWS', async () => {
    const rig = await rigWithMedia({
      // Stands for a file that no test wants to write.
      objects: (folder) => ({
        ...folder,
        async head(bucket, key) {
          const info = await folder.head(bucket, key)
          return info === undefined ? undefined : { ...info, size: 2 ** 31 + 1 }
        },
      }),
    })
    expect((await rig.call('StartTranscriptionJob', job('one'))).json).toEqual({
      __type: 'BadRequestException',
      Message:
        'The input file that you specified exceeds the maximum size of 2048.00 Mb. Try again with a smaller file.',
    })
  })

  test('a name that is taken: ConflictException with HTTP 400', async () => {
    const rig = await rigWithMedia()
    await rig.ask('StartTranscriptionJob', job('one'))
    const answer = await rig.call('StartTranscriptionJob', job('one'))
    expect([answer.status, answer.json]).toEqual([
      400,
      { __type: 'ConflictException', Message: 'The requested job name already exists. Use a different job name.' },
    ])
  })

  test.each([
    ['IdentifyLanguage', { LanguageCode: undefined, IdentifyLanguage: true }],
    ['IdentifyMultipleLanguages', { LanguageCode: undefined, IdentifyMultipleLanguages: true }],
    ['Settings.ShowSpeakerLabels', { Settings: { ShowSpeakerLabels: true, MaxSpeakerLabels: 2 } }],
    ['ContentRedaction', { ContentRedaction: { RedactionType: 'PII', RedactionOutput: 'redacted' } }],
    ['ToxicityDetection', { ToxicityDetection: [{ ToxicityCategories: ['ALL'] }] }],
  ])('%s is not built: 501 that names it', async (member, change) => {
    const rig = await rigWithMedia()
    const answer = await rig.call('StartTranscriptionJob', job('one', change))
    expect([answer.status, answer.json.__type]).toEqual([501, 'NotImplemented'])
    expect(answer.json.Message).toContain(`${member} of StartTranscriptionJob`)
  })
})

describe('ListTranscriptionJobs', () => {
  async function twelveJobs(): Promise<Rig> {
    const rig = await rigWithMedia()
    for (let n = 1; n <= 12; n++) {
      await rig.ask('StartTranscriptionJob', job(`${n % 2 === 0 ? 'Even' : 'odd'}-${n}`))
      await rig.clock.advance(1000)
    }
    await rig.batch.idle()
    return rig
  }
  const names = (page: { TranscriptionJobSummaries: { TranscriptionJobName: string }[] }): string[] =>
    page.TranscriptionJobSummaries.map((summary) => summary.TranscriptionJobName)

  test('twelve jobs come newest first in pages of five, and the last page has no token', async () => {
    const rig = await twelveJobs()
    const seen: string[][] = []
    let token: string | undefined
    do {
      const page = await rig.ask('ListTranscriptionJobs', { NextToken: token })
      seen.push(names(page))
      token = page.NextToken
    } while (token !== undefined)
    expect(seen).toEqual([
      ['Even-12', 'odd-11', 'Even-10', 'odd-9', 'Even-8'],
      ['odd-7', 'Even-6', 'odd-5', 'Even-4', 'odd-3'],
      ['Even-2', 'odd-1'],
    ])
  })

  test('a page that ends with the last job has no token, and jobs started meanwhile do not shift the next page', async () => {
    const rig = await twelveJobs()
    expect((await rig.ask('ListTranscriptionJobs', { MaxResults: 12 })).NextToken).toBeUndefined()
    const first = await rig.ask('ListTranscriptionJobs', { MaxResults: 11 })
    await rig.ask('StartTranscriptionJob', job('new'))
    await rig.ask('DeleteTranscriptionJob', { TranscriptionJobName: 'Even-2' })
    expect(names(await rig.ask('ListTranscriptionJobs', { NextToken: first.NextToken }))).toEqual(['odd-1'])
  })

  test('the name filter ignores case, the status filter is echoed, and both work across pages', async () => {
    const rig = await twelveJobs()
    const even = await rig.ask('ListTranscriptionJobs', { JobNameContains: 'EVEN', MaxResults: 4 })
    expect(names(even)).toEqual(['Even-12', 'Even-10', 'Even-8', 'Even-6'])
    expect('Status' in even).toBe(false)
    const rest = await rig.ask('ListTranscriptionJobs', { JobNameContains: 'even', NextToken: even.NextToken })
    expect(names(rest)).toEqual(['Even-4', 'Even-2'])
    expect(rest.NextToken).toBeUndefined()
    const failed = await rig.ask('ListTranscriptionJobs', { Status: 'FAILED' })
    expect(failed).toEqual({ Status: 'FAILED', TranscriptionJobSummaries: [] })
    expect(names(await rig.ask('ListTranscriptionJobs', { Status: 'COMPLETED', MaxResults: 100 }))).toHaveLength(12)
  })

  test('a summary says where the output is and what happened when', async () => {
    const rig = await rigWithMedia()
    await rig.put('out', 'x', '')
    await rig.ask('StartTranscriptionJob', job('service'))
    await rig.ask('StartTranscriptionJob', job('customer', { OutputBucketName: 'out' }))
    await rig.batch.idle()
    const { TranscriptionJobSummaries: summaries } = await rig.ask('ListTranscriptionJobs', {})
    expect(summaries).toEqual([
      {
        TranscriptionJobName: 'customer',
        StartTime: now,
        CreationTime: now,
        CompletionTime: now,
        LanguageCode: 'en-US',
        TranscriptionJobStatus: 'COMPLETED',
        OutputLocationType: 'CUSTOMER_BUCKET',
      },
      expect.objectContaining({ TranscriptionJobName: 'service', OutputLocationType: 'SERVICE_BUCKET' }),
    ])
  })

  test('a token of this list is none of the list of language models', async () => {
    const rig = await twelveJobs()
    const { NextToken } = await rig.ask('ListTranscriptionJobs', {})
    const answer = await rig.call('ListLanguageModels', { NextToken })
    expect([answer.status, answer.json.__type]).toEqual([400, 'BadRequestException'])
  })

  test('a token that is not of ours is refused', async () => {
    const rig = await rigWithMedia()
    for (const NextToken of ['nonsense', Buffer.from('jobs/000-0').toString('base64url')]) {
      const answer = await rig.call('ListTranscriptionJobs', { NextToken })
      expect([answer.status, answer.json.__type]).toEqual([400, 'BadRequestException'])
    }
  })
})
