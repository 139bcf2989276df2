/** Long because it is both clients and the service at once. For the tests of the door: a service with a stopped clock and an engine that says what it was given, and both clients. */
import {
  createFrameSigner,
  createFrameSplitter,
  decodeFrame,
  type FrameSigner,
  type Message,
  presignUrl,
  readMessage,
  signRequest,
} from '@scribelite/core/protocol'
import { createCredentialStore } from '../auth/credential-store.ts'
import type { KnownCredentials } from '../auth/credentials.ts'
import { nodeHashing } from '../auth/node-hashing.ts'
import { createClock, type EmulatorClock } from '../clock.ts'
import type { Engine, Hypothesis, RecognitionSettings } from '../engines/engine.ts'
import { createIds } from '../identity.ts'
import { createJournal } from '../journal.ts'
import { awsLimits } from '../limits.ts'
import type { LogLine } from '../log.ts'
import type { ReceivedRequest } from '../received-request.ts'
import type { Service, UsableLanguageModel } from '../service.ts'
import type { MessageSocket, SocketMessage } from './message-socket.ts'

export const noon: number = Date.parse('2026-01-15T12:00:00Z')
export const credentials: KnownCredentials = { accessKeyId: 'AKID', secretAccessKey: 'hush', accountId: '111122223333' }
export const session: KnownCredentials = {
  ...credentials,
  accessKeyId: 'ASIA',
  sessionToken: 'a/token==',
  sessionExpires: noon + 600_000,
}

export interface Rig {
  readonly service: Service & { readonly clock: EmulatorClock }
  readonly lines: LogLine[]
  readonly engine: RigEngine
}

export interface RigOptions {
  readonly change?: Partial<Service>
  readonly models?: readonly Partial<UsableLanguageModel>[]
  /** Instead of hearing: what `hear` does. */
  readonly hear?: (audio: AsyncIterable<Int16Array>, signal: AbortSignal) => AsyncIterable<Hypothesis>
}

export function createRig({ change = {}, models = [], hear }: RigOptions = {}): Rig {
  const clock = createClock({ at: noon })
  const lines: LogLine[] = []
  const engine = createRigEngine(hear)
  const never = (): never => {
    throw new Error('streams do not ask for this')
  }
  const service = {
    clock,
    ids: createIds('stream'),
    log: (line: LogLine) => void lines.push(line),
    journal: createJournal(100),
    auth: 'strict',
    credentials: createCredentialStore([credentials, session]),
    serviceCredentials: credentials,
    engine,
    objects: new Proxy({} as Service['objects'], { get: never }),
    languageModels: {
      find: async (_owner, modelName) => {
        const found = models.find((model) => model.modelName === modelName)
        if (found === undefined) return undefined
        return {
          modelName,
          languageCode: 'en-US',
          baseModelName: 'WideBand',
          status: 'COMPLETED',
          streamable: true,
          artifact: async () => modelArtifact as never,
          ...found,
        }
      },
    },
    limits: awsLimits,
    ...change,
  } satisfies Service
  return { service: { ...service, clock }, lines, engine }
}

/** Handed through to the engine unopened. */
export const modelArtifact: object = { model: 'artifact' }

export interface RigEngine extends Engine {
  readonly opened: RecognitionSettings[]
  /** Samples heard so far, by channel. */
  readonly heard: number[]
  readonly aborted: unknown[]
}

/** Says after every block how many samples it has heard, and at the end once more as a final. */
function createRigEngine(hear: RigOptions['hear']): RigEngine {
  const opened: RecognitionSettings[] = []
  const heard: number[] = []
  const aborted: unknown[] = []
  return {
    name: 'rig',
    opened,
    heard,
    aborted,
    train: () => Promise.reject(new Error('streams do not train')),
    open(settings) {
      const index = opened.push(settings) - 1
      heard[index] = 0
      return {
        async *hear(audio, signal) {
          signal.addEventListener('abort', () => aborted.push(signal.reason))
          if (hear !== undefined) {
            yield* hear(audio, signal)
            return
          }
          for await (const block of audio) {
            heard[index] = (heard[index] ?? 0) + block.length
            yield hypothesis(heard[index] ?? 0, settings.sampleRate, true)
          }
          if ((heard[index] ?? 0) > 0) yield hypothesis(heard[index] ?? 0, settings.sampleRate, false)
        },
      }
    },
  }
}

export function hypothesis(samples: number, sampleRate: number, partial: boolean): Hypothesis {
  const end = samples / sampleRate
  return {
    segment: 0,
    partial,
    start: 0,
    end,
    tokens: [{ kind: 'word', content: `${samples}`, start: 0, end, confidence: 1, stable: false }],
  }
}

export interface Asking {
  readonly credentials?: KnownCredentials
  /** Parameters by their WebSocket names; `undefined` takes a default away. */
  readonly parameters?: Readonly<Record<string, string | undefined>>
  readonly path?: string
  readonly expires?: number
  /** Signed besides, over HTTP/2. */
  readonly headers?: Readonly<Record<string, string>>
  /** Whether x-amz-content-sha256 is sent. */
  readonly announced?: boolean
  readonly change?: Partial<ReceivedRequest>
}

const defaults = { 'language-code': 'en-US', 'media-encoding': 'pcm', 'sample-rate': '16000' }

const given = (asking: Asking): [string, string][] =>
  Object.entries({ ...defaults, ...asking.parameters }).filter(
    (pair): pair is [string, string] => pair[1] !== undefined,
  )

export interface SignedRequest {
  readonly request: ReceivedRequest
  readonly signer: FrameSigner
}

export function http2Request(clock: EmulatorClock, asking: Asking = {}): SignedRequest {
  const by = asking.credentials ?? credentials
  const url = new URL(`http://localhost:4600${asking.path ?? '/stream-transcription'}`)
  // As JS, Go and Java sign it; `announced: false` leaves the habit out, as Rust and Python's CRT client do.
  const headers = signRequest({
    method: 'POST',
    url,
    headers: {
      'content-type': 'application/vnd.amazon.eventstream',
      ...(asking.announced === false ? {} : { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-EVENTS' }),
      ...Object.fromEntries(given(asking).map(([name, value]) => [`x-amzn-transcribe-${name}`, value])),
      ...asking.headers,
    },
    credentials: by,
    region: 'us-east-1',
    service: 'transcribe',
    now: clock.now(),
    hashing: nodeHashing,
  })
  const request: ReceivedRequest = {
    id: `request-${clock.now()}`,
    receivedAt: clock.now(),
    door: 'http2',
    method: 'POST',
    path: url.pathname,
    query: '',
    headers: Object.entries(headers).filter(([name]) => name !== 'host'),
    authority: url.host,
    scheme: 'http',
    ...asking.change,
  }
  const seed = headers.authorization?.split('Signature=')[1] ?? ''
  return { request, signer: signerOf(seed, by, clock) }
}

export function webSocketRequest(clock: EmulatorClock, asking: Asking = {}): SignedRequest {
  const by = asking.credentials ?? credentials
  const query = new URLSearchParams(given(asking))
  const { url, signature } = presignUrl({
    url: new URL(`ws://localhost:4600${asking.path ?? '/stream-transcription-websocket'}?${query}`),
    credentials: by,
    region: 'us-east-1',
    service: 'transcribe',
    expires: asking.expires ?? 300,
    now: clock.now(),
    hashing: nodeHashing,
  })
  const parsed = new URL(url)
  const request: ReceivedRequest = {
    id: `request-${clock.now()}`,
    receivedAt: clock.now(),
    door: 'websocket',
    method: 'GET',
    path: parsed.pathname,
    query: url.slice(url.indexOf('?') + 1),
    headers: [],
    authority: parsed.host,
    scheme: 'http',
    ...asking.change,
  }
  return { request, signer: signerOf(signature, by, clock) }
}

const signerOf = (seed: string, by: KnownCredentials, clock: EmulatorClock): FrameSigner =>
  createFrameSigner({ seed, credentials: by, region: 'us-east-1', hashing: nodeHashing, now: () => clock.now() })

/** A sender's side that a test writes to when it likes. */
export interface Pipe<T> extends AsyncIterable<T> {
  write(value: T): void
  end(): void
  break(error: Error): void
  /** Values written and not taken. */
  readonly waiting: number
  readonly stopped: boolean
}

export function createPipe<T>(): Pipe<T> {
  const values: T[] = []
  let finished: { readonly error?: Error } | undefined
  let stopped = false
  let wake: () => void = () => undefined
  const notify = (): void => wake()
  return {
    write(value) {
      values.push(value)
      notify()
    },
    end() {
      finished = {}
      notify()
    },
    break(error) {
      finished = { error }
      notify()
    },
    get waiting() {
      return values.length
    },
    get stopped() {
      return stopped
    },
    async *[Symbol.asyncIterator]() {
      try {
        for (;;) {
          const value = values.shift()
          if (value !== undefined) yield value
          else if (finished?.error !== undefined) throw finished.error
          else if (finished !== undefined) return
          else
            await new Promise<void>((resolve) => {
              wake = resolve
            })
        }
      } finally {
        stopped = true
      }
    },
  }
}

export function messagesOf(bytes: Uint8Array): Message[] {
  const splitter = createFrameSplitter({ maxFrameBytes: 1 << 24 })
  const frames = splitter.push(bytes)
  splitter.finish()
  return frames.map((frame) => readMessage(decodeFrame(frame)))
}

export interface RigSocket extends MessageSocket {
  readonly client: Pipe<SocketMessage>
  readonly sent: Uint8Array[]
  /** Close codes, in order. */
  readonly closed: number[]
  /** All that was sent, as short words: `empty`, `partial 1600`, `final 1600`, or the exception's type and text. */
  said(): string[]
}

export function createRigSocket(): RigSocket {
  const client = createPipe<SocketMessage>()
  const sent: Uint8Array[] = []
  const closed: number[] = []
  return {
    client,
    sent,
    closed,
    messages: client,
    async send(data) {
      sent.push(data)
    },
    close(code) {
      closed.push(code)
      client.end()
    },
    said: () => sent.flatMap((frame) => messagesOf(frame).map(inWords)),
  }
}

const decoder = new TextDecoder()

/** A message of the service in short words. */
export function inWords(message: Message): string {
  if (message.kind === 'exception') return `${message.exceptionType}: ${message.message}`
  if (message.kind === 'error') return `${message.code}: ${message.message}`
  const { Transcript } = JSON.parse(decoder.decode(message.payload)) as {
    Transcript: {
      Results: { IsPartial: boolean; ChannelId?: string; Alternatives: { Transcript: string }[] }[]
    }
  }
  const [result] = Transcript.Results
  if (result === undefined) return 'empty'
  const channel = result.ChannelId === undefined ? '' : ` ${result.ChannelId}`
  return `${result.IsPartial ? 'partial' : 'final'} ${result.Alternatives[0]?.Transcript}${channel}`
}

export async function readAll(response: Response): Promise<string[]> {
  return messagesOf(new Uint8Array(await response.arrayBuffer())).map(inWords)
}

/** Lets everything that can run do so, without moving the clock. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise<void>((resolve) => setImmediate(resolve))
}
