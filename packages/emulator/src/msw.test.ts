import { readFile } from 'node:fs/promises'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { GetTranscriptionJobCommand, StartTranscriptionJobCommand, TranscribeClient } from '@aws-sdk/client-transcribe'
import {
  createFrameSigner,
  decodeFrame,
  encodeAudioEvent,
  portableHashing,
  presignUrl,
  readMessage,
} from '@scribelite/core/protocol'
import { setupServer } from 'msw/node'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { handlers } from './msw.ts'

const fixtures = new URL('../../../fixtures/', import.meta.url)
const said = 'Kubernetes evicted the pod because its container exceeded the memory limit.'
const aws = handlers({ fixtures: fixtures.pathname })
const server = setupServer(...aws.handlers)
const settings = { region: 'eu-west-1', credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }

beforeAll(() => server.listen({ onUnhandledRequest: 'error' }))
afterAll(async () => {
  server.close()
  await aws.close()
})

it('answers the official SDK at AWS’s own host names, from the upload to the transcript, without a port', async () => {
  const s3 = new S3Client(settings)
  await s3.send(new CreateBucketCommand({ Bucket: 'media' }))
  const Body = await readFile(new URL('kubernetes/evicted-pod.flac', fixtures))
  await s3.send(new PutObjectCommand({ Bucket: 'media', Key: 'evicted.flac', Body }))

  const transcribe = new TranscribeClient(settings)
  const TranscriptionJobName = 'without-a-port'
  await transcribe.send(
    new StartTranscriptionJobCommand({
      TranscriptionJobName,
      LanguageCode: 'en-US',
      Media: { MediaFileUri: 's3://media/evicted.flac' },
    }),
  )
  const transcriptUri = async (): Promise<string | undefined> => {
    const { TranscriptionJob } = await transcribe.send(new GetTranscriptionJobCommand({ TranscriptionJobName }))
    return TranscriptionJob?.Transcript?.TranscriptFileUri
  }
  const serviceBucket = /^https:\/\/s3\.eu-west-1\.amazonaws\.com\/aws-transcribe-eu-west-1-prod\//
  await expect.poll(transcriptUri, { timeout: 60_000 }).toMatch(serviceBucket)
  const transcript = (await (await fetch(String(await transcriptUri()))).json()) as {
    results: { transcripts: [{ transcript: string }] }
  }
  expect(transcript.results.transcripts[0].transcript).toContain('evicted the pod')
}, 90_000)

it('refuses a wrong secret as AWS does, and the journal says who came', async () => {
  const stranger = new TranscribeClient({
    ...settings,
    credentials: { accessKeyId: 'test', secretAccessKey: 'wrong' },
    maxAttempts: 1,
  })
  await expect(stranger.send(new GetTranscriptionJobCommand({ TranscriptionJobName: 'any' }))).rejects.toMatchObject({
    name: 'InvalidSignatureException',
  })
  const entries = (await aws.emulator).journal.entries()
  expect(entries.at(-1)).toMatchObject({ operation: 'GetTranscriptionJob', status: 400 })
})

// Node 20 has no global WebSocket for msw to intercept.
it.runIf('WebSocket' in globalThis)('serves a stream over the global WebSocket', async () => {
  const url = new URL('wss://transcribestreaming.eu-west-1.amazonaws.com:8443/stream-transcription-websocket')
  url.search = 'language-code=en-US&media-encoding=flac&sample-rate=16000'
  const presigned = presignUrl({
    ...settings,
    method: 'GET',
    url,
    service: 'transcribe',
    expires: 60,
    now: Date.now(),
    hashing: portableHashing,
  })
  const signer = createFrameSigner({
    ...settings,
    seed: presigned.signature,
    hashing: portableHashing,
    now: Date.now,
  })
  const audio = await readFile(new URL('kubernetes/evicted-pod.flac', fixtures))
  const socket = new WebSocket(presigned.url)
  socket.binaryType = 'arraybuffer'
  const finals: string[] = []
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', () => {
      for (let at = 0; at < audio.length; at += 8000) {
        socket.send(Uint8Array.from(signer.sign(encodeAudioEvent(audio.subarray(at, at + 8000)))))
      }
      socket.send(Uint8Array.from(signer.end()))
    })
    socket.addEventListener('message', ({ data }) => {
      const message = readMessage(decodeFrame(new Uint8Array(data as ArrayBuffer)))
      if (message.kind !== 'event') return reject(new Error(JSON.stringify(message)))
      const { Results } = JSON.parse(new TextDecoder().decode(message.payload)).Transcript
      for (const result of Results) if (!result.IsPartial) finals.push(result.Alternatives[0].Transcript)
    })
    socket.addEventListener('close', resolve)
    socket.addEventListener('error', () => reject(new Error('the WebSocket failed')))
  })
  expect(finals.join(' ')).toContain(said.slice(said.indexOf('evicted')))
})
