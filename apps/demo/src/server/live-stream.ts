/**
 * One stream of the page over HTTP/2: its audio through core to the service, results and errors back. In: a WebSocket that
 * speaks `api/stream.ts`. The page going away ends the stream; a page that reads slowly holds the results back.
 */
import { randomUUID } from 'node:crypto'
import { streamHttp2 } from '@scribelite/core'
import type { WebSocket } from 'ws'
import type { ApiError } from '../api/api.ts'
import { type StreamMessage, type StreamStart, streamWindowBytes } from '../api/stream.ts'
import { type AudioQueue, createAudioQueue } from './audio-queue.ts'
import { createFrameFeed } from './frame-feed.ts'
import { Refusal, refusalOf } from './refusal.ts'
import { explanationOf, sessionOf } from './requests.ts'
import { readStart, readStreamMessage } from './stream-start.ts'
import type { Target } from './target.ts'

/** A page that opens a stream says at once what it wants. */
const startMilliseconds = 10_000
/** A message may cross the one that tells what was taken. */
const slackBytes = 128 * 1024
/** What the page has not read yet: beyond this, frames are dropped; results wait. */
const mostUnread = 1 << 20
const policyViolation = 1008
const tooMuch = 1009

export async function serveLiveStream(
  socket: WebSocket,
  target: Target,
  onSurprise: (error: unknown) => void,
): Promise<void> {
  const gone = new AbortController()
  socket.on('close', () => gone.abort(new Error('The page has closed the stream.')))
  socket.on('error', (error) => gone.abort(error))
  /** Resolves when the message has left; the page going away is told by `gone`. */
  const tell = (message: StreamMessage): Promise<void> =>
    new Promise((resolve) => {
      if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message), () => resolve())
      else resolve()
    })
  const queue = createAudioQueue(streamWindowBytes + slackBytes, (bytes) => void tell({ type: 'taken', bytes }))
  const frames = createFrameFeed((seen, dropped) => {
    if (socket.bufferedAmount > mostUnread) return
    void tell({ type: 'frames', frames: seen, ...(dropped === 0 ? {} : { dropped }) })
  })
  const sessionId = randomUUID()
  try {
    const start = await receive(socket, queue, gone.signal)
    const results = streamHttp2(queue.chunks, {
      connection: target.open,
      signal: gone.signal,
      ...start,
      sessionId: start.sessionId ?? sessionId,
      onSession: (session) => void tell({ type: 'session', ...session }),
      ...(start.frames === true ? { onFrame: frames.show } : {}),
    })
    for await (const result of results) await tell({ type: 'results', results: [result] })
    frames.flush()
    await tell({ type: 'end' })
  } catch (error) {
    if (gone.signal.aborted) return
    const refused = refusalOf(error)
    if (refused.surprise) onSurprise(error)
    frames.flush()
    await tell({ type: 'error', error: await explained(refused.error, target, sessionId) })
  } finally {
    frames.close()
    queue.end()
    socket.close(1000)
  }
}

/** The page's messages: the first says what is wanted, the others are audio for the queue, until the end. */
function receive(socket: WebSocket, queue: AudioQueue, gone: AbortSignal): Promise<StreamStart> {
  return new Promise((resolve, reject) => {
    let started = false
    const late = setTimeout(
      () => reject(new Refusal(408, 'no-start', `Nothing came for ${startMilliseconds / 1000} s.`)),
      startMilliseconds,
    )
    const begun = (): void => {
      started = true
      clearTimeout(late)
    }
    gone.addEventListener('abort', () => {
      clearTimeout(late)
      reject(gone.reason)
    })
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary && started) {
        if (!queue.push(new Uint8Array(data))) socket.close(tooMuch, 'more audio than the window allows')
        return
      }
      try {
        const members = readStreamMessage(data, isBinary)
        if (started) {
          if (members.type !== 'end') throw new Refusal(400, 'bad-call', 'A stream is started once.')
          queue.end()
          return
        }
        resolve(readStart(members))
        begun()
      } catch (error) {
        clearTimeout(late)
        // Before the start the refusal is told; after it nobody waits for one.
        if (started) socket.close(policyViolation, 'no message of this stream')
        reject(error)
      }
    })
  })
}

async function explained(error: ApiError, target: Target, sessionId: string): Promise<ApiError> {
  try {
    const explanation = await explanationOf(target, (entry) => sessionOf(entry) === sessionId)
    return explanation === undefined ? error : { ...error, explanation }
  } catch {
    // The emulator is gone, which the error itself has told.
    return error
  }
}
