/**
 * What the suites run against: the emulator in this process, as the built command line, as sources under Deno, or
 * Amazon Transcribe itself. A suite takes a factory and opens its own target, so that no suite meets another's time,
 * jobs or streams.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { env } from 'node:process'
import type { Credentials } from '@scribelite/core/protocol'
import { createEmulator, type KnownCredentials } from '@scribelite/emulator'
import { type Control, controlAt } from './control.ts'
import { fixturesFolder, repository } from './recordings.ts'
import { type ServedProcess, startServe } from './served-process.ts'

export interface Target {
  readonly name: string
  /** Absent: the endpoints of AWS. */
  readonly url?: string
  /** Where TLS is spoken with a certificate of a local authority. */
  readonly tls?: { readonly url: string; readonly caFile: string }
  readonly region: string
  /** Absent: the AWS SDK's own chain. */
  readonly credentials?: Credentials
  /** A bucket that is there, for media, training text and output. */
  readonly bucket: string
  /** What CreateLanguageModel is given to read that bucket with. */
  readonly roleArn: string
  /** The admin door; AWS has none. */
  readonly control?: Control
  close(): Promise<void>
}

export interface TargetOptions {
  /** Who may sign besides `test` / `test`. */
  readonly credentials?: readonly KnownCredentials[]
  readonly tls?: boolean
}

/** A target as a process of its own. */
export interface ProcessOptions extends TargetOptions {
  /** Kept when the target is closed, for another one to open. */
  readonly dataDir?: string
  /** Also TLS on 8443, where an unmodified SDK in a browser looks. */
  readonly awsPorts?: boolean
}

export interface TargetFactory {
  readonly name: string
  /** Milliseconds that a job, or a training, may take. */
  readonly patience: { readonly job: number; readonly training: number }
  open(options?: TargetOptions): Promise<Target>
}

export interface EmulatorTarget extends Target {
  readonly url: string
  readonly credentials: Credentials
  readonly control: Control
}

export interface EmulatorFactory extends TargetFactory {
  open(options?: TargetOptions): Promise<EmulatorTarget>
}

export interface ProcessTarget extends EmulatorTarget {
  readonly process: ServedProcess
}

export interface ProcessFactory extends EmulatorFactory {
  open(options?: ProcessOptions): Promise<ProcessTarget>
}

const emulated = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  bucket: 'contract-media',
  roleArn: 'arn:aws:iam::000000000000:role/TranscribeClm',
} as const

const seconds = { job: 60_000, training: 60_000 } as const

export const inProcess: EmulatorFactory = {
  name: 'in process',
  patience: seconds,
  async open(options = {}) {
    const emulator = await createEmulator({
      fixtures: fixturesFolder,
      ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    })
    const { url, tls } = await emulator.listen({ tls: options.tls ?? false })
    const control = controlAt(url)
    await control.createBucket(emulated.bucket)
    return {
      ...emulated,
      name: this.name,
      url,
      ...(tls === undefined ? {} : { tls }),
      control,
      close: () => emulator.close(),
    }
  },
}

/** The command line as it was built. */
export const nodeProcess: ProcessFactory = servedBy('Node process', [
  process.execPath,
  join(repository, 'packages/cli/bin/scribelite.js'),
])

/** The sources, under Deno. */
export const denoProcess: ProcessFactory = servedBy('Deno process', [
  env.SCRIBELITE_DENO ?? 'deno',
  'run',
  '--allow-all',
  '--config',
  join(repository, 'deno.json'),
  join(repository, 'packages/cli/src/main.ts'),
])

function servedBy(name: string, command: readonly string[]): ProcessFactory {
  return {
    name,
    patience: seconds,
    async open(options = {}) {
      const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'scribelite-contract-')))
      const keys = join(dataDir, 'keys.json')
      await writeFile(keys, JSON.stringify((options.credentials ?? []).map(asInFile)))
      const served = await startServe(command, [
        '--data-dir',
        dataDir,
        '--fixtures',
        fixturesFolder,
        ...(options.credentials === undefined ? [] : ['--credentials', keys]),
        ...(options.tls === true ? ['--tls'] : []),
        ...(options.awsPorts === true ? ['--aws-ports'] : []),
      ])
      const control = controlAt(served.url)
      await control.createBucket(emulated.bucket)
      return {
        ...emulated,
        name,
        url: served.url,
        ...(served.tlsUrl === undefined ? {} : { tls: { url: served.tlsUrl, caFile: join(dataDir, 'tls', 'ca.pem') } }),
        control,
        process: served,
        async close() {
          await served.stop()
          if (options.dataDir === undefined) await rm(dataDir, { recursive: true, force: true })
        },
      }
    },
  }
}

const asInFile = ({ sessionExpires, ...rest }: KnownCredentials): object => ({
  ...rest,
  ...(sessionExpires === undefined ? {} : { sessionExpires: new Date(sessionExpires).toISOString() }),
})

/** Costs money, makes real resources, and takes hours where a language model is trained. */
const aws: TargetFactory = {
  name: 'AWS',
  patience: { job: 30 * 60_000, training: 24 * 3_600_000 },
  async open() {
    return {
      name: this.name,
      region: env.AWS_REGION ?? 'us-east-1',
      bucket: setting('SCRIBELITE_CONTRACT_BUCKET'),
      roleArn: setting('SCRIBELITE_CONTRACT_ROLE'),
      close: () => Promise.resolve(),
    }
  },
}

function setting(name: string): string {
  const value = env[name]
  if (value === undefined || value === '') throw new Error(`The contract against AWS needs ${name}.`)
  return value
}

const onAws = env.SCRIBELITE_CONTRACT_TARGET === 'aws'

/** For suites of what AWS does too. */
export const targets: readonly TargetFactory[] = onAws ? [aws] : [inProcess, nodeProcess]
/** For suites that move time, fill limits or use made-up keys. */
export const emulators: readonly EmulatorFactory[] = [inProcess, nodeProcess]
