import { readFile } from 'node:fs/promises'
import { openConnection, startJob } from '@scribelite/core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openRig, type Rig, until } from './console.rig.ts'
import { objectAt } from './objects.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
  await rig.put('media', 'pod.flac', await readFile('fixtures/kubernetes/evicted-pod.flac'))
})
afterAll(() => rig.close())

test('a job with a bucket of its own is the same call with that bucket', async () => {
  const job = { name: 'own', mediaUri: 's3://media/pod.flac', languageCode: 'en-US', outputBucket: 'media' }
  await rig.call('POST', '/api/jobs', { ...job, outputKey: 'heard/' })
  const { json } = await until(
    () => rig.call('GET', '/api/jobs/own'),
    (answer) => answer.json.status === 'COMPLETED',
  )
  expect(json.snippets.cli).toContain('--output-bucket-name media \\\n  --output-key heard/own.json')
})

test('a job that fails for the format it was told is the same call with that format', async () => {
  const connection = openConnection(rig.connection)
  const job = { languageCode: 'en-US', mediaUri: 's3://media/pod.flac', job: { MediaFormat: 'mp3' } }
  await startJob({ connection, jobName: 'told', ...job })
  const { json } = await until(
    () => rig.call('GET', '/api/jobs/told'),
    (answer) => answer.json.status === 'FAILED',
  )
  expect(json.snippets.cli).toContain('--media-format mp3')
  connection.close()
})

test('what is no escape in the address of an object is part of its name', () => {
  expect(objectAt('http://127.0.0.1:4600/media/50%.flac')).toEqual({ bucket: 'media', key: '50%.flac' })
  expect(objectAt('http://127.0.0.1:4600/media/a%20b.flac')).toEqual({ bucket: 'media', key: 'a b.flac' })
  expect(objectAt('s3://media/a%20b.flac')).toEqual({ bucket: 'media', key: 'a%20b.flac' })
})
