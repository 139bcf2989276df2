/** HTTP/2 as the session's transport: bytes in are cut into frames, frames out are the body of the response. */
import { AwsError, createFrameSplitter, FrameError, streamHeaders } from '@scribelite/core/protocol'
import { joinBytes } from '../media/media-source.ts'
import type { ReceivedRequest } from '../received-request.ts'
import type { AdmittedStream } from './admission.ts'
import { largestFrame, tooBig } from './audio-reader.ts'
import type { SessionTransport } from './stream-session.ts'

/** Bytes of events that wait for a slow reader; then the hearing waits. */
const bufferedEvents = 64 * 1024

export interface ResponseBody {
  readonly stream: ReadableStream<Uint8Array>
  send(frame: Uint8Array): Promise<void> | undefined
  close(): void
}

/** `onCancel` is called when the client does not want the rest. */
export function createResponseBody(onCancel: () => void): ResponseBody {
  let wake: (() => void)[] = []
  let open = true
  // What is heard in one turn of the event loop goes out together: one write instead of one for each event.
  let gathered: Uint8Array[] = []
  let gatheredBytes = 0
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined
  const wakeAll = (): void => {
    const waiting = wake
    wake = []
    for (const resolve of waiting) resolve()
  }
  const flush = (): void => {
    const [first] = gathered
    if (!open || first === undefined) return
    controller?.enqueue(gathered.length === 1 ? first : joinBytes(gathered))
    gathered = []
    gatheredBytes = 0
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      start(made) {
        controller = made
      },
      pull: wakeAll,
      cancel() {
        open = false
        wakeAll()
        onCancel()
      },
    },
    { highWaterMark: bufferedEvents, size: (frame) => frame.length },
  )
  return {
    stream,
    send(frame) {
      if (!open || controller === undefined) return undefined
      if (gathered.length === 0) setImmediate(flush)
      gathered.push(frame)
      gatheredBytes += frame.length
      if ((controller.desiredSize ?? 0) > gatheredBytes) return undefined
      return new Promise((resolve) => wake.push(resolve))
    },
    close() {
      if (!open) return
      flush()
      open = false
      controller?.close()
      wakeAll()
    },
  }
}

export function http2Transport(
  body: AsyncIterable<Uint8Array>,
  stream: AdmittedStream,
  response: ResponseBody,
): SessionTransport {
  const iterator = body[Symbol.asyncIterator]()
  const splitter = createFrameSplitter({ maxFrameBytes: largestFrame(stream) })
  let broken = false
  return {
    async next() {
      for (;;) {
        const { done, value } = await iterator.next()
        if (done === true) return undefined
        // After bytes that are no frame there is no finding the next one; the session only drops these.
        if (broken) return [value]
        try {
          // Not as Node's Buffer: each piece cut from one is a Buffer again, which takes longer to make; a frame is cut six times.
          const frames = splitter.push(new Uint8Array(value.buffer, value.byteOffset, value.length))
          if (frames.length > 0) return frames
        } catch (error) {
          broken = true
          throw malformed(error)
        }
      }
    },
    stopReading: () => void Promise.resolve(iterator.return?.()).catch(ignoreBrokenSource),
    malformed,
    // Recorded from AWS.
    unfinished: new AwsError('BadRequestException', 'A complete signal was sent without the preceding empty frame.', {
      explanation:
        'The client ended its side of the stream without a signed frame around nothing. Clients on Node (the JavaScript SDK too) also do so when they are aborted.',
    }),
    send: response.send,
  }
}

/** AWS's words are known for a frame that is too large; for bytes that are no frame over HTTP/2 these are ours. */
function malformed(error: unknown): unknown {
  if (!(error instanceof FrameError)) return error
  if (error.code === 'too-big') return tooBig()
  return new AwsError(
    'BadRequestException',
    'The event stream that you provided is not valid: a frame could not be read.',
    {
      explanation: `The body is a row of signed event stream frames, each around an AudioEvent. This one could not be read: ${error.message}.`,
    },
  )
}

// The session is over; that its source breaks when told to stop concerns nobody.
function ignoreBrokenSource(): void {
  return
}

/** The parameters as they came, the session id, and the booleans also where the request did not carry them (recorded). */
export function responseHeaders(
  request: ReceivedRequest,
  stream: AdmittedStream,
  sessionId: string,
  now: number,
): Headers {
  const headers = new Headers({
    'content-type': 'application/vnd.amazon.eventstream',
    date: new Date(now).toUTCString(),
    'x-amzn-request-id': request.id,
    'x-amzn-requestid': request.id,
  })
  const echoed = streamHeaders({
    ShowSpeakerLabel: false,
    EnableChannelIdentification: false,
    EnablePartialResultsStabilization: false,
    ...stream.parameters,
    SessionId: sessionId,
  })
  for (const [name, value] of echoed) headers.set(name, value)
  return headers
}
