import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { portableHashing, signRequest } from '@scribelite/core/protocol'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { defaultCredentials } from './auth/credential-store.ts'
import { type Json, wav } from './batch.rig.ts'
import { createEmulator, type Emulator } from './emulator.ts'
import type { LogLine } from './log.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scribelite-emulator-'))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(folder, { recursive: true })
})

/** A stream of a client in this process: begun, and its input left open. */
function openStream(emulator: Emulator): Promise<Response> {
  const headers = {
    'x-amzn-transcribe-language-code': 'en-US',
    'x-amzn-transcribe-sample-rate': '16000',
    'x-amzn-transcribe-media-encoding': 'pcm',
  }
  const init = { method: 'POST', headers, body: new ReadableStream<Uint8Array>(), duplex: 'half' as const }
  return emulator.fetch(new Request('http://localhost/stream-transcription', init))
}

test('a stream of a client in this process is told when the emulator closes, and ends', async () => {
  const emulator = await createEmulator({ auth: 'off' })
  const response = await openStream(emulator)
  expect(response.status).toBe(200)
  const said = response.text()
  await emulator.close()
  expect(await said).toMatch(/TranscriptEvent.*ServiceUnavailableException/s)
})

test('an emulator closes while objects are still written', async () => {
  const emulator = await createEmulator({ auth: 'off' })
  const put = (path: string, body: string): Promise<Response> =>
    emulator.fetch(new Request(`http://localhost/${path}`, { method: 'PUT', body }))
  expect((await put('demo', '')).status).toBe(200)
  const writing = Promise.allSettled(
    Array.from({ length: 40 }, (_, n) => put(`demo/folder-${n}/key`, 'x'.repeat(10_000))),
  )
  await expect(emulator.close()).resolves.toBeUndefined()
  await writing
})

test('who closes it is done with it: nothing is answered any more, no port opens, and closing again does nothing', async () => {
  const emulator = await createEmulator({ auth: 'off' })
  await emulator.close()
  await expect(emulator.close()).resolves.toBeUndefined()
  const create = new Request('http://localhost/demo', { method: 'PUT' })
  await expect(emulator.fetch(create)).rejects.toThrow('This emulator is closed')
  await expect(emulator.listen()).rejects.toThrow('This emulator is closed')
})

test('one that cannot be made leaves no temporary folder behind', async () => {
  vi.stubEnv('TMPDIR', folder)
  await writeFile(join(folder, 'file'), '')
  await expect(createEmulator({ s3Dir: join(folder, 'file', 'objects') })).rejects.toThrow('ENOTDIR')
  await expect(createEmulator({ fixtures: join(folder, 'none') })).rejects.toThrow('no such file')
  expect(await readdir(folder)).toEqual(['file'])
})

test('the keys of the S3 behind sign here too, so that a client has one pair for both', async () => {
  const credentials = { accessKeyId: 'minio', secretAccessKey: 'minio-secret', sessionToken: 'minio-token' }
  const s3Endpoint = { endpoint: 'http://127.0.0.1:2', region: 'us-east-1', credentials }
  const emulator = await createEmulator({ s3Endpoint })
  const list = (secretAccessKey: string): Promise<Response> => {
    const url = new URL('http://localhost/')
    const body = '{}'
    const payloadHash = createHash('sha256').update(body).digest('hex')
    const headers = signRequest({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'com.amazonaws.transcribe.Transcribe.ListTranscriptionJobs',
      },
      payloadHash,
      credentials: { ...credentials, secretAccessKey },
      region: 'us-east-1',
      service: 'transcribe',
      now: Date.now(),
      hashing: portableHashing,
    })
    return emulator.fetch(new Request(url, { method: 'POST', headers, body }))
  }
  expect(await (await list('minio-secret')).json()).toEqual({ TranscriptionJobSummaries: [] })
  expect((await list('wrong')).status).toBe(400)
  await emulator.close()
  // LocalStack’s are those that everyone knows.
  await (await createEmulator({ s3Endpoint: { ...s3Endpoint, credentials: defaultCredentials } })).close()
})

test('keys that a crash left half-written are made anew, and the others stay', async () => {
  const start = async (): Promise<void> => {
    const emulator = await createEmulator({ dataDir: folder })
    await emulator.listen({ tls: true })
    await emulator.close()
  }
  const key = join(folder, 'service-key')
  const authority = join(folder, 'tls', 'ca.pem')
  await start()
  const [secret, pem] = [await readFile(key, 'utf8'), await readFile(authority, 'utf8')]
  await start()
  expect([await readFile(key, 'utf8'), await readFile(authority, 'utf8')]).toEqual([secret, pem])
  for (const half of ['', 'half']) {
    await writeFile(key, half)
    await writeFile(authority, half === '' ? '' : pem.slice(0, 100))
    await start()
    expect(await readFile(key, 'utf8')).toMatch(/^[\w-]{40}$/)
    expect(await readFile(authority, 'utf8')).toMatch(/END CERTIFICATE/)
  }
})

test('a data folder that another emulator has open is named', async () => {
  const first = await createEmulator({ dataDir: folder })
  try {
    await expect(createEmulator({ dataDir: folder })).rejects.toThrow(
      `The data folder ${folder} is in use by another emulator`,
    )
  } finally {
    await first.close()
  }
})

test('the log tells in a sentence, not in stacks, that the S3 behind is out of reach', async () => {
  const lines: LogLine[] = []
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const emulator = await createEmulator({
    auth: 'off',
    s3Endpoint: { endpoint: 'http://127.0.0.1:2', region: 'us-east-1', credentials },
    log: (line) => lines.push(line),
  })
  const answer = await emulator.fetch(new Request('http://s3.us-east-1.amazonaws.com/media/call.wav'))
  await emulator.close()
  expect(answer.status).toBe(500)
  expect(lines.find(({ level }) => level === 'error')?.detail).toBe(
    'The S3 at http://127.0.0.1:2 cannot be reached (ECONNREFUSED). Is it running, and is the endpoint right?',
  )
})

test('with another S3 behind, what jobs leave for the service stays here, as on AWS its bucket is nobody else’s', async () => {
  const s3 = await createEmulator({ auth: 'off' })
  const { url } = await s3.listen()
  const objectAt = (key: string, body: Uint8Array<ArrayBuffer> | null): Promise<Response> =>
    s3.fetch(new Request(`${url}/media${key}`, { method: 'PUT', body }))
  await objectAt('', null)
  await objectAt('/talk.wav', Uint8Array.from(wav(1)))

  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
  const emulator = await createEmulator({
    auth: 'off',
    s3Endpoint: { endpoint: url, region: 'us-east-1', credentials },
  })
  const ask = async (operation: string, input: object): Promise<Json> => {
    const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Transcribe.${operation}` }
    const init = { method: 'POST', headers, body: JSON.stringify(input) }
    return (await emulator.fetch(new Request('https://transcribe.us-east-1.amazonaws.com/', init))).json()
  }
  const TranscriptionJobName = 'one'
  const Media = { MediaFileUri: 's3://media/talk.wav' }
  await ask('StartTranscriptionJob', { TranscriptionJobName, LanguageCode: 'en-US', Media })
  const jobNow = async (): Promise<Json> =>
    (await ask('GetTranscriptionJob', { TranscriptionJobName })).TranscriptionJob
  await expect.poll(async () => (await jobNow()).TranscriptionJobStatus, { timeout: 20_000 }).toBe('COMPLETED')
  const { TranscriptFileUri } = (await jobNow()).Transcript
  expect(await (await emulator.fetch(new Request(TranscriptFileUri))).json()).toMatchObject({ jobName: 'one' })
  await emulator.close()
  await s3.close()
})
