import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HttpResponse, http, passthrough } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createHastyTiming } from '../test/manual-timing.ts'
import { ScribeliteError } from './errors.ts'
import { type TranscribeOptions, type TranscribeProgress, transcribe } from './transcribe.ts'

/** What AWS does to a client, by msw. Nothing here answers but what a test lays out. */
const aws = setupServer()
const api = 'https://transcribe.us-east-1.amazonaws.com/'
const presigned =
  'https://s3.us-east-1.amazonaws.com/aws-transcribe-us-east-1-prod/1/job/asrOutput.json?X-Amz-Signature=abc'

let directory = ''
beforeAll(() => aws.listen({ onUnhandledRequest: 'error' }))
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'scribelite-core-'))
})
afterEach(async () => {
  aws.resetHandlers()
  await rm(directory, { recursive: true })
})
afterAll(() => aws.close())

/** 16 kHz mono, half a second of nothing. */
const wav = (sampleRate = 16_000, dataBytes = 16_000): Uint8Array => {
  const file = Buffer.alloc(44 + dataBytes)
  file.write('RIFF', 0)
  file.writeUInt32LE(36 + dataBytes, 4)
  file.write('WAVEfmt ', 8)
  file.writeUInt32LE(16, 16)
  file.writeUInt16LE(1, 20)
  file.writeUInt16LE(1, 22)
  file.writeUInt32LE(sampleRate, 24)
  file.writeUInt32LE(sampleRate * 2, 28)
  file.writeUInt16LE(2, 32)
  file.writeUInt16LE(16, 34)
  file.write('data', 36)
  file.writeUInt32LE(dataBytes, 40)
  return new Uint8Array(file)
}

const transcriptJson = (text: string): string =>
  JSON.stringify({
    jobName: 'job',
    accountId: '1',
    status: 'COMPLETED',
    results: { transcripts: [{ transcript: text }], items: [] },
  })

type Input = Record<string, unknown>
type Answer = (input: Input, count: number) => Response | object

const refusal = (status: number, type: string, message: string): Response =>
  HttpResponse.json(
    { __type: type, Message: message },
    { status, headers: { 'content-type': 'application/x-amz-json-1.1' } },
  )

/** Answers by operation; each call is noted. */
const service = (answers: Readonly<Record<string, Answer>>): { readonly asked: [string, Input][] } => {
  const asked: [string, Input][] = []
  aws.use(
    http.post(api, async ({ request }) => {
      const operation = request.headers.get('x-amz-target')?.replace(/^.*\./, '') ?? ''
      const input = (await request.json()) as Input
      asked.push([operation, input])
      const count = asked.filter(([name]) => name === operation).length
      const answer = answers[operation]
      if (answer === undefined) return refusal(400, 'UnknownOperationException', operation)
      const given = answer(input, count)
      return given instanceof Response ? given : HttpResponse.json(given)
    }),
  )
  return { asked }
}

const job = (status: string, more: object = {}): object => ({
  TranscriptionJob: { TranscriptionJobName: 'job', TranscriptionJobStatus: status, LanguageCode: 'en-US', ...more },
})
const completed = job('COMPLETED', { Transcript: { TranscriptFileUri: presigned } })
const transcriptAt = (...bodies: (string | Response | (() => Response))[]): { fetched: number } => {
  const state = { fetched: 0 }
  aws.use(
    http.get('https://s3.us-east-1.amazonaws.com/aws-transcribe-us-east-1-prod/*', () => {
      const body = bodies[Math.min(state.fetched++, bodies.length - 1)]
      return typeof body === 'string' ? HttpResponse.text(body) : typeof body === 'function' ? body() : body
    }),
  )
  return state
}

/** A bucket as S3 has it, as far as one upload needs. */
const bucket = (): { readonly objects: Map<string, Uint8Array>; readonly deleted: string[] } => {
  const objects = new Map<string, Uint8Array>()
  const deleted: string[] = []
  const keyOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1))
  aws.use(
    http.put('https://media.s3.us-east-1.amazonaws.com/*', async ({ request }) => {
      objects.set(keyOf(request.url), new Uint8Array(await request.arrayBuffer()))
      return new HttpResponse(null, { headers: { etag: '"1"' } })
    }),
    http.delete('https://media.s3.us-east-1.amazonaws.com/*', ({ request }) => {
      deleted.push(keyOf(request.url))
      return new HttpResponse(null, { status: 204 })
    }),
  )
  return { objects, deleted }
}

const options = (more: Partial<TranscribeOptions> = {}): TranscribeOptions => ({
  connection: { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'secret' } },
  languageCode: 'en-US',
  bucket: 'media',
  timing: createHastyTiming(),
  ...more,
})

test('a local file is uploaded, transcribed with the language model, fetched, and its upload removed', async () => {
  const file = join(directory, 'Team call #1.wav')
  // More than its header, so that it goes up as it is read.
  await writeFile(file, wav(16_000, 100_000))
  const { objects, deleted } = bucket()
  const { asked } = service({
    StartTranscriptionJob: () => job('IN_PROGRESS'),
    GetTranscriptionJob: (_, count) => (count < 3 ? job('IN_PROGRESS', { Transcript: {} }) : completed),
  })
  transcriptAt(transcriptJson('hello world'))
  const progress: TranscribeProgress[] = []
  const {
    text,
    transcript,
    job: ended,
  } = await transcribe(
    file,
    options({
      languageModelName: 'k8s',
      job: { Settings: { ShowSpeakerLabels: true, MaxSpeakerLabels: 2 } },
      onProgress: (event) => progress.push(event),
    }),
  )
  expect(text).toBe('hello world')
  expect(transcript.results.transcripts).toEqual([{ transcript: 'hello world' }])
  expect(ended.status).toBe('COMPLETED')
  const [, started] = asked[0] ?? []
  const name = String(started?.TranscriptionJobName)
  expect(name).toMatch(/^Team-call-1-[0-9a-f]{8}$/)
  expect(started).toEqual({
    TranscriptionJobName: name,
    LanguageCode: 'en-US',
    Media: { MediaFileUri: `s3://media/${[...objects.keys()][0]}` },
    ModelSettings: { LanguageModelName: 'k8s' },
    Settings: { ShowSpeakerLabels: true, MaxSpeakerLabels: 2 },
  })
  expect([...objects.keys()]).toEqual([
    expect.stringMatching(new RegExp(`^scribelite/${name}/[0-9a-f]{8}/Team-call-1\\.wav$`)),
  ])
  expect(deleted).toEqual([...objects.keys()])
  const types = progress.map(({ type }) => type)
  expect(types.filter((type, position) => type !== types[position - 1])).toEqual([
    'uploading',
    'uploaded',
    'started',
    'waiting',
    'fetching',
  ])
  expect(progress.findLast(({ type }) => type === 'uploading')).toMatchObject({
    bytesSent: 100_044,
    bytesTotal: 100_044,
  })
})

test('the upload stays where it was asked to', async () => {
  const { objects, deleted } = bucket()
  service({ StartTranscriptionJob: () => job('IN_PROGRESS'), GetTranscriptionJob: () => completed })
  transcriptAt(transcriptJson('kept'))
  await transcribe(wav(), options({ keep: true, prefix: 'in', jobName: 'job' }))
  expect([...objects.keys()]).toEqual([expect.stringMatching(/^in\/job\/[0-9a-f]{8}\/media\.wav$/)])
  expect(deleted).toEqual([])
})

test('an object that is in S3 already is not touched', async () => {
  const { asked } = service({ StartTranscriptionJob: () => job('IN_PROGRESS'), GetTranscriptionJob: () => completed })
  transcriptAt(transcriptJson('there'))
  const { text } = await transcribe('s3://media/call.wav', options())
  expect(text).toBe('there')
  expect(asked[0]?.[1].Media).toEqual({ MediaFileUri: 's3://media/call.wav' })
})

test('a failed job throws AWS’s FailureReason, and the upload is removed', async () => {
  const { objects, deleted } = bucket()
  service({
    StartTranscriptionJob: () => job('IN_PROGRESS'),
    GetTranscriptionJob: () => job('FAILED', { FailureReason: 'Unsupported media format.' }),
  })
  await expect(transcribe(wav(), options({ jobName: 'job' }))).rejects.toMatchObject({
    name: 'TranscriptionFailedError',
    message: 'Unsupported media format.',
    failureReason: 'Unsupported media format.',
    jobName: 'job',
  })
  expect(deleted).toEqual([...objects.keys()])
  expect(deleted.length).toBe(1)
})

test('throttling is survived, at the start and while waiting, with waits that grow', async () => {
  const throttled = (): Response => refusal(400, 'ThrottlingException', 'Rate exceeded')
  const { asked } = service({
    StartTranscriptionJob: (_, count) => (count <= 4 ? throttled() : job('IN_PROGRESS')),
    GetTranscriptionJob: (_, count) => (count <= 7 ? throttled() : completed),
  })
  transcriptAt(transcriptJson('patience'))
  const timing = createHastyTiming()
  const { text } = await transcribe('s3://media/call.wav', options({ timing }))
  expect(text).toBe('patience')
  expect(asked.filter(([name]) => name === 'GetTranscriptionJob').length).toBe(8)
  // The SDK tries twice each time. Two waits of the start, the wait before the first look, three waits of the looks.
  expect(timing.sleeps).toEqual([500, 1000, 250, 500, 1000, 2000])
})

test('a fault of the service is asked again, but not for ever', async () => {
  service({
    StartTranscriptionJob: (_, count) =>
      count === 1 ? refusal(500, 'InternalFailureException', 'oops') : job('IN_PROGRESS'),
    GetTranscriptionJob: () => refusal(503, 'ServiceUnavailableException', 'still down'),
  })
  await expect(transcribe('s3://media/call.wav', options())).rejects.toMatchObject({
    name: 'ServiceUnavailableException',
    statusCode: 503,
    message: 'still down',
  })
}, 30_000)

test('a refusal is thrown in the service’s words and not repeated', async () => {
  const text = "The requested language model couldn't be found."
  const { asked } = service({ StartTranscriptionJob: () => refusal(400, 'BadRequestException', text) })
  await expect(transcribe('s3://media/call.wav', options())).rejects.toMatchObject({
    name: 'BadRequestException',
    message: text,
  })
  expect(asked.length).toBe(1)
})

test('an expired transcript URI is asked for again and fetched', async () => {
  const { asked } = service({ StartTranscriptionJob: () => job('IN_PROGRESS'), GetTranscriptionJob: () => completed })
  const expired = HttpResponse.xml('<Error><Code>AccessDenied</Code><Message>Request has expired</Message></Error>', {
    status: 403,
  })
  const state = transcriptAt(expired, transcriptJson('fresh'))
  const { text } = await transcribe('s3://media/call.wav', options())
  expect(text).toBe('fresh')
  expect(state.fetched).toBe(2)
  expect(asked.filter(([name]) => name === 'GetTranscriptionJob').length).toBe(2)
})

test('a URI that stays refused is reported in S3’s words', async () => {
  service({ StartTranscriptionJob: () => job('IN_PROGRESS'), GetTranscriptionJob: () => completed })
  transcriptAt(() =>
    HttpResponse.xml('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>', { status: 403 }),
  )
  await expect(transcribe('s3://media/call.wav', options())).rejects.toMatchObject({
    name: 'AccessDenied',
    message: 'Access Denied',
    statusCode: 403,
  })
})

test('a truncated transcript is fetched again', async () => {
  service({ StartTranscriptionJob: () => job('IN_PROGRESS'), GetTranscriptionJob: () => completed })
  const whole = transcriptJson('whole')
  const state = transcriptAt(whole.slice(0, 60), () => new HttpResponse(null, { status: 503 }), whole)
  const { text } = await transcribe('s3://media/call.wav', options())
  expect(text).toBe('whole')
  expect(state.fetched).toBe(3)
})

test('a transcript that stays truncated is a clear error, without the signature of its URI', async () => {
  service({ StartTranscriptionJob: () => job('IN_PROGRESS'), GetTranscriptionJob: () => completed })
  const state = transcriptAt('{"jobName":"job","results":{')
  const error = await transcribe('s3://media/call.wav', options()).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ScribeliteError)
  expect(error).toMatchObject({
    code: 'unreadable-answer',
    message: expect.stringContaining('no whole transcript (28 characters'),
  })
  expect(String(error)).not.toContain('X-Amz-Signature')
  expect(state.fetched).toBe(5)
})

test('a transcript in the caller’s own bucket is fetched with the caller’s keys', async () => {
  service({
    StartTranscriptionJob: () => job('IN_PROGRESS'),
    GetTranscriptionJob: () =>
      job('COMPLETED', {
        Transcript: { TranscriptFileUri: 'https://s3.us-east-1.amazonaws.com/results/out/job.json' },
      }),
  })
  let authorization: string | null = null
  aws.use(
    http.get('https://results.s3.us-east-1.amazonaws.com/out/job.json', ({ request }) => {
      authorization = request.headers.get('authorization')
      return HttpResponse.text(transcriptJson('mine'))
    }),
  )
  const { text } = await transcribe(
    's3://media/call.wav',
    options({ job: { OutputBucketName: 'results', OutputKey: 'out/' } }),
  )
  expect(text).toBe('mine')
  expect(authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=test\//)
})

test('a clock that is an hour behind is corrected from the service’s Date, and the call repeated', async () => {
  const serverTime = Date.now() + 3_600_000
  const { asked } = service({
    StartTranscriptionJob: (_, count) =>
      count === 1
        ? HttpResponse.json(
            { __type: 'InvalidSignatureException', message: 'Signature expired: …' },
            { status: 400, headers: { date: new Date(serverTime).toUTCString() } },
          )
        : job('IN_PROGRESS'),
    GetTranscriptionJob: () => completed,
  })
  transcriptAt(transcriptJson('on time'))
  const { text } = await transcribe('s3://media/call.wav', options())
  expect(text).toBe('on time')
  expect(asked.filter(([name]) => name === 'StartTranscriptionJob').length).toBe(2)
})

test('an abort while waiting throws its reason and removes the upload', async () => {
  const { objects, deleted } = bucket()
  const controller = new AbortController()
  service({
    StartTranscriptionJob: () => job('IN_PROGRESS'),
    GetTranscriptionJob: (_, count) => {
      if (count === 3) controller.abort(new Error('enough'))
      return job('IN_PROGRESS')
    },
  })
  await expect(transcribe(wav(), options({ signal: controller.signal, jobName: 'job' }))).rejects.toThrow('enough')
  expect(deleted).toEqual([...objects.keys()])
  expect(deleted.length).toBe(1)
})

test('an interrupted run that means to resume leaves the upload, and the next run takes the job up and removes it', async () => {
  const { objects, deleted } = bucket()
  const controller = new AbortController()
  let started: Input = {}
  const { asked } = service({
    StartTranscriptionJob: (input) => {
      started = input
      return job('IN_PROGRESS')
    },
    GetTranscriptionJob: (_, count) => {
      if (count === 1)
        return refusal(
          400,
          'BadRequestException',
          "The requested job couldn't be found. Check the job name and try your request again.",
        )
      if (count === 3) controller.abort(new Error('enough'))
      return count < 5
        ? job('IN_PROGRESS', { Media: started.Media })
        : job('COMPLETED', { Media: started.Media, Transcript: { TranscriptFileUri: presigned } })
    },
  })
  transcriptAt(transcriptJson('at last'))
  const resumable = { resume: true, jobName: 'job' }
  await expect(transcribe(wav(), options({ ...resumable, signal: controller.signal }))).rejects.toThrow('enough')
  expect(deleted).toEqual([])
  const { text } = await transcribe(wav(), options(resumable))
  expect(text).toBe('at last')
  expect(asked.filter(([name]) => name === 'StartTranscriptionJob').length).toBe(1)
  expect(deleted).toEqual([...objects.keys()])
})

test('an answer that was lost does not start the job twice', async () => {
  const { asked } = service({
    StartTranscriptionJob: (_, count) =>
      count === 1 ? HttpResponse.error() : refusal(400, 'ConflictException', 'The requested job name already exists.'),
    GetTranscriptionJob: () => completed,
  })
  transcriptAt(transcriptJson('once'))
  const { text } = await transcribe('s3://media/call.wav', options())
  expect(text).toBe('once')
  expect(asked.filter(([name]) => name === 'StartTranscriptionJob').length).toBe(2)
})

test('nor does it under a name of the caller’s, where the upload tells whose job it is', async () => {
  const { objects, deleted } = bucket()
  let media: unknown
  service({
    StartTranscriptionJob: (input, count) => {
      media = input.Media
      return count === 1
        ? HttpResponse.error()
        : refusal(400, 'ConflictException', 'The requested job name already exists.')
    },
    GetTranscriptionJob: () => job('COMPLETED', { Media: media, Transcript: { TranscriptFileUri: presigned } }),
  })
  transcriptAt(transcriptJson('once'))
  const { text } = await transcribe(wav(), options({ jobName: 'job' }))
  expect(text).toBe('once')
  expect(deleted).toEqual([...objects.keys()])
})

test('a run whose name is taken leaves the media of the job that has it', async () => {
  const { objects, deleted } = bucket()
  const media: unknown[] = []
  service({
    StartTranscriptionJob: (input, count) => {
      media.push(input.Media)
      return count === 1
        ? job('IN_PROGRESS')
        : refusal(400, 'ConflictException', 'The requested job name already exists.')
    },
    GetTranscriptionJob: () => job('COMPLETED', { Media: media[0], Transcript: { TranscriptFileUri: presigned } }),
  })
  transcriptAt(transcriptJson('mine'))
  await transcribe(wav(), options({ jobName: 'job', keep: true }))
  const [ofTheFirst] = objects.keys()
  await expect(transcribe(wav(), options({ jobName: 'job' }))).rejects.toMatchObject({ name: 'ConflictException' })
  expect(deleted.length).toBe(1)
  expect(deleted).not.toContain(ofTheFirst)
})

test.each([
  [
    'a rate that contradicts the file',
    wav(8000),
    { job: { MediaSampleRateHertz: 16_000 } },
    'header of the audio says 8000 Hz',
  ],
  ['a format that contradicts the file', wav(), { job: { MediaFormat: 'mp3' } }, 'it is wav by its header'],
  ['no bytes at all', new Uint8Array(0), {}, 'empty'],
])('%s is refused before anything is sent', async (_, source, more, message) => {
  await expect(transcribe(source, options(more))).rejects.toMatchObject({
    code: 'bad-media',
    message: expect.stringContaining(message),
  })
})

test('local media without a bucket, and resuming without a name, are refused with what to give', async () => {
  const { bucket: _, ...rest } = options()
  await expect(transcribe(wav(), rest)).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringContaining('give bucket'),
  })
  await expect(transcribe(wav(), options({ resume: true }))).rejects.toMatchObject({ code: 'bad-option' })
  await expect(transcribe('s3://media', options())).rejects.toMatchObject({ code: 'bad-option' })
})

test.each(['localhost:4600', '127.0.0.1', 'ws://127.0.0.1:4600'])(
  'the endpoint %s is refused with what to give',
  async (endpoint) => {
    await expect(transcribe(wav(), options({ connection: { endpoint } }))).rejects.toMatchObject({
      code: 'bad-option',
      message: expect.stringContaining(`"${endpoint}"; give an http or https URL`),
    })
  },
)

test('a file that is not there is named', async () => {
  await expect(transcribe(join(directory, 'none.wav'), options())).rejects.toMatchObject({
    code: 'unreadable-source',
    message: expect.stringContaining('none.wav'),
  })
})

test('a large stream goes up in parts, all of it', async () => {
  const parts = new Map<string, number>()
  const deleted: string[] = []
  aws.use(
    http.post('https://media.s3.us-east-1.amazonaws.com/*', async ({ request }) => {
      const begins = new URL(request.url).searchParams.has('uploads')
      return HttpResponse.xml(
        begins
          ? '<InitiateMultipartUploadResult><UploadId>up</UploadId></InitiateMultipartUploadResult>'
          : '<CompleteMultipartUploadResult><ETag>"all"</ETag></CompleteMultipartUploadResult>',
      )
    }),
    http.put('https://media.s3.us-east-1.amazonaws.com/*', async ({ request }) => {
      const length = Number(
        request.headers.get('x-amz-decoded-content-length') ?? (await request.arrayBuffer()).byteLength,
      )
      parts.set(new URL(request.url).searchParams.get('partNumber') ?? '', length)
      return new HttpResponse(null, { headers: { etag: '"1"' } })
    }),
    http.delete('https://media.s3.us-east-1.amazonaws.com/*', ({ request }) => {
      deleted.push(request.url)
      return new HttpResponse(null, { status: 204 })
    }),
  )
  service({ StartTranscriptionJob: () => job('IN_PROGRESS'), GetTranscriptionJob: () => completed })
  transcriptAt(transcriptJson('long'))
  const whole = wav(16_000, 6_000_000)
  const stream = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < whole.length; at += 100_000) yield whole.subarray(at, at + 100_000)
  }
  const { text } = await transcribe(stream(), options())
  expect(text).toBe('long')
  expect(parts.size).toBe(2)
  expect([...parts.values()].reduce((sum, length) => sum + length, 0)).toBe(whole.length)
  expect(deleted.length).toBe(1)
})

test('an abort while parts go up has taken them away when it is thrown', async () => {
  const controller = new AbortController()
  const calls: string[] = []
  aws.use(
    http.post('https://media.s3.us-east-1.amazonaws.com/*', () => {
      calls.push('open')
      return HttpResponse.xml('<InitiateMultipartUploadResult><UploadId>up</UploadId></InitiateMultipartUploadResult>')
    }),
    http.put('https://media.s3.us-east-1.amazonaws.com/*', async () => {
      controller.abort(new Error('enough'))
      return new HttpResponse(null, { headers: { etag: '"1"' } })
    }),
    http.delete('https://media.s3.us-east-1.amazonaws.com/*', ({ request }) => {
      const uploadId = new URL(request.url).searchParams.get('uploadId')
      calls.push(uploadId === null ? 'delete the object' : `abandon ${uploadId}`)
      return new HttpResponse(null, { status: 204 })
    }),
  )
  const run = transcribe(wav(16_000, 12_000_000), options({ signal: controller.signal }))
  await expect(run).rejects.toThrow('enough')
  expect(calls).toEqual(['open', 'abandon up', 'delete the object'])
})

test('an abort while a source is quiet does not wait for its next bytes', async () => {
  const controller = new AbortController()
  const quiet = async function* (): AsyncGenerator<Uint8Array> {
    yield wav().subarray(0, 10)
    controller.abort(new Error('enough'))
    await new Promise(() => undefined)
  }
  await expect(transcribe(quiet(), options({ signal: controller.signal }))).rejects.toThrow('enough')
})

test('an upload that was refused is not reported as left behind', async () => {
  const refuse = (): Response =>
    HttpResponse.xml('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>', { status: 403 })
  aws.use(http.all('https://media.s3.us-east-1.amazonaws.com/*', refuse))
  const progress: TranscribeProgress['type'][] = []
  const run = transcribe(wav(), options({ onProgress: ({ type }) => progress.push(type) }))
  await expect(run).rejects.toMatchObject({ name: 'AccessDenied' })
  expect(progress).not.toContain('left-behind')
})

test('an upload without keys to sign it is not reported as left behind', async () => {
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  const progress: TranscribeProgress['type'][] = []
  const connection = { region: 'us-east-1', profile: 'of-nobody' }
  const run = transcribe(wav(), { ...options({ onProgress: ({ type }) => progress.push(type) }), connection })
  await expect(run).rejects.toMatchObject({ code: 'not-configured' })
  expect(progress).not.toContain('left-behind')
  vi.unstubAllEnvs()
})

test('an upload that met nobody is not reported as left behind', async () => {
  // The address is asked for, past msw.
  aws.use(
    http.all('http://media.localhost:1/*', () => passthrough()),
    http.all('http://127.0.0.1:1/*', () => passthrough()),
  )
  const connection = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    endpoint: 'http://127.0.0.1:1',
  }
  const progress: TranscribeProgress['type'][] = []
  const run = transcribe(wav(), { ...options({ onProgress: ({ type }) => progress.push(type) }), connection })
  await expect(run).rejects.toMatchObject({
    code: 'connection-failed',
    message: expect.stringContaining('ECONNREFUSED'),
  })
  expect(progress).not.toContain('left-behind')
})
