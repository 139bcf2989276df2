import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parseFixtures } from '@scribelite/emulator'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
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
      expect(await page.locator('.stream-status').innerText()).toMatch(/Latency\s*\d+ ms/)
      await expect.poll(() => page.getByRole('option').count()).toBeGreaterThan(5)

      // A frame, with its headers; only the server signs.
      const signature = protocol === 'HTTP/2' ? /AudioEvent.*[0-9a-f]{8}…/s : /AudioEvent.*None/s
      const frame = page.getByRole('option', { name: signature }).first()
      await frame.click()
      await page.getByText(':message-type').first().waitFor()
      if (protocol === 'HTTP/2') await page.getByText(':chunk-signature').first().waitFor()
      await page.getByRole('button', { name: 'Stop streaming' }).click()
      await page.getByText('Stream ended').waitFor()
      // A pause for breath parts it in two captions, each with its time.
      const text = (await settledOf(open).innerText()).replaceAll(/\d+:\d\d/g, '').replaceAll(/\s+/g, ' ')
      expect(text).toContain(said)
      open.check()
      await open.context.close()
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
    await open.context.close()
  })
})

describe('a file', () => {
  test.each(['WebSocket', 'HTTP/2'])('is heard over %s without a model as it sounds', async (protocol) => {
    const open = await openLive()
    const { page } = open
    await page.getByRole('radio', { name: 'File' }).check()
    await page.getByRole('radio', { name: protocol }).check()
    await page.locator('input[type=file]').setInputFiles(recording)
    await page.getByRole('button', { name: 'Start streaming' }).click()
    await page.getByText('Stream ended').waitFor({ timeout: 30_000 })
    const text = await captionsOf(open).innerText()
    expect(text).toContain('node select')
    expect(text).not.toContain('toleration')
    open.check()
    await open.context.close()
  })
})

test.each(['WebSocket', 'HTTP/2'])('an encoded file is sent over %s no faster than it sounds', async (protocol) => {
  const open = await openLive()
  const { page } = open
  await page.getByRole('radio', { name: 'File' }).check()
  await page.getByRole('radio', { name: protocol }).check()
  await page.locator('input[type=file]').setInputFiles('fixtures/general/umbrella.opus')
  await page.getByRole('button', { name: 'Start streaming' }).click()
  await page.getByText('Stream ended').waitFor({ timeout: 30_000 })
  // Its last piece goes out 100 ms before the end of its 4.4 seconds.
  expect(await page.locator('.stream-status').innerText()).toMatch(/Time\s*([4-9]|\d\d)\.\d s/)
  open.check()
  await open.context.close()
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
  // As a scroll bar does, or a finger: no wheel turns.
  await page.getByRole('listbox', { name: 'Frames' }).evaluate((list: { scrollTop: number }) => {
    list.scrollTop -= 60
  })
  await expect.poll(() => following().isChecked()).toBe(false)
  await expect.poll(fromEnd).toBeGreaterThan(100)
  await following().check()
  await expect.poll(fromEnd).toBe(0)
  await page.getByRole('button', { name: 'Stop streaming' }).click()
  await page.getByText('Stream ended').waitFor()
  open.check()
  await open.context.close()
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
    await open.context.close()
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
    await open.context.close()
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
    await open.context.close()
  })
})
