/** `scribelite serve`: an emulator on a port until it is told to end. */
import { readFile } from 'node:fs/promises'
import type { AuthMode, Emulator, KnownCredentials, Listening, LogLine } from '@scribelite/emulator'
import { UsageError } from '../exit-code.ts'
import { printLine, say, type Terminal } from '../terminal.ts'

export interface ServeOptions {
  readonly port: number
  readonly host: string
  readonly dataDir?: string | undefined
  readonly s3Dir?: string | undefined
  readonly s3Endpoint?: string | undefined
  readonly auth: AuthMode
  readonly credentials?: string | undefined
  readonly tls: boolean
  readonly awsPorts: boolean
  readonly engine: 'scripted'
  readonly fixtures?: string | undefined
  readonly log: 'text' | 'json' | 'none'
  readonly printEnv: boolean
  readonly region: string
}

export async function serve(options: ServeOptions, terminal: Terminal): Promise<void> {
  const { createEmulator, readCredentials } = await import('@scribelite/emulator')
  const credentials = options.credentials === undefined ? [] : await readKeys(options.credentials, readCredentials)
  const emulator = await createEmulator({
    auth: options.auth,
    credentials,
    log: logTo(options.log, terminal),
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    ...(options.s3Dir === undefined ? {} : { s3Dir: options.s3Dir }),
    ...(options.s3Endpoint === undefined ? {} : { s3Endpoint: remoteObjects(options, terminal) }),
    ...(options.fixtures === undefined ? {} : { fixtures: options.fixtures }),
  })
  try {
    const tls = options.tls || options.awsPorts
    const listening = await listen(emulator, { host: options.host, port: options.port, tls })
    // An unmodified SDK in a browser can reach nothing but port 8443 (the SDK appends it).
    if (options.awsPorts) await listen(emulator, { host: options.host, port: 8443, tls: true })
    await announce(options, listening, credentials[0], terminal)
    await interruption(terminal.signal)
    if (options.log === 'text') say(terminal, 'ending')
  } finally {
    await emulator.close()
  }
}

async function listen(
  emulator: Emulator,
  where: { readonly host: string; readonly port: number; readonly tls: boolean },
): Promise<Listening> {
  try {
    return await emulator.listen(where)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    throw new Error(
      `Port ${where.port} of ${where.host} is in use; end what listens there, or choose another by --port.`,
    )
  }
}

/** It may have come while the emulator was starting. */
async function interruption(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

async function announce(
  options: ServeOptions,
  listening: Listening,
  first: KnownCredentials | undefined,
  terminal: Terminal,
): Promise<void> {
  const variables = environment(options, listening, first)
  if (options.printEnv) {
    for (const [name, value] of variables) await printLine(terminal, `export ${name}=${shellQuoted(value)}`)
  }
  if (options.log === 'json') {
    say(terminal, JSON.stringify({ level: 'info', message: 'listening', url: listening.url, tls: listening.tls?.url }))
    return
  }
  say(terminal, `scribelite is at ${listening.url}${listening.tls === undefined ? '' : ` and ${listening.tls.url}`}`)
  if (options.awsPorts) say(terminal, 'and at https://localhost:8443, where an unmodified SDK in a browser finds it')
  if (options.auth === 'off') say(terminal, 'signatures are not checked (--auth off)')
  if (!options.printEnv) {
    say(terminal, 'To point AWS clients at it:\n')
    for (const [name, value] of variables) say(terminal, `  export ${name}=${shellQuoted(value)}`)
    say(terminal, '')
  }
}

/** What points the AWS CLI, boto3 and the SDKs at the emulator. */
function environment(
  options: ServeOptions,
  listening: Listening,
  first: KnownCredentials | undefined,
): [string, string][] {
  const variables: [string, string][] = [
    ['AWS_ENDPOINT_URL_TRANSCRIBE', listening.url],
    ['AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING', listening.url],
    ['AWS_ENDPOINT_URL_S3', options.s3Endpoint ?? listening.url],
    ['AWS_REGION', options.region],
    ['AWS_DEFAULT_REGION', options.region],
    // A secret from a credentials file is named by its file, never printed.
    ...(first === undefined
      ? ([
          ['AWS_ACCESS_KEY_ID', 'test'],
          ['AWS_SECRET_ACCESS_KEY', 'test'],
        ] as [string, string][])
      : ([['AWS_ACCESS_KEY_ID', first.accessKeyId]] as [string, string][])),
  ]
  if (listening.tls !== undefined) {
    variables.push(['AWS_CA_BUNDLE', listening.tls.caFile], ['NODE_EXTRA_CA_CERTS', listening.tls.caFile])
  }
  return variables
}

function logTo(format: ServeOptions['log'], terminal: Terminal): (line: LogLine) => void {
  if (format === 'none') return () => undefined
  if (format === 'json') {
    return (line) =>
      say(
        terminal,
        JSON.stringify({
          time: new Date().toISOString(),
          level: line.level,
          message: line.message,
          ...line.fields,
          ...(line.detail === undefined ? {} : { detail: line.detail }),
        }),
      )
  }
  return (line) => {
    const time = new Date().toISOString().slice(11, 19)
    say(terminal, `${time} ${line.level === 'info' ? '' : `${line.level}: `}${line.message}`)
    if (line.detail !== undefined) say(terminal, line.detail.replace(/^/gm, '         '))
  }
}

async function readKeys(file: string, parse: (text: string) => KnownCredentials[]): Promise<KnownCredentials[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`--credentials ${file} cannot be read: ${(error as Error).message}`)
  }
  return parse(text)
}

function remoteObjects(options: ServeOptions, terminal: Terminal) {
  const accessKeyId = terminal.env.AWS_ACCESS_KEY_ID
  const secretAccessKey = terminal.env.AWS_SECRET_ACCESS_KEY
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new UsageError('--s3-endpoint needs the keys of that S3 in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY')
  }
  const sessionToken = terminal.env.AWS_SESSION_TOKEN
  return {
    endpoint: options.s3Endpoint ?? '',
    region: options.region,
    credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
  }
}

const shellQuoted = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`
