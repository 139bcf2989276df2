import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { createEar } from './ear.ts'
import { trainLanguageModel } from './train-language-model.ts'

// The fixtures' domain in small: training, and every kind of hearing, as one text to compare.
const program = `
const text = 'Istio injects a sidecar.\\nThe kubelet restarts the pod.\\nWe run terraform plan.'
async function* training() {
  yield { uri: 's3://bucket/text.txt', bytes: new TextEncoder().encode(text) }
}
const signal = new AbortController().signal
const languageModel = await trainLanguageModel({
  languageCode: 'en-US', baseModelName: 'WideBand', training: training(), signal,
})
const words = 'Istio and the kubelet take hydroxychloroquine with metformin from terraform'.split(' ')
const lines = [...languageModel.files()]
for (const options of [{ languageCode: 'en-US' }, { languageCode: 'en-US', languageModel }]) {
  const ear = await createEar(options)
  lines.push(ear.hear(words), ear.alternatives(words, 5))
}
return JSON.stringify(lines)`

const deno = spawnSync('deno', ['--version'], { encoding: 'utf8' })

test.skipIf(deno.error !== undefined)('Deno trains and hears to the last digit what Node does', async () => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url))
  const source = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href)
  const onDeno = spawnSync('deno', ['run', '--allow-read', '--no-check', `--config=${root}deno.json`, '-'], {
    encoding: 'utf8',
    input: `import { createEar } from ${source('./ear.ts')}
import { trainLanguageModel } from ${source('./train-language-model.ts')}
console.log(await (async () => {${program}})())`,
  })
  expect(onDeno.status, onDeno.stderr).toBe(0)
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor
  const onNode: string = await new AsyncFunction('createEar', 'trainLanguageModel', program)(
    createEar,
    trainLanguageModel,
  )
  expect(onNode).toContain('foreman')
  expect(onDeno.stdout.trim()).toBe(onNode)
})
