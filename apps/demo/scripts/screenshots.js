/**
 * Screenshots of every page, at 1440 and 390 pixels, into `screenshots/`: `npm run screenshots -w apps/demo`, after a
 * build. Starts the demo on ports of its own, and a Chromium (CHROMIUM, default /usr/bin/chromium).
 */
import { spawn } from 'node:child_process'
import { mkdir, readdir, rm, stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const folder = here('../screenshots/')
const recording = here('../../../fixtures/general/library.flac')
const sizes = {
  1440: { viewport: { width: 1440, height: 900 } },
  390: { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true },
}

const open = async (page, path, sign) => {
  await page.goto(`${url}/#/${path}`)
  await page.reload()
  await page.getByText(sign).first().waitFor()
}

/** How each page is brought to show something. */
const pages = {
  jobs: (page) => open(page, 'transcription-jobs', 'evicted-pod-general'),
  'create-job': async (page) => {
    await open(page, 'create-job', 'Job settings')
    await page.getByRole('textbox', { name: 'Name' }).first().fill('stand-up-meeting')
    await page.getByRole('radio', { name: 'Custom language model' }).check()
  },
  'configure-job': (page) => open(page, 'create-job/configure', 'Output data location type'),
  job: async (page) => {
    await open(page, 'transcription-jobs/evicted-pod-with-model', 'Job details')
    await page.getByRole('group', { name: 'Transcript', exact: true }).scrollIntoViewIfNeeded()
  },
  'failed-job': (page) => open(page, 'transcription-jobs/evicted-pod-wrong-format', 'has failed'),
  models: (page) => open(page, 'language-models', 'medical'),
  'train-model': (page) => open(page, 'create-language-model', 'Training data'),
  model: (page) => open(page, 'language-models/kubernetes', 'Perplexity'),
  compare: async (page) => {
    await open(page, 'compare', 'What to compare')
    await choose(page, 'Sample recording', 'kubernetes: toleration')
    await page.getByRole('button', { name: 'Compare', exact: true }).click()
    await page.getByText('0 of 11').first().waitFor()
    await page.getByText('0 of 11').first().scrollIntoViewIfNeeded()
  },
  'real-time': async (page) => {
    await holdStreams(page, 45)
    await open(page, 'real-time', 'Stream settings')
    await choose(page, 'Language model', 'kubernetes')
    await choose(page, 'Partial result stability', 'High')
    await page.getByRole('radio', { name: 'File' }).check()
    await page.locator('input[type=file]').setInputFiles(recording)
    await page.getByRole('button', { name: 'Start streaming' }).click()
    await page.locator('.caption.settled').first().waitFor()
    await page.locator('.caption.open').first().waitFor()
    await page.getByRole('heading', { name: 'Captions' }).scrollIntoViewIfNeeded()
  },
  requests: (page) => open(page, 'requests', 'StartStreamTranscriptionWebSocket'),
  'refused-request': async (page) => {
    await open(page, 'real-time', 'Stream settings')
    await page.getByRole('radio', { name: 'Microphone' }).check()
    await page.getByRole('button', { name: 'Advanced settings' }).click()
    await choose(page, 'Mistake on purpose', 'URL changed after signing')
    await page.getByRole('button', { name: 'Start streaming' }).click()
    await page.getByRole('link', { name: 'Show the request' }).click()
    await page.getByRole('heading', { name: 'StartStreamTranscriptionWebSocket' }).waitFor()
    await page.locator('.line.received').scrollIntoViewIfNeeded()
  },
}

/** Lets so many messages of a stream go by and no more: it stays in the middle of a sentence, however slow the machine. */
const holdStreams = (page, messages) =>
  page.routeWebSocket(/stream-transcription-websocket/, (socket) => {
    const service = socket.connectToServer()
    let sent = 0
    socket.onMessage((message) => {
      if (++sent <= messages) service.send(message)
    })
  })

async function choose(page, field, option) {
  await page.getByRole('button', { name: new RegExp(`^${field}`) }).click()
  await page.getByRole('option', { name: option }).first().click()
}

const demo = spawn(process.execPath, [here('../dist/demo.js'), '--port', '0', '--emulator-port', '0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
})
const url = await new Promise((resolve, reject) => {
  let text = ''
  demo.stdout.on('data', (chunk) => {
    text += chunk
    const found = /The console is at (\S+)/.exec(text)?.[1]
    if (found !== undefined) resolve(found)
  })
  demo.on('exit', (code) => reject(new Error(`The demo ended with ${code}.`)))
})
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
})

try {
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  for (const [width, options] of Object.entries(sizes)) {
    for (const colorScheme of ['light', 'dark']) {
      const context = await browser.newContext({ ...options, colorScheme })
      const page = await context.newPage()
      page.setDefaultTimeout(60_000)
      const shown = colorScheme === 'dark' ? ['job', 'real-time'] : Object.keys(pages)
      for (const name of shown) {
        await pages[name](page)
        await page.waitForTimeout(400)
        const dark = colorScheme === 'dark' ? '-dark' : ''
        await page.screenshot({ path: `${folder}${name}-${width}${dark}.png`, animations: 'disabled' })
      }
      await context.close()
    }
  }
} finally {
  await browser.close()
  demo.kill()
}
let total = 0
for (const name of await readdir(folder)) total += (await stat(`${folder}${name}`)).size
process.stdout.write(`${(await readdir(folder)).length} screenshots, ${(total / 1e6).toFixed(1)} MB\n`)
