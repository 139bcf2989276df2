/** Transcription jobs by the official SDK: rules in AWS's words, states, pages, and the files that come out. One file: they share one bench and its media. */
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import {
  DeleteTranscriptionJobCommand,
  GetTranscriptionJobCommand,
  ListTranscriptionJobsCommand,
  paginateListTranscriptionJobs,
  StartTranscriptionJobCommand,
  type StartTranscriptionJobCommandInput,
  waitUntilTranscriptionJobCompleted,
} from '@aws-sdk/client-transcribe'
import type { Transcript } from '@scribelite/core/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, fetchJson, newName, openBench } from '../batch.ts'
import { recording, wordsOf } from '../recordings.ts'
import type { Target, TargetFactory } from '../targets.ts'

export function jobsSuite(factory: TargetFactory): void {
  describe(`transcription jobs, ${factory.name}`, { timeout: factory.patience.job }, () => {
    let target: Target
    let bench: Bench
    let media: string
    let text: string

    beforeAll(async () => {
      target = await factory.open()
      bench = openBench(target)
      const library = await recording('general/library.flac')
      text = library.texts[0] ?? ''
      media = await bench.put('media/library.flac', library.bytes)
    }, factory.patience.job)
    afterAll(async () => {
      bench.close()
      await target.close()
    })

    const refused = (input: Partial<StartTranscriptionJobCommandInput>): Promise<unknown> =>
      bench.start({ media, ...input }).then(
        () => undefined,
        (error: unknown) => error,
      )

    test('a job goes from its start to a transcript that a plain GET fetches', async () => {
      const started = await bench.start({ media })
      expect(started).toMatchObject({ TranscriptionJobStatus: 'IN_PROGRESS', LanguageCode: 'en-US' })
      expect(started.CreationTime).toBeInstanceOf(Date)
      expect(started).not.toHaveProperty('Transcript')
      expect(started).not.toHaveProperty('Settings')

      const job = await bench.finished(started.TranscriptionJobName ?? '')
      expect(job).toMatchObject({
        TranscriptionJobStatus: 'COMPLETED',
        MediaFormat: 'flac',
        MediaSampleRateHertz: 16_000,
        Media: { MediaFileUri: media },
        Settings: { ChannelIdentification: false, ShowAlternatives: false },
      })
      expect(job.CompletionTime?.getTime()).toBeGreaterThanOrEqual(job.StartTime?.getTime() ?? Number.NaN)
      const uri = new URL(job.Transcript?.TranscriptFileUri ?? '')
      expect(uri.pathname).toMatch(
        new RegExp(
          `^/aws-transcribe-${target.region}-prod/\\d{12}/${job.TranscriptionJobName}/[0-9a-f-]{36}/asrOutput.json$`,
        ),
      )
      expect(uri.searchParams.get('X-Amz-Expires')).toBe('900')
      expect([...uri.searchParams.keys()]).toEqual(
        expect.arrayContaining(
          ['Algorithm', 'Credential', 'Date', 'Security-Token', 'Signature', 'SignedHeaders'].map(
            (name) => `X-Amz-${name}`,
          ),
        ),
      )

      const transcript = (await fetchJson(uri.href)) as Transcript
      expect(transcript).toMatchObject({ jobName: job.TranscriptionJobName, status: 'COMPLETED' })
      expect(transcript.accountId).toMatch(/^\d{12}$/)
      expect(wordsOf(transcript.results.transcripts[0]?.transcript ?? '')).toEqual(wordsOf(text))
    })

    test('numbers of the transcript are text, and punctuation has no time', async () => {
      const job = await bench.run({ media })
      const { results } = (await fetchJson(job.Transcript?.TranscriptFileUri)) as Transcript
      const words = results.items.filter((item) => item.type === 'pronunciation')
      expect(words.map((item) => item.alternatives[0]?.content.toLowerCase())).toEqual(wordsOf(text))
      for (const item of words) {
        expect(item.start_time).toMatch(/^\d+\.\d{1,3}$/)
        expect(item.end_time).toMatch(/^\d+\.\d{1,3}$/)
        expect(item.alternatives[0]?.confidence).toMatch(/^[01]\.\d+$/)
      }
      const stops = results.items.filter((item) => item.type === 'punctuation')
      expect(stops.length).toBeGreaterThan(1)
      for (const item of stops) {
        expect(item).not.toHaveProperty('start_time')
        expect(item.alternatives[0]?.confidence).toBe('0.0')
      }
    })

    test('two channels are transcribed apart when asked for', async () => {
      const call = await recording('general/order-call.flac')
      const job = await bench.run({
        media: await bench.put('media/order-call.flac', call.bytes),
        Settings: { ChannelIdentification: true },
      })
      const { results } = (await fetchJson(job.Transcript?.TranscriptFileUri)) as Transcript
      const channels = results.channel_labels?.channels ?? []
      expect(results.channel_labels?.number_of_channels).toBe(2)
      expect(channels.map(({ channel_label }) => channel_label)).toEqual(['ch_0', 'ch_1'])
      const heard = channels.map(({ items }) =>
        items.filter(({ type }) => type === 'pronunciation').map(({ alternatives }) => alternatives[0]?.content),
      )
      expect(heard.map((words) => wordsOf(words.join(' ')))).toEqual(call.texts.map(wordsOf))
    })

    test('subtitles stand beside the transcript, counted from where they are asked to', async () => {
      const name = newName('subtitles')
      const job = await bench.run({
        media,
        TranscriptionJobName: name,
        OutputBucketName: target.bucket,
        OutputKey: 'out/',
        Subtitles: { Formats: ['srt', 'vtt'], OutputStartIndex: 1 },
      })
      expect(job.Subtitles).toMatchObject({ Formats: ['srt', 'vtt'], OutputStartIndex: 1 })
      expect(job.Subtitles?.SubtitleFileUris?.map((uri) => new URL(uri).pathname)).toEqual([
        `/${target.bucket}/out/${name}.srt`,
        `/${target.bucket}/out/${name}.vtt`,
      ])
      const read = async (extension: string): Promise<string> => {
        const { Body } = await bench.s3.send(
          new GetObjectCommand({ Bucket: target.bucket, Key: `out/${name}.${extension}` }),
        )
        return (await Body?.transformToString()) ?? ''
      }
      const srt = await read('srt')
      expect(srt).toMatch(/^1\n\d\d:\d\d:\d\d,\d{3} --> \d\d:\d\d:\d\d,\d{3}\n/)
      expect(await read('vtt')).toMatch(/^WEBVTT\n\n1\n\d\d:\d\d:\d\d\.\d{3} --> \d\d:\d\d:\d\d\.\d{3}\n/)
      const said = srt.split('\n').filter((line) => line !== '' && !/^\d+$|-->/.test(line))
      expect(wordsOf(said.join(' '))).toEqual(wordsOf(text))
    })

    test.each([
      [undefined, (name: string) => `${name}.json`],
      ['kept/here.json', () => 'kept/here.json'],
      ['folder', (name: string) => `folder/${name}.json`],
      ['folder/', (name: string) => `folder/${name}.json`],
    ])('an output bucket with the key %s', async (outputKey, expected) => {
      const name = newName('output')
      const job = await bench.run({
        media,
        TranscriptionJobName: name,
        OutputBucketName: target.bucket,
        ...(outputKey === undefined ? {} : { OutputKey: outputKey }),
      })
      const uri = new URL(job.Transcript?.TranscriptFileUri ?? '')
      expect([uri.pathname, uri.search]).toEqual([`/${target.bucket}/${expected(name)}`, ''])
      const object = await bench.s3.send(new HeadObjectCommand({ Bucket: target.bucket, Key: expected(name) }))
      expect(object.ContentLength).toBeGreaterThan(100)
    })

    test('a list comes newest first in pages, filtered by name and status', async () => {
      const part = newName('list')
      const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((letter) => `${part}-${letter}`)
      for (const name of names) await bench.start({ media, TranscriptionJobName: name })
      await Promise.all(names.map((name) => bench.finished(name)))
      const pages: string[][] = []
      const listed = paginateListTranscriptionJobs(
        { client: bench.transcribe, pageSize: 3 },
        { JobNameContains: part.toUpperCase() },
      )
      for await (const page of listed)
        pages.push((page.TranscriptionJobSummaries ?? []).map((job) => job.TranscriptionJobName ?? ''))
      expect(pages.map((page) => page.length)).toEqual([3, 3, 1])
      expect(pages.flat()).toEqual([...names].reverse())

      const five = await bench.transcribe.send(new ListTranscriptionJobsCommand({ JobNameContains: part }))
      expect(five.TranscriptionJobSummaries).toHaveLength(5)
      expect(five.NextToken).toBeDefined()
      const failed = await bench.transcribe.send(
        new ListTranscriptionJobsCommand({ JobNameContains: part, Status: 'FAILED' }),
      )
      expect(failed).toMatchObject({ Status: 'FAILED', TranscriptionJobSummaries: [] })
      const [first] = five.TranscriptionJobSummaries ?? []
      expect(first).toMatchObject({
        TranscriptionJobName: names[6],
        TranscriptionJobStatus: 'COMPLETED',
        LanguageCode: 'en-US',
        OutputLocationType: 'SERVICE_BUCKET',
      })
      expect(first?.CompletionTime).toBeInstanceOf(Date)
    })

    test('the waiter of the SDK ends with the job, and throws when it fails', async () => {
      const ended = async (input: Partial<StartTranscriptionJobCommandInput>) => {
        const { TranscriptionJobName } = await bench.start({ media, ...input })
        return waitUntilTranscriptionJobCompleted(
          { client: bench.transcribe, maxWaitTime: factory.patience.job / 1000, minDelay: 1, maxDelay: 1 },
          { TranscriptionJobName },
        )
      }
      expect(await ended({})).toMatchObject({ state: 'SUCCESS' })
      await expect(ended({ MediaFormat: 'wav' })).rejects.toThrow('FAILURE')
    })

    test('a token that the service did not make is refused', async () => {
      await expect(
        bench.transcribe.send(new ListTranscriptionJobsCommand({ NextToken: 'made-up' })),
      ).rejects.toMatchObject({ name: 'BadRequestException' })
    })

    test('a name can be taken once; after its deletion it is free and unknown', async () => {
      const TranscriptionJobName = newName('once')
      await bench.run({ media, TranscriptionJobName })
      expect(await refused({ TranscriptionJobName })).toMatchObject({
        name: 'ConflictException',
        message: 'The requested job name already exists. Use a different job name.',
        $metadata: { httpStatusCode: 400 },
      })
      await bench.transcribe.send(new DeleteTranscriptionJobCommand({ TranscriptionJobName }))
      const gone = {
        name: 'BadRequestException',
        message: "The requested job couldn't be found. Check the job name and try your request again.",
        $metadata: { httpStatusCode: 400 },
      }
      for (const command of [
        new GetTranscriptionJobCommand({ TranscriptionJobName }),
        new DeleteTranscriptionJobCommand({ TranscriptionJobName }),
      ]) {
        await expect(bench.transcribe.send(command as GetTranscriptionJobCommand)).rejects.toMatchObject(gone)
      }
      await bench.run({ media, TranscriptionJobName })
    })

    test('neither language nor its identification', async () => {
      expect(await refused({ LanguageCode: undefined })).toMatchObject({
        name: 'BadRequestException',
        message: 'The language code is missing. Either add a language code or turn on language identification.',
      })
    })

    test('media that is not there', async () => {
      expect(await refused({ Media: { MediaFileUri: `s3://${target.bucket}/not/there.wav` } })).toMatchObject({
        name: 'BadRequestException',
        message:
          "The S3 URI that you provided can't be accessed. Make sure that you have read permission and try your request again.",
      })
    })

    test('the model of the API is enforced in AWS’s words', async () => {
      expect(await refused({ TranscriptionJobName: 'two words' })).toMatchObject({
        name: 'BadRequestException',
        message:
          "1 validation error detected: Value 'two words' at 'transcriptionJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-zA-Z._-]+",
      })
      expect(await refused({ LanguageCode: 'xx-XX' as 'en-US' })).toMatchObject({
        name: 'BadRequestException',
        message: expect.stringMatching(
          /^1 validation error detected: Value 'xx-XX' at 'languageCode' failed to satisfy constraint: Member must satisfy enum value set: \[.*en-US.*\]$/,
        ),
      })
      expect(await refused({ MediaSampleRateHertz: 1, MediaFormat: 'aiff' as 'wav' })).toMatchObject({
        message: expect.stringMatching(/^2 validation errors detected: .*; .*$/),
      })
    })

    test.each([
      ['alternatives without their number', { Settings: { ShowAlternatives: true } }],
      ['a number of speakers without speakers', { Settings: { MaxSpeakerLabels: 2 } }],
      ['an output key without a bucket', { OutputKey: 'folder/' }],
      ['a vocabulary filter without a method', { Settings: { VocabularyFilterName: 'f' } }],
      ['language options beside a language', { LanguageOptions: ['en-US' as const, 'es-US' as const] }],
      ['deferred execution without a role', { JobExecutionSettings: { AllowDeferredExecution: true } }],
      ['an unknown language model', { ModelSettings: { LanguageModelName: 'no-such-model' } }],
    ])('%s', async (_, input) => {
      expect(await refused(input)).toMatchObject({ name: 'BadRequestException', $metadata: { httpStatusCode: 400 } })
    })

    test.each([
      [
        'a rate that contradicts the file',
        { MediaSampleRateHertz: 44_100 },
        'The sample rate provided does not match the detected sample rate.',
      ],
      [
        'a format that contradicts the file',
        { MediaFormat: 'wav' as const },
        'The media format provided does not match the detected media format.',
      ],
    ])('%s fails the job, not the call', async (_, input, reason) => {
      const job = await bench.run({ media, ...input })
      expect(job).toMatchObject({ TranscriptionJobStatus: 'FAILED', FailureReason: reason, Transcript: {} })
      expect(job.CompletionTime).toBeUndefined()
    })

    test('bytes that are no media fail the job', async () => {
      const job = await bench.run({ media: await bench.put('media/none.wav', 'not a recording at all') })
      expect(job).toMatchObject({ TranscriptionJobStatus: 'FAILED' })
      expect(job.FailureReason).toBe('Unsupported media format.')
    })

    test('silence gives an empty transcript and no subtitles', async () => {
      const silence = (await import('node:fs')).readFileSync(
        new URL('../../fixtures/general/silence.wav', import.meta.url),
      )
      const job = await bench.run({
        media: await bench.put('media/silence.wav', silence),
        Subtitles: { Formats: ['srt'] },
      })
      const { results } = (await fetchJson(job.Transcript?.TranscriptFileUri)) as Transcript
      expect(results).toMatchObject({ transcripts: [{ transcript: '' }], items: [] })
      expect(job.Subtitles?.SubtitleFileUris ?? []).toEqual([])
    })

    test('an unknown member is no error, as with every JSON service of AWS', async () => {
      const command = new StartTranscriptionJobCommand({
        TranscriptionJobName: newName('unknown-member'),
        LanguageCode: 'en-US',
        Media: { MediaFileUri: media },
      })
      // The SDK drops what its own model does not know, so it is put into the finished body.
      command.middlewareStack.add(
        (next) => (args) => {
          const request = args.request as { body: string; headers: Record<string, string> }
          request.body = JSON.stringify({ ...JSON.parse(request.body), NotOfThisModel: true })
          request.headers['content-length'] = String(Buffer.byteLength(request.body))
          return next(args)
        },
        { step: 'build' },
      )
      const { TranscriptionJob } = await bench.transcribe.send(command)
      expect(TranscriptionJob?.TranscriptionJobStatus).toBe('IN_PROGRESS')
    })
  })
}
