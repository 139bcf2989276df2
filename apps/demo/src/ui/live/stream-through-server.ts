/**
 * A stream over HTTP/2, which no browser speaks by itself: the page sends the audio to its server, and the server signs and streams. In:
 * audio. Out: results, until the service closes.
 */

import type { StreamResult } from '@scribelite/core/websocket'
import type { ApiError } from '../../api/api.ts'
import type { FrameView } from '../../api/frame-view.ts'
import { type StreamMessage, type StreamStart, streamMessageBytes, streamWindowBytes } from '../../api/stream.ts'
import { ServerError, unreachable } from '../server-calls.ts'

export interface ServerStreamOptions {
  readonly start: StreamStart
  /**
   * How long an encoded file sounds: it is then sent no faster. The server sees pieces as they come, and can tell the time
   * of PCM only.
   */
  readonly seconds?: number
  readonly signal: AbortSignal
  readonly onSession: (session: { readonly sessionId?: string; readonly requestId?: string }) => void
  readonly onFrames: (frames: readonly FrameView[], dropped?: number) => void
}

export async function* streamThroughServer(
  audio: Uint8Array | AsyncIterable<Uint8Array>,
  { start, seconds, signal, onSession, onFrames }: ServerStreamOptions,
): AsyncGenerator<StreamResult, void, undefined> {
  signal.throwIfAborted()
  const socket = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/api/stream`)
  socket.binaryType = 'arraybuffer'
  const results: StreamResult[] = []
  let taken = 0
  let ended = false
  let failure: unknown
  const waiters = new Set<() => void>()
  const changed = (): void => {
    for (const waiter of waiters) waiter()
    waiters.clear()
  }
  const change = (): Promise<void> => new Promise((resolve) => waiters.add(resolve))
  const fail = (error: unknown): void => {
    failure ??= error
    changed()
  }
  const over = (): boolean => ended || failure !== undefined

  const read = (message: StreamMessage): void => {
    if (message.type === 'results') results.push(...message.results)
    else if (message.type === 'frames') onFrames(message.frames, message.dropped)
    else if (message.type === 'taken') taken = message.bytes
    else if (message.type === 'session') onSession(message)
    else if (message.type === 'error') failure ??= new StreamRefusal(message.error)
    else ended = true
    changed()
  }
  socket.addEventListener('message', ({ data }) => {
    if (typeof data === 'string') read(JSON.parse(data) as StreamMessage)
  })
  socket.addEventListener('close', () => {
    if (!over()) fail(unreachable())
  })
  const abort = (): void => fail(signal.reason)
  signal.addEventListener('abort', abort)

  const send = async (): Promise<void> => {
    while (socket.readyState === WebSocket.CONNECTING && !over()) {
      await Promise.race([change(), new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }))])
    }
    if (over()) return
    socket.send(JSON.stringify(start))
    let sent = 0
    const paced = audio instanceof Uint8Array && seconds !== undefined ? asItSounds(audio, seconds) : audio
    for await (const piece of piecesOf(paced)) {
      while (sent - taken + piece.length > streamWindowBytes && !over()) await change()
      if (over()) return
      socket.send(piece)
      sent += piece.length
    }
    if (!over()) socket.send(JSON.stringify({ type: 'end' }))
  }

  try {
    send().catch(fail)
    for (;;) {
      const next = results.shift()
      if (next !== undefined) yield next
      else if (failure !== undefined) throw failure
      else if (ended) return
      else await change()
    }
  } finally {
    signal.removeEventListener('abort', abort)
    ended = true
    changed()
    socket.close(1000)
  }
}

/** A stream that the service refused or broke off, as the server tells it. */
class StreamRefusal extends ServerError {
  constructor(error: ApiError) {
    super(0, error)
  }
}

const pieceMilliseconds = 100

async function* asItSounds(file: Uint8Array, seconds: number): AsyncGenerator<Uint8Array, void, undefined> {
  const perMillisecond = file.length / (seconds * 1000)
  const pieceBytes = Math.max(1, Math.round(perMillisecond * pieceMilliseconds))
  const begun = performance.now()
  for (let at = 0; at < file.length; at += pieceBytes) {
    const wait = begun + at / perMillisecond - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait))
    yield file.subarray(at, at + pieceBytes)
  }
}

async function* piecesOf(
  audio: Uint8Array | AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void, undefined> {
  for await (const part of audio instanceof Uint8Array ? [audio] : audio) {
    for (let at = 0; at < part.length; at += streamMessageBytes) {
      yield part.slice(at, at + streamMessageBytes) as Uint8Array<ArrayBuffer>
    }
  }
}
