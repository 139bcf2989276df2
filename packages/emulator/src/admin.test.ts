import { expect, test } from 'vitest'
import { createAdmin } from './admin.ts'
import type { Json } from './batch.rig.ts'
import { createClock } from './clock.ts'
import { createIds } from './identity.ts'
import { createJournal, type JournalEntry } from './journal.ts'
import { trainLanguageModel } from './language-model/train-language-model.ts'

function door() {
  const clock = createClock({ at: 0 })
  clock.resume()
  const ids = createIds()
  const journal = createJournal(10)
  const marked: unknown[] = []
  let resets = 0
  const admin = createAdmin({
    clock,
    ids,
    journal,
    service: { auth: 'strict', engine: { name: 'scripted' } },
    batch: {
      languageModels: {
        markStreamable(owner, name, streamable) {
          marked.push([owner, name, streamable])
          return Promise.resolve(name === 'clm')
        },
        find(owner, name) {
          const artifact = async () =>
            trainLanguageModel({
              languageCode: 'en-US',
              baseModelName: 'WideBand',
              training: textOf('The kubelet answers. The kubelet is well.'),
              signal: new AbortController().signal,
            })
          const model = { modelName: name, languageCode: 'en-US', baseModelName: 'WideBand', streamable: true } as const
          if (name === 'young') return Promise.resolve({ ...model, status: 'IN_PROGRESS', artifact: Promise.reject })
          return Promise.resolve(
            name === 'clm' && owner.region === 'us-east-1' ? { ...model, status: 'COMPLETED', artifact } : undefined,
          )
        },
      },
      reset: () => {
        resets++
        return Promise.resolve()
      },
    },
  })
  const call = async (method: string, path: string, body?: unknown, type: string | undefined = 'application/json') => {
    const response = await admin.fetch(
      new Request(`http://localhost:4600/_scribelite/${path}`, {
        method,
        ...(type !== undefined && { headers: { 'content-type': type } }),
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      }),
    )
    const answer: Json = await response.json()
    return [response.status, answer] as const
  }
  return { call, clock, ids, journal, marked, resets: () => resets }
}

async function* textOf(text: string) {
  yield { uri: 's3://data/text.txt', bytes: new TextEncoder().encode(text) }
}

const entry = (id: string, failed = false): JournalEntry => ({
  id,
  at: 0,
  door: 'json',
  operation: 'ListTranscriptionJobs',
  method: 'POST',
  path: '/',
  status: failed ? 400 : 200,
  durationMs: 1,
  ...(failed && { error: { code: 'BadRequestException', message: 'no' } }),
})

test('health says that it serves, and what', async () => {
  const { call } = door()
  expect(await call('GET', 'health')).toEqual([
    200,
    { status: 'ok', version: expect.stringMatching(/^\d+\.\d+\.\d+/), engine: 'scripted', auth: 'strict' },
  ])
})

test('the clock can be read, frozen at a time, advanced and let go', async () => {
  const { call, clock } = door()
  expect((await call('POST', 'clock', { at: '2026-01-15T12:00:00Z' }))[1]).toEqual({
    now: '2026-01-15T12:00:00.000Z',
    epochMilliseconds: Date.UTC(2026, 0, 15, 12),
    frozen: true,
  })
  expect((await call('POST', 'clock', { advanceSeconds: 1.5 }))[1]).toMatchObject({ now: '2026-01-15T12:00:01.500Z' })
  expect((await call('GET', 'clock'))[1]).toMatchObject({ now: '2026-01-15T12:00:01.500Z', frozen: true })
  expect((await call('DELETE', 'clock'))[1]).toMatchObject({ frozen: false })
  expect((await call('POST', 'clock', { freeze: true, at: 5 }))[1]).toMatchObject({ epochMilliseconds: 5 })
  expect((await call('POST', 'clock', { advanceSeconds: 1, resume: true }))[1]).toMatchObject({ frozen: false })
  clock.close()
})

test.each([
  [{}, /Nothing to do/],
  [{ at: 'yesterday' }, /at must be an ISO 8601 time/],
  [{ advanceSeconds: -1 }, /advanceSeconds must be a number from 0, got -1/],
  [{ advanceSeconds: 1e14 }, /from 1970 to the end of 9998/],
  [{ at: 0, advanceSeconds: 1e300 }, /from 1970 to the end of 9998/],
  [{ at: -1e15 }, /from 1970 to the end of 9998/],
  [{ freeze: 'yes' }, /freeze must be true or false, got "yes"/],
  ['[1]', /must be a JSON object/],
  ['{', /not JSON/],
])('a clock call of %j is refused, and time does not move', async (body, message) => {
  const { call, clock } = door()
  clock.freeze(42)
  const [status, answer] = await call('POST', 'clock', body)
  expect([status, answer]).toEqual([400, { error: expect.stringMatching(message) }])
  expect(clock.now()).toBe(42)
})

test('ids follow a seed, and are random again without one', async () => {
  const { call, ids } = door()
  await call('POST', 'ids', { seed: 'tuesday' })
  expect(ids.uuid()).toBe(createIds('tuesday').uuid())
  expect(await call('POST', 'ids', {})).toEqual([200, { seed: null }])
  expect(ids.uuid()).not.toBe(ids.uuid())
})

test('the journal shows all, the newest, or the refused, and can be cleared', async () => {
  const { call, journal } = door()
  for (const kept of [entry('a'), entry('b', true), entry('c')]) journal.record(kept)
  const ids = async (path: string): Promise<string[]> =>
    (await call('GET', path))[1].entries.map((kept: JournalEntry) => kept.id)
  expect(await ids('journal')).toEqual(['a', 'b', 'c'])
  expect(await ids('journal?limit=2')).toEqual(['b', 'c'])
  expect(await ids('journal?errors')).toEqual(['b'])
  expect((await call('GET', 'journal?limit=0'))[0]).toBe(400)
  await call('DELETE', 'journal')
  expect(await ids('journal')).toEqual([])
})

test('reset forgets records and the journal', async () => {
  const { call, journal, resets } = door()
  journal.record(entry('a'))
  expect(await call('POST', 'reset')).toEqual([200, { reset: true }])
  expect([resets(), journal.entries()]).toEqual([1, []])
})

test('a model is marked by its name, in the default account and region or in those given', async () => {
  const { call, marked } = door()
  expect(await call('POST', 'language-models/clm', { streamable: false })).toEqual([
    200,
    { modelName: 'clm', accountId: '000000000000', region: 'us-east-1', streamable: false },
  ])
  await call('POST', 'language-models/clm', { streamable: true, region: 'eu-west-1', accountId: '111111111111' })
  expect(marked).toEqual([
    [{ accountId: '000000000000', region: 'us-east-1' }, 'clm', false],
    [{ accountId: '111111111111', region: 'eu-west-1' }, 'clm', true],
  ])
  expect((await call('POST', 'language-models/none', { streamable: false }))[0]).toBe(404)
  expect((await call('POST', 'language-models/clm', {}))[0]).toBe(400)
})

test('a model is shown with what its training has brought, once it is trained', async () => {
  const { call } = door()
  expect(await call('GET', 'language-models/clm')).toEqual([
    200,
    expect.objectContaining({
      modelName: 'clm',
      status: 'COMPLETED',
      training: expect.objectContaining({
        newWords: 1,
        examples: [expect.objectContaining({ word: 'kubelet', count: 2 })],
      }),
    }),
  ])
  const [status, young] = await call('GET', 'language-models/young')
  expect([status, young.status, 'training' in young]).toEqual([200, 'IN_PROGRESS', false])
  expect((await call('GET', 'language-models/none'))[0]).toBe(404)
  expect((await call('GET', 'language-models/clm?region=eu-west-1'))[0]).toBe(404)
})

test('a page of another origin can change nothing: without the JSON content type every such call is refused', async () => {
  const { call, resets } = door()
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])
    expect((await call('POST', 'reset', '{}', type))[0]).toBe(415)
  expect((await call('DELETE', 'journal', undefined, 'text/plain'))[0]).toBe(415)
  expect(resets()).toBe(0)
})

test('an unknown path names those that there are, and a body beyond the bound is refused', async () => {
  const { call } = door()
  const [status, { error }] = await call('GET', 'nothing')
  expect(status).toBe(404)
  expect(error).toContain('GET health')
  expect((await call('GET', 'constructor'))[0]).toBe(404)
  expect((await call('POST', 'reset', JSON.stringify({ x: 'y'.repeat(70_000) })))[0]).toBe(413)
})
