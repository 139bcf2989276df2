/**
 * `npm run demo`: an emulator with sample buckets, recordings and two trained models, and the console on it. With `--aws`
 * (or SCRIBELITE_DEMO_TARGET=aws) the console on Amazon Transcribe, with the keys of the AWS SDK's own chain.
 */
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { ConnectionOptions } from '@scribelite/core'
import { createEmulator, type Emulator } from '@scribelite/emulator'
import { addSamples, buckets, createBuckets, roleArn, samplesOf } from './samples.ts'
import { startConsole } from './server/console-server.ts'
import type { TargetOptions } from './server/target.ts'

const usage = `npm run demo -- [options]

  --port N            port of the console; default 4700, 0 for any free one
  --emulator-port N   port of the emulator; default 4600, 0 for any free one
  --data-dir PATH     keep jobs, models and objects there; default: nothing is kept
  --empty             an emulator without samples
  --aws               Amazon Transcribe instead of the emulator (SCRIBELITE_DEMO_TARGET=aws), with AWS_REGION and the
                      keys of the AWS SDK's chain; SCRIBELITE_BUCKET for uploads, SCRIBELITE_ROLE for training data
`

/** A moment, so that QUEUED, IN_PROGRESS and training can be seen as they go by. */
const jobSeconds = 1
const trainingSeconds = 2
const fixtures = fileURLToPath(new URL('../../../fixtures', import.meta.url))
const page = fileURLToPath(new URL('ui', import.meta.url))

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '4700' },
    'emulator-port': { type: 'string', default: '4600' },
    'data-dir': { type: 'string' },
    empty: { type: 'boolean', default: false },
    aws: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
})
if (values.help) {
  process.stdout.write(usage)
  process.exit(0)
}

const { env } = process
// Of the versions of Node that the SDK will support later on: nothing that whoever runs this can act on.
env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
let emulator: Emulator | undefined
const target = values.aws || env.SCRIBELITE_DEMO_TARGET === 'aws' ? awsTarget() : await emulatorTarget()
const server = await startConsole({
  target,
  page,
  port: portOf('port', values.port),
  onSurprise: (error) => process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`),
}).catch(portTaken('port'))
process.stdout.write(`The console is at ${server.url}\n`)
process.stdout.write('Ctrl-C ends it.\n')

let closing = false
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (closing) process.exit(1)
    closing = true
    void server
      .close()
      .then(() => emulator?.close())
      .then(() => process.exit(0))
  })
}

async function emulatorTarget(): Promise<TargetOptions> {
  emulator = await createEmulator({
    fixtures,
    jobSeconds,
    trainingSeconds,
    ...(values['data-dir'] === undefined ? {} : { dataDir: values['data-dir'] }),
  })
  const { url } = await emulator
    .listen({ port: portOf('emulator-port', values['emulator-port']) })
    .catch(portTaken('emulator-port'))
  const connection: ConnectionOptions = {
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  }
  process.stdout.write(`An emulator is at ${url} (keys test and test, region us-east-1)\n`)
  await createBuckets(connection)
  if (!values.empty) {
    process.stdout.write('It gets sample recordings, two trained models and three jobs …\n')
    await addSamples(connection, fixtures).catch(unlessThere)
  }
  return {
    kind: 'emulator',
    connection,
    region: 'us-east-1',
    uploadBucket: buckets.uploads,
    roleArn,
    samples: values.empty ? [] : await samplesOf(fixtures),
  }
}

/** With --data-dir an earlier run has left models and jobs of these names. */
function unlessThere(error: unknown): void {
  if (!(error instanceof Error && error.name === 'ConflictException')) throw error
}

function awsTarget(): TargetOptions {
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION
  if (region === undefined || region === '') {
    process.stderr.write('With AWS, say which region: AWS_REGION=us-east-1.\n')
    process.exit(2)
  }
  process.stdout.write(`The console talks to Amazon Transcribe in ${region}: what it does there costs money.\n`)
  return {
    kind: 'aws',
    connection: { region, ...(env.AWS_PROFILE === undefined ? {} : { profile: env.AWS_PROFILE }) },
    region,
    ...(env.SCRIBELITE_BUCKET === undefined ? {} : { uploadBucket: env.SCRIBELITE_BUCKET }),
    ...(env.SCRIBELITE_ROLE === undefined ? {} : { roleArn: env.SCRIBELITE_ROLE }),
  }
}

function portTaken(option: string): (error: NodeJS.ErrnoException) => never {
  return (error) => {
    if (error.code !== 'EADDRINUSE') throw error
    process.stderr.write(`${error.message}. Give another with --${option}, or 0 for any free one.\n`)
    process.exit(1)
  }
}

function portOf(name: string, value: string): number {
  const port = Number(value)
  if (/^\d{1,5}$/.test(value) && port <= 65_535) return port
  process.stderr.write(`--${name} must be 0 to 65535, got ${value}.\n`)
  process.exit(2)
}
