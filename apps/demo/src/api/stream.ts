/**
 * The WebSocket `/api/stream`: a stream over HTTP/2, signed by the server, for a page that cannot speak it.
 *
 * From the page: one text message `StreamStart`; then binary messages, each a piece of audio of at most 64 KiB (PCM, or
 * the bytes of a WAV, FLAC or Ogg Opus file); then the text message `{"type":"end"}`. To stop at once, close the socket.
 * From the server: text messages `StreamMessage`; after `end` or `error` it closes.
 *
 * Backpressure: the server sends `{"type":"taken","bytes":n}`, the total it has handed on; a page holds back while more
 * than `streamWindowBytes` of what it has sent are not yet taken. Who sends more is closed with 1009.
 */
import type { StreamParameters, StreamResult } from '@scribelite/core/websocket'
import type { ApiError } from './api.ts'
import type { FrameView } from './frame-view.ts'

export const streamWindowBytes = 256 * 1024
export const streamMessageBytes = 64 * 1024

export interface StreamStart {
  readonly type: 'start'
  readonly languageCode: string
  readonly languageModelName?: string
  /** Needed for PCM without a header. */
  readonly sampleRate?: number
  readonly mediaEncoding?: 'pcm' | 'flac' | 'ogg-opus'
  readonly sessionId?: string
  /** Others under AWS's names: `EnablePartialResultsStabilization`, `PartialResultsStability`, … */
  readonly parameters?: Partial<StreamParameters>
  /** A file is sent no faster than it was spoken, unless this is `fast`. A microphone needs nothing. */
  readonly pace?: 'realtime' | 'fast'
  /** Also send what goes by on the wire. */
  readonly frames?: boolean
}

export type StreamMessage =
  | { readonly type: 'session'; readonly sessionId?: string; readonly requestId?: string }
  | { readonly type: 'results'; readonly results: readonly StreamResult[] }
  | { readonly type: 'frames'; readonly frames: readonly FrameView[]; readonly dropped?: number }
  | { readonly type: 'taken'; readonly bytes: number }
  | { readonly type: 'error'; readonly error: ApiError }
  | { readonly type: 'end' }
