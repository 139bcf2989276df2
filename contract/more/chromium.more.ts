/** A real browser: the official SDK unmodified, with its own handler and its own port, and our client with a URL. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { StreamParameters } from '@scribelite/core/protocol'
import { presign } from '@scribelite/core/websocket'
import { type Browser, chromium, type Page } from 'playwright-core'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import base from '../../vitest.config.ts'
import { openBench } from '../batch.ts'
import { type Recording, recording, wordsOf } from '../recordings.ts'
import { nodeProcess, type ProcessTarget } from '../targets.ts'

interface Heard {
  // biome-ignore lint/suspicious/noExplicitAny: what came out of the page
  readonly results: any[]
  readonly error?: { readonly name: string; readonly message: string }
}

describe('Chromium', () => {
  let target: ProcessTarget
  let server: Server
  let browser: Browser
  let page: Page
  let speech: Recording

  beforeAll(async () => {
    target = await nodeProcess.open({ awsPorts: true })
    const bench = openBench(target)
    await bench.create('kubernetes')
    expect((await bench.trained('kubernetes')).ModelStatus).toBe('COMPLETED')
    bench.close()
    speech = await recording('kubernetes/toleration.wav')

    const files = await bundle()
    server = createServer((request, response) => {
      const script = files.get((request.url ?? '').slice(1))
      response.setHeader('content-type', script === undefined ? 'text/html' : 'text/javascript')
      response.end(script ?? `<!doctype html><script type="module" src="/${[...files.keys()][0]}"></script>`)
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

    browser = await chromium.launch({
      executablePath: '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        // A browser is told of the authority in its settings; for a test this stands for it.
        '--ignore-certificate-errors',
      ],
    })
    page = await browser.newPage()
    await page.exposeFunction('presign', (parameters: StreamParameters) =>
      presign({ region: target.region, credentials: target.credentials, endpoint: target.url, parameters }),
    )
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`)
    await page.waitForFunction('window.hearWithSdk !== undefined && window.hearWithUrl !== undefined')
  }, 120_000)
  afterAll(async () => {
    await browser.close()
    server.close()
    await target.close()
  })

  const call = (name: string, argument: object): Promise<Heard> =>
    page.evaluate(`window.${name}(${JSON.stringify(argument)})`)
  const audio = (): string => Buffer.from(speech.audio).toString('base64')
  const withSdk = (input: object, credentials: object = target.credentials): Promise<Heard> =>
    call('hearWithSdk', {
      endpoint: 'https://localhost',
      credentials,
      audio: audio(),
      input: { LanguageCode: 'en-US', MediaEncoding: 'pcm', MediaSampleRateHertz: 16_000, ...input },
    })

  test('the SDK, unmodified, reaches the emulator on its port and hears through a custom language model', async () => {
    const { results, error } = await withSdk({ LanguageModelName: 'kubernetes' })
    expect(error).toBeUndefined()
    expect(results.filter((result) => result.IsPartial).length).toBeGreaterThan(3)
    expect(wordsOf(results.at(-1).Alternatives[0].Transcript)).toEqual(wordsOf(speech.texts[0] ?? ''))
    const general = await withSdk({})
    expect(wordsOf(general.results.at(-1).Alternatives[0].Transcript)).not.toContain('daemonset')
  })

  test('the SDK throws the service’s exceptions', async () => {
    expect((await withSdk({ LanguageModelName: 'no-such-model' })).error).toMatchObject({
      name: 'BadRequestException',
      message: "The specified language model doesn't exist. Check the name and try your request again.",
    })
    expect((await withSdk({}, { accessKeyId: 'test', secretAccessKey: 'wrong' })).error).toMatchObject({
      name: 'BadRequestException',
      message: expect.stringMatching(/^The request signature we calculated does not match/),
    })
  })

  test('@scribelite/core/websocket with a presigned URL: the keys never come to the page', async () => {
    const options = { languageCode: 'en-US', sampleRate: 16_000, languageModelName: 'kubernetes' }
    const { results, error } = await call('hearWithUrl', { audio: audio(), options })
    expect(error).toBeUndefined()
    const finals = results.filter((result) => !result.isPartial)
    expect(wordsOf(finals.map((result) => result.transcript).join(' '))).toEqual(wordsOf(speech.texts[0] ?? ''))
  })
})

/** As an application would bundle it, with the SDK's build for browsers: scripts by their path, the first one first. */
async function bundle(): Promise<Map<string, string>> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { alias: base.resolve?.alias ?? [] },
    build: {
      write: false,
      minify: false,
      rolldownOptions: { input: fileURLToPath(new URL('page.js', import.meta.url)) },
    },
  })
  const { output } = (Array.isArray(built) ? built[0] : built) as Rolldown.RolldownOutput
  return new Map(output.map((file) => [file.fileName, file.type === 'chunk' ? file.code : '']))
}
