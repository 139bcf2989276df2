/**
 * Which service a command talks to: real AWS through the SDK's own chain, an endpoint, or the emulator on this machine.
 * In: the global options. Out: connection options for core, and what is special about the emulator.
 */
import type { ConnectionOptions } from '@scribelite/core'
import { UsageError } from './exit-code.ts'
import { localDataDir } from './local-data.ts'
import { say, type Terminal } from './terminal.ts'

export interface GlobalOptions {
  readonly local: boolean
  readonly 'endpoint-url'?: string | undefined
  readonly endpointUrl?: string | undefined
  readonly region?: string | undefined
  readonly profile?: string | undefined
  readonly json: boolean
}

export interface Target {
  readonly connection: ConnectionOptions
  /** The emulator of `--local`: buckets and roles that are not given are made up there. */
  readonly local: boolean
  close(): Promise<void>
}

/** Where `scribelite serve` listens unless told otherwise. */
const usualUrl = 'http://127.0.0.1:4600'

/** How the service that the options name is asked; whether it is there is not looked at. */
export function connectionTo(options: GlobalOptions, terminal: Terminal): ConnectionOptions {
  const { local, endpointUrl: endpoint, region, profile } = options
  if (local && endpoint !== undefined) {
    throw new UsageError('--local and --endpoint-url name two services; give one of them.')
  }
  if (endpoint !== undefined && !isHttpUrl(endpoint)) {
    throw new UsageError(`--endpoint-url must be a URL such as ${usualUrl}, got '${endpoint}'.`)
  }
  const given: ConnectionOptions = {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(endpoint === undefined ? {} : { endpoint }),
  }
  if (!local) return given
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = terminal.env
  return {
    ...given,
    region: regionHere(region, terminal),
    endpoint: usualUrl,
    // A started emulator may know other keys than test / test; they are in the environment then.
    ...(profile === undefined && (accessKeyId === undefined || secretAccessKey === undefined)
      ? { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
      : {}),
  }
}

/** An emulator takes any region; a variable that is empty names none. */
export const regionHere = (given: string | undefined, { env }: Terminal): string =>
  given ?? (env.AWS_REGION || 'us-east-1')

export const isHttpUrl = (text: string): boolean =>
  URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol)

export async function openTarget(
  options: GlobalOptions & { readonly fixtures?: string | undefined },
  terminal: Terminal,
): Promise<Target> {
  const connection = connectionTo(options, terminal)
  if (!options.local) {
    if (options.fixtures !== undefined)
      throw new UsageError('--fixtures needs --local: only the emulator is told what was said.')
    return { connection, local: false, close: () => Promise.resolve() }
  }
  const { url, close } = await localEmulator(options, terminal)
  return { connection: { ...connection, endpoint: url }, local: true, close }
}

/** The running one, or one that lives as long as this command and keeps its state for the next. */
async function localEmulator(
  { fixtures, profile }: { readonly fixtures?: string | undefined; readonly profile?: string | undefined },
  terminal: Terminal,
): Promise<{ url: string; close: () => Promise<void> }> {
  if (await isRunning(usualUrl)) {
    if (fixtures !== undefined) {
      throw new UsageError(
        `An emulator runs at ${usualUrl} already: give it the fixtures (scribelite serve --fixtures …).`,
      )
    }
    return { url: usualUrl, close: () => Promise.resolve() }
  }
  const { createEmulator } = await import('@scribelite/emulator')
  const told = new Set<string>()
  const emulator = await createEmulator({
    dataDir: localDataDir(terminal.env),
    // With keys of real AWS every signature would be refused: this one answers only this command.
    auth: profile === undefined && terminal.env.AWS_ACCESS_KEY_ID === undefined ? 'strict' : 'any-key',
    log: ({ level, message, detail, fields }) => {
      // A refusal without an explanation is told by the command itself; the cause of a fault is told once, not at every try.
      const refusal = fields?.requestId !== undefined && detail === undefined
      if (level === 'info' || refusal || (detail !== undefined && told.has(detail))) return
      if (detail !== undefined) told.add(detail)
      say(terminal, `emulator: ${message}${detail === undefined ? '' : `\n${detail}`}`)
    },
    ...(fixtures === undefined ? {} : { fixtures }),
  }).catch((error: Error & { readonly code?: unknown }) => {
    if (error.code !== 'data-folder-in-use') throw error
    throw new Error(
      "Another command with --local is at work, and holds the state. Wait for its end; or run 'scribelite serve', which serves many at once.",
    )
  })
  const listening = await emulator.listen()
  return { url: listening.url, close: () => emulator.close() }
}

async function isRunning(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}/_scribelite/health`, { signal: AbortSignal.timeout(500) })
    return answer.ok
  } catch {
    // Nothing listens there, which is the usual case.
    return false
  }
}

/** Opens the target for the length of `work`. */
export async function withTarget<T>(
  options: GlobalOptions,
  terminal: Terminal,
  work: (target: Target) => Promise<T>,
): Promise<T> {
  const target = await openTarget(options, terminal)
  try {
    return await work(target)
  } finally {
    await target.close()
  }
}
