import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Snippets } from '../src/api/api.ts'
import { openRig, type Rig, secrets } from '../src/server/console.rig.ts'

const run = promisify(execFile)
const python = process.env.SCRIBELITE_PYTHON
const bin = (name: string, other = name): string => (python === undefined ? other : join(python, name))
const env = {
  ...process.env,
  AWS_ACCESS_KEY_ID: secrets.accessKeyId,
  AWS_SECRET_ACCESS_KEY: secrets.secretAccessKey,
  AWS_PAGER: '',
}
let rig: Rig
let folder: string

beforeAll(async () => {
  rig = await openRig()
  await rig.put('media', 'evicted pod.flac', await readFile('fixtures/kubernetes/evicted-pod.flac'))
  // Beside the packages, so that the snippets find the SDK.
  folder = await mkdtemp(join(process.cwd(), 'node_modules/.cache-snippets-'))
})
afterAll(async () => {
  await rig.close()
  await rm(folder, { recursive: true })
})

/** What the page shows for a job that was made there, each as it would be copied, for a job of another name. */
async function snippetsFor(name: string): Promise<Snippets> {
  const job = { mediaUri: 's3://media/evicted pod.flac', languageCode: 'en-US', maxAlternatives: 2 }
  await rig.call('POST', '/api/jobs', { ...job, name: 'by-the-page' })
  const { snippets } = (await rig.call('GET', '/api/jobs/by-the-page')).json
  const renamed = JSON.stringify(snippets).replaceAll('by-the-page', name)
  return JSON.parse(renamed) as Snippets
}
const settingsOf = async (name: string): Promise<unknown> => (await rig.call('GET', `/api/jobs/${name}`)).json.settings

test('the AWS CLI command makes the same job', async () => {
  const { cli } = await snippetsFor('by-the-cli')
  await run('sh', ['-c', cli.replace(/^aws /, `${bin('aws')} `)], { env })
  expect(await settingsOf('by-the-cli')).toEqual(await settingsOf('by-the-page'))
})

test('so does boto3', async () => {
  const { boto3 } = await snippetsFor('by-boto3')
  await writeFile(join(folder, 'job.py'), boto3)
  await run(bin('python', 'python3'), [join(folder, 'job.py')], { env })
  expect(await settingsOf('by-boto3')).toEqual(await settingsOf('by-the-page'))
})

test('so does the JavaScript SDK', async () => {
  const { javascript } = await snippetsFor('by-javascript')
  await writeFile(join(folder, 'job.mjs'), javascript)
  await run(process.execPath, [join(folder, 'job.mjs')], { env })
  expect(await settingsOf('by-javascript')).toEqual(await settingsOf('by-the-page'))
})

test('a stream of the journal can be repeated with the JavaScript SDK', async () => {
  const stream = await rig.openStream()
  stream.send({ type: 'start', languageCode: 'en-US', pace: 'fast' })
  const recording = await readFile('fixtures/general/library.flac')
  stream.send(new Uint8Array(recording.subarray(0, 60_000)))
  stream.send({ type: 'end' })
  await stream.closed
  const { requests } = (await rig.call('GET', '/api/requests?door=http2')).json
  const { json } = await rig.call('GET', `/api/requests/${requests[0].id}`)
  await writeFile(join(folder, 'stream.mjs'), json.snippets.javascript.replace(/ {2}SessionId: .*\n/, ''))
  await symlink(join(process.cwd(), 'fixtures/general/library.flac'), join(folder, 'AUDIO'))
  const { stdout } = await run(process.execPath, ['stream.mjs'], { env, cwd: folder })
  expect(stdout).toContain('Good morning, and welcome to the library.')
})
