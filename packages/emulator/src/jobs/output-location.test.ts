import { signRequest } from '@scribelite/core/protocol'
import { afterEach, expect, test } from 'vitest'
import { defaultCredentials } from '../auth/credential-store.ts'
import { nodeHashing } from '../auth/node-hashing.ts'
import { closeRigs, openRig, type Rig, wav } from '../batch.rig.ts'
import { createS3Api } from '../objects/s3-api.ts'

afterEach(closeRigs)

/** A request to the objects of the rig, at the URL as it is. */
async function get(rig: Rig, uri: string, headers: Record<string, string> = {}): Promise<[number, string]> {
  const url = new URL(uri)
  const response = await createS3Api(rig.service).fetch(
    {
      id: 'request',
      receivedAt: rig.clock.now(),
      door: 'process',
      method: 'GET',
      path: url.pathname,
      query: url.search.slice(1),
      headers: Object.entries({ host: url.host, ...headers }),
      authority: url.host,
      scheme: 'http',
    },
    null,
  )
  return [response.status, await response.text()]
}

async function transcriptUri(rig: Rig): Promise<string> {
  return (await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'one' })).TranscriptionJob.Transcript
    .TranscriptFileUri
}

async function finishedJob(): Promise<Rig> {
  const rig = await openRig()
  await rig.put('media', 'talk.wav', wav(1))
  await rig.ask('StartTranscriptionJob', {
    TranscriptionJobName: 'one',
    LanguageCode: 'en-US',
    Media: { MediaFileUri: 's3://media/talk.wav' },
  })
  await rig.batch.idle()
  return rig
}

test('a plain GET fetches the transcript of the service bucket for 15 minutes, then a new Get is needed', async () => {
  const rig = await finishedJob()
  const uri = await transcriptUri(rig)
  const [status, text] = await get(rig, uri)
  expect([status, JSON.parse(text).jobName]).toEqual([200, 'one'])
  await rig.clock.advance(15 * 60_000 - 1000)
  expect((await get(rig, uri))[0]).toBe(200)
  await rig.clock.advance(2000)
  const [late, why] = await get(rig, uri)
  expect([late, why.includes('<Code>AccessDenied</Code>'), why.includes('Request has expired')]).toEqual([
    403,
    true,
    true,
  ])
  expect((await get(rig, await transcriptUri(rig)))[0]).toBe(200)
})

test('the URL is good for that object only', async () => {
  const rig = await finishedJob()
  const uri = new URL(await transcriptUri(rig))
  uri.pathname = '/media/talk.wav'
  expect((await get(rig, uri.href))[0]).toBe(403)
  expect((await get(rig, uri.origin + uri.pathname))[0]).toBe(403)
})

test('a reset takes the output in the service bucket along, and leaves the objects of the caller', async () => {
  const rig = await finishedJob()
  const uri = await transcriptUri(rig)
  await rig.batch.reset()
  expect((await get(rig, uri))[0]).toBe(404)
  expect(await rig.objects.head('media', 'talk.wav')).toBeDefined()
})

test('the bucket of the service is not among those of the caller', async () => {
  const rig = await finishedJob()
  const headers = signRequest({
    method: 'GET',
    url: new URL('http://localhost:4600/'),
    headers: {},
    body: '',
    credentials: defaultCredentials,
    region: 'us-east-1',
    service: 's3',
    now: rig.clock.now(),
    hashing: nodeHashing,
  })
  const [status, text] = await get(rig, 'http://localhost:4600/', headers)
  expect(status).toBe(200)
  expect([...text.matchAll(/<Name>(.*?)<\/Name>/g)].map((match) => match[1])).toEqual(['media'])
})
