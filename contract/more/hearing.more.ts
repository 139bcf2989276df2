/** Training and hearing on Deno and on Node: the same to the last digit. Each version of Node is held to the same digits by its own tests. */
import { env } from 'node:process'
import { expect, test } from 'vitest'
import { createEar } from '../../packages/emulator/src/language-model/ear.ts'
import { trainLanguageModel } from '../../packages/emulator/src/language-model/train-language-model.ts'
import { repository } from '../recordings.ts'
import { succeed } from './tools.ts'

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

test('Deno trains and hears to the last digit what Node does', async () => {
  const folder = `${repository}packages/emulator/src/language-model/`
  const onDeno = await succeed(
    env.SCRIBELITE_DENO ?? 'deno',
    [
      'eval',
      `--config=${repository}deno.json`,
      `import { createEar } from ${JSON.stringify(`${folder}ear.ts`)}
import { trainLanguageModel } from ${JSON.stringify(`${folder}train-language-model.ts`)}
console.log(await (async () => {${program}})())`,
    ],
    env,
  )
  const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor
  const onNode: string = await new AsyncFunction('createEar', 'trainLanguageModel', program)(
    createEar,
    trainLanguageModel,
  )
  expect(onNode).toContain('foreman')
  expect(onDeno.trim()).toBe(onNode)
})
