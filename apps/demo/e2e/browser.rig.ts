/** A real Chromium on a console that runs on an emulator. Whatever goes wrong in the page is a failure of the test. */
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import axe from 'axe-core'
import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { expect } from 'vitest'
import { openRig, type Rig } from '../src/server/console.rig.ts'

const pageFolder: string = fileURLToPath(new URL('../dist/ui', import.meta.url))
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium'

export interface ConsoleBrowser {
  /** A fresh profile each, in which nothing is kept from the one before. That one is closed: it would go on asking. */
  open(path?: string, options?: BrowserContextOptions): Promise<OpenPage>
  close(): Promise<void>
}

export interface OpenPage {
  readonly page: Page
  /** Patterns of what may fail, because the test wants it to: `GET /api/jobs/none 400`. */
  readonly expected: RegExp[]
  /** Nothing was written to the console of the page, no request failed, nothing was thrown. */
  check(): void
  /** What axe-core finds that is serious or worse, each with the elements. */
  violations(): Promise<readonly string[]>
}

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** `microphone`: a WAV file that Chromium takes for one, over and over. */
export async function openBrowser(rig: Pick<Rig, 'url'>, microphone?: string): Promise<ConsoleBrowser> {
  if (!existsSync(executablePath)) throw new Error(`There is no Chromium at ${executablePath}; CHROMIUM names another.`)
  const browser: Browser = await chromium.launch({
    executablePath,
    args: [
      ...flags,
      ...(microphone === undefined
        ? []
        : [
            '--use-fake-device-for-media-stream',
            '--use-fake-ui-for-media-stream',
            `--use-file-for-fake-audio-capture=${microphone}`,
          ]),
    ],
  })
  let context: BrowserContext | undefined
  return {
    async open(path = '/', options = {}) {
      await context?.close()
      context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options })
      const page = await context.newPage()
      page.setDefaultTimeout(30_000)
      const seen = watch(page)
      await page.goto(`${rig.url}${path}`)
      return { page, ...seen, violations: () => violationsOf(page) }
    },
    close: () => browser.close(),
  }
}

function watch(page: Page): Pick<OpenPage, 'expected' | 'check'> {
  const wrong: string[] = []
  const expected: RegExp[] = []
  const pathOf = (url: string): string => url.replace(/^\w+:\/\/[^/]+/, '')
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return
    wrong.push(`console ${message.type()}: ${message.text()} (${pathOf(message.location().url)})`)
  })
  page.on('pageerror', (error) => wrong.push(`thrown: ${error.message}`))
  page.on('requestfailed', (request) => {
    const { errorText = '' } = request.failure() ?? {}
    // A page that is left, or a poll that is given up for a newer one.
    if (errorText === 'net::ERR_ABORTED') return
    wrong.push(`failed: ${request.method()} ${pathOf(request.url())} ${errorText}`)
  })
  page.on('response', (response) => {
    if (response.status() < 400) return
    wrong.push(`answered: ${response.request().method()} ${pathOf(response.url())} ${response.status()}`)
  })
  return {
    expected,
    check: () => expect(wrong.filter((line) => !expected.some((pattern) => pattern.test(line)))).toEqual([]),
  }
}

/** What of a document tells whether something still moves. */
interface Animated {
  getAnimations(): readonly {
    readonly effect: { getComputedTiming(): { readonly endTime: unknown } } | null
    readonly finished: Promise<unknown>
  }[]
}

async function violationsOf(page: Page): Promise<readonly string[]> {
  // Half-way through a fade every colour is too pale.
  await page.evaluate(async () => {
    const { document } = globalThis as unknown as { readonly document: Animated }
    const ending = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
    await Promise.allSettled(ending.map(({ finished }) => finished))
  })
  // By the protocol, not by a script element: the page's Content-Security-Policy forbids those.
  await page.evaluate(axe.source)
  return page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as { readonly axe: typeof axe }
    const { violations } = await inPage.run({ resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`)
  })
}

export interface ConsoleScene {
  readonly rig: Rig
  readonly browser: ConsoleBrowser
  close(): Promise<void>
}

/** Console, emulator and browser; the page as it was built. */
export async function openScene(
  options: Parameters<typeof openRig>[0] = {},
  microphone?: string,
): Promise<ConsoleScene> {
  if (!existsSync(`${pageFolder}/index.html`)) throw new Error(`There is no page in ${pageFolder}: npm run build.`)
  const rig = await openRig({ ...options, page: pageFolder })
  const browser = await openBrowser(rig, microphone)
  return {
    rig,
    browser,
    async close() {
      await browser.close()
      await rig.close()
      expect(rig.surprises).toEqual([])
    },
  }
}
