/** The streaming SDK for Python: HTTP/2 over TLS, no audio before the answer, the bare host name signed. */
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openBench } from '../batch.ts'
import { recording, wordsOf } from '../recordings.ts'
import { nodeProcess, type ProcessTarget } from '../targets.ts'
import { current, environmentOf, succeed } from './tools.ts'

let target: ProcessTarget
beforeAll(async () => {
  target = await nodeProcess.open({ tls: true })
})
afterAll(() => target.close())

test('amazon-transcribe hears through a custom language model, and throws the service’s exception', async () => {
  const bench = openBench(target)
  await bench.create('kubernetes')
  await bench.trained('kubernetes')
  bench.close()
  const speech = await recording('kubernetes/replica-set.wav')
  const script = fileURLToPath(new URL('python/streaming_sdk.py', import.meta.url))
  const printed = await succeed(
    current.python,
    [script, target.tls?.url ?? '', target.tls?.caFile ?? '', speech.path, 'kubernetes'],
    environmentOf(target),
  )
  const lines = printed.trim().split('\n')
  expect(lines[0]).toMatch(/^session [0-9a-f-]{36}$/)
  expect(lines.filter((line) => line.startsWith('partial')).length).toBeGreaterThan(3)
  const finals = lines.filter((line) => line.startsWith('final')).map((line) => line.replace('final ', ''))
  expect(wordsOf(finals.join(' '))).toEqual(wordsOf(speech.texts[0] ?? ''))
  expect(lines.at(-1)).toMatch(/^refused .*The specified language model doesn't exist\./)
})
