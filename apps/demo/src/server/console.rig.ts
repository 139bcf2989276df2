/** A console on an emulator, both on ports of their own, with keys that no answer may ever hold. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import type { ConnectionOptions } from '@scribelite/core'
import { createEmulator, type Emulator, type EmulatorOptions } from '@scribelite/emulator'
import { expect } from 'vitest'
import WebSocket from 'ws'
import type { StreamMessage } from '../api/stream.ts'
import { type ConsoleServer, startConsole } from './console-server.ts'
import type { TargetOptions } from './target.ts'

export const secrets = { secretAccessKey: 'SecretOfTheConsole/NeverToBeShown', accessKeyId: 'AKIACONSOLE' } as const

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely; the types of api.ts are the page's
export type Json = any

export interface Rig {
  readonly url: string
  readonly emulator: Emulator
  readonly connection: ConnectionOptions
  /** JSON in and out, as the page sends it; every answer is searched for the keys. */
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer>
  put(bucket: string, key: string, body: Uint8Array | string): Promise<void>
  openStream(origin?: string): Promise<LiveStream>
  readonly surprises: unknown[]
  close(): Promise<void>
}

export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  readonly json: Json
}

export interface LiveStream {
  send(message: object | Uint8Array): void
  /** Until the server closes. */
  readonly messages: Promise<StreamMessage[]>
  readonly closed: Promise<number>
  next(type: StreamMessage['type']): Promise<StreamMessage>
  close(): void
}

export interface RigOptions {
  readonly emulator?: EmulatorOptions
  readonly target?: Partial<TargetOptions>
  /** Folder of a built page; default: one of two small files. */
  readonly page?: string
}

export async function openRig(options: RigOptions = {}): Promise<Rig> {
  const emulator = await createEmulator({
    fixtures: 'fixtures',
    credentials: [{ ...secrets, accountId: '000000000000' }],
    ...options.emulator,
  })
  const { url: endpoint } = await emulator.listen()
  const connection = { endpoint, region: 'us-east-1', credentials: secrets }
  const s3 = new S3Client({ ...connection, forcePathStyle: true })
  for (const Bucket of ['media', 'uploads']) await s3.send(new CreateBucketCommand({ Bucket }))
  const page = await mkdtemp(join(tmpdir(), 'console-page-'))
  await writeFile(join(page, 'index.html'), '<!doctype html><title>page</title>')
  await writeFile(join(page, 'app.js'), `export const text = ${JSON.stringify('words '.repeat(1000))}`)
  const surprises: unknown[] = []
  const server: ConsoleServer = await startConsole({
    target: { kind: 'emulator', connection, region: 'us-east-1', uploadBucket: 'uploads', ...options.target },
    page: options.page ?? page,
    onSurprise: (error) => surprises.push(error),
  })
  const holdsNoKey = (text: string): void => {
    expect(text).not.toContain(secrets.secretAccessKey)
    expect(text).not.toContain(encodeURIComponent(secrets.secretAccessKey))
  }

  return {
    url: server.url,
    emulator,
    connection,
    surprises,
    async call(method, path, body, headers = {}) {
      const sends = method !== 'GET' && method !== 'HEAD'
      const response = await fetch(`${server.url}${path}`, {
        method,
        headers: { ...(sends ? { 'content-type': 'application/json', origin: server.url } : {}), ...headers },
        ...(sends ? { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body ?? {}) } : {}),
      })
      const text = await response.text()
      holdsNoKey(text)
      holdsNoKey(JSON.stringify([...response.headers]))
      const isJson = response.headers.get('content-type')?.startsWith('application/json') === true
      return { status: response.status, headers: response.headers, text, json: isJson ? JSON.parse(text) : undefined }
    },
    async put(Bucket, Key, Body) {
      await s3.send(new PutObjectCommand({ Bucket, Key, Body }))
    },
    openStream: (origin = server.url) =>
      openLiveStream(`${server.url.replace('http', 'ws')}/api/stream`, origin, holdsNoKey),
    async close() {
      s3.destroy()
      await server.close()
      await emulator.close()
      await rm(page, { recursive: true })
    },
  }
}

async function openLiveStream(url: string, origin: string, check: (text: string) => void): Promise<LiveStream> {
  const socket = new WebSocket(url, { origin })
  const messages: StreamMessage[] = []
  const waiting = new Map<StreamMessage['type'], (message: StreamMessage) => void>()
  socket.on('message', (data) => {
    const text = data.toString()
    check(text)
    const message = JSON.parse(text) as StreamMessage
    messages.push(message)
    waiting.get(message.type)?.(message)
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise((resolve, reject) => {
    socket.on('open', resolve)
    socket.on('error', reject)
  })
  return {
    send: (message) => socket.send(message instanceof Uint8Array ? message : JSON.stringify(message)),
    messages: closed.then(() => messages),
    closed,
    next: (type) =>
      new Promise((resolve) => {
        const seen = messages.find((message) => message.type === type)
        if (seen === undefined) waiting.set(type, resolve)
        else resolve(seen)
      }),
    close: () => socket.close(),
  }
}

/** Asks until `done`; time passes in the emulator as it does here. */
export async function until<T>(ask: () => Promise<T>, done: (answer: T) => boolean): Promise<T> {
  for (let attempt = 0; attempt < 600; attempt++) {
    const answer = await ask()
    if (done(answer)) return answer
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error('It did not come to pass in thirty seconds.')
}
