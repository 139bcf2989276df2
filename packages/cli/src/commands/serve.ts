/** `scribelite serve`: an emulator on a port until it is told to end. */
import { readFile, stat } from 'node:fs/promises'
import type { AuthMode, Emulator, KnownCredentials, Listening, LogLine } from '@scribelite/emulator'
import { UsageError } from '../exit-code.ts'
import { ownWords } from '../explain.ts'
import { isHttpUrl } from '../target.ts'
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
  await check(options)
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
    const listening = await listen(emulator, { host: options.host, port: options.port, tls }, '--port')
    // An unmodified SDK in a browser can reach nothing but port 8443 (the SDK appends it).
    if (options.awsPorts) await listen(emulator, { host: options.host, port: 8443, tls: true }, '--aws-ports')
    await announce(options, listening, terminal)
    await interruption(terminal.signal)
    if (options.log === 'text') say(terminal, 'ending')
  } finally {
    await emulator.close()
  }
}

/** What can be seen to be wrong before anything is made. */
async function check({ port, dataDir, s3Dir, s3Endpoint }: ServeOptions): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new UsageError(`--port takes a whole number from 0 to 65535, got ${port}.`)
  }
  if (s3Endpoint !== undefined && !isHttpUrl(s3Endpoint)) {
    throw new UsageError(`--s3-endpoint must be a URL such as http://127.0.0.1:9000, got '${s3Endpoint}'.`)
  }
  for (const [option, folder] of [
    ['--data-dir', dataDir],
    ['--s3-dir', s3Dir],
  ] as const) {
    if (folder === undefined) continue
    const found = await stat(folder).catch(() => undefined) // it is made when it is not there
    if (found?.isDirectory() === false) throw new UsageError(`${option} ${folder} is a file; name a folder.`)
  }
}

async function listen(
  emulator: Emulator,
  where: { readonly host: string; readonly port: number; readonly tls: boolean },
  option: '--port' | '--aws-ports',
): Promise<Listening> {
  const { host, port } = where
  try {
    return await emulator.listen(where)
  } catch (error) {
    switch ((error as NodeJS.ErrnoException).code) {
      case 'EADDRINUSE':
        throw new Error(
          `Port ${port} of ${host} is in use; end what listens there, or ${option === '--port' ? 'choose another by --port' : 'leave out --aws-ports, which takes this one'}.`,
        )
      case 'EACCES':
        throw new Error(`Port ${port} of ${host} is not for this user; choose one from 1024 by --port.`)
      case 'EADDRNOTAVAIL':
      case 'ENOTFOUND':
      case 'EAI_AGAIN':
        throw new UsageError(`--host ${host} is no address of this machine; 127.0.0.1 is, and 0.0.0.0 is all of them.`)
      default:
        throw error
    }
  }
}

/** It may have come while the emulator was starting. */
async function interruption(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

async function announce(options: ServeOptions, listening: Listening, terminal: Terminal): Promise<void> {
  const lines = shellLines(options, listening, terminal)
  if (options.printEnv) for (const line of lines) await printLine(terminal, line)
  if (options.log === 'json') {
    const tls = listening.tls === undefined ? {} : { tls: listening.tls.url, caFile: listening.tls.caFile }
    logTo('json', terminal)({ level: 'info', message: 'listening', fields: { url: listening.url, ...tls } })
    return
  }
  say(terminal, `scribelite is at ${listening.url}${listening.tls === undefined ? '' : ` and ${listening.tls.url}`}`)
  if (options.awsPorts) say(terminal, 'and at https://localhost:8443, where an unmodified SDK in a browser finds it')
  if (options.auth === 'off') say(terminal, 'signatures are not checked (--auth off)')
  if (options.credentials !== undefined) say(terminal, `the keys of ${options.credentials} may sign, too`)
  if (!options.printEnv) {
    say(terminal, 'To point AWS clients at it:\n')
    for (const line of lines) say(terminal, `  ${line}`)
    say(terminal, '')
  }
}

/** What points the AWS CLI, boto3 and the SDKs at the emulator. */
function shellLines(options: ServeOptions, listening: Listening, terminal: Terminal): string[] {
  const variables: [string, string][] = [
    ['AWS_ENDPOINT_URL_TRANSCRIBE', listening.url],
    ['AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING', listening.url],
    ['AWS_ENDPOINT_URL_S3', options.s3Endpoint ?? listening.url],
    ['AWS_REGION', options.region],
    ['AWS_DEFAULT_REGION', options.region],
  ]
  // Known whatever else is; the secrets of a credentials file are never printed. Those of another S3 stand in the
  // environment already, and sign here too.
  if (options.s3Endpoint === undefined) {
    variables.push(['AWS_ACCESS_KEY_ID', 'test'], ['AWS_SECRET_ACCESS_KEY', 'test'])
  }
  if (listening.tls !== undefined) {
    variables.push(['AWS_CA_BUNDLE', listening.tls.caFile], ['NODE_EXTRA_CA_CERTS', listening.tls.caFile])
  }
  // Left from work on AWS, they go before these keys or are signed with them.
  const stale = ['AWS_PROFILE', ...(options.s3Endpoint === undefined ? ['AWS_SESSION_TOKEN'] : [])].filter(
    (name) => terminal.env[name] !== undefined,
  )
  return [
    ...variables.map(([name, value]) => `export ${name}=${shellQuoted(value)}`),
    ...(stale.length === 0 ? [] : [`unset ${stale.join(' ')}`]),
  ]
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
    say(terminal, `${time} ${line.level === 'info' ? '' : `${line.level}: `}${printable(line.message)}`)
    if (line.detail === undefined) return
    for (const text of line.detail.split('\n')) say(terminal, `         ${printable(text)}`)
  }
}

/** A refusal repeats what a client sent: it shall neither end the line nor steer the terminal. */
const printable = (text: string): string =>
  text.replace(/\p{Cc}/gu, (control) => `\\x${control.charCodeAt(0).toString(16).padStart(2, '0')}`)

async function readKeys(file: string, parse: (text: string) => KnownCredentials[]): Promise<KnownCredentials[]> {
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    throw new UsageError(`--credentials cannot be read: ${ownWords(error as Error)}.`)
  }
  return parse(text)
}

function remoteObjects(options: ServeOptions, terminal: Terminal) {
  const accessKeyId = terminal.env.AWS_ACCESS_KEY_ID
  const secretAccessKey = terminal.env.AWS_SECRET_ACCESS_KEY
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    throw new UsageError('--s3-endpoint needs the keys of that S3 in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.')
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
