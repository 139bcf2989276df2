/**
 * A stream over WebSocket: our presigner, our frames, any WebSocket. Portable: no `node:`, no AWS SDK, so browsers run it as it is.
 *
 * In: audio. Out: results, until the service closes. Frames are signed when keys are at hand; with nothing but a URL they are not,
 * which is how browsers speak to the service.
 */
import { type AudioFeed, openAudioFeed } from './audio-feed.ts'
import { clockSkewOf } from './clock-skew.ts'
import { AwsServiceError, ScribeliteError } from './errors.ts'
import { presign } from './presign.ts'
import { decodeFrame } from './protocol/frame.ts'
import { createFrameSigner } from './protocol/frame-signing.ts'
import { portableHashing } from './protocol/hashing.ts'
import { encodeAudioEvent, type Message, readMessage } from './protocol/message.ts'
import type { Credentials } from './protocol/signature.ts'
import type { StreamParameters } from './protocol/stream-parameters.ts'
import { type LastHeard, untilGivenUp } from './silent-service.ts'
import type { AudioSource, StreamOptions } from './stream-options.ts'
import { resultsOfPayload, type StreamResult } from './stream-results.ts'
import { systemTiming, type Timing } from './timing.ts'
import { defaultWebSocket, type OpenSocket, openSocket, type WebSocketFactory } from './web-socket.ts'

/** What `streamWebSocket` takes beside the audio. */
export interface StreamWebSocketOptions extends StreamOptions {
  /** Needed to sign; with `url`, only to sign frames. */
  readonly region?: string
  /** Keys that sign URL and frames. Never give these to a browser: there, use `url`. */
  readonly credentials?: Credentials
  /** Host and port as on the wire; default `wss://transcribestreaming.<region>.amazonaws.com:8443`. */
  readonly endpoint?: string
  /** Asks a server for a URL that it presigned, for the parameters given: the keys stay there. */
  readonly url?: (parameters: StreamParameters) => Promise<string> | string
  /** Default: the platform's WebSocket, else the ws package. */
  readonly webSocket?: WebSocketFactory
}

/** Seconds are enough to dial; the stream outlives its URL. */
const urlExpires = 60

/**
 * Transcribes audio while it is being heard, over WebSocket. Leaving the loop ends the stream.
 *
 * @throws ScribeliteError before anything is sent, when audio and options contradict each other; AwsServiceError with the service's
 * own name and text; the signal's reason
 * @example
 * const results = streamWebSocket(microphone, {
 *   url: async (parameters) => (await fetch('/presign', { method: 'POST', body: JSON.stringify(parameters) })).text(),
 *   languageCode: 'en-US',
 *   sampleRate: 16000,
 * })
 */
export async function* streamWebSocket(
  audio: AudioSource,
  options: StreamWebSocketOptions,
): AsyncGenerator<StreamResult, void, undefined> {
  options.signal?.throwIfAborted()
  const timing = options.timing ?? systemTiming
  const ending = new AbortController()
  const signal = options.signal === undefined ? ending.signal : AbortSignal.any([options.signal, ending.signal])
  const feed = await openAudioFeed(audio, options, signal)
  try {
    let clockOffset = 0
    for (;;) {
      try {
        yield* attempt(feed, options, { timing, signal, clockOffset })
        return
      } catch (error) {
        const skew = clockSkewOf(error, timing.now())
        if (skew === undefined || clockOffset !== 0 || options.url !== undefined || !feed.restartable()) throw error
        clockOffset = skew
      }
    }
  } catch (error) {
    options.signal?.throwIfAborted()
    throw error
  } finally {
    ending.abort(new Error('The stream has ended.'))
    feed.close()
  }
}

interface Attempt {
  readonly timing: Timing
  readonly signal: AbortSignal
  /** Milliseconds to add to our clock. */
  readonly clockOffset: number
}

async function* attempt(
  feed: AudioFeed,
  options: StreamWebSocketOptions,
  { timing, signal, clockOffset }: Attempt,
): AsyncGenerator<StreamResult, void, undefined> {
  const now = (): number => timing.now() + clockOffset
  const sessionId = options.sessionId ?? options.parameters?.SessionId ?? crypto.randomUUID()
  const url = await urlOf({ ...feed.parameters, SessionId: sessionId }, options, now())
  const stopping = new AbortController()
  const sending = AbortSignal.any([signal, stopping.signal])
  const socket = await openSocket(options.webSocket ?? (await defaultWebSocket()), url, timing, signal)
  const progress: Progress = { ended: false, lastHeard: timing.now(), listening: false }
  const send = (bytes: Uint8Array): Promise<boolean> => {
    options.onFrame?.({ direction: 'sent', bytes })
    return socket.send(bytes)
  }
  sendAudio(feed, send, frameWriter(url, options, now), progress, timing, sending).catch(socket.fail)
  let accepted = false
  try {
    for (;;) {
      progress.listening = true
      const message = await nextMessage(socket, progress, options.onFrame)
      if (message === undefined) break
      progress.listening = false
      progress.lastHeard = timing.now()
      if (message.kind === 'exception') throw new AwsServiceError(message.exceptionType, message.message)
      if (message.kind === 'error') throw new AwsServiceError(message.code, message.message)
      if (!accepted) {
        accepted = true
        feed.accepted()
        options.onSession?.({ sessionId: new URL(url).searchParams.get('session-id') ?? sessionId })
      }
      if (message.eventType === 'TranscriptEvent') yield* resultsOfPayload(message.payload)
    }
  } finally {
    stopping.abort(new Error('The stream has ended.'))
    socket.close()
  }
}

/** What sender and reader know of each other. */
interface Progress extends LastHeard {
  /** The end of the audio has been sent. */
  ended: boolean
}

/**
 * Sends all audio and the end; then fails if the service neither answers nor closes. Stops where the socket is closed: the
 * reader, who closes it on our side, knows why.
 */
const sendAudio = async (
  feed: AudioFeed,
  send: (frame: Uint8Array) => Promise<boolean>,
  frames: FrameWriter,
  progress: Progress,
  timing: Timing,
  signal: AbortSignal,
): Promise<void> => {
  for await (const chunk of feed.attempt()) {
    signal.throwIfAborted()
    if (!(await send(frames.audio(chunk)))) return
  }
  signal.throwIfAborted()
  if (!(await send(frames.end()))) return
  progress.ended = true
  throw await untilGivenUp(progress, timing, signal)
}

/** A close that means what it says, with and without a code. */
const goodOrder: ReadonlySet<number> = new Set([1000, 1005])

/** The next message; undefined after the service closed in good order. */
const nextMessage = async (
  socket: OpenSocket,
  progress: Progress,
  onFrame: StreamOptions['onFrame'],
): Promise<Message | undefined> => {
  const step = await socket.messages.next()
  if (step.done !== true) {
    onFrame?.({ direction: 'received', bytes: step.value })
    return readAnswer(step.value)
  }
  const { code, reason } = step.value
  if (progress.ended) {
    if (goodOrder.has(code)) return undefined
    throw new ScribeliteError(
      'connection-failed',
      `The connection broke after all audio was sent (code ${code}${reason === '' ? '' : `, "${reason}"`}): the last results may be missing.`,
    )
  }
  throw new ScribeliteError(
    'stream-ended-early',
    `The service closed the WebSocket before all audio was sent (code ${code}${reason === '' ? '' : `, "${reason}"`}) and gave no reason. What was heard until then has been returned; start another stream for the rest.`,
  )
}

const readAnswer = (bytes: Uint8Array): Message => {
  try {
    return readMessage(decodeFrame(bytes))
  } catch (cause) {
    throw new ScribeliteError('unreadable-answer', `The service sent ${bytes.length} bytes that are no message.`, cause)
  }
}

const urlOf = async (parameters: StreamParameters, options: StreamWebSocketOptions, now: number): Promise<string> => {
  if (options.url !== undefined) return options.url(parameters)
  const { region, credentials, endpoint } = options
  if (region === undefined || credentials === undefined) {
    throw new ScribeliteError(
      'bad-option',
      'A WebSocket stream needs a signed URL: give url (asks your server for one), or region and credentials to sign one here.',
    )
  }
  return presign({
    region,
    credentials,
    parameters,
    now,
    expires: urlExpires,
    ...(endpoint === undefined ? {} : { endpoint }),
  })
}

interface FrameWriter {
  audio(chunk: Uint8Array): Uint8Array
  end(): Uint8Array
}

const frameWriter = (url: string, options: StreamWebSocketOptions, now: () => number): FrameWriter => {
  const { credentials, region } = options
  if (credentials === undefined || region === undefined) {
    return { audio: encodeAudioEvent, end: () => encodeAudioEvent(new Uint8Array(0)) }
  }
  const seed = new URL(url).searchParams.get('X-Amz-Signature') ?? ''
  const signer = createFrameSigner({ seed, credentials, region, hashing: portableHashing, now })
  return { audio: (chunk) => signer.sign(encodeAudioEvent(chunk)), end: () => signer.end() }
}
