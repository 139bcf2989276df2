/** Another S3 behind the emulator, which shows `open`, and refuses whatever is in `locked` and what is not there. */
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { closeRigs, openRig, type Rig, wav } from '../batch.rig.ts'
import { createRemoteStore } from '../objects/remote-store.ts'

const endpoint = 'https://s3.example.test'
const talk = wav(1)
const server = setupServer(
  http.get(`${endpoint}/open/talk.wav`, () =>
    HttpResponse.arrayBuffer(Uint8Array.from(talk).buffer, {
      status: 206,
      headers: { etag: '"1"', 'content-length': String(talk.byteLength) },
    }),
  ),
  http.head(`${endpoint}/open/talk.wav`, () =>
    HttpResponse.text('', { headers: { etag: '"1"', 'content-length': String(talk.byteLength) } }),
  ),
  http.head(`${endpoint}/open`, () => new HttpResponse(null)),
  http.get(`${endpoint}/away`, () => HttpResponse.error()),
  http.head(`${endpoint}/away*`, () => HttpResponse.error()),
  http.all(`${endpoint}/*`, () =>
    HttpResponse.text('<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>', { status: 403 }),
  ),
)
beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterEach(closeRigs)
afterAll(() => server.close())

const credentials = { accessKeyId: 'key', secretAccessKey: 'secret' }
const rigBefore = (): Promise<Rig> =>
  openRig({ objects: () => createRemoteStore({ endpoint, credentials, region: 'us-east-1' }) })

const job = (more: object = {}): object => ({
  TranscriptionJobName: 'one',
  LanguageCode: 'en-US',
  Media: { MediaFileUri: 's3://open/talk.wav' },
  ...more,
})
const model = (bucket: string): object => ({
  LanguageCode: 'en-US',
  BaseModelName: 'WideBand',
  ModelName: 'clm',
  InputDataConfig: {
    S3Uri: `s3://${bucket}/training/`,
    DataAccessRoleArn: 'arn:aws:iam::000000000000:role/transcribe',
  },
})

test.each([
  ['media', 'StartTranscriptionJob', job({ Media: { MediaFileUri: 's3://locked/talk.wav' } }), 'read permission'],
  ['an output bucket', 'StartTranscriptionJob', job({ OutputBucketName: 'locked' }), 'write permission'],
  ['training data', 'CreateLanguageModel', model('locked'), 'read permission'],
])(
  '%s that another S3 refuses cannot be accessed, and the journal says who refused',
  async (_, operation, input, words) => {
    const rig = await rigBefore()
    const answer = await rig.call(operation, input)
    expect([answer.status, answer.json.__type]).toEqual([400, 'BadRequestException'])
    expect(answer.json.Message).toContain(words)
    expect(rig.journal.entries()[0]?.error?.explanation).toContain(`The S3 at ${endpoint} refused HEAD /locked`)
  },
)

test('an S3 out of reach is no refusal: InternalFailureException, which clients try again', async () => {
  const rig = await rigBefore()
  const answer = await rig.call('StartTranscriptionJob', job({ Media: { MediaFileUri: 's3://away/talk.wav' } }))
  expect([answer.status, answer.json.__type]).toEqual([500, 'InternalFailureException'])
})

test('a job fails with what the S3 said to its transcript; a script that is hidden is none', async () => {
  const rig = await rigBefore()
  await rig.ask('StartTranscriptionJob', job({ OutputBucketName: 'open' }))
  await rig.batch.idle()
  const { TranscriptionJob: failed } = await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'one' })
  expect(failed).toMatchObject({
    TranscriptionJobStatus: 'FAILED',
    FailureReason: `The S3 at ${endpoint} refused PUT /open/one.json: AccessDenied, Access Denied`,
  })
})
