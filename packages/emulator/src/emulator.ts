/**
 * The emulator as a value: puts the rooms together, owns what they share, and closes it. In: options. Out: `fetch` for
 * calls in process, `listen` for a port. Listening is a separate act; two emulators in one process share nothing.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createAdmin } from './admin.ts'
import { createCredentialStore, defaultCredentials } from './auth/credential-store.ts'
import type { AuthMode, KnownCredentials } from './auth/credentials.ts'
import { readServiceCredentials } from './auth/service-credentials.ts'
import type { Batch } from './batch.ts'
import { type Clock, createClock, type EmulatorClock } from './clock.ts'
import type { Engine } from './engines/engine.ts'
import type { FixtureSet } from './engines/fixture.ts'
import { createFrontDoor, type FrontDoor } from './front-door.ts'
import { createIds } from './identity.ts'
import type { LanguageModels } from './jobs/language-models.ts'
import { createJournal, type Journal } from './journal.ts'
import { awsLimits, type Limits } from './limits.ts'
import { type Log, silentLog } from './log.ts'
import type { ObjectStore } from './objects/object-store.ts'
import type { RemoteStoreOptions } from './objects/remote-store.ts'
import type { Port } from './port.ts'
import type { Service } from './service.ts'
import type { StreamDoor } from './stream/stream-door.ts'

/** What an emulator is made with. Everything may be left out. */
export interface EmulatorOptions {
  /** Everything that must outlive the process: records, models, objects, the certificate authority. Absent: a temporary folder. */
  readonly dataDir?: string
  /** The folder of the objects, `bucket/key` below it. Default: `objects` in the data folder. */
  readonly s3Dir?: string
  /** Another S3 (MinIO, LocalStack, AWS) that holds the objects instead. */
  readonly s3Endpoint?: RemoteStoreOptions
  /** Default `strict`. */
  readonly auth?: AuthMode
  /** Who may sign, besides `test` / `test` of account 000000000000 and, in that account too, the keys of `s3Endpoint`. */
  readonly credentials?: readonly KnownCredentials[]
  /** Default: the scripted engine. */
  readonly engine?: Engine
  /** For the scripted engine: a fixture file or folder, or fixtures already read. */
  readonly fixtures?: string | FixtureSet
  /** Milliseconds since the epoch: the clock starts there and stands still until it is moved. Absent: the machine's time. */
  readonly at?: number
  /** Makes ids the same in each run. Absent: random. */
  readonly seed?: string
  /** Seconds that a transcription job at least takes. Default 0: as long as the work. */
  readonly jobSeconds?: number
  /** Seconds that a training at least takes. Default 0. */
  readonly trainingSeconds?: number
  readonly limits?: Partial<Limits>
  /** Default: says nothing. */
  readonly log?: Log
}

/** A local Amazon Transcribe, in this process. */
export interface Emulator {
  /** Answers a request in process: JSON API, objects, HTTP/2 streams, admin. Throws once the emulator is closed. */
  fetch(request: Request): Promise<Response>
  /** For WebSockets that do not come through the port, such as msw's. Undefined where none is served. */
  readonly acceptWebSocket: FrontDoor['acceptWebSocket']
  readonly clock: EmulatorClock
  readonly journal: Journal
  /** Opens a port. May be called several times. Throws once the emulator is closed. */
  listen(options?: ListenOptions): Promise<Listening>
  /** Ends streams, jobs and ports, and gives back what was held. A temporary folder is removed. May be called again. */
  close(): Promise<void>
}

/** Where a port is opened, and whether it speaks TLS. */
export interface ListenOptions {
  /** Default 127.0.0.1: nobody else can reach it. */
  readonly host?: string
  /** Default 0: any free one. */
  readonly port?: number
  /** Speaks TLS too, on the same port. */
  readonly tls?: boolean
}

/** An open port, and what clients need to know of it. */
export interface Listening {
  readonly host: string
  readonly port: number
  /** `http://127.0.0.1:4600` */
  readonly url: string
  /** With TLS: `https://localhost:4600`, and the PEM file that clients must trust. */
  readonly tls?: { readonly url: string; readonly caFile: string }
  close(): Promise<void>
}

const journalEntries = 1000
/** How long an emulator that closes waits for answers to be read: streams are told that it goes. */
const farewellMs = 500

/**
 * @throws when the data folder cannot be opened, for example because another emulator holds it, or fixtures are wrong
 * @example
 * const emulator = await createEmulator()
 * const { url } = await emulator.listen()
 * // … point clients at `url` …
 * await emulator.close()
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  if (options.dataDir !== undefined) {
    await mkdir(options.dataDir, { recursive: true })
    return openEmulator(options, options.dataDir, false)
  }
  const folder = await mkdtemp(join(tmpdir(), 'scribelite-'))
  try {
    return await openEmulator(options, folder, true)
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
}

async function openEmulator(options: EmulatorOptions, dataDir: string, isTemporary: boolean): Promise<Emulator> {
  const log = options.log ?? silentLog
  const clock = createClock(options.at === undefined ? {} : { at: options.at })
  const ids = createIds(options.seed)
  const journal = createJournal(journalEntries)
  const engine = options.engine ?? (await scriptedEngine(options.fixtures, clock, log))
  const serviceCredentials = await readServiceCredentials(dataDir)
  const parts: Omit<Service, 'languageModels'> = {
    clock,
    ids,
    log,
    journal,
    auth: options.auth ?? 'strict',
    credentials: createCredentialStore(signers(options, serviceCredentials)),
    serviceCredentials,
    engine,
    objects: await openObjects(options, dataDir, clock),
    limits: { ...awsLimits, ...options.limits },
  }
  let opened: Promise<Batch> | undefined
  const batch = (): Promise<Batch> => {
    opened ??= import('./batch.ts').then(({ openBatch }) =>
      openBatch(parts, {
        ...(isTemporary ? {} : { directory: join(dataDir, 'state') }),
        ...(options.jobSeconds === undefined ? {} : { jobSeconds: options.jobSeconds }),
        ...(options.trainingSeconds === undefined ? {} : { trainingSeconds: options.trainingSeconds }),
      }),
    )
    return opened
  }
  // A folder may be held by another emulator, or hold work to take up. In memory there is nothing to find.
  if (!isTemporary) await batch()
  const languageModels: Pick<LanguageModels, 'find' | 'markStreamable'> = {
    find: async (owner, name) => (await batch()).languageModels.find(owner, name),
    markStreamable: async (owner, name, streamable) =>
      (await batch()).languageModels.markStreamable(owner, name, streamable),
  }
  const service: Service = { ...parts, languageModels }

  // Loaded when first asked for: the first answer of the one does not wait for the other.
  let openedStreams: Promise<StreamDoor> | undefined
  const streams = (): Promise<StreamDoor> => {
    openedStreams ??= import('./stream/stream-door.ts').then(({ createStreamDoor }) => createStreamDoor(service))
    return openedStreams
  }
  const objects = once(async () => (await import('./objects/s3-api.ts')).createS3Api(service))
  const frontDoor = createFrontDoor({
    clock,
    ids,
    admin: createAdmin({
      service,
      batch: { languageModels, reset: async () => (await batch()).reset() },
      ids,
      clock,
      journal,
    }),
    jsonApi: async () => (await batch()).jsonApi,
    objects,
    streams,
  })
  const doors = new Set<Port>()
  let closing: Promise<void> | undefined
  const mustBeOpen = (): void => {
    if (closing !== undefined) throw new Error('This emulator is closed; make another with createEmulator().')
  }

  return {
    async fetch(request) {
      mustBeOpen()
      return frontDoor.fetch(request)
    },
    async acceptWebSocket(request) {
      mustBeOpen()
      return frontDoor.acceptWebSocket(request)
    },
    clock,
    journal,
    async listen({ host = '127.0.0.1', port = 0, tls = false } = {}) {
      mustBeOpen()
      const [{ openPort }, certificate] = await Promise.all([
        import('./port.ts'),
        tls ? import('./certificate.ts').then((room) => room.localCertificate(join(dataDir, 'tls'), host)) : undefined,
      ])
      const door = await openPort({
        host,
        port,
        frontDoor,
        log,
        ...(certificate === undefined ? {} : { certificate }),
      })
      const name = host.includes(':') ? `[${host}]` : host
      const listening: Listening = {
        host,
        port: door.port,
        url: `http://${name}:${door.port}`,
        ...(certificate === undefined
          ? {}
          : { tls: { url: `https://localhost:${door.port}`, caFile: certificate.caFile } }),
        async close() {
          doors.delete(door)
          await door.close()
        },
      }
      doors.add(door)
      return listening
    },
    close() {
      closing ??= close()
      return closing
    },
  }

  async function close(): Promise<void> {
    const gone = [...doors].map((door) => door.close(farewellMs))
    // Streams are told while their connections still stand; those of clients in this process have none.
    ;(await openedStreams)?.close()
    await Promise.all(gone)
    await (await opened)?.close()
    clock.close()
    if (isTemporary) await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** A client has one pair of keys for Transcribe and S3: where the S3 is another one, its keys open both. */
function signers({ credentials = [], s3Endpoint }: EmulatorOptions, service: KnownCredentials): KnownCredentials[] {
  const given = [defaultCredentials, ...credentials, service]
  const behind = s3Endpoint?.credentials
  const isKnown = given.some(({ accessKeyId }) => accessKeyId === behind?.accessKeyId)
  return behind === undefined || isKnown ? given : [...given, { ...behind, accountId: defaultCredentials.accountId }]
}

/** Fixtures are read at once, so that a fault in them is told at the start; the engine only when it first hears. */
async function scriptedEngine(fixtures: EmulatorOptions['fixtures'], clock: Clock, log: Log): Promise<Engine> {
  const set =
    typeof fixtures === 'string' ? await (await import('./engines/fixtures.ts')).readFixtures(fixtures) : fixtures
  const engine = once(async () => {
    const { createScriptedEngine } = await import('./engines/scripted-engine.ts')
    return createScriptedEngine({ clock, log, ...(set !== undefined && { fixtures: set }) })
  })
  return {
    name: 'scripted',
    train: async (input) => (await engine()).train(input),
    open: (settings) => ({
      async *hear(audio, signal) {
        yield* (await engine()).open(settings).hear(audio, signal)
      },
    }),
  }
}

async function openObjects(options: EmulatorOptions, dataDir: string, clock: Clock): Promise<ObjectStore> {
  const { createFolderStore } = await import('./objects/folder-store.ts')
  const folder = createFolderStore(options.s3Dir ?? join(dataDir, 'objects'), { now: clock.now })
  if (options.s3Endpoint === undefined) return folder
  const { createRemoteStore } = await import('./objects/remote-store.ts')
  const { withServiceBuckets } = await import('./objects/service-bucket.ts')
  return withServiceBuckets(createRemoteStore({ now: clock.now, ...options.s3Endpoint }), folder)
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => {
    made ??= make()
    return made
  }
}
