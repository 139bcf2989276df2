// Points of FIDELITY.md that no room tests by itself: what is taken and changes nothing, and what is not looked at.
import {
  CreateBucketCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { CreateLanguageModelCommand, TranscribeClient } from '@aws-sdk/client-transcribe'
import {
  GetMedicalScribeStreamCommand,
  StartCallAnalyticsStreamTranscriptionCommand,
  StartMedicalScribeStreamCommand,
  StartMedicalStreamTranscriptionCommand,
  StartStreamTranscriptionCommand,
  TranscribeStreamingClient,
} from '@aws-sdk/client-transcribe-streaming'
import { validateInput } from '@scribelite/core/protocol'
import { createEmulator, type Emulator } from '@scribelite/emulator'
import { afterAll, beforeAll, expect, test } from 'vitest'

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
const other = { accessKeyId: 'other', secretAccessKey: 'secret', accountId: '111122223333' }
let emulator: Emulator
let options: { endpoint: string; region: string; credentials: typeof credentials }
let s3: S3Client
let transcribe: TranscribeClient
let streaming: TranscribeStreamingClient

beforeAll(async () => {
  emulator = await createEmulator({ credentials: [other] })
  const { url } = await emulator.listen()
  options = { endpoint: url, region: 'us-east-1', credentials }
  s3 = new S3Client({ ...options, forcePathStyle: true })
  transcribe = new TranscribeClient(options)
  streaming = new TranscribeStreamingClient({ ...options, maxAttempts: 1 })
  await s3.send(new CreateBucketCommand({ Bucket: 'media' }))
})
afterAll(async () => {
  for (const client of [s3, transcribe, streaming]) client.destroy()
  await emulator.close()
})

async function* noAudio(): AsyncGenerator<{ AudioEvent: { AudioChunk: Uint8Array } }> {
  yield { AudioEvent: { AudioChunk: new Uint8Array(3200) } }
}

test('streams of other operations are refused by their names', async () => {
  const audio = { LanguageCode: 'en-US', MediaEncoding: 'pcm', MediaSampleRateHertz: 16_000 } as const
  const SessionId = '0f6b8a1c-0000-4000-8000-000000000001'
  const refused = (operation: string): object => ({
    name: 'NotImplemented',
    message: expect.stringContaining(`${operation} is not implemented`),
  })
  const medical = { Specialty: 'PRIMARYCARE', Type: 'DICTATION', AudioStream: noAudio() } as const
  await expect(
    streaming.send(new StartMedicalStreamTranscriptionCommand({ ...audio, ...medical })),
  ).rejects.toMatchObject(refused('StartMedicalStreamTranscription'))
  await expect(
    streaming.send(new StartCallAnalyticsStreamTranscriptionCommand({ ...audio, AudioStream: noAudio() })),
  ).rejects.toMatchObject(refused('StartCallAnalyticsStreamTranscription'))
  await expect(
    streaming.send(new StartMedicalScribeStreamCommand({ ...audio, SessionId, InputStream: noAudio() })),
  ).rejects.toMatchObject(refused('StartMedicalScribeStream'))
  await expect(streaming.send(new GetMedicalScribeStreamCommand({ SessionId }))).rejects.toMatchObject(
    refused('GetMedicalScribeStream'),
  )
})

test('a resume window is taken and changes nothing', async () => {
  const { TranscriptResultStream, SessionId } = await streaming.send(
    new StartStreamTranscriptionCommand({
      LanguageCode: 'en-US',
      MediaEncoding: 'pcm',
      MediaSampleRateHertz: 16_000,
      SessionResumeWindow: 5,
      AudioStream: noAudio(),
    }),
  )
  expect(SessionId).toMatch(/^[0-9a-f-]{36}$/)
  const results: unknown[] = []
  for await (const { TranscriptEvent } of TranscriptResultStream ?? [])
    results.push(...(TranscriptEvent?.Transcript?.Results ?? []))
  expect(results).toEqual([])
})

test('a role is not looked up', async () => {
  await s3.send(
    new PutObjectCommand({ Bucket: 'media', Key: 'text/a.txt', Body: 'The pod was evicted by the kubelet.' }),
  )
  const { ModelStatus } = await transcribe.send(
    new CreateLanguageModelCommand({
      ModelName: 'any-role',
      LanguageCode: 'en-US',
      BaseModelName: 'WideBand',
      InputDataConfig: { S3Uri: 's3://media/text/', DataAccessRoleArn: 'arn:aws:iam::999999999999:role/of-nobody' },
    }),
  )
  expect(ModelStatus).toBe('IN_PROGRESS')
})

test('a union with more than one member is not refused for it', () => {
  const rule = { NonTalkTimeFilter: { Threshold: 1000 }, InterruptionFilter: { Threshold: 2000 } }
  expect(validateInput('CreateCallAnalyticsCategory', { CategoryName: 'calls', Rules: [rule] })).toEqual({
    CategoryName: 'calls',
    Rules: [rule],
  })
})

test('encryption and storage class of an object are taken and change nothing', async () => {
  const where = { Bucket: 'media', Key: 'plain.txt' }
  await s3.send(
    new PutObjectCommand({ ...where, Body: 'plain', ServerSideEncryption: 'AES256', StorageClass: 'STANDARD_IA' }),
  )
  expect(await (await s3.send(new GetObjectCommand(where))).Body?.transformToString()).toBe('plain')
  expect(await s3.send(new HeadObjectCommand(where))).toMatchObject({ ContentLength: 5 })
})

test('the buckets are the same for all accounts', async () => {
  const theirs = new S3Client({ ...options, credentials: other, forcePathStyle: true })
  const { Buckets } = await theirs.send(new ListBucketsCommand({}))
  expect(Buckets?.map(({ Name }) => Name)).toContain('media')
  theirs.destroy()
})
