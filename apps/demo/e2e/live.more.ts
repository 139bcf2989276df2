import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseFixtures } from '@scribelite/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { StreamMessage, StreamStart } from '../src/api/stream.ts'
import { until } from '../src/server/console.rig.ts'
import { type ConsoleScene, type OpenPage, openScene } from './browser.rig.ts'

const said = 'Add a toleration and a node selector to the daemonset manifest.'
const recording = 'fixtures/kubernetes/toleration.wav'
let scene: ConsoleScene

beforeAll(async () => {
  // Chromium resamples what it takes for a microphone, so the recording is known by the model that is asked for, and by
  // the file where it goes as it is. What is heard of it is up to the ear and the model.
  const fixtures = parseFixtures([
    { match: { audio: [recording] }, text: said },
    { match: { languageModelName: 'k8s' }, text: said },
    { match: { sessionId: '4d6ba7a3-3e0a-4d4e-9c0c-0d6e7c9a3c11' }, text: said },
  ])
  scene = await openScene({ emulator: { fixtures } }, resolve(recording))
  const { rig } = scene
  await rig.put('media', 'text/handbook.txt', await readFile('fixtures/training/kubernetes/handbook.txt'))
  const role = 'arn:aws:iam::000000000000:role/console'
  const model = { name: 'k8s', languageCode: 'en-US', baseModel: 'WideBand', roleArn: role }
  await rig.call('POST', '/api/models', { ...model, trainingDataUri: 's3://media/text/' })
  await until(
    () => rig.call('GET', '/api/models/k8s'),
    ({ json }) => json.model.status === 'COMPLETED',
  )
})
afterAll(() => scene.close())

const captionsOf = ({ page }: OpenPage) => page.getByRole('group', { name: 'Captions' })
const settledOf = ({ page }: OpenPage) => page.getByRole('log', { name: 'Settled captions' })

async function choose({ page }: OpenPage, field: string, option: string): Promise<void> {
  await page.getByRole('button', { name: new RegExp(`^${field}`) }).click()
  await page.getByRole('option', { name: option }).first().click()
}

async function openLive(): Promise<OpenPage> {
  const open = await scene.browser.open('/#/real-time')
  await open.page.getByRole('heading', { name: 'Real-time transcription' }).waitFor()
  return open
}

describe('the microphone', () => {
  test.each(['WebSocket', 'HTTP/2'])(
    'live captions over %s: partials settle into the words of the model',
    async (protocol) => {
      const open = await openLive()
      const { page } = open
      await page.getByRole('radio', { name: protocol }).check()
      await choose(open, 'Language model', 'k8s')
      await choose(open, 'Partial result stability', 'High')
      await page.getByRole('button', { name: 'Start streaming' }).click()
      await page.locator('.open-captions .stable-word').first().waitFor()
      await page.locator('.open-captions .open-word').first().waitFor()
      await settledOf(open).getByText('toleration').waitFor()
      expect(await page.locator('.stream-status').innerText()).toMatch(/Latency\s*\d/)
      await expect.poll(() => page.getByRole('option').count()).toBeGreaterThan(5)

      // A frame, with its headers; only the server signs.
      const signature = protocol === 'HTTP/2' ? /AudioEvent.*[0-9a-f]{8}…/s : /AudioEvent.*None/s
      const frame = page.getByRole('option', { name: signature }).first()
      await frame.click()
      await page.getByText(':message-type').first().waitFor()
      if (protocol === 'HTTP/2') await page.getByText(':chunk-signature').first().waitFor()
      // A pause for breath parts it in two captions, each with its time.
      await settledOf(open).getByText('manifest').first().waitFor()
      await page.getByRole('button', { name: 'Stop streaming' }).click()
      await page.getByText('Stream ended').waitFor()
      const text = (await settledOf(open).innerText()).replaceAll(/\d+:\d\d/g, '').replaceAll(/\s+/g, ' ')
      expect(text).toContain(said)
      open.check()
    },
  )

  test('a reload while one speaks keeps the captions, and a new stream can be started', async () => {
    const open = await openLive()
    const { page } = open
    await choose(open, 'Language model', 'k8s')
    await page.getByRole('button', { name: 'Start streaming' }).click()
    await settledOf(open).getByText('toleration').waitFor()
    await page.reload()
    await page.getByText('The page was reloaded while a stream was running').waitFor()
    await settledOf(open).getByText('toleration').waitFor()
    await page.getByRole('button', { name: 'Start streaming' }).click()
    await settledOf(open).getByText('toleration').waitFor()
    await page.getByRole('button', { name: 'Stop streaming' }).click()
    await page.getByText('Stream ended').waitFor()
    open.check()
  })
})

test('what was spoken while the connection was made goes out at once, and its latency is told', async () => {
  const open = await openLive()
  const { page } = open
  // A server that takes a second of sound before it answers.
  const start = new Promise<StreamStart>((resolve) => {
    void page.routeWebSocket(/\/api\/stream$/, (socket) => {
      let sounds = 0
      const tell = (message: StreamMessage): void => socket.send(JSON.stringify(message))
      socket.onMessage((message) => {
        if (typeof message === 'string') {
          const { type, ...asked } = JSON.parse(message)
          if (type === 'start') resolve(asked)
          else tell({ type: 'end' })
          return
        }
        sounds += 1
        if (sounds !== 10) return
        const sent = { direction: 'sent', bytes: 1, headers: [], message: 'AudioEvent', kind: 'event' } as const
        tell({ type: 'frames', frames: [{ ...sent, payloadBytes: 1, at: Date.now() }] })
        const word = { type: 'pronunciation', content: 'spoken', startTime: 0, endTime: 0.1 } as const
        const items = [{ ...word, stable: false, vocabularyFilterMatch: false }]
        const result = { resultId: 'one', isPartial: true, startTime: 0, endTime: 0.1, transcript: 'spoken' }
        tell({ type: 'results', results: [{ ...result, items, entities: [] }] })
      })
    })
  })
  await page.getByRole('radio', { name: 'HTTP/2' }).check()
  await page.getByRole('button', { name: 'Start streaming' }).click()
  await captionsOf(open).getByText('spoken').waitFor()
  expect((await start).pace).toBe('fast')
  const [, latency] = /Latency\s*([\d.]+ m?s)/.exec(await page.locator('.stream-status').innerText()) ?? []
  const [value = '', unit] = latency?.split(' ') ?? []
  expect(Number(value) * (unit === 's' ? 1000 : 1)).toBeGreaterThan(700)
  await page.getByRole('button', { name: 'Stop streaming' }).click()
  await page.getByText('Stream ended').waitFor()
  open.check()
})

describe('a file', () => {
  test.each(['WebSocket', 'HTTP/2'])('is heard over %s without a model as it sounds', async (protocol) => {
    const open = await openLive()
    const { page } = open
    await page.getByRole('radio', { name: 'File' }).check()
    await page.getByRole('radio', { name: protocol }).check()
    await page.locator('input[type=file]').setInputFiles(recording)
    // What was chosen is still there when one comes back.
    await page.getByText(/^toleration.wav \(/).waitFor()
    await page.goto(`${scene.rig.url}/#/requests`)
    await page.getByRole('heading', { name: /^Requests/ }).waitFor()
    await page.goBack()
    await page.getByText(/^toleration.wav \(/).waitFor()
    await page.reload()
    await page.getByText(/^toleration.wav \(/).waitFor()
    await page.getByRole('button', { name: 'Start streaming' }).click()
    await page.getByText('Stream ended').waitFor()
    const text = await captionsOf(open).innerText()
    expect(text).toContain('node select')
    expect(text).not.toContain('toleration')
    open.check()
  })
})

test.each(['WebSocket', 'HTTP/2'])('an encoded file is sent over %s no faster than it sounds', async (protocol) => {
  const open = await openLive()
  const { page } = open
  await page.getByRole('radio', { name: 'File' }).check()
  await page.getByRole('radio', { name: protocol }).check()
  await page.locator('input[type=file]').setInputFiles('fixtures/general/umbrella.opus')
  await page.getByRole('button', { name: 'Start streaming' }).click()
  await page.getByText('Stream ended').waitFor()
  // Its last piece goes out 100 ms before the end of its 4.4 seconds.
  expect(await page.locator('.stream-status').innerText()).toMatch(/Time\s*([4-9]|\d\d)\.\d s/)
  open.check()
})

test('the frames stop following when one scrolls back to read, and follow again when asked to', async () => {
  const open = await openLive()
  const { page } = open
  const following = () => page.getByLabel('Follow', { exact: true })
  const fromEnd = (): Promise<number> =>
    page
      .getByRole('listbox', { name: 'Frames' })
      .evaluate((list: { scrollHeight: number; scrollTop: number; clientHeight: number }) =>
        Math.round(list.scrollHeight - list.scrollTop - list.clientHeight),
      )
  await page.getByRole('button', { name: 'Start streaming' }).click()
  await page.getByText('AudioEvent').nth(14).waitFor()
  expect(await following().isChecked()).toBe(true)
  // As a scroll bar does, or a finger: no wheel turns. The next frames may come before the page is told of it.
  await expect
    .poll(async () => {
      await page.getByRole('listbox', { name: 'Frames' }).evaluate((list: { scrollTop: number }) => {
        list.scrollTop -= 60
      })
      return following().isChecked()
    })
    .toBe(false)
  await expect.poll(fromEnd).toBeGreaterThan(100)
  await following().check()
  await expect.poll(fromEnd).toBe(0)
  await page.getByRole('button', { name: 'Stop streaming' }).click()
  await page.getByText('Stream ended').waitFor()
  open.check()
})

describe('a refusal', () => {
  test('of a URL that was changed after signing is explained, with the line that differs', async () => {
    const open = await openLive()
    const { page } = open
    await page.getByRole('button', { name: 'Advanced settings' }).click()
    await choose(open, 'Mistake on purpose', 'URL changed after signing')
    await page.getByRole('button', { name: 'Start streaming' }).click()
    await page.getByText('Why it was refused').waitFor()
    expect(await page.locator('.line.signed').innerText()).toContain('&language-code=en-US')
    expect(await page.locator('.line.received').innerText()).toContain('&language-code=en-GB')

    // And in the journal, with the same call in other words.
    await page.getByRole('link', { name: 'Show the request' }).click()
    await page.getByRole('heading', { name: 'StartStreamTranscriptionWebSocket' }).waitFor()
    await page.locator('.line.received').waitFor()
    await page.getByText('The same call').waitFor()
    await page.getByText('Not verified').waitFor()
    await page.getByRole('link', { name: 'Requests' }).first().click()
    await page.getByRole('heading', { name: /^Requests/ }).waitFor()
    open.check()
  })

  test.each([
    ['Signed with a wrong secret key', 'the secret access key differs'],
    ['URL has expired', 'expired'],
  ])('of a URL: %s', async (mistake, words) => {
    const open = await openLive()
    const { page } = open
    await page.getByRole('button', { name: 'Advanced settings' }).click()
    await choose(open, 'Mistake on purpose', mistake)
    await page.getByRole('button', { name: 'Start streaming' }).click()
    await page.getByText(words).first().waitFor()
    await page.getByText('Stream refused or broken off').waitFor()
    open.check()
  })

  test('of a model that cannot stream is told in the service’s words, over HTTP/2', async () => {
    const { rig } = scene
    const admin = `${rig.connection.endpoint}/_scribelite/language-models/k8s`
    const mark = (streamable: boolean): Promise<Response> =>
      fetch(admin, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ streamable }),
      })
    await mark(false)
    const open = await openLive()
    const { page } = open
    await page.getByRole('radio', { name: 'HTTP/2' }).check()
    await choose(open, 'Language model', 'k8s')
    await page.getByRole('button', { name: 'Start streaming' }).click()
    await page.getByText('BadRequestException').first().waitFor()
    await mark(true)
    open.check()
  })
})
