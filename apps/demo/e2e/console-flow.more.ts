import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type ConsoleScene, type OpenPage, openScene } from './browser.rig.ts'

const said = 'Kubernetes evicted the pod because its container exceeded the memory limit.'
const recording = 'fixtures/kubernetes/evicted-pod.flac'
const handbook = 'fixtures/training/kubernetes/handbook.txt'
let scene: ConsoleScene

beforeAll(async () => {
  // As on AWS, a training is not over before the reader has looked up.
  scene = await openScene({ emulator: { fixtures: 'fixtures', trainingSeconds: 2, jobSeconds: 1 } })
})
afterAll(() => scene.close())
beforeEach(() => fetch(`${scene.rig.connection.endpoint}/_scribelite/reset`, json('{}')))
const json = (body: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body,
})

/** Train model: everything that the form wants. */
async function trainModel({ page }: OpenPage, name: string): Promise<void> {
  await page.getByRole('heading', { name: 'Train model', level: 1 }).waitFor()
  await page.getByRole('textbox', { name: 'Name' }).fill(name)
  await page.getByRole('radio', { name: 'WideBand' }).check()
  await page.getByRole('radio', { name: 'Upload text files' }).first().check()
  await page.locator('input[type=file]').first().setInputFiles(handbook)
  await page.getByText(/^Uploaded handbook.txt/).waitFor()
  await page.getByRole('textbox', { name: 'IAM role ARN' }).fill('arn:aws:iam::000000000000:role/console')
  await page.getByRole('button', { name: 'Train model' }).click()
}
const transcriptOf = ({ page }: OpenPage): Promise<string> =>
  page.getByRole('group', { name: 'Transcript', exact: true }).innerText()

test('the documented flow: from nothing to a transcript with the words of a model that was made on the way', async () => {
  const open = await scene.browser.open()
  const { page } = open
  await page.getByText('No transcription jobs').waitFor()
  await page.getByRole('link', { name: 'Create job' }).first().click()

  await page.getByRole('textbox', { name: 'Name' }).fill('the-evicted-pod')
  await page.getByRole('radio', { name: 'Custom language model' }).check()
  await page.getByRole('button', { name: 'Create new model' }).click()
  await trainModel(open, 'kubernetes')

  // Back at the job, with the new model chosen and what was filled in before.
  await page.getByRole('heading', { name: 'Specify job details' }).waitFor()
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('the-evicted-pod')
  await page.getByRole('button', { name: /^Custom model selection kubernetes/ }).waitFor()
  await page.getByRole('radio', { name: 'Upload a file' }).check()
  await page.locator('input[type=file]').setInputFiles(recording)
  await page.getByText(/^Uploaded evicted-pod.flac/).waitFor()
  await page.getByRole('button', { name: 'Next' }).click()

  await page
    .getByRole('switch', { name: 'Alternative results' })
    .or(page.getByLabel('Alternative results'))
    .first()
    .check()
  await page.getByRole('checkbox', { name: 'SRT (SubRip)' }).check()
  await page.getByRole('button', { name: 'Create job' }).click()
  await page.getByRole('heading', { name: 'the-evicted-pod', level: 1 }).waitFor()
  await page.getByRole('group', { name: 'Transcript', exact: true }).waitFor()
  expect(await transcriptOf(open)).toContain(said)

  // The words are the recording's: a click plays from there.
  await page.getByRole('button', { name: /^container/ }).click()
  await expect.poll(() => page.evaluate('document.querySelector("audio").currentTime')).toBeGreaterThan(1)

  await page.getByRole('button', { name: 'Download transcript' }).click()
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('menuitem', { name: 'SRT subtitles' }).click(),
  ])
  expect(download.suggestedFilename()).toBe('the-evicted-pod.srt')
  expect(await readFile(await download.path(), 'utf8')).toContain('Kubernetes')

  // The model tells what its training has brought.
  await page.getByRole('link', { name: 'kubernetes', exact: true }).first().click()
  await page.getByRole('heading', { name: 'kubernetes', level: 1 }).waitFor()
  await page.getByText('Perplexity').first().waitFor()
  open.check()
})

test('jobs are found by language and by model', async () => {
  await scene.rig.put('media', 'pod.flac', await readFile(recording))
  const made = { mediaUri: 's3://media/pod.flac' }
  await scene.rig.call('POST', '/api/jobs', { ...made, name: 'american', languageCode: 'en-US' })
  await scene.rig.call('POST', '/api/jobs', { ...made, name: 'british', languageCode: 'en-GB' })
  const open = await scene.browser.open('/#/transcription-jobs')
  const { page } = open
  const choose = async (filter: string, option: string): Promise<void> => {
    await page.getByRole('button', { name: filter }).click()
    await page.getByRole('option', { name: option }).click()
  }
  await page.getByRole('link', { name: 'american' }).waitFor()
  await choose('Language Any language', 'English (United Kingdom)')
  await page.getByRole('link', { name: 'american' }).waitFor({ state: 'detached' })
  await page.getByRole('link', { name: 'british' }).waitFor()
  await choose('Language model Any model', 'General model')
  await page.getByRole('link', { name: 'british' }).waitFor()
  // What is chosen stands in the address: a reload shows the same.
  await page.reload()
  await page.getByRole('link', { name: 'british' }).waitFor()
  expect(await page.getByRole('link', { name: 'american' }).count()).toBe(0)
  open.check()
})

test('a recording is found by browsing the buckets', async () => {
  await scene.rig.put('media', 'calls/2026/pod.flac', await readFile(recording))
  const open = await scene.browser.open('/#/create-job')
  const { page } = open
  await page.getByRole('textbox', { name: 'Name' }).first().fill('browsed')
  await page.getByRole('button', { name: 'Browse S3' }).click()
  const dialog = page.getByRole('dialog')
  await dialog
    .getByRole('link', { name: 'media' })
    .or(dialog.getByRole('button', { name: 'media' }))
    .first()
    .click()
  await dialog.getByText('calls', { exact: false }).first().click()
  await dialog.getByText('2026', { exact: false }).first().click()
  await dialog.getByRole('radio').last().check()
  await dialog.getByRole('button', { name: 'Choose' }).click()
  expect(await page.getByPlaceholder('s3://bucket/path/to/audio.wav').inputValue()).toBe(
    's3://media/calls/2026/pod.flac',
  )
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Create job' }).click()
  await page.getByRole('group', { name: 'Transcript', exact: true }).waitFor()
  expect(await transcriptOf(open)).not.toContain('Kubernetes')
  open.check()
})

test('a reload in the middle of everything loses nothing', async () => {
  const open = await scene.browser.open('/#/create-job')
  const { page } = open
  const reload = async (): Promise<void> => {
    await page.reload()
    await page.getByRole('heading', { level: 1 }).waitFor()
  }
  await page.getByRole('textbox', { name: 'Name' }).fill('survivor')
  await page.getByRole('radio', { name: 'Upload a file' }).check()
  // On a line so slow that none of it has arrived: after the reload it is sent again.
  await page.route('**/api/uploads/**', () => undefined)
  await page.locator('input[type=file]').setInputFiles(recording)
  await page.getByText('Uploading evicted-pod.flac').first().waitFor()
  await page.unroute('**/api/uploads/**')
  await page.getByRole('radio', { name: 'Custom language model' }).check()
  await reload()
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('survivor')
  expect(await page.getByRole('radio', { name: 'Custom language model' }).isChecked()).toBe(true)
  await page.getByText(/^Uploaded evicted-pod.flac/).waitFor()

  await page.getByRole('button', { name: 'Create new model' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('k8s')
  await page.getByRole('radio', { name: 'NarrowBand' }).check()
  await reload()
  expect(await page.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('k8s')
  expect(await page.getByRole('radio', { name: 'NarrowBand' }).isChecked()).toBe(true)
  await trainModel(open, 'k8s')
  await page.getByRole('button', { name: /^Custom model selection k8s/ }).waitFor()
  await reload()
  await page.getByRole('button', { name: /^Custom model selection k8s/ }).waitFor()
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('checkbox', { name: 'VTT (WebVTT)' }).check()
  await reload()
  expect(await page.getByRole('checkbox', { name: 'VTT (WebVTT)' }).isChecked()).toBe(true)
  await page.getByRole('button', { name: 'Create job' }).click()
  await page.getByRole('heading', { name: 'survivor', level: 1 }).waitFor()
  await reload()
  await page.getByRole('group', { name: 'Transcript', exact: true }).waitFor()
  expect(await transcriptOf(open)).toContain(said)
  open.check()
})

test('of many texts those whose turn had not come are sent after a reload, and after another page, too', async () => {
  const open = await scene.browser.open('/#/create-language-model')
  const { page } = open
  const texts = ['one', 'two', 'three', 'four'].map((name) => ({
    name: `${name}.txt`,
    mimeType: 'text/plain',
    buffer: Buffer.from(`the ${name} pod was evicted`),
  }))
  await page.getByRole('radio', { name: 'Upload text files' }).first().check()
  await page.route('**/api/uploads/**', () => undefined)
  await page.locator('input[type=file]').first().setInputFiles(texts)
  await page.getByText('Uploading one.txt').first().waitFor()
  await page.getByText('Uploading four.txt').first().waitFor()
  // One that waits can be taken off the list.
  await page.getByRole('button', { name: 'Remove three.txt' }).click()
  await page.reload()
  await page.getByText('Uploading four.txt').first().waitFor()
  await page.getByRole('link', { name: 'Transcription jobs' }).first().click()
  await page.getByRole('heading', { name: /^Transcription jobs/ }).waitFor()
  await page.unroute('**/api/uploads/**')
  await page.goBack()
  for (const name of ['one', 'two', 'four']) await page.getByText(new RegExp(`^Uploaded ${name}.txt`)).waitFor()
  expect(await page.getByText('three.txt').count()).toBe(0)
  open.check()
})

test('a refusal of the service is shown in its words, and nothing that was filled in is lost', async () => {
  await scene.rig.put('media', 'pod.flac', await readFile(recording))
  await scene.rig.call('POST', '/api/jobs', { name: 'taken', mediaUri: 's3://media/pod.flac', languageCode: 'en-US' })
  const open = await scene.browser.open('/#/create-job')
  const { page, expected } = open
  expected.push(/POST \/api\/jobs 400/, /Failed to load resource.*\(\/api\/jobs\)/)
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByText('Enter a name.').waitFor()
  await page.getByText('Some fields above need your attention.').first().waitFor()
  await page.getByRole('textbox', { name: 'Name' }).first().fill('taken')
  await page.getByPlaceholder('s3://bucket/path/to/audio.wav').fill('s3://media/pod.flac')
  await page.getByRole('button', { name: 'Next' }).click()
  await page.getByRole('button', { name: 'Create job' }).click()
  await page.getByText('The requested job name already exists. Use a different job name.').waitFor()
  await page.getByRole('button', { name: 'Previous' }).click()
  expect(await page.getByRole('textbox', { name: 'Name' }).first().inputValue()).toBe('taken')
  open.check()
})

test('a job that has failed tells why', async () => {
  await scene.rig.put('media', 'notes.wav', 'this is no audio')
  await scene.rig.call('POST', '/api/jobs', { name: 'broken', mediaUri: 's3://media/notes.wav', languageCode: 'en-US' })
  const open = await scene.browser.open('/#/transcription-jobs')
  await open.page.getByRole('link', { name: 'broken' }).click()
  await open.page.getByText('The transcription job has failed').waitFor()
  await open.page
    .getByText(/media format/i)
    .first()
    .waitFor()
  open.check()
})

test('the same recording without and with a model, side by side, with the wrong words counted', async () => {
  await scene.rig.put('media', 'pod.flac', await readFile(recording))
  await scene.rig.put('media', 'text/handbook.txt', await readFile(handbook))
  const role = 'arn:aws:iam::000000000000:role/console'
  const model = { name: 'k8s', languageCode: 'en-US', baseModel: 'WideBand', roleArn: role }
  await scene.rig.call('POST', '/api/models', { ...model, trainingDataUri: 's3://media/text/' })
  const open = await scene.browser.open('/#/compare?model=k8s', { viewport: { width: 390, height: 600 } })
  const { page } = open
  await page.getByRole('radio', { name: 'S3 location' }).check()
  await page.getByPlaceholder('s3://bucket/path/to/audio.wav').fill('s3://media/pod.flac')
  await page.getByRole('button', { name: /^Custom language model k8s/ }).waitFor()
  await page.getByPlaceholder('Type what is said in the recording').fill(said)
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByText('0 of 11').first().waitFor()
  await page
    .getByText(/^[1-9]\d* of 11/)
    .first()
    .waitFor()
  await page.getByText(/^With the model 0 words are wrong, without it [1-9]/).waitFor()
  // What comes of it is where one looks, also on a small screen.
  const top = async (): Promise<number> =>
    (await page.getByRole('heading', { name: 'Comparison', exact: true }).boundingBox())?.y ?? Infinity
  await expect.poll(top).toBeLessThan(250)
  open.check()
})
