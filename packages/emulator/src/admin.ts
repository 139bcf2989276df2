/**
 * The admin door under `/_scribelite/`: what a test or the person who runs the emulator may ask of it beyond AWS.
 * JSON in and out. It is unsigned, so every call that changes something must say `content-type: application/json`:
 * a page in a browser cannot send that to another origin unasked.
 */
import { readFile } from 'node:fs/promises'
import type { Batch } from './batch.ts'
import type { EmulatorClock } from './clock.ts'
import type { EmulatorIds } from './identity.ts'
import type { Journal } from './journal.ts'
import type { Service } from './service.ts'

export interface Admin {
  fetch(request: Request): Promise<Response>
}

export interface AdminRooms {
  readonly clock: EmulatorClock
  readonly ids: EmulatorIds
  readonly journal: Journal
  readonly service: { readonly auth: Service['auth']; readonly engine: Pick<Service['engine'], 'name'> }
  readonly batch: {
    readonly languageModels: Pick<Batch['languageModels'], 'markStreamable' | 'find'>
    readonly reset: Batch['reset']
  }
}

/** The account of the key that every emulator knows. */
const defaultOwner = { accountId: '000000000000', region: 'us-east-1' } as const
const bodyBytes = 64 * 1024
/** The years that dates of signatures (`YYYYMMDD…`) can name. Time may be set and moved within them. */
const earliest = 0
const latest = Date.UTC(9999, 0)

/** Something in a call that cannot be done; the message says what was got and what is wanted. */
class BadCall extends Error {
  override readonly name = 'BadCall'
  readonly status: number
  constructor(message: string, status = 400) {
    super(message)
    this.status = status
  }
}

type Members = Readonly<Record<string, unknown>>
type Route = (call: { readonly members: Members; readonly query: URLSearchParams }) => Promise<object> | object

export function createAdmin(rooms: AdminRooms): Admin {
  const routes: Readonly<Record<string, Route>> = {
    'GET health': async () => ({
      status: 'ok',
      version: await version(),
      engine: rooms.service.engine.name,
      auth: rooms.service.auth,
    }),
    // Records and their work; objects stay, they are the user's.
    'POST reset': async () => {
      await rooms.batch.reset()
      rooms.journal.clear()
      return { reset: true }
    },
    'GET clock': () => clockState(rooms.clock),
    'POST clock': ({ members }) => moveClock(rooms.clock, members),
    'DELETE clock': () => {
      rooms.clock.resume()
      return clockState(rooms.clock)
    },
    'POST ids': ({ members }) => {
      const seed = text(members, 'seed')
      rooms.ids.reseed(seed)
      return { seed: seed ?? null }
    },
    'GET journal': ({ query }) => journalOf(rooms.journal, query),
    'DELETE journal': () => {
      rooms.journal.clear()
      return { entries: [] }
    },
  }

  return {
    async fetch(request) {
      try {
        const url = new URL(request.url)
        const path = url.pathname.replace(/^\/_scribelite\/?/, '').replace(/\/$/, '')
        const members = await readMembers(request)
        const route = routes[`${request.method} ${path}`]
        if (route !== undefined) return json(200, await route({ members, query: url.searchParams }))
        const model = /^language-models\/([^/]+)$/.exec(path)?.[1]
        if (model !== undefined && request.method === 'POST') return json(200, await markModel(rooms, model, members))
        if (model !== undefined && request.method === 'GET')
          return json(200, await showModel(rooms, model, url.searchParams))
        throw notFound(routes, request.method, path)
      } catch (error) {
        if (error instanceof BadCall) return json(error.status, { error: error.message })
        throw error
      }
    },
  }
}

const clockState = (clock: EmulatorClock): object => ({
  now: new Date(clock.now()).toISOString(),
  epochMilliseconds: clock.now(),
  frozen: clock.frozen,
})

/** In this order: freeze, then advance, then resume, whichever are asked for. */
async function moveClock(clock: EmulatorClock, members: Members): Promise<object> {
  const at = instant(members, 'at')
  const freeze = flag(members, 'freeze')
  const advance = positive(members, 'advanceSeconds')
  const resume = flag(members, 'resume')
  if (freeze === undefined && at === undefined && advance === undefined && resume === undefined)
    throw new BadCall('Nothing to do: give freeze, at, advanceSeconds or resume.')
  if (freeze === false && at !== undefined) throw new BadCall('at sets where time is frozen: leave freeze out or true.')
  // Beyond, neither a date of a signature nor a Date of an answer could be written any more.
  const target = (at ?? clock.now()) + (advance ?? 0) * 1000
  if ((at ?? earliest) < earliest || target > latest)
    throw new BadCall('The clock can stand from 1970 to the end of 9998.')
  if (freeze === true || at !== undefined) clock.freeze(at)
  if (advance !== undefined) await clock.advance(advance * 1000)
  if (resume === true) clock.resume()
  return clockState(clock)
}

function journalOf(journal: Journal, query: URLSearchParams): object {
  const limit = query.get('limit')
  if (limit !== null && !/^[1-9]\d*$/.test(limit))
    throw new BadCall(`limit must be a whole number from 1, got ${JSON.stringify(limit)}.`)
  const onlyErrors = query.has('errors') && query.get('errors') !== 'false'
  const entries = journal.entries().filter((entry) => !onlyErrors || entry.error !== undefined)
  return { entries: limit === null ? entries : entries.slice(-Number(limit)) }
}

async function markModel({ batch: { languageModels } }: AdminRooms, path: string, members: Members): Promise<object> {
  const name = decoded(path)
  const streamable = flag(members, 'streamable')
  if (streamable === undefined)
    throw new BadCall('streamable is missing: true, or false for a model without streaming.')
  const owner = {
    accountId: text(members, 'accountId') ?? defaultOwner.accountId,
    region: text(members, 'region') ?? defaultOwner.region,
  }
  if (!(await languageModels.markStreamable(owner, name, streamable))) throw noSuchModel(name, owner)
  return { modelName: name, ...owner, streamable }
}

/** What AWS does not tell of a model: what its training has brought. */
async function showModel({ batch }: AdminRooms, path: string, query: URLSearchParams): Promise<object> {
  const modelName = decoded(path)
  const owner = {
    accountId: query.get('accountId') ?? defaultOwner.accountId,
    region: query.get('region') ?? defaultOwner.region,
  }
  const model = await batch.languageModels.find(owner, modelName)
  if (model === undefined) throw noSuchModel(modelName, owner)
  const { languageCode, baseModelName, status, streamable } = model
  const training =
    status === 'COMPLETED'
      ? await (await import('./language-model/training-report.ts')).trainingReport(await model.artifact())
      : undefined
  return {
    modelName,
    ...owner,
    languageCode,
    baseModelName,
    status,
    streamable,
    ...(training === undefined ? {} : { training }),
  }
}

const noSuchModel = (name: string, owner: { readonly accountId: string; readonly region: string }): BadCall =>
  new BadCall(`There is no language model ${name} in account ${owner.accountId}, region ${owner.region}.`, 404)

/** The body of a call that changes something; an empty one counts as `{}`. */
async function readMembers(request: Request): Promise<Members> {
  if (request.method === 'GET' || request.method === 'HEAD') return {}
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json')
    throw new BadCall(`content-type must be application/json, got ${type ?? 'none'}.`, 415)
  const body = await readBody(request)
  if (body.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(body)
  } catch (cause) {
    throw new BadCall(`The body is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`)
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new BadCall('The body must be a JSON object.')
  return value as Members
}

async function readBody(request: Request): Promise<string> {
  const chunks: Uint8Array[] = []
  let size = 0
  if (request.body !== null) {
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > bodyBytes) throw new BadCall(`The body is longer than ${bodyBytes} bytes.`, 413)
      chunks.push(chunk)
    }
  }
  return Buffer.concat(chunks).toString('utf8')
}

function text(members: Members, name: string): string | undefined {
  const value = members[name]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string' || value === '') throw wrong(name, 'a string that is not empty', value)
  return value
}

function flag(members: Members, name: string): boolean | undefined {
  const value = members[name]
  if (value !== undefined && typeof value !== 'boolean') throw wrong(name, 'true or false', value)
  return value
}

function positive(members: Members, name: string): number | undefined {
  const value = members[name]
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw wrong(name, 'a number from 0', value)
  return value
}

/** ISO 8601, or milliseconds since the epoch. */
function instant(members: Members, name: string): number | undefined {
  const value = members[name]
  if (value === undefined) return undefined
  const at = typeof value === 'string' ? Date.parse(value) : value
  if (typeof at !== 'number' || !Number.isFinite(at) || Math.abs(at) > 8.64e15)
    throw wrong(name, 'an ISO 8601 time or milliseconds since the epoch', value)
  return at
}

const wrong = (name: string, wanted: string, got: unknown): BadCall =>
  new BadCall(`${name} must be ${wanted}, got ${JSON.stringify(got)}.`)

function decoded(path: string): string {
  try {
    return decodeURIComponent(path)
  } catch {
    throw new BadCall(`The name ${path} is not percent-encoded as it should be.`)
  }
}

function notFound(routes: Readonly<Record<string, Route>>, method: string, path: string): BadCall {
  const known = [...Object.keys(routes), 'GET language-models/{name}', 'POST language-models/{name}'].join(', ')
  return new BadCall(`There is no ${method} ${path} under /_scribelite/. There are: ${known}.`, 404)
}

/** From the package, which stands one folder up from `src` as from `dist`. */
async function version(): Promise<string> {
  const { version }: { version: string } = JSON.parse(
    await readFile(new URL('../package.json', import.meta.url), 'utf8'),
  )
  return version
}

const json = (status: number, body: object): Response =>
  new Response(`${JSON.stringify(body)}\n`, { status, headers: { 'content-type': 'application/json' } })
