/**
 * A stream over HTTP/2, by the official SDK's client: it signs each frame and sends the signed empty one at the end.
 *
 * In: audio. Out: results, until the service has said its last. Errors are the service's own exceptions, also when the connection
 * went down with them.
 */
import {
  StartStreamTranscriptionCommand,
  type StartStreamTranscriptionCommandInput,
  type StartStreamTranscriptionCommandOutput,
  type TranscribeStreamingClient,
} from '@aws-sdk/client-transcribe-streaming'
import { type AudioFeed, openAudioFeed } from './audio-feed.ts'
import { clockSkewOf } from './clock-skew.ts'
import { type ConnectionSource, openStreamingClient } from './connection.ts'
import { noticeReset } from './early-refusal.ts'
import { ScribeliteError } from './errors.ts'
import { tapFrames } from './frame-tap.ts'
import { asServiceError } from './sdk-errors.ts'
import { type LastHeard, untilGivenUp } from './silent-service.ts'
import type { AudioSource, StreamOptions } from './stream-options.ts'
import { resultsOfEvent, type StreamResult } from './stream-results.ts'
import { orAborted, systemTiming, type Timing } from './timing.ts'

/** What `streamHttp2` takes beside the audio. */
export interface StreamHttp2Options extends StreamOptions {
  /** Where and as whom; what is left out comes from the AWS SDK's chain. */
  readonly connection?: ConnectionSource
}

/**
 * Transcribes audio while it is being heard, over HTTP/2. Leaving the loop ends the stream.
 *
 * @throws ScribeliteError before anything is sent, when audio and options contradict each other; AwsServiceError with the service's
 * own name and text; the signal's reason
 * @example
 * for await (const result of streamHttp2(await readFile('call.wav'), { languageCode: 'en-US' })) {
 *   if (!result.isPartial) console.log(result.transcript)
 * }
 */
export async function* streamHttp2(
  audio: AudioSource,
  options: StreamHttp2Options = {},
): AsyncGenerator<StreamResult, void, undefined> {
  options.signal?.throwIfAborted()
  const ending = new AbortController()
  const signal = options.signal === undefined ? ending.signal : AbortSignal.any([options.signal, ending.signal])
  const feed = await openAudioFeed(audio, options, signal)
  let call: Call | undefined
  try {
    call = await open(feed, options, signal)
    feed.accepted()
    const { SessionId, RequestId } = call.output
    options.onSession?.({
      ...(SessionId === undefined ? {} : { sessionId: SessionId }),
      ...(RequestId === undefined ? {} : { requestId: RequestId }),
    })
    yield* resultsOf(call, options.timing ?? systemTiming)
    if (!feed.finished()) throw call.broken() ? brokenMidway() : endedEarly()
    if (call.broken()) throw brokenOff()
  } catch (error) {
    options.signal?.throwIfAborted()
    throw call?.failure() ?? explained(error, call, feed)
  } finally {
    ending.abort(new Error('The stream has ended.'))
    feed.close()
    call?.client.destroy()
  }
}

interface Call {
  readonly client: TranscribeStreamingClient
  readonly output: StartStreamTranscriptionCommandOutput
  /** Aborts when the stream is over, whoever ended it. */
  readonly signal: AbortSignal
  readonly progress: LastHeard
  /** What went wrong at the source of the audio, or a service that fell silent: the SDK would only say that its pipeline broke. */
  failure(): unknown
  /** Whether the stream ended because the connection did. */
  broken(): boolean
}

const open = async (feed: AudioFeed, options: StreamHttp2Options, signal: AbortSignal): Promise<Call> => {
  const timing = options.timing ?? systemTiming
  try {
    return await send(feed, options, signal, 0)
  } catch (error) {
    const skew = clockSkewOf(asServiceError(error), timing.now())
    if (skew === undefined || !feed.restartable() || signal.aborted) throw error
    return await send(feed, options, signal, skew)
  }
}

const send = async (
  feed: AudioFeed,
  options: StreamHttp2Options,
  signal: AbortSignal,
  clockOffset: number,
): Promise<Call> => {
  const client = openStreamingClient(options.connection, clockOffset)
  if (options.onFrame !== undefined) tapFrames(client, options.onFrame)
  // Behind the former, which puts something in front of the body: who is added last stands next to the connection.
  const wasReset = noticeReset(client)
  const timing = options.timing ?? systemTiming
  const broken = new AbortController()
  const progress: LastHeard = { lastHeard: timing.now(), listening: false }
  let failure: unknown
  async function* audioStream(): AsyncGenerator<{ AudioEvent: { AudioChunk: Uint8Array } }, void, undefined> {
    try {
      for await (const chunk of feed.attempt()) yield { AudioEvent: { AudioChunk: chunk } }
    } catch (error) {
      if (!signal.aborted) failure = error
      // The SDK would leave the request open, and the service would wait 15 seconds for more audio.
      broken.abort(error)
      throw error
    }
    untilGivenUp(progress, timing, signal).then((error) => {
      failure = error
      broken.abort(error)
    }, quietly)
  }
  try {
    const abortSignal = AbortSignal.any([signal, broken.signal])
    // The SDK's types list the values of today; whether the service takes another one is the service's to say.
    const input = { ...feed.parameters, AudioStream: audioStream() } as StartStreamTranscriptionCommandInput
    const command = new StartStreamTranscriptionCommand(input)
    const output = await orAborted(client.send(command, { abortSignal }), abortSignal)
    return { client, output, signal: abortSignal, progress, failure: () => failure, broken: wasReset }
  } catch (error) {
    client.destroy()
    throw failure ?? error
  }
}

/** The stream ended first, as it should. */
const quietly = (): void => undefined

async function* resultsOf(call: Call, timing: Timing): AsyncGenerator<StreamResult, void, undefined> {
  const events = call.output.TranscriptResultStream?.[Symbol.asyncIterator]()
  if (events === undefined)
    throw new ScribeliteError('unreadable-answer', 'The service answered without a stream of results.')
  for (;;) {
    call.progress.listening = true
    const step = await orAborted(events.next(), call.signal)
    if (step.done === true) return
    call.progress.listening = false
    call.progress.lastHeard = timing.now()
    if (step.value.TranscriptEvent !== undefined) yield* resultsOfEvent(step.value.TranscriptEvent)
  }
}

/** What the SDK threw in our words: of an answer that has begun it does not tell what broke. */
const explained = (error: unknown, call: Call | undefined, feed: AudioFeed): unknown => {
  if (call === undefined || error instanceof ScribeliteError) return asServiceError(error)
  const known = asServiceError(error)
  if (!(known instanceof ScribeliteError) || known.code !== 'connection-failed') return known
  if (call.broken()) return feed.finished() ? brokenOff(error) : brokenMidway(error)
  const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return new ScribeliteError('unreadable-answer', `The service sent bytes that are no event stream: ${reason}`, error)
}

const endedEarly = (): ScribeliteError =>
  new ScribeliteError(
    'stream-ended-early',
    'The service ended the stream before all audio was sent, and gave no reason. What was heard until then has been returned; start another stream for the rest.',
  )

const brokenMidway = (cause?: unknown): ScribeliteError =>
  new ScribeliteError(
    'connection-failed',
    'The connection broke before all audio was sent. What was heard until then has been returned; start another stream for the rest.',
    cause,
  )

const brokenOff = (cause?: unknown): ScribeliteError =>
  new ScribeliteError(
    'connection-failed',
    'The connection broke after all audio was sent: the last results may be missing.',
    cause,
  )
