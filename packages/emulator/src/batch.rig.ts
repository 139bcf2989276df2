/** For tests only: the batch half of an emulator in process, on a temporary folder, with an engine the test can hold. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signRequest } from '@scribelite/core/protocol'
import { createCredentialStore, defaultCredentials } from './auth/credential-store.ts'
import type { AuthMode } from './auth/credentials.ts'
import { nodeHashing } from './auth/node-hashing.ts'
import { type Batch, type BatchOptions, openBatch } from './batch.ts'
import type { EmulatorClock } from './clock.ts'
import { createClock } from './clock.ts'
import type { Engine } from './engines/engine.ts'
import { createTestEngine, type TestEngine } from './engines/held-engine.rig.ts'
import { createIds } from './identity.ts'
import { createJournal, type Journal } from './journal.ts'
import { awsLimits, type Limits } from './limits.ts'
import type { LogLine } from './log.ts'
import { createFolderStore } from './objects/folder-store.ts'
import type { ObjectStore } from './objects/object-store.ts'
import type { ReceivedRequest } from './received-request.ts'
import type { Service } from './service.ts'

export interface Rig {
  readonly batch: Batch
  readonly service: Service
  readonly clock: EmulatorClock
  readonly objects: ObjectStore
  readonly journal: Journal
  readonly log: LogLine[]
  readonly engine: TestEngine
  readonly folder: string
  /** A signed call. */
  call(operation: string, input: unknown, how?: How): Promise<Answer>
  /** The body of a call that must succeed. */
  ask(operation: string, input: unknown, how?: How): Promise<Json>
  /** A request as it is, unsigned. */
  send(request: Partial<ReceivedRequest>, body?: string): Promise<Answer>
  put(bucket: string, key: string, body: Uint8Array | string): Promise<void>
  read(bucket: string, key: string): Promise<string | undefined>
}

/** Parsed JSON of an answer, as loose as tests want it. */
// biome-ignore lint/suspicious/noExplicitAny: tests read answers by hand
export type Json = any

interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Json
}

interface How {
  readonly region?: string
  readonly authority?: string
  readonly scheme?: 'http' | 'https'
  readonly secret?: string
}

export interface RigOptions extends BatchOptions {
  readonly auth?: AuthMode
  readonly limits?: Partial<Limits>
  readonly at?: number
  /** Objects and records of an earlier rig. */
  readonly folder?: string
  readonly engine?: Engine
  /** What stands between the service and the objects of the folder. */
  readonly objects?: (folder: ObjectStore) => ObjectStore
}

const serviceCredentials = { accessKeyId: 'service', secretAccessKey: 'kept', accountId: '000000000000' }

const closing: (() => Promise<void>)[] = []
const folders = new Set<string>()

/** Opens a rig at 2026-01-15T12:00:00Z, time standing still. */
export async function openRig(options: RigOptions = {}): Promise<Rig> {
  const folder = options.folder ?? (await mkdtemp(join(tmpdir(), 'scribelite-rig-')))
  folders.add(folder)
  const clock = createClock({ at: options.at ?? Date.UTC(2026, 0, 15, 12) })
  const log: LogLine[] = []
  const engine = createTestEngine()
  const objects = createFolderStore(join(folder, 'objects'), { now: clock.now })
  const parts: Omit<Service, 'languageModels'> = {
    clock,
    ids: createIds('rig'),
    log: (line) => log.push(line),
    journal: createJournal(100),
    auth: options.auth ?? 'strict',
    credentials: createCredentialStore([defaultCredentials, serviceCredentials]),
    serviceCredentials,
    engine: options.engine ?? engine,
    objects: options.objects?.(objects) ?? objects,
    limits: { ...awsLimits, ...options.limits },
  }
  const batch = await openBatch(parts, options)
  const close = async (): Promise<void> => {
    engine.release()
    await batch.close()
    clock.close()
  }
  closing.push(close)

  const send = async (request: Partial<ReceivedRequest>, body = ''): Promise<Answer> => {
    const received: ReceivedRequest = {
      id: parts.ids.uuid(),
      receivedAt: clock.now(),
      door: 'process',
      method: 'POST',
      path: '/',
      query: '',
      headers: [],
      authority: 'localhost:4600',
      scheme: 'http',
      ...request,
    }
    const bytes = new TextEncoder().encode(body)
    const response = await batch.jsonApi.fetch(received, chunked(bytes))
    const text = await response.text()
    return {
      status: response.status,
      headers: response.headers,
      text,
      json: text.startsWith('{') ? JSON.parse(text) : undefined,
    }
  }
  const call = (operation: string, input: unknown, how: How = {}): Promise<Answer> => {
    const { authority = 'localhost:4600', scheme = 'http', region = 'us-east-1', secret = 'test' } = how
    const body = JSON.stringify(input)
    const headers = signRequest({
      method: 'POST',
      url: new URL(`${scheme}://${authority}/`),
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': `Transcribe.${operation}` },
      body,
      credentials: { ...defaultCredentials, secretAccessKey: secret },
      region,
      service: 'transcribe',
      now: clock.now(),
      hashing: nodeHashing,
    })
    return send({ headers: Object.entries(headers), authority, scheme }, body)
  }
  return {
    batch,
    service: { ...parts, languageModels: batch.languageModels },
    clock,
    objects: parts.objects,
    journal: parts.journal,
    log,
    engine,
    folder,
    send,
    call,
    async ask(operation, input, how) {
      const answer = await call(operation, input, how)
      if (answer.status !== 200) throw new Error(`${operation} answered ${answer.status}: ${answer.text}`)
      return answer.json
    },
    async put(bucket, key, body) {
      if (!(await parts.objects.hasBucket(bucket))) await parts.objects.createBucket(bucket)
      await parts.objects.put(bucket, key, chunked(typeof body === 'string' ? new TextEncoder().encode(body) : body))
    },
    async read(bucket, key) {
      const object = await parts.objects.get(bucket, key)
      if (object === undefined) return undefined
      const chunks: Uint8Array[] = []
      for await (const chunk of object.body) chunks.push(chunk)
      return Buffer.concat(chunks).toString()
    },
  }
}

/** Closes every rig and removes its folder. */
export async function closeRigs(): Promise<void> {
  for (const close of closing.splice(0)) await close()
  for (const folder of folders) await rm(folder, { recursive: true, force: true })
  folders.clear()
}

async function* chunked(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 64) yield bytes.subarray(at, at + 64)
}

/** A WAV file of 16-bit PCM: a quiet tone, another one in each channel. */
export function wav(seconds: number, sampleRate = 16_000, channels = 1): Uint8Array {
  const frames = Math.round(seconds * sampleRate)
  const bytes = Buffer.alloc(44 + frames * channels * 2)
  bytes.write('RIFF', 0)
  bytes.writeUInt32LE(bytes.length - 8, 4)
  bytes.write('WAVEfmt ', 8)
  bytes.writeUInt32LE(16, 16)
  bytes.writeUInt16LE(1, 20)
  bytes.writeUInt16LE(channels, 22)
  bytes.writeUInt32LE(sampleRate, 24)
  bytes.writeUInt32LE(sampleRate * channels * 2, 28)
  bytes.writeUInt16LE(channels * 2, 32)
  bytes.writeUInt16LE(16, 34)
  bytes.write('data', 36)
  bytes.writeUInt32LE(frames * channels * 2, 40)
  for (let frame = 0; frame < frames; frame++)
    for (let channel = 0; channel < channels; channel++)
      bytes.writeInt16LE(Math.round(900 * Math.sin(frame / (5 + channel))), 44 + (frame * channels + channel) * 2)
  return bytes
}
