import { afterAll, beforeAll, expect, it } from 'vitest'
import { createEmulator, type Emulator } from './emulator.ts'

let emulator: Emulator

beforeAll(async () => {
  emulator = await createEmulator()
})
afterAll(() => emulator.close())

/** Which room answers: the JSON API, the streams, S3 or the admin door, by the form of what it says. */
async function answers(method: string, url: string, headers: Record<string, string> = {}): Promise<string> {
  const init = method === 'GET' || method === 'HEAD' ? { method, headers } : { method, headers, body: '{}' }
  const response = await emulator.fetch(new Request(url, init))
  const text = await response.text()
  if (text.includes('"status":"ok"')) return 'admin'
  if (response.headers.has('x-amz-id-2')) return 's3'
  if (response.headers.has('x-amzn-errortype')) return 'stream'
  return text.includes('"__type"') || /Unable to determine service|UnknownOperationException/.test(text) ? 'json' : text
}

it.each([
  ['json', 'POST', 'http://localhost:4600/', { 'x-amz-target': 'Transcribe.ListTranscriptionJobs' }],
  ['json', 'POST', 'http://localhost:4600/', { 'content-type': 'application/x-amz-json-1.1' }],
  ['json', 'POST', 'https://transcribe.us-east-1.amazonaws.com/', {}],
  ['json', 'GET', 'https://transcribe.us-east-1.amazonaws.com/', {}],
  ['json', 'POST', 'http://localhost:4600/', {}],
  [
    'json',
    'POST',
    'http://localhost:4600/transcribe',
    { authorization: 'AWS4-HMAC-SHA256 Credential=a/20260115/us-east-1/transcribe/aws4_request' },
  ],
  ['stream', 'POST', 'http://localhost:4600/stream-transcription', {}],
  ['stream', 'POST', 'http://localhost:4600/medical-stream-transcription', {}],
  ['stream', 'GET', 'http://localhost:4600/medical-scribe-stream/00000000-0000-4000-8000-000000000001', {}],
  ['stream', 'GET', 'http://localhost:4600/stream-transcription-websocket?language-code=en-US', {}],
  ['s3', 'GET', 'http://localhost:4600/', {}],
  ['s3', 'GET', 'http://localhost:4600/bucket/key', {}],
  ['s3', 'PUT', 'http://localhost:4600/bucket/key', {}],
  ['s3', 'POST', 'http://localhost:4600/bucket?delete', {}],
  ['s3', 'POST', 'https://bucket.s3.us-east-1.amazonaws.com/', {}],
  ['s3', 'GET', 'http://localhost:4600/bucket/stream-transcription', {}],
  ['s3', 'GET', 'http://transcribe-media.localhost:4600/talk.wav', {}],
  ['s3', 'GET', 'https://transcribe.s3.us-east-1.amazonaws.com/talk.wav', {}],
  ['json', 'GET', 'https://cn.transcribe.cn-north-1.amazonaws.com.cn/', {}],
  ['json', 'GET', 'https://transcribe-fips.us-east-1.api.aws/', {}],
  ['admin', 'GET', 'http://localhost:4600/_scribelite/health', {}],
])('the room for %s answers %s %s', async (room, method, url, headers) => {
  expect(await answers(method, url, headers)).toBe(room)
})
