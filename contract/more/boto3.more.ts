/** boto3 as the documentation uses it, of today and of Debian. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBench } from '../batch.ts'
import { recording, wordsOf } from '../recordings.ts'
import { nodeProcess, type ProcessTarget } from '../targets.ts'
import { current, debian, environmentOf, succeed } from './tools.ts'

const script = (name: string): string => fileURLToPath(new URL(`python/${name}`, import.meta.url))

describe.each([current, debian].map((tools) => [tools.name, tools] as const))('boto3 %s', (_, tools) => {
  let target: ProcessTarget
  let folder: string
  const python = (name: string, ...args: string[]): Promise<string> =>
    succeed(tools.python, [script(name), target.url, target.bucket, ...args], environmentOf(target))
  beforeAll(async () => {
    target = await nodeProcess.open()
    folder = await mkdtemp(join(tmpdir(), 'scribelite-boto3-'))
  })
  afterAll(async () => {
    await target.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('the script with its polling loop', async () => {
    const bench = openBench(target)
    await bench.create('my-first-language-model')
    await bench.trained('my-first-language-model')
    bench.close()
    const speech = await recording('kubernetes/toleration.flac')
    const printed = await python(
      'polling_loop.py',
      'my-first-transcription-job',
      'my-first-language-model',
      speech.path,
    )
    const [status, transcript] = printed.trim().split('\n').slice(-2)
    expect(status).toBe('COMPLETED')
    expect(wordsOf(JSON.parse(transcript ?? '').results.transcripts[0].transcript)).toEqual(
      wordsOf(speech.texts[0] ?? ''),
    )
  })

  test('its waiters, where it has them', async () => {
    const printed = await python('waiters.py', 'my-first-transcription-job', 'my-first-language-model')
    expect(printed.trim()).toBe(tools === current ? 'waited' : 'no waiters')
  })

  test('a file above 8 MB goes up in parts and comes back the same', async () => {
    const file = join(folder, 'large.bin')
    await writeFile(file, Buffer.alloc((12 << 20) + 17, 'scribelite'))
    const [head, keys] = (await python('large_file.py', file)).trim().split('\n')
    expect(head).toMatch(/^12582929 "[0-9a-f]{32}-2" True$/)
    expect(keys).toBe("['large/file.bin']")
  })
})
