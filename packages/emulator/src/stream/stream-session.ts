/**
 * One session of StartStreamTranscription, from its first event to its last, the same for HTTP/2 and WebSocket.
 *
 * In: the client's frames, as the transport cuts them. Out: event frames, and how the session ended; the transport
 * then tells the client. Three things run side by side: receiving (frames → audio queue), recognizing (queue → events)
 * and the clock (15 seconds of silence, the longest session). The first to fail ends all.
 */
import { AwsError, badRequest, encodeEvent, internalFailure, limitExceeded } from '@scribelite/core/protocol'
import { joinBytes } from '../media/media-source.ts'
import { emptyTranscriptEvent } from '../results/transcript-event.ts'
import type { Service } from '../service.ts'
import type { AdmittedStream } from './admission.ts'
import type { AudioReader } from './audio-reader.ts'
import { createChunkQueue } from './chunk-queue.ts'
import { recognize } from './recognition.ts'

export interface SessionTransport {
  /**
   * Frames that arrived together; undefined when the client has ended its side. Rejects with `AwsError` for what is no
   * frame and may be asked again; any other rejection means that the client is gone.
   */
  next(): Promise<readonly Uint8Array[] | undefined>
  /** What is still to come is not wanted. */
  stopReading(): void
  /** Turns bytes that are no frame into AWS's words for it. */
  readonly malformed: (error: unknown) => unknown
  /** The client ended its side without ending the stream: what it is told, or `gone` when it can be told nothing. */
  readonly unfinished: AwsError | 'gone'
  /** A promise while the client reads slowly. Rejects, or resolves and drops, when it is gone. */
  send(frame: Uint8Array): Promise<void> | undefined
}

export type Outcome =
  | { readonly kind: 'complete' }
  | { readonly kind: 'failed'; readonly error: AwsError }
  /** Nobody is there to be told. */
  | { readonly kind: 'gone'; readonly explanation?: string }

export interface Traffic {
  framesIn: number
  bytesIn: number
  eventsOut: number
}

export interface Session {
  readonly service: Service
  readonly stream: AdmittedStream
  readonly sessionId: string
  readonly reader: AudioReader
  readonly transport: SessionTransport
  readonly traffic: Traffic
  /** Aborts when the client is gone; with an Error where the transport can say how. */
  readonly signal: AbortSignal
}

/** Documented, and seen in many reports. */
const silenceMs = 15_000
/** Bytes of encoded audio that wait to be decoded: two seconds of 16 kHz mono. */
const bufferedBytes = 64 * 1024
/** After the end of a session what still arrives is read and dropped, so that the client can read the reason; up to here. */
const mostDropped = 8 * 1024 * 1024

export interface RunningSession {
  readonly outcome: Promise<Outcome>
  /** Ends the session from outside. */
  end(error: AwsError): void
}

export function startSession({
  service,
  stream,
  sessionId,
  reader,
  transport,
  traffic,
  signal,
}: Session): RunningSession {
  const { clock, limits } = service
  const stop = new AbortController()
  const audio = createChunkQueue<Uint8Array>({ limit: bufferedBytes, join: joinBytes })
  let settle: (outcome: Outcome) => void = () => undefined
  let over = false
  let inputEnded = false
  /** Whether we ourselves keep the client waiting: its silence is not its fault then. */
  let holding = false
  let newestAudio = clock.now()
  let cancelSilence = (): void => undefined

  const outcome = new Promise<Outcome>((resolve) => {
    settle = resolve
  })
  const finish = (result: Outcome): void => {
    if (over) return
    over = true
    cancelSilence()
    cancelLimit()
    signal.removeEventListener('abort', onGone)
    audio.abandon()
    stop.abort(result.kind === 'failed' ? result.error : sessionOver)
    settle(result)
  }
  const fail = (error: unknown): void => {
    // Our own abort comes back from everything that listened to it.
    if (over) return
    const known = error instanceof AwsError
    if (!known) service.log({ level: 'error', message: `Stream ${sessionId} failed`, detail: describe(error) })
    finish({ kind: 'failed', error: known ? error : internalFailure(error) })
  }
  const onGone = (): void => {
    const reason: unknown = signal.reason
    // An abort without a reason of its own explains nothing.
    const explained = reason instanceof Error && reason.name !== 'AbortError'
    finish({ kind: 'gone', ...(explained ? { explanation: reason.message } : {}) })
  }
  const cancelLimit = clock.after(limits.streamSeconds * 1000, () =>
    // The words of the API reference for this exception.
    fail(
      limitExceeded(
        'Your client has exceeded one of the Amazon Transcribe limits. This is typically the audio length limit. Break your audio stream into smaller chunks and try your request again.',
      ),
    ),
  )
  signal.addEventListener('abort', onGone, { once: true })
  if (signal.aborted) onGone()
  else {
    watchSilence(silenceMs)
    run().catch(fail)
    receive().catch(fail)
  }
  return { outcome, end: fail }

  async function run(): Promise<void> {
    // Before any audio: the Python and Go clients wait for an answer before they send, and AWS sends this first.
    await send(encodeEvent('TranscriptEvent', 'application/json', emptyTranscriptEvent()))
    await recognize({ service, stream, sessionId, audio: audio.chunks, signal: stop.signal, send })
    finish({ kind: 'complete' })
  }

  async function receive(): Promise<void> {
    let dropped = 0
    for (;;) {
      const frames = await nextFrames()
      if (frames === undefined) break
      if (over || inputEnded) {
        for (const frame of frames) dropped += frame.length
        if (dropped > mostDropped) return transport.stopReading()
        continue
      }
      const full = take(frames)
      if (full === undefined) continue
      holding = true
      await full
      holding = false
      newestAudio = clock.now()
    }
    if (inputEnded) return
    // A client that gives up may reset the stream in one packet behind its end: we hear of that a turn later.
    await new Promise<void>((resolve) => setImmediate(resolve))
    if (transport.unfinished === 'gone') finish({ kind: 'gone' })
    else fail(transport.unfinished)
  }

  async function nextFrames(): Promise<readonly Uint8Array[] | undefined> {
    for (;;) {
      try {
        return await transport.next()
      } catch (error) {
        if (!(error instanceof AwsError)) {
          finish({ kind: 'gone' })
          return undefined
        }
        fail(error)
      }
    }
  }

  /** Gives the audio of some frames to the recognition; a promise when that is behind. */
  function take(frames: readonly Uint8Array[]): Promise<void> | undefined {
    let full: Promise<void> | undefined
    try {
      for (const frame of frames) {
        traffic.framesIn++
        traffic.bytesIn += frame.length
        const payload = reader.read(frame)
        if (payload === 'end') {
          inputEnded = true
          cancelSilence()
          audio.end()
          return undefined
        }
        newestAudio = clock.now()
        full = audio.push(payload) ?? full
      }
    } catch (error) {
      fail(transport.malformed(error))
      return undefined
    }
    return full
  }

  function watchSilence(milliseconds: number): void {
    cancelSilence = clock.after(milliseconds, () => {
      const silent = clock.now() - newestAudio
      if (holding) watchSilence(silenceMs)
      else if (silent < silenceMs) watchSilence(silenceMs - silent)
      else fail(badRequest('Your request timed out because no new audio was received for 15 seconds.'))
    })
  }

  function send(frame: Uint8Array): Promise<void> | undefined {
    if (over) return undefined
    traffic.eventsOut++
    return transport.send(frame)
  }
}

const sessionOver = new Error('the session is over')

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
