import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { until } from '../src/server/console.rig.ts'
import { type ConsoleScene, openScene } from './browser.rig.ts'

const long = 'x'.repeat(200)
const roleArn = 'arn:aws:iam::000000000000:role/console'
let scene: ConsoleScene

beforeAll(async () => {
  scene = await openScene()
  const { rig } = scene
  await rig.put('media', 'pod.flac', await readFile('fixtures/kubernetes/evicted-pod.flac'))
  await rig.put('media', 'text/handbook.txt', await readFile('fixtures/training/kubernetes/handbook.txt'))
  const model = { languageCode: 'en-US', baseModel: 'WideBand', roleArn, trainingDataUri: 's3://media/text/' }
  for (const name of ['k8s', 'k8s-newer', long]) await rig.call('POST', '/api/models', { ...model, name })
  for (const name of ['k8s', 'k8s-newer', long]) {
    await until(
      () => rig.call('GET', `/api/models/${name}`),
      ({ json }) => json.model.status === 'COMPLETED',
    )
  }
  const job = { mediaUri: 's3://media/pod.flac', languageCode: 'en-US' }
  for (let at = 0; at < 60; at++) await rig.call('POST', '/api/jobs', { ...job, name: `job-${at}` })
  await rig.call('POST', '/api/jobs', { ...job, name: long, languageModelName: long })
})
afterAll(() => scene.close())

test.each([
  ['wide', { width: 1440, height: 900 }, ['Status', 'Language', 'Created']],
  ['narrow', { width: 390, height: 844 }, ['Status']],
] as const)('a name of 200 letters leaves the other columns in view, %s', async (_, viewport, columns) => {
  const open = await scene.browser.open('/#/transcription-jobs', { viewport })
  const { page } = open
  for (const path of ['#/transcription-jobs', '#/language-models']) {
    await page.goto(`${scene.rig.url}/${path}`)
    await page.getByRole('link', { name: long }).first().waitFor()
    for (const name of columns) {
      const header = page.getByRole('columnheader', { name: new RegExp(`${name}$`, 'i') }).first()
      const box = await header.boundingBox()
      expect((box?.x ?? Infinity) + (box?.width ?? 0), `${path} ${name}`).toBeLessThanOrEqual(viewport.width)
    }
  }
  open.check()
})

test('on a phone a refused request is told from others without scrolling', async () => {
  await scene.rig.call('GET', '/api/jobs/nobody')
  const open = await scene.browser.open('/#/requests?errors=true', { viewport: { width: 390, height: 844 } })
  const answer = await open.page.getByText('400 BadRequestException').first().boundingBox()
  expect((answer?.x ?? Infinity) + (answer?.width ?? 0)).toBeLessThanOrEqual(390)
  // The path of an object is no wider than its column.
  await scene.rig.put('media', `${long}.wav`, 'sound')
  await open.page.goto(`${scene.rig.url}/#/requests?door=s3`)
  await open.page.getByText(`/media/${long}.wav`).first().waitFor()
  const column = await open.page.getByRole('columnheader', { name: 'Answer' }).boundingBox()
  expect((column?.x ?? Infinity) + (column?.width ?? 0)).toBeLessThanOrEqual(390)
  open.check()
})

test('the page of a list is the same after a reload, and on the way back; another filter begins at its first', async () => {
  const open = await scene.browser.open('/#/transcription-jobs')
  const { page } = open
  const oldest = page.getByRole('link', { name: 'job-0', exact: true })
  await page.getByRole('button', { name: 'Next page' }).first().click()
  await oldest.waitFor()
  await page.reload()
  await oldest.waitFor()
  await page.getByText('(61)').waitFor()
  await oldest.click()
  await page.getByRole('heading', { name: 'job-0', level: 1 }).waitFor()
  await page.goBack()
  await oldest.waitFor()
  await page.getByRole('textbox', { name: 'Find jobs by name' }).or(page.getByLabel('Find jobs by name')).fill('job-1')
  await page.getByText('(11)').waitFor()
  await page.getByRole('link', { name: 'Amazon Transcribe' }).click()
  await page.getByText('(50+)').waitFor()
  open.check()
})

test('models that were looked for are found again after a reload', async () => {
  const open = await scene.browser.open('/#/language-models')
  const { page } = open
  await page
    .getByRole('searchbox', { name: 'Find models by name' })
    .or(page.getByLabel('Find models by name'))
    .fill('new')
  await page.getByRole('link', { name: 'k8s', exact: true }).waitFor({ state: 'detached' })
  await page.reload()
  await page.getByRole('link', { name: 'k8s-newer' }).waitFor()
  expect(await page.getByRole('link', { name: 'k8s', exact: true }).count()).toBe(0)
  open.check()
})

test('the model of whose page one comes is the one to compare, whatever was chosen before', async () => {
  const open = await scene.browser.open('/#/compare')
  const { page } = open
  await page.getByRole('button', { name: /^Custom language model/ }).click()
  await page.getByRole('option', { name: 'k8s-newer' }).click()
  await page.getByRole('button', { name: /^Custom language model k8s-newer/ }).waitFor()
  await page.goto(`${scene.rig.url}/#/language-models/k8s`)
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByRole('heading', { name: 'Compare models', level: 1 }).waitFor()
  await page.getByRole('button', { name: /^Custom language model k8s(?!-newer)/ }).waitFor()
  open.check()
})

test('the jobs of a comparison go when that has been confirmed', async () => {
  const open = await scene.browser.open('/#/compare?model=k8s')
  const { page } = open
  await page.getByRole('radio', { name: 'S3 location' }).check()
  await page.getByPlaceholder('s3://bucket/path/to/audio.wav').fill('s3://media/pod.flac')
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByText(/^They differ in/).waitFor()
  await page.getByRole('button', { name: 'Delete the two jobs' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByText(/compare-\w+-general/).waitFor()
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click()
  await page.getByText('Deleted 2 transcription jobs').waitFor()
  expect((await scene.rig.call('GET', '/api/jobs?nameContains=compare-')).json.jobs).toEqual([])
  open.check()
})
