/** What a frame says: an event, an exception of the model, or an error outside it. Signatures are `frame-signing.ts`. */
import { assembleFrame, type Checksum, encodeFrame, encodeHeaders, type Frame, FrameError } from './frame.ts'

/** What a frame says: an event, an exception of the model, or an error outside of it. */
export type Message =
  | {
      readonly kind: 'event'
      /** The member of the event union: `AudioEvent`, `TranscriptEvent`, … */
      readonly eventType: string
      /** Undefined when the header is missing, as from AWS's sample web page. */
      readonly contentType: string | undefined
      readonly payload: Uint8Array
    }
  | {
      readonly kind: 'exception'
      /** `BadRequestException`, … */
      readonly exceptionType: string
      /** From the JSON body; the body's text when it is no JSON object with a message. */
      readonly message: string
      readonly payload: Uint8Array
    }
  | { readonly kind: 'error'; readonly code: string; readonly message: string }

const utf8 = new TextEncoder()
const text = new TextDecoder()
const string = (value: string) => ({ type: 'string', value }) as const

/** Encoded once: the headers of every frame of audio are the same. */
const AUDIO_HEADERS = encodeHeaders({
  ':event-type': string('AudioEvent'),
  ':message-type': string('event'),
  ':content-type': string('application/octet-stream'),
})

/** An event as AWS sends it: `:event-type`, `:content-type`, `:message-type` (recorded). */
export function encodeEvent(eventType: string, contentType: string, payload: Uint8Array | string): Uint8Array {
  return eventEncoder(eventType, contentType)(typeof payload === 'string' ? utf8.encode(payload) : payload)
}

/**
 * For many events of one type: their headers are encoded once.
 *
 * @param checksum - a CRC-32 of the runtime's own, where it has one that is faster
 */
export function eventEncoder(
  eventType: string,
  contentType: string,
  checksum?: Checksum,
): (payload: Uint8Array) => Uint8Array {
  const headers = encodeHeaders({
    ':event-type': string(eventType),
    ':content-type': string(contentType),
    ':message-type': string('event'),
  })
  return (payload) => assembleFrame(headers, payload, checksum)
}

/** An exception as AWS sends it (recorded). The key is `Message`: the Python streaming SDK reads no other. */
export function encodeException(code: string, message: string): Uint8Array {
  return encodeFrame({
    headers: {
      ':exception-type': string(code),
      ':content-type': string('application/json'),
      ':message-type': string('exception'),
    },
    body: utf8.encode(JSON.stringify({ Message: message })),
  })
}

/** Audio from client to service, headers in the order of the JS and Go SDKs. Empty audio ends an unsigned stream. */
export function encodeAudioEvent(audio: Uint8Array): Uint8Array {
  return assembleFrame(AUDIO_HEADERS, audio)
}

/**
 * Reads the special headers of a frame, in any order.
 *
 * @throws FrameError `malformed` when they do not make a message
 */
export function readMessage(frame: Frame): Message {
  const messageType = stringHeader(frame, ':message-type')
  switch (messageType) {
    case 'event':
      return {
        kind: 'event',
        eventType: required(frame, ':event-type'),
        contentType: stringHeader(frame, ':content-type'),
        payload: frame.body,
      }
    case 'exception':
      return {
        kind: 'exception',
        exceptionType: required(frame, ':exception-type'),
        message: exceptionText(frame.body),
        payload: frame.body,
      }
    case 'error':
      return {
        kind: 'error',
        code: required(frame, ':error-code'),
        message: stringHeader(frame, ':error-message') ?? '',
      }
    default:
      throw new FrameError('malformed', `message type ${messageType ?? 'missing'}`)
  }
}

function stringHeader(frame: Frame, name: string): string | undefined {
  const header = frame.headers[name]
  return header?.type === 'string' ? header.value : undefined
}

function required(frame: Frame, name: string): string {
  const value = stringHeader(frame, name)
  if (value === undefined) throw new FrameError('malformed', `header ${name} is missing`)
  return value
}

function exceptionText(body: Uint8Array): string {
  const raw = text.decode(body)
  try {
    const parsed: unknown = JSON.parse(raw)
    if (typeof parsed === 'object' && parsed !== null) {
      const found = Object.entries(parsed).find(([key]) => key.toLowerCase() === 'message')
      if (typeof found?.[1] === 'string') return found[1]
    }
  } catch {
    // Not JSON: an exception may carry plain text (Smithy, event stream specification).
    return raw
  }
  return raw
}
