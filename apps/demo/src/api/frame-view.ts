/** A frame as the inspector shows it; from the bytes on the wire, in the page (WebSocket) and in the server (HTTP/2). */
import { decodeFrame, type Frame, type HeaderValue, readMessage, readSignedEnvelope } from '@scribelite/core/protocol'

export interface FrameView {
  readonly direction: 'sent' | 'received'
  /** Milliseconds since the epoch. */
  readonly at: number
  /** Of the whole frame, prelude and checksums included. */
  readonly bytes: number
  readonly headers: readonly FrameHeader[]
  /** `AudioEvent`, `TranscriptEvent`, `BadRequestException`, … of the message inside; `end` for the empty frame that ends a signed stream. */
  readonly message: string
  readonly kind: 'event' | 'exception' | 'error' | 'end' | 'unreadable'
  readonly payloadBytes: number
  /** The beginning of a payload that is text. */
  readonly text?: string
  /** Absent when the frame is not signed: as a browser sends it, and as the service answers. */
  readonly signature?: { readonly hex: string; readonly date: string }
}

export interface FrameHeader {
  readonly name: string
  readonly type: HeaderValue['type']
  readonly value: string
}

const mostText = 2000
const utf8 = new TextDecoder()

/** Never throws: bytes that are no frame are shown as such. */
export function viewFrame(bytes: Uint8Array, direction: FrameView['direction'], at: number): FrameView {
  const seen = { direction, at, bytes: bytes.length }
  let frame: Frame
  try {
    frame = decodeFrame(bytes)
    const envelope = readSignedEnvelope(frame)
    if (envelope === undefined) return { ...seen, ...viewMessage(frame, frame.headers) }
    const signature = { hex: envelope.signature, date: new Date(envelope.dateMs).toISOString() }
    if (envelope.payload.length === 0) {
      return { ...seen, headers: viewHeaders(frame.headers), message: 'end', kind: 'end', payloadBytes: 0, signature }
    }
    const inner = decodeFrame(envelope.payload)
    return { ...seen, ...viewMessage(inner, { ...frame.headers, ...inner.headers }), signature }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    return { ...seen, headers: [], message, kind: 'unreadable', payloadBytes: bytes.length }
  }
}

type MessageView = Pick<FrameView, 'headers' | 'message' | 'kind' | 'payloadBytes' | 'text'>

function viewMessage(frame: Frame, headers: Frame['headers']): MessageView {
  const message = readMessage(frame)
  const text = message.kind === 'event' && message.eventType === 'AudioEvent' ? undefined : utf8.decode(frame.body)
  return {
    headers: viewHeaders(headers),
    kind: message.kind,
    message:
      message.kind === 'event'
        ? message.eventType
        : message.kind === 'exception'
          ? message.exceptionType
          : message.code,
    payloadBytes: frame.body.length,
    ...(text === undefined || text === '' ? {} : { text: text.slice(0, mostText) }),
  }
}

const viewHeaders = (headers: Frame['headers']): readonly FrameHeader[] =>
  Object.entries(headers).map(([name, header]) => ({ name, type: header.type, value: viewValue(header) }))

function viewValue(header: HeaderValue): string {
  if (header.type === 'timestamp') return new Date(header.value).toISOString()
  if (header.type === 'binary') return Array.from(header.value, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return String(header.value)
}
