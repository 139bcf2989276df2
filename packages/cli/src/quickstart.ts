/**
 * `npm run quickstart`: an emulator on a free port, a custom language model trained from text, one recording without and
 * with it in a batch job, over WebSocket and over HTTP/2, every signature checked; then one refusal. Leaves nothing behind.
 */
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  type ConnectionOptions,
  createLanguageModel,
  openConnection,
  presign,
  type StreamResult,
  streamHttp2,
  streamWebSocket,
  transcribe,
  waitForLanguageModel,
} from '@scribelite/core'
import { streamWebSocket as streamWithUrl } from '@scribelite/core/websocket'
import { createEmulator } from '@scribelite/emulator'
import { exitCode } from './exit-code.ts'
import { explain } from './explain.ts'
import { interruption } from './interruption.ts'
import { table } from './table.ts'
import { printLine, processTerminal, say } from './terminal.ts'
import { createBucket } from './upload-bucket.ts'
import { wordErrors } from './word-errors.ts'

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url))
const recording = `${fixtures}kubernetes/evicted-pod.flac`
const said = 'Kubernetes evicted the pod because its container exceeded the memory limit.'
const modelName = 'kubernetes'
const bucket = 'quickstart'

const interrupted = interruption()
const terminal = processTerminal(interrupted.signal)
const began = Date.now()
const step = (text: string): void => say(terminal, `${((Date.now() - began) / 1000).toFixed(1).padStart(5)} s  ${text}`)

const emulator = await createEmulator({ fixtures })
const { url } = await emulator.listen()
const options: ConnectionOptions = {
  endpoint: url,
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
}
const connection = openConnection(options)
try {
  step(`an emulator is at ${url}`)
  await createBucket(bucket, options, terminal)
  await trainModel()
  await compare()
  await showRefusal()
  step('done; nothing is left behind')
} catch (error) {
  say(terminal, explain(error).text)
  process.exitCode = interrupted.signal.aborted ? exitCode.interrupted : exitCode.failed
} finally {
  connection.close()
  await emulator.close()
}
process.exit()

async function trainModel(): Promise<void> {
  await createLanguageModel({
    connection,
    signal: terminal.signal,
    name: modelName,
    languageCode: 'en-US',
    baseModel: 'WideBand',
    roleArn: 'arn:aws:iam::000000000000:role/quickstart',
    bucket,
    text: `${fixtures}training/kubernetes`,
    tuningText: `${fixtures}tuning/kubernetes`,
  })
  await waitForLanguageModel(modelName, { connection, signal: terminal.signal })
  step(`the custom language model '${modelName}' is trained from fixtures/training/kubernetes`)
}

async function compare(): Promise<void> {
  const audio = await readFile(recording)
  const rows: string[][] = []
  for (const [flow, hear] of [
    ['batch job', batch],
    ['WebSocket', stream(streamWebSocket)],
    ['HTTP/2', stream(streamHttp2)],
  ] as const) {
    for (const model of [undefined, modelName]) {
      const text = await hear(audio, model)
      const { wrong, words } = wordErrors(said, text)
      rows.push([flow, model ?? '(general)', `${wrong} of ${words}`, text])
    }
    step(`heard in a ${flow === 'batch job' ? flow : `stream over ${flow}`}, without and with the model`)
  }
  await printLine(terminal, `\nSaid: ${said}\n`)
  for (const line of table(['FLOW', 'MODEL', 'WRONG', 'HEARD'], rows)) await printLine(terminal, line)
}

async function batch(audio: Uint8Array, model: string | undefined): Promise<string> {
  const { text } = await transcribe(audio, {
    connection,
    signal: terminal.signal,
    bucket,
    languageCode: 'en-US',
    ...(model === undefined ? {} : { languageModelName: model }),
  })
  return text
}

function stream(over: typeof streamWebSocket | typeof streamHttp2) {
  return async (audio: Uint8Array, model: string | undefined): Promise<string> => {
    const finals: string[] = []
    const results: AsyncIterable<StreamResult> = over(audio, {
      connection,
      signal: terminal.signal,
      languageCode: 'en-US',
      pace: 'fast',
      ...(model === undefined ? {} : { languageModelName: model }),
    })
    for await (const result of results) if (!result.isPartial) finals.push(result.transcript)
    return finals.join(' ')
  }
}

/** A URL is good for 300 seconds at most; this one was signed ten minutes ago. */
async function showRefusal(): Promise<void> {
  const now = Date.now() - 600_000
  const expired = (parameters: Parameters<typeof presign>[0]['parameters']): Promise<string> =>
    presign({ connection, parameters, expires: 300, now })
  try {
    const audio = await readFile(recording)
    for await (const _ of streamWithUrl(audio, {
      url: expired,
      languageCode: 'en-US',
      pace: 'fast',
      signal: terminal.signal,
    })) {
      throw new Error('A URL past its expiry was accepted.')
    }
    throw new Error('A URL past its expiry was accepted.')
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'BadRequestException') throw error
    await printLine(
      terminal,
      `\nA pre-signed URL past its expiry is refused, as AWS does:\n  ${error.name}: ${error.message}`,
    )
    const entry = emulator.journal.entries().at(-1)
    const explanation = entry?.error?.explanation
    if (explanation !== undefined) {
      await printLine(terminal, `and the emulator's log says why:\n${explanation.replace(/^/gm, '  ')}`)
    }
    await printLine(terminal, '')
  }
}
