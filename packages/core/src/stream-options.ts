/** What every stream takes, whichever way it goes. Portable: no `node:`, no AWS SDK. */
import type { StreamParameters } from './protocol/stream-parameters.ts'
import type { Timing } from './timing.ts'

/**
 * Encoded audio: all of it, or as it comes. PCM is signed 16-bit little-endian, channels interleaved; WAV, FLAC and Ogg Opus files
 * are recognised by their header. A Node stream is an AsyncIterable.
 */
export type AudioSource = Uint8Array | AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>

/** Every parameter of StartStreamTranscription, under AWS's names. */
export type StreamSettings = Partial<StreamParameters>

/** What every stream takes beside the audio. */
export interface StreamOptions {
  /** Such as `en-US`. Left out, `parameters` must turn on language identification. */
  readonly languageCode?: string
  /** A custom language model of the same language, trained for this sample rate. */
  readonly languageModelName?: string
  /** Hz, 8 000 to 48 000. Read from the header of WAV, FLAC and Ogg Opus; raw PCM needs it. */
  readonly sampleRate?: number
  /** `pcm`, `flac` or `ogg-opus`. Read from the header where there is one; else `pcm`. */
  readonly mediaEncoding?: string
  /** 36 characters, a UUID. The service makes one when it is left out. */
  readonly sessionId?: string
  /** Any other parameter under AWS's name, passed on as it is: `{ ShowSpeakerLabel: true, VocabularyName: 'names' }`. */
  readonly parameters?: StreamSettings
  /**
   * `realtime` (default) sends audio no faster than it was spoken; `fast` as fast as the service takes it, which suits an emulator:
   * AWS refuses frames whose date has gone stale, so a long file sent fast fails there.
   *
   * PCM is paced by its samples, FLAC and Ogg Opus by the headers of their frames and pages.
   */
  readonly pace?: 'realtime' | 'fast'
  /** Length of the chunks that audio is cut into, 50 to 200. Default 100. */
  readonly chunkMilliseconds?: number
  /**
   * Silence is sent in the place of a PCM source that has been quiet for this long, until it speaks again: AWS ends a stream after
   * 15 seconds without audio. Default 1 000; `false` sends none. Encoded sources (FLAC, Opus) cannot be filled in.
   */
  readonly silenceAfterMilliseconds?: number | false
  /** Ends the stream at any moment: the iterator throws the signal's reason and the connection is closed. */
  readonly signal?: AbortSignal
  /** Told once, when the service has accepted the stream. */
  readonly onSession?: (session: StreamSession) => void
  /**
   * Shown each frame as it stands on the wire, for logs and inspectors: `decodeFrame` and `readMessage` of `@scribelite/core/protocol`
   * read it. Must not throw.
   */
  readonly onFrame?: (frame: StreamFrame) => void
  /** For tests. */
  readonly timing?: Timing
}

/** One frame on its way, for whoever wants to watch the protocol. */
export interface StreamFrame {
  readonly direction: 'sent' | 'received'
  /** The whole frame, prelude and checksums included. */
  readonly bytes: Uint8Array
}

/** What the service calls the stream that it has accepted. */
export interface StreamSession {
  readonly sessionId?: string
  /** To quote to AWS Support. */
  readonly requestId?: string
}
