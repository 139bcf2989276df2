/** Our own client's three flows, client by server over Node and Deno: the same words everywhere, to the byte. */

import { env } from 'node:process'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBench } from '../batch.ts'
import { type Recording, recording, repository, wordsOf } from '../recordings.ts'
import { denoProcess, nodeProcess, type ProcessTarget } from '../targets.ts'
import { environmentOf, succeed } from './tools.ts'

const script = fileURLToPath(new URL('flows.js', import.meta.url))
const clients = {
  Node: [process.execPath, script],
  Deno: [env.SCRIBELITE_DENO ?? 'deno', 'run', '--allow-all', '--config', `${repository}deno.json`, script],
} as const
const servers = { Node: nodeProcess, Deno: denoProcess } as const
const runtimes = ['Node', 'Deno'] as const
const pairs = runtimes.flatMap((client) => runtimes.map((server) => [client, server] as const))

interface Line {
  readonly flow: 'batch' | 'websocket' | 'http2'
  readonly name: string
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers by hand
  readonly heard: any
}

describe('the three flows', () => {
  const targets: ProcessTarget[] = []
  let recordings: Recording[]
  const printed = new Map<string, string>()
  beforeAll(async () => {
    recordings = await Promise.all(
      ['kubernetes/replica-set.wav', 'kubernetes/toleration.flac', 'kubernetes/toleration.opus'].map(recording),
    )
    for (const runtime of runtimes) {
      const target = await servers[runtime].open()
      targets.push(target)
      const bench = openBench(target)
      await bench.create('kubernetes')
      expect((await bench.trained('kubernetes')).ModelStatus).toBe('COMPLETED')
      bench.close()
    }
  })
  afterAll(async () => {
    for (const target of targets) await target.close()
  })

  test.each(pairs)(
    'client on %s, server on %s: every recording is heard through the model, three ways',
    async (client, server) => {
      const target = targets[runtimes.indexOf(server)]
      if (target === undefined) throw new Error('not started')
      const [program, ...args] = clients[client]
      const output = await succeed(
        program,
        [...args, target.url, target.bucket, 'kubernetes', ...recordings.map(({ path }) => path)],
        { ...environmentOf(target), HOME: env.HOME },
      )
      printed.set(`${client} ${server}`, output)
      const lines = output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as Line)
      expect(lines).toHaveLength(9)
      for (const { path, texts } of recordings) {
        for (const flow of ['batch', 'websocket', 'http2'] as const) {
          const { heard } = lines.find((line) => line.flow === flow && path.endsWith(`/${line.name}`)) ?? { heard: [] }
          const text =
            flow === 'batch'
              ? heard.results.transcripts[0].transcript
              : heard
                  .filter((result: { isPartial: boolean }) => !result.isPartial)
                  .map((result: { transcript: string }) => result.transcript)
                  .join(' ')
          expect([flow, path, wordsOf(text)]).toEqual([flow, path, wordsOf(texts[0] ?? '')])
        }
      }
    },
  )

  test('all four say the same, to the byte', () => {
    expect([...printed.keys()]).toHaveLength(4)
    expect(new Set(printed.values()).size).toBe(1)
  })
})
