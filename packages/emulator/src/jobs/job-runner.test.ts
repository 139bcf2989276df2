import { cp, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { closeRigs, openRig, type Rig, type RigOptions, wav } from '../batch.rig.ts'

afterEach(closeRigs)

const deferred = {
  AllowDeferredExecution: true,
  DataAccessRoleArn: 'arn:aws:iam::000000000000:role/transcribe',
}
const start = (rig: Rig, name: string, more: object = {}, region = 'us-east-1') =>
  rig.call(
    'StartTranscriptionJob',
    { TranscriptionJobName: name, LanguageCode: 'en-US', Media: { MediaFileUri: 's3://media/talk.wav' }, ...more },
    { region },
  )
const statusOf = async (rig: Rig, name: string): Promise<string> =>
  (await rig.ask('GetTranscriptionJob', { TranscriptionJobName: name })).TranscriptionJob.TranscriptionJobStatus

async function rigWithMedia(options: RigOptions): Promise<Rig> {
  const rig = await openRig(options)
  await rig.put('media', 'talk.wav', wav(1))
  return rig
}

test('a job beyond the concurrent ones is refused, and starts when it may once one has ended', async () => {
  const rig = await rigWithMedia({ jobSeconds: 60, limits: { concurrentJobs: 2 } })
  expect((await start(rig, 'a')).status).toBe(200)
  expect((await start(rig, 'b')).status).toBe(200)
  const refused = await start(rig, 'c')
  expect([refused.status, refused.json.__type]).toEqual([400, 'LimitExceededException'])
  // Another region has its own places.
  expect((await start(rig, 'c', {}, 'eu-west-1')).status).toBe(200)
  await rig.clock.advance(60_000)
  await rig.batch.idle()
  expect((await start(rig, 'c')).status).toBe(200)
})

test('deferred jobs stand QUEUED without a start time and begin first in, first out', async () => {
  const rig = await rigWithMedia({ jobSeconds: 60, limits: { concurrentJobs: 1 } })
  await start(rig, 'first')
  const queued = await start(rig, 'second', { JobExecutionSettings: deferred })
  expect(queued.json.TranscriptionJob.TranscriptionJobStatus).toBe('QUEUED')
  expect(queued.json.TranscriptionJob.StartTime).toBeUndefined()
  await start(rig, 'third', { JobExecutionSettings: deferred })
  expect((await start(rig, 'refused')).json.__type).toBe('LimitExceededException')
  expect((await rig.call('DeleteTranscriptionJob', { TranscriptionJobName: 'second' })).status).toBe(400)

  const states = async (): Promise<string> =>
    (await Promise.all(['first', 'second', 'third'].map((name) => statusOf(rig, name)))).join(' ')
  expect(await states()).toBe('IN_PROGRESS QUEUED QUEUED')
  for (const expected of [
    'COMPLETED IN_PROGRESS QUEUED',
    'COMPLETED COMPLETED IN_PROGRESS',
    'COMPLETED COMPLETED COMPLETED',
  ]) {
    await rig.clock.advance(59_999)
    expect(await states()).not.toBe(expected)
    await rig.clock.advance(1)
    // What is due is worked in real time.
    await expect.poll(states).toBe(expected)
  }
  const { TranscriptionJob: third } = await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'third' })
  expect([third.StartTime - third.CreationTime, third.CompletionTime - third.CreationTime]).toEqual([120, 180])
})

test('a refused creation gives its place back', async () => {
  const rig = await rigWithMedia({ jobSeconds: 60, limits: { concurrentJobs: 2 } })
  const answers = await Promise.all(['same', 'same', 'same', 'same'].map((name) => start(rig, name)))
  expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
  expect((await start(rig, 'other')).status).toBe(200)
  expect((await start(rig, 'third')).json.__type).toBe('LimitExceededException')
})

test('hundreds are in progress while few are worked, and all complete', async () => {
  const rig = await rigWithMedia({ jobsAtOnce: 2 })
  rig.engine.hold()
  for (let n = 0; n < 250; n++) expect((await start(rig, `job-${n}`)).status).toBe(200)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(rig.engine.opened).toHaveLength(2)
  expect((await start(rig, 'one-too-many')).json.__type).toBe('LimitExceededException')
  rig.engine.release()
  await rig.batch.idle()
  for (const n of [0, 100, 249]) expect(await statusOf(rig, `job-${n}`)).toBe('COMPLETED')
})

test('jobs that were running or queued when the process died are finished by the next emulator on the folder', async () => {
  const options = { jobSeconds: 60, limits: { concurrentJobs: 1 } }
  const live = await mkdtemp(join(tmpdir(), 'scribelite-live-'))
  const rig = await rigWithMedia({ ...options, folder: live, directory: join(live, 'records') })
  await start(rig, 'running')
  await start(rig, 'waiting', { JobExecutionSettings: deferred })
  await rig.clock.advance(30_000)
  // The folder as a kill -9 would leave it: copied while the emulator still has it open, after its answers.
  const copy = await mkdtemp(join(tmpdir(), 'scribelite-copy-'))
  await cp(live, copy, { recursive: true, filter: (path) => !path.endsWith('LOCK') })

  const next = await openRig({ ...options, folder: copy, directory: join(copy, 'records'), at: rig.clock.now() })
  expect([await statusOf(next, 'running'), await statusOf(next, 'waiting')]).toEqual(['IN_PROGRESS', 'QUEUED'])
  // Time that passed counts.
  await next.clock.advance(30_000)
  await expect.poll(() => statusOf(next, 'waiting')).toBe('IN_PROGRESS')
  expect(await statusOf(next, 'running')).toBe('COMPLETED')
  await next.clock.advance(60_000)
  await next.batch.idle()
  expect(await statusOf(next, 'waiting')).toBe('COMPLETED')
})

test('a job aborted by closing is not failed: the next emulator begins it anew', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scribelite-closed-'))
  const options = { folder, directory: join(folder, 'records') }
  const rig = await rigWithMedia(options)
  rig.engine.hold()
  await start(rig, 'one')
  await expect.poll(() => rig.engine.opened.length).toBe(1)
  await rig.batch.close()
  const next = await openRig(options)
  await next.batch.idle()
  expect(await statusOf(next, 'one')).toBe('COMPLETED')
})

test('reset forgets jobs and stops their work, and their names are free', async () => {
  const rig = await rigWithMedia({ limits: { concurrentJobs: 1 } })
  rig.engine.hold()
  await start(rig, 'one')
  await rig.batch.reset()
  expect((await rig.ask('ListTranscriptionJobs', {})).TranscriptionJobSummaries).toEqual([])
  rig.engine.release()
  expect((await start(rig, 'one')).status).toBe(200)
  await rig.batch.idle()
  expect(await statusOf(rig, 'one')).toBe('COMPLETED')
  expect(await rig.read('media', 'talk.wav')).toBeDefined()
})
