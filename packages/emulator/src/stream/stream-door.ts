/**
 * The door of the streaming service. In: a request and its bytes (HTTP/2), or a request and an accepted WebSocket.
 * Out: the response, or messages and a close. Refusals before the stream become a status over HTTP/2 and an exception
 * frame over WebSocket; after that both are told by an exception frame. Every stream is logged and stands in the journal.
 */
import { AwsError, encodeException, internalFailure } from '@scribelite/core/protocol'
import { queryPairs, queryValue } from '../auth/query-pairs.ts'
import { header, type ReceivedRequest } from '../received-request.ts'
import type { Service } from '../service.ts'
import { type AdmittedStream, admitStream } from './admission.ts'
import { createAudioReader } from './audio-reader.ts'
import { createResponseBody, http2Transport, responseHeaders } from './http2-stream.ts'
import type { MessageSocket } from './message-socket.ts'
import { createRunningStreams, type StreamTransport } from './running-streams.ts'
import { errorResponse, statusOf } from './stream-error.ts'
import { reportStream } from './stream-report.ts'
import {
  type Outcome,
  type RunningSession,
  type SessionTransport,
  startSession,
  type Traffic,
} from './stream-session.ts'
import { dropMessages, endWebSocket, webSocketTransport } from './websocket-stream.ts'

export interface StreamDoor {
  /** Never rejects. `signal` aborts when the client is gone. */
  http2(request: ReceivedRequest, body: AsyncIterable<Uint8Array>, signal: AbortSignal): Promise<Response>
  /** Resolves when the stream is over and the connection closed by us. Never rejects. */
  webSocket(request: ReceivedRequest, socket: MessageSocket, signal: AbortSignal): Promise<void>
  /** The session id of the request, or the one that it is given; the same whenever asked of the same request. */
  sessionId(request: ReceivedRequest): string
  /** Ends what runs, and refuses what still comes: the emulator goes. */
  close(): void
}

export function createStreamDoor(service: Service): StreamDoor {
  const running = createRunningStreams(service.limits.concurrentStreams)
  const sessionIds = new WeakMap<ReceivedRequest, string>()
  let closed = false

  return {
    http2,
    webSocket,
    sessionId,
    close() {
      closed = true
      running.endAll(unavailable())
    },
  }

  async function http2(
    request: ReceivedRequest,
    body: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ): Promise<Response> {
    try {
      const stream = await admitStream(service, request, 'http2')
      const gone = goneWith(signal)
      const response = createResponseBody(gone.now)
      const begun = begin(request, stream, 'http2', http2Transport(body, stream, response), gone.signal)
      void begun.session.outcome.then((outcome) => {
        if (outcome.kind === 'failed') void response.send(exceptionFrame(outcome.error))
        response.close()
        report(request, 'http2', 200, outcome, { stream, traffic: begun.traffic })
      })
      // The headers go out before any audio has come: Python and Go send none until they have them.
      return new Response(response.stream, {
        status: 200,
        headers: responseHeaders(request, stream, sessionId(request), service.clock.now()),
      })
    } catch (thrown) {
      const error = asAwsError(thrown)
      report(request, 'http2', statusOf(error), { kind: 'failed', error })
      return errorResponse(request, error, service.clock.now())
    }
  }

  async function webSocket(request: ReceivedRequest, socket: MessageSocket, signal: AbortSignal): Promise<void> {
    const gone = goneWith(signal)
    let outcome: Outcome
    let details: StreamDetails | undefined
    try {
      const stream = await admitStream(service, request, 'websocket')
      const begun = begin(request, stream, 'websocket', webSocketTransport(socket, stream, gone.now), gone.signal)
      details = { stream, traffic: begun.traffic }
      outcome = await begun.session.outcome
    } catch (thrown) {
      outcome = { kind: 'failed', error: asAwsError(thrown) }
      void dropMessages(socket)
    }
    // 101 has been answered already: AWS tells refusals by an exception frame, and so do we.
    report(request, 'websocket', 101, outcome, details)
    await endWebSocket(socket, outcome.kind === 'failed' ? outcome.error : undefined)
  }

  /** Takes a place and starts the session, with nothing between them that could wait. */
  function begin(
    request: ReceivedRequest,
    stream: AdmittedStream,
    transport: StreamTransport,
    carrier: SessionTransport,
    signal: AbortSignal,
  ): { readonly session: RunningSession; readonly traffic: Traffic } {
    if (closed) throw unavailable()
    const { principal, owner } = stream
    const reader = createAudioReader({
      principal,
      clock: service.clock,
      signatures: service.auth === 'off' ? 'unchecked' : transport === 'http2' ? 'required' : 'optional',
      encoding: stream.encoding,
      sampleRate: stream.sampleRate,
      channels: stream.channels,
    })
    const traffic: Traffic = { framesIn: 0, bytesIn: 0, eventsOut: 0 }
    let session: RunningSession | undefined
    const id = sessionId(request)
    const leave = running.enter({ owner, transport, sessionId: id, end: (error) => session?.end(error) })
    session = startSession({ service, stream, sessionId: id, reader, transport: carrier, traffic, signal })
    void session.outcome.then(leave)
    return { session, traffic }
  }

  function sessionId(request: ReceivedRequest): string {
    const known = sessionIds.get(request)
    if (known !== undefined) return known
    const asked =
      request.door === 'websocket'
        ? queryValue(queryPairs(request.query), 'session-id')
        : header(request, 'x-amzn-transcribe-session-id')
    const id = asked !== undefined && uuid.test(asked) ? asked : service.ids.uuid()
    sessionIds.set(request, id)
    return id
  }

  function report(
    request: ReceivedRequest,
    transport: StreamTransport,
    status: number,
    outcome: Outcome,
    details?: StreamDetails,
  ): void {
    reportStream(service, {
      request,
      transport,
      status,
      outcome,
      ...(details === undefined
        ? {}
        : {
            accessKeyId: details.stream.principal.accessKeyId,
            stream: { sessionId: sessionId(request), ...details.traffic },
          }),
    })
  }

  function asAwsError(thrown: unknown): AwsError {
    if (thrown instanceof AwsError) return thrown
    service.log({
      level: 'error',
      message: 'A stream could not be started',
      detail: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    })
    return internalFailure(thrown)
  }
}

/** The words of the API reference. */
const unavailable = (): AwsError =>
  new AwsError('ServiceUnavailableException', 'The service is currently unavailable. Try your request later.', {
    fault: 'server',
  })

interface StreamDetails {
  readonly stream: AdmittedStream
  readonly traffic: Traffic
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

const exceptionFrame = (error: AwsError): Uint8Array => encodeException(error.code, error.message)

/** A signal for "the client is gone", whether the transport says so or sending to it fails. */
function goneWith(signal: AbortSignal): { readonly signal: AbortSignal; readonly now: () => void } {
  const gone = new AbortController()
  const now = (): void => gone.abort(signal.reason)
  if (signal.aborted) now()
  else signal.addEventListener('abort', now, { once: true })
  return { signal: gone.signal, now }
}
