import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConsoleScene, openScene } from './browser.rig.ts'

const recording = 'fixtures/kubernetes/toleration.wav'
let scene: ConsoleScene

beforeAll(async () => {
  scene = await openScene({}, resolve(recording))
  await scene.rig.put('media', 'pod.flac', await readFile('fixtures/kubernetes/evicted-pod.flac'))
  await scene.rig.call('POST', '/api/jobs', { name: 'heard', mediaUri: 's3://media/pod.flac', languageCode: 'en-US' })
})
afterAll(() => scene.close())

test('who asks again sees that it is being asked, and what was there stays until the answer comes', async () => {
  const open = await scene.browser.open('/#/transcription-jobs')
  const { page } = open
  await page.getByRole('link', { name: 'heard' }).waitFor()
  let answer = (): void => undefined
  const slow = new Promise<void>((done) => {
    answer = done
  })
  await page.route('**/api/jobs?*', async (route) => {
    await slow
    await route.continue()
  })
  const refresh = page.getByRole('button', { name: 'Refresh' })
  await refresh.click()
  await expect.poll(() => refresh.getAttribute('aria-disabled')).toBe('true')
  expect(await page.getByRole('link', { name: 'heard' }).count()).toBe(1)
  answer()
  await expect.poll(() => refresh.getAttribute('aria-disabled')).toBeNull()
  open.check()
})

test('an answer that is not ours is told by its status', async () => {
  const open = await scene.browser.open('/#/transcription-jobs')
  const { page, expected } = open
  expected.push(/GET \/api\/models\?.* 502/, /Failed to load resource/)
  await page.route('**/api/models?*', (route) => route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' }))
  await page.getByRole('link', { name: 'Custom language models' }).click()
  await page.getByText('The server answered with HTTP 502.').waitFor()
  await page.unroute('**/api/models?*')
  await page.getByRole('button', { name: 'Retry' }).click()
  await page.getByText('No custom language models').waitFor()
  open.check()
})

test('the request id of a refusal leads to the journal where there is one; on AWS it is only told', async () => {
  const onAws = await openScene({ target: { kind: 'aws' } })
  for (const [{ browser }, links] of [
    [scene, 1],
    [onAws, 0],
  ] as const) {
    const open = await browser.open('/#/transcription-jobs/nobody')
    const { page, expected } = open
    expected.push(/GET \/api\/jobs\/nobody 400/, /Failed to load resource/)
    await page.getByText(/^Request id/).waitFor()
    expect(await page.locator('a[href^="#/requests/"]').count()).toBe(links)
    open.check()
  }
  await onAws.close()
})

describe('the emulator is stopped', () => {
  test('in the middle of a stream, and while one browses: each is told where one looks', async () => {
    const open = await scene.browser.open('/#/real-time')
    const { page, expected } = open
    expected.push(/ 502/, /Failed to load resource/, /WebSocket connection/)
    await page.getByRole('radio', { name: 'HTTP/2' }).check()
    await page.getByRole('button', { name: 'Start streaming' }).click()
    await page.locator('.open-captions .open-word').first().waitFor()
    await scene.rig.emulator.close()
    await page.getByText('Stream refused or broken off').waitFor()
    expect(await page.getByRole('log', { name: 'Settled captions' }).innerText()).not.toBe('')

    await page.goto(`${scene.rig.url}/#/create-job`)
    await page.getByRole('button', { name: 'Browse S3' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('The buckets could not be listed').waitFor()
    expect(await open.violations()).toEqual([])
    await page.keyboard.press('Escape')
    await page.getByRole('link', { name: 'Requests' }).first().click()
    await page.getByText(/^The emulator at .* does not answer/).waitFor()
    open.check()
  })
})
