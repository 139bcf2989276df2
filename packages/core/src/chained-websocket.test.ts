import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { presign, resolveConnection } from './chained-websocket.ts'
import { openConnection, s3ClientOf } from './connection.ts'

let directory = ''
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'scribelite-core-'))
  // Nothing of the machine that runs the test.
  vi.stubEnv('AWS_CONFIG_FILE', join(directory, 'config'))
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', join(directory, 'credentials'))
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true')
  for (const name of [
    'AWS_REGION',
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    'AWS_PROFILE',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
  ]) {
    vi.stubEnv(name, undefined)
  }
  for (const name of ['', '_TRANSCRIBE', '_TRANSCRIBE_STREAMING', '_S3'])
    vi.stubEnv(`AWS_ENDPOINT_URL${name}`, undefined)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(directory, { recursive: true })
})

const environmentKeys = (): void => {
  vi.stubEnv('AWS_REGION', 'eu-west-1')
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKID')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret')
}

test('region, keys and token come from the environment, and the address is AWS’s for WebSockets', async () => {
  environmentKeys()
  vi.stubEnv('AWS_SESSION_TOKEN', 'token')
  expect(await resolveConnection(undefined)).toEqual({
    region: 'eu-west-1',
    credentials: { accessKeyId: 'AKID', secretAccessKey: 'secret', sessionToken: 'token' },
    endpoint: 'https://transcribestreaming.eu-west-1.amazonaws.com:8443',
  })
})

test.each([
  ['AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING', 'http://127.0.0.1:4600'],
  ['AWS_ENDPOINT_URL', 'https://localhost:9443'],
])('%s is where the stream goes, its port as it stands', async (name, address) => {
  environmentKeys()
  vi.stubEnv(name, address)
  expect(new URL((await resolveConnection(undefined)).endpoint).origin).toBe(address)
})

test('a profile gives region and keys', async () => {
  await writeFile(join(directory, 'config'), '[profile work]\nregion = us-west-2\n')
  await writeFile(join(directory, 'credentials'), '[work]\naws_access_key_id = A\naws_secret_access_key = S\n')
  expect(await resolveConnection({ profile: 'work' })).toMatchObject({
    region: 'us-west-2',
    credentials: { accessKeyId: 'A', secretAccessKey: 'S' },
  })
})

test('a profile that is named gives the addresses too, of each service or of all', async () => {
  const keys = 'region = us-west-2\naws_access_key_id = A\naws_secret_access_key = S\n'
  await writeFile(
    join(directory, 'config'),
    `[profile work]\n${keys}services = local\nendpoint_url = http://127.0.0.1:4000\n` +
      `[services local]\ntranscribe_streaming =\n  endpoint_url = http://127.0.0.1:4001\n` +
      `[profile plain]\n${keys}`,
  )
  const streaming = async (profile: string): Promise<string> => (await resolveConnection({ profile })).endpoint
  const s3 = async (profile: string): Promise<boolean> => {
    const connection = openConnection({ profile })
    const client = await s3ClientOf(connection)
    connection.close()
    return client.config.forcePathStyle === true
  }
  expect([await streaming('work'), await s3('work')]).toEqual(['http://127.0.0.1:4001/', true])
  const ofAws = 'https://transcribestreaming.us-west-2.amazonaws.com:8443'
  expect([await streaming('plain'), await s3('plain')]).toEqual([ofAws, false])
  vi.stubEnv('AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING', 'http://127.0.0.1:4002')
  expect(await streaming('work')).toBe('http://127.0.0.1:4002/')
  vi.stubEnv('AWS_IGNORE_CONFIGURED_ENDPOINT_URLS', 'true')
  expect(await streaming('work')).toBe(ofAws)
})

test('what is given comes before what the chain says', async () => {
  environmentKeys()
  const given = { region: 'us-east-1', endpoint: 'http://a:1', endpoints: { streaming: 'http://b:2' } }
  expect(await resolveConnection(given)).toMatchObject({ region: 'us-east-1', endpoint: 'http://b:2/' })
})

test('without a region or keys the error says what to set', async () => {
  await expect(resolveConnection({ credentials: { accessKeyId: 'a', secretAccessKey: 'b' } })).rejects.toMatchObject({
    code: 'not-configured',
    message: expect.stringContaining('AWS_REGION'),
  })
  vi.stubEnv('AWS_REGION', 'us-east-1')
  await expect(resolveConnection(undefined)).rejects.toMatchObject({ code: 'not-configured' })
})

test('a URL is signed as whom the chain says', async () => {
  environmentKeys()
  vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:4600')
  const url = new URL(
    await presign({ parameters: { LanguageCode: 'en-US', MediaEncoding: 'pcm', MediaSampleRateHertz: 8000 } }),
  )
  expect(url.origin).toBe('ws://127.0.0.1:4600')
  expect(url.searchParams.get('X-Amz-Credential')).toMatch(/^AKID\/\d{8}\/eu-west-1\/transcribe\/aws4_request$/)
})

test('objects are asked for path style where the address is not AWS’s, and only there', async () => {
  environmentKeys()
  const pathStyle = async (): Promise<boolean> => {
    const connection = openConnection()
    const client = await s3ClientOf(connection)
    connection.close()
    return client.config.forcePathStyle === true
  }
  expect(await pathStyle()).toBe(false)
  vi.stubEnv('AWS_ENDPOINT_URL_S3', 'http://127.0.0.1:4600')
  expect(await pathStyle()).toBe(true)
})
