import { createHash, createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type PresignOptions, presign } from './presign.ts'
import { readStreamParameters } from './protocol/stream-parameters.ts'

const base: PresignOptions = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' },
  parameters: {
    LanguageCode: 'en-US',
    LanguageModelName: 'demo-clm',
    MediaEncoding: 'pcm',
    MediaSampleRateHertz: 16_000,
  },
  now: Date.UTC(2026, 0, 15, 12),
}

/** Signature Version 4 in twenty lines of node:crypto, apart from the code under test: host and query as a server sees them. */
const signatureFor = (url: URL, secret: string): string => {
  const pairs = url.search
    .slice(1)
    .split('&')
    .filter((pair) => !pair.startsWith('X-Amz-Signature='))
    .sort()
  const [, date = '', region = ''] = (url.searchParams.get('X-Amz-Credential') ?? '').split('/')
  const amzDate = url.searchParams.get('X-Amz-Date') ?? ''
  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')
  const canonical = ['GET', url.pathname, pairs.join('&'), `host:${url.host}`, '', 'host', sha256('')].join('\n')
  const toSign = ['AWS4-HMAC-SHA256', amzDate, `${date}/${region}/transcribe/aws4_request`, sha256(canonical)].join(
    '\n',
  )
  let key: Buffer = Buffer.from(`AWS4${secret}`)
  for (const part of [date, region, 'transcribe', 'aws4_request']) key = createHmac('sha256', key).update(part).digest()
  return createHmac('sha256', key).update(toSign).digest('hex')
}

const expectSigned = (url: string): URL => {
  const parsed = new URL(url)
  expect(parsed.searchParams.get('X-Amz-Signature')).toBe(signatureFor(parsed, base.credentials.secretAccessKey))
  return parsed
}

test('the URL is for port 8443 of AWS, which is signed with it, and lives 300 seconds', async () => {
  const url = expectSigned(await presign(base))
  expect(url.protocol).toBe('wss:')
  expect(url.host).toBe('transcribestreaming.us-east-1.amazonaws.com:8443')
  expect(url.pathname).toBe('/stream-transcription-websocket')
  expect(url.searchParams.get('X-Amz-Expires')).toBe('300')
  expect(url.searchParams.get('language-model-name')).toBe('demo-clm')
  expect(url.searchParams.get('sample-rate')).toBe('16000')
  expect(url.searchParams.get('X-Amz-SignedHeaders')).toBe('host')
})

test('a session token is part of what is signed', async () => {
  const sessionToken = 'FwoGZXIvYXdzEXAMPLE/+token=='
  const url = expectSigned(await presign({ ...base, credentials: { ...base.credentials, sessionToken } }))
  expect(url.search).toContain('X-Amz-Security-Token=FwoGZXIvYXdzEXAMPLE%2F%2Btoken%3D%3D')
})

test('every documented parameter travels, commas and blanks encoded', async () => {
  const url = expectSigned(
    await presign({
      ...base,
      parameters: {
        IdentifyLanguage: true,
        LanguageOptions: 'en-US,es-US',
        PreferredLanguage: 'es-US',
        MediaEncoding: 'ogg-opus',
        MediaSampleRateHertz: 48_000,
        SessionId: '00000000-0000-4000-8000-000000000002',
        VocabularyNames: 'a.b,c_d',
        VocabularyFilterNames: 'f',
        VocabularyFilterMethod: 'mask',
        ShowSpeakerLabel: true,
        EnableChannelIdentification: false,
        NumberOfChannels: 2,
        EnablePartialResultsStabilization: true,
        PartialResultsStability: 'high',
        ContentRedactionType: 'PII',
        PiiEntityTypes: 'NAME, EMAIL',
        SessionResumeWindow: 5,
        TranscriptFormat: 'spoken',
      },
    }),
  )
  expect(url.search).toContain('language-options=en-US%2Ces-US')
  expect(url.search).toContain('pii-entity-types=NAME%2C%20EMAIL')
  for (const name of [
    'preferred-language',
    'session-id',
    'vocabulary-names',
    'partial-results-stability',
    'number-of-channels',
  ]) {
    expect(url.searchParams.has(name), name).toBe(true)
  }
})

test.each([
  ['http://127.0.0.1:4600', 'ws://127.0.0.1:4600'],
  ['https://localhost:8443', 'wss://localhost:8443'],
  ['ws://localhost:80', 'ws://localhost'],
  ['wss://transcribe.example', 'wss://transcribe.example'],
])('the endpoint %s is dialled and signed as %s', async (endpoint, origin) => {
  const url = await presign({ ...base, endpoint })
  expectSigned(url)
  expect(url.startsWith(`${origin}/stream-transcription-websocket?`)).toBe(true)
})

test('China has its own domain', async () => {
  const url = new URL(await presign({ ...base, region: 'cn-north-1' }))
  expect(url.host).toBe('transcribestreaming.cn-north-1.amazonaws.com.cn:8443')
})

test.each([0, 301, 1.5, -1, Number.NaN, 604_800])('an expiry of %s seconds is refused', async (expires) => {
  await expect(presign({ ...base, expires })).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringContaining('whole seconds from 1 to 300'),
  })
})

test.each([1, 300])('an expiry of %s seconds is taken', async (expires) => {
  expect(new URL(await presign({ ...base, expires })).searchParams.get('X-Amz-Expires')).toBe(String(expires))
})

test.each(['localhost:4600', 'ftp://localhost', 'http://'])('the endpoint "%s" is refused', async (endpoint) => {
  await expect(presign({ ...base, endpoint })).rejects.toMatchObject({ code: 'bad-option' })
})

interface Vectors {
  readonly region: string
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string }
  readonly sigv4: readonly {
    readonly name: string
    readonly form: string
    readonly host: string
    readonly path: string
    readonly params: readonly (readonly [string, string])[]
    readonly expires: string | null
    readonly token: string | null
    readonly signature: string
  }[]
}

const vectors = JSON.parse(readFileSync(new URL('../../../contract/vectors.json', import.meta.url), 'utf8')) as Vectors
const urls = vectors.sigv4.filter(({ form, path }) => form === 'query' && path === '/stream-transcription-websocket')

test('there are vectors of signed URLs', () => {
  expect(urls.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['C1-ws', 'C2-ws-token', 'C3-ws-comma', 'C4-ws-localhost']),
  )
})

test.each(urls)('the URL of vector $name has its signature', async ({ host, params, expires, token, signature }) => {
  const query = new Map(params)
  const { accessKeyId, secretAccessKey } = vectors.credentials
  const url = await presign({
    region: vectors.region,
    credentials: { accessKeyId, secretAccessKey, ...(token === null ? {} : { sessionToken: token }) },
    parameters: readStreamParameters((name) => query.get(name), 'query'),
    expires: Number(expires),
    endpoint: `wss://${host}`,
    now: Date.UTC(2026, 0, 15, 12),
  })
  expect(new URL(url).searchParams.get('X-Amz-Signature')).toBe(signature)
})
