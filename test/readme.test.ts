import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { parseFixtures, readCredentials } from '@scribelite/emulator'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Block, blocksOf, holds, openReadmeSession, type ReadmeSession } from './readme-blocks.ts'
import { root } from './source-files.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const blocks = blocksOf(read('README.md'))
const byRunner = (...runners: readonly Block['runner'][]): Block[] =>
  blocks.filter(({ runner }) => runners.includes(runner))

describe('the README', () => {
  it('has no block that nothing runs', () => {
    // A new block shows here, with what runs it. `aws` and `python` run in contract/more/readme.more.ts; `shown` is
    // compared with what the block before it prints.
    expect(blocks.map(({ heading, language, runner }) => `${heading}: ${language}, ${runner}`)).toEqual([
      'Two commands: sh, clone',
      'Two commands: text, shown',
      'Two commands: sh, clone',
      'Two commands: sh, shell',
      'Two commands: text, shown',
      'Start an emulator: sh, shell',
      'Start an emulator: text, shown',
      'The command line: sh, shell',
      'The command line: text, shown',
      'AWS CLI: sh, aws',
      'boto3: python, python',
      'AWS SDK for JavaScript: js, node',
      'AWS SDK for JavaScript: js, node',
      'AWS SDK for JavaScript: text, shown',
      '@scribelite/core: js, node',
      '@scribelite/core: text, shown',
      'Browsers: js, node',
      'In tests: js, vitest',
      'In tests: js, vitest',
      'Fixtures: json, fixtures',
      'What a custom language model does here: sh, shell',
      'What a custom language model does here: text, shown',
      'Signatures: json, credentials',
      'Signatures: js, node',
      'Signatures: text, shown',
    ])
    const more = read('contract/more/readme.more.ts')
    expect(more).toContain("'aws'")
    expect(more).toContain("'python'")
  })

  it('names the two commands as they are, and CI runs them in a fresh clone', () => {
    expect(byRunner('clone').map(({ code }) => code)).toEqual(['npm ci && npm run quickstart', 'npm ci && npm test'])
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    expect(scripts.quickstart).toMatch(/build.* && node packages\/cli\/dist\/quickstart\.js$/)
    expect(scripts.test).toMatch(/build.* && vitest run$/)
    expect(read('.ci/run')).toMatch(/npm ci[\s\S]*npm test/)
  })

  it('shows what the quickstart prints', { timeout: 60_000 }, async () => {
    const run = promisify(execFile)
    const { stdout } = await run(process.execPath, [join(root, 'packages/cli/dist/quickstart.js')])
    const table = blocks.find(({ code }) => code.includes('npm run quickstart'))?.shows ?? 'a table'
    expect(holds(stdout, table), stdout).toBe(true)
  })

  it('describes credentials that can be read', () => {
    const [block] = byRunner('credentials')
    expect(readCredentials(block?.code ?? '').map(({ accessKeyId }) => accessKeyId)).toEqual(['AKIDALICE', 'ASIABOB'])
  })

  it('describes fixtures that can be read', () => {
    const [block] = byRunner('fixtures')
    expect(parseFixtures(JSON.parse(block?.code ?? '')).fixtures).toHaveLength(3)
  })
})

describe('the README, typed block by block', () => {
  let session: ReadmeSession
  beforeAll(async () => {
    session = await openReadmeSession()
  })
  afterAll(() => session.close())

  for (const block of byRunner('shell', 'node', 'vitest')) {
    it(`runs with ${block.runner}: ${block.name}`, { timeout: 180_000 }, async () => {
      const stdout = await session.run(block)
      if (block.shows !== undefined) expect(holds(stdout, session.shown(block.shows)), stdout).toBe(true)
      if (block.runner === 'vitest') expect(stdout).toMatch(/Tests.* 1 passed/)
    })
  }
})

describe('what a block shows', () => {
  it('must be printed, line after line', () => {
    expect(holds('one\ntwo\nthree\n', 'one\ntwo')).toBe(true)
    expect(holds('one\ntwo\nthree\n', 'one\nthree')).toBe(false)
    expect(holds('one 17 ms\n', 'one … ms')).toBe(true)
    expect(holds('one\n17 ms\n', 'one … ms')).toBe(false)
    expect(holds('', 'one')).toBe(false)
  })
})
