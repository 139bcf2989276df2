import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { until } from '../src/server/console.rig.ts'
import { type ConsoleScene, type OpenPage, openScene } from './browser.rig.ts'

const role = 'arn:aws:iam::000000000000:role/console'
let scene: ConsoleScene
let refused: string

beforeAll(async () => {
  scene = await openScene()
  const { rig } = scene
  await rig.put('media', 'pod.flac', await readFile('fixtures/kubernetes/evicted-pod.flac'))
  await rig.put('media', 'text/handbook.txt', await readFile('fixtures/training/kubernetes/handbook.txt'))
  const model = { name: 'k8s', languageCode: 'en-US', baseModel: 'WideBand', roleArn: role }
  await rig.call('POST', '/api/models', { ...model, trainingDataUri: 's3://media/text/' })
  await until(
    () => rig.call('GET', '/api/models/k8s'),
    ({ json }) => json.model.status === 'COMPLETED',
  )
  const job = { mediaUri: 's3://media/pod.flac', languageCode: 'en-US', maxAlternatives: 2 }
  await rig.call('POST', '/api/jobs', { ...job, name: 'heard', languageModelName: 'k8s' })
  await rig.call('POST', '/api/jobs', { ...job, name: 'taken-twice' })
  await rig.call('POST', '/api/jobs', { ...job, name: 'taken-twice' })
  await until(
    () => rig.call('GET', '/api/jobs/heard'),
    ({ json }) => json.status === 'COMPLETED',
  )
  refused = (await rig.call('GET', '/api/requests?errors')).json.requests[0].id
})
afterAll(() => scene.close())

/** Each page, and what stands on it when it is there. */
const pages: readonly (readonly [string, () => string, string])[] = [
  ['jobs', () => '#/transcription-jobs', 'taken-twice'],
  ['create job', () => '#/create-job', 'Job settings'],
  ['configure job', () => '#/create-job/configure', 'Output data location type'],
  ['job', () => '#/transcription-jobs/heard', 'Confidence of a word'],
  ['models', () => '#/language-models', 'Training status'],
  ['train model', () => '#/create-language-model', 'Access permissions'],
  ['model', () => '#/language-models/k8s', 'Perplexity'],
  ['compare', () => '#/compare', 'What to compare'],
  ['real time', () => '#/real-time', 'Stream settings'],
  ['requests', () => '#/requests', 'Errors only'],
  ['request', () => `#/requests/${refused}`, 'The same call'],
  ['no page', () => '#/nothing-here', 'Page not found'],
]

async function arrive({ page }: OpenPage, path: string, sign: string): Promise<void> {
  await page.goto(`${scene.rig.url}/${path}`)
  await page.getByText(sign).or(page.getByLabel(sign)).first().waitFor()
}

describe.each([
  ['light, 1440 pixels', { viewport: { width: 1440, height: 900 } }],
  ['dark, 1440 pixels', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
  ['a phone', { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 }],
] as const)('%s', (name, options) => {
  test('no page has a serious violation, an error, or more width than the screen', async () => {
    const open = await scene.browser.open('/', options)
    const wrong: string[] = []
    for (const [page, path, sign] of pages) {
      await arrive(open, path(), sign)
      wrong.push(...(await open.violations()).map((violation) => `${page}: ${violation}`))
      const width = await open.page.evaluate<number>('document.documentElement.scrollWidth')
      if (width > options.viewport.width) wrong.push(`${page}: ${width} pixels wide`)
    }
    expect(wrong).toEqual([])
    if (name.startsWith('dark')) {
      const background = await open.page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
      const [red = 255] = background.match(/\d+/g)?.map(Number) ?? []
      expect(red).toBeLessThan(60)
    }
    open.check()
  })
})

test('the theme that was chosen outlives a reload', async () => {
  const open = await scene.browser.open('/')
  const { page } = open
  const dark = (): Promise<boolean> => page.evaluate<boolean>('document.body.className.includes("awsui-dark-mode")')
  await page.getByRole('button', { name: 'Theme' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Dark' }).click()
  await expect.poll(dark).toBe(true)
  await page.reload()
  await page.getByText('heard').first().waitFor()
  expect(await dark()).toBe(true)
  open.check()
})

test('on a phone a job is created with the fingers', async () => {
  const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true }
  const open = await scene.browser.open('/', phone)
  const { page } = open
  await page.getByRole('link', { name: 'Create job' }).first().tap()
  await page.getByRole('textbox', { name: 'Name' }).first().fill('by-finger')
  await page.getByPlaceholder('s3://bucket/path/to/audio.wav').fill('s3://media/pod.flac')
  await page.getByRole('button', { name: 'Next' }).tap()
  await page.getByRole('button', { name: 'Create job' }).tap()
  await page.getByRole('group', { name: 'Transcript', exact: true }).waitFor()
  open.check()
})

describe('with the keyboard only', () => {
  /** Goes on with Tab until the element has the focus, as somebody would. */
  async function tabTo({ page }: OpenPage, name: RegExp): Promise<void> {
    for (let step = 0; step < 80; step++) {
      await page.keyboard.press('Tab')
      if (name.test(await page.evaluate<string>(focused))) return
    }
    throw new Error(`${name} cannot be reached with Tab.`)
  }
  /** What a screen reader would say, nearly: label, text or value of what has the focus. */
  const focused = `(() => {
    const element = document.activeElement
    const byId = (element.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
    return [element.tagName, element.getAttribute('aria-label') ?? '', byId, element.labels?.[0]?.textContent ?? '', element.textContent].join(' ')
  })()`

  test('a job is created with a model, heard, and deleted', async () => {
    const open = await scene.browser.open('/#/create-job')
    // The player may be fetching more of the recording at the moment in which its job goes.
    open.expected.push(/GET \/api\/jobs\/by-keyboard\/media 400/, /Failed to load resource.*by-keyboard\/media/)
    const { page } = open
    const { keyboard } = page
    await page.getByRole('heading', { name: 'Specify job details' }).waitFor()
    await tabTo(open, /INPUT .*Name/)
    await keyboard.type('by-keyboard')
    await tabTo(open, /INPUT .*General model/)
    await keyboard.press('ArrowRight')
    await tabTo(open, /BUTTON .*Custom model selection/)
    await keyboard.press('Enter')
    await page.getByRole('option', { name: /k8s/ }).waitFor()
    await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
    await page.getByRole('button', { name: /^Custom model selection k8s/ }).waitFor()
    await tabTo(open, /INPUT .*S3 URI/)
    await keyboard.type('s3://media/pod.flac')
    await tabTo(open, /BUTTON .*Next/)
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: /^Configure job/ }).waitFor()
    await expect.poll(() => page.evaluate(focused)).toMatch(/^H1 .*Configure job/)
    await tabTo(open, /BUTTON .*Create job/)
    await keyboard.press('Enter')
    await page.getByRole('group', { name: 'Transcript', exact: true }).waitFor()

    await tabTo(open, /SPAN .*Kubernetes/)
    await keyboard.press('End')
    await keyboard.press('ArrowLeft')
    await keyboard.press('Enter')
    await expect.poll(() => page.evaluate('document.querySelector("audio").currentTime')).toBeGreaterThan(2)

    await page.evaluate('document.getElementById("page").focus()')
    await tabTo(open, /BUTTON .*Delete/)
    await keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await tabTo(open, /BUTTON .*Delete/)
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: /^Transcription jobs/ }).waitFor()
    await expect.poll(() => page.getByRole('link', { name: 'by-keyboard' }).count()).toBe(0)
    open.check()
  })

  test('after a question the focus is where it was, also when what was selected is gone', async () => {
    await scene.rig.call('POST', '/api/jobs', { name: 'to-go', mediaUri: 's3://media/pod.flac', languageCode: 'en-US' })
    const open = await scene.browser.open('/#/transcription-jobs')
    const { page } = open
    const { keyboard } = page
    await page.getByRole('checkbox', { name: 'Select to-go' }).press('Space')
    for (const answer of ['Escape', 'Enter']) {
      await page.getByRole('button', { name: 'Delete' }).press('Enter')
      await page.getByRole('dialog').waitFor()
      if (answer === 'Enter') await tabTo(open, /BUTTON .*Delete/)
      await keyboard.press(answer)
      await page.getByRole('dialog').waitFor({ state: 'detached' })
      await expect.poll(() => page.evaluate(focused)).toMatch(/^BUTTON .*Delete/)
    }
    await page.getByRole('link', { name: 'to-go' }).waitFor({ state: 'detached' })
    open.check()
  })
})

test('what is deleted elsewhere is told of, and the page stays usable', async () => {
  const open = await scene.browser.open('/#/transcription-jobs/nobody')
  open.expected.push(/GET \/api\/jobs\/nobody 400/, /Failed to load resource.*jobs\/nobody/)
  await open.page.getByText("The requested job couldn't be found", { exact: false }).waitFor()
  expect(await open.violations()).toEqual([])
  open.check()
})
