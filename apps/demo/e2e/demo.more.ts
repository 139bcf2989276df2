import { type ChildProcess, spawn } from 'node:child_process'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type ConsoleBrowser, openBrowser } from './browser.rig.ts'

let demo: ChildProcess
let output = ''
let faults = ''
let browser: ConsoleBrowser

beforeAll(async () => {
  demo = spawn(process.execPath, ['apps/demo/dist/demo.js', '--port', '0', '--emulator-port', '0'])
  const url = await new Promise<string>((resolve, reject) => {
    demo.stdout?.on('data', (chunk) => {
      output += chunk
      const found = /The console is at (\S+)/.exec(output)?.[1]
      if (found !== undefined) resolve(found)
    })
    demo.stderr?.on('data', (chunk) => {
      faults += chunk
    })
    demo.on('exit', (code) => reject(new Error(`The demo ended with ${code}: ${output}${faults}`)))
  })
  browser = await openBrowser({ url })
}, 90_000)
afterAll(async () => {
  await browser.close()
  demo.kill('SIGKILL')
})

test('npm run demo starts with sample recordings, two trained models and jobs, and tells the address', async () => {
  expect(output).toMatch(/An emulator is at http:\/\/127\.0\.0\.1:\d+ \(keys test and test, region us-east-1\)/)
  expect(faults).toBe('')
  const open = await browser.open('/')
  const { page } = open
  await page.getByRole('link', { name: 'evicted-pod-with-model' }).click()
  await page.getByRole('group', { name: 'Transcript', exact: true }).getByText('Kubernetes').waitFor()
  await page.getByRole('link', { name: 'Custom language models' }).first().click()
  for (const model of ['kubernetes', 'medical']) {
    await page.getByRole('row').filter({ hasText: model }).getByText('Complete').waitFor()
  }
  await page.getByRole('link', { name: 'Compare models' }).first().click()
  await page.getByRole('button', { name: /^Sample recording/ }).click()
  await page.getByRole('option', { name: 'medical: metformin' }).click()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await page.getByText('0 of 10').first().waitFor()
  await page
    .getByText(/^[1-9] of 10/)
    .first()
    .waitFor()
  open.check()
})

test('Ctrl-C ends it in good order', async () => {
  const ended = new Promise((resolve) => demo.on('exit', resolve))
  demo.kill('SIGINT')
  expect(await ended).toBe(0)
})
