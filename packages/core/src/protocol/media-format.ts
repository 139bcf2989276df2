/** The names of media formats and encodings, and what a header tells of them. */

/** Formats of `MediaFormat` in the API. */
export type DetectedFormat = 'wav' | 'flac' | 'ogg' | 'mp3' | 'mp4' | 'm4a' | 'amr' | 'webm'

/**
 * How the samples are encoded. `pcm`, `float`, `alaw` and `ulaw` are those of WAV; `other` is anything that a
 * container may hold and that this reader does not look into.
 */
export type DetectedEncoding =
  | 'pcm'
  | 'float'
  | 'alaw'
  | 'ulaw'
  | 'flac'
  | 'ogg-opus'
  | 'ogg-flac'
  | 'vorbis'
  | 'mp3'
  | 'amr-nb'
  | 'amr-wb'
  | 'other'

/** What the first bytes of a media file tell. Rates in Hz, durations in seconds. */
export interface MediaHeader {
  readonly format: DetectedFormat
  readonly encoding: DetectedEncoding
  /** Hz. For Opus the rate of the recording before it was encoded, as OpusHead notes it: Opus itself has no fixed rate. */
  readonly sampleRate?: number
  readonly channels?: number
  /** Of one sample as stored: 8, 16, 24 or 32 (64 for double floats). */
  readonly bitsPerSample?: number
  /** WAV: samples stand big-endian (RIFX). */
  readonly bigEndian?: boolean
  /** WAV: byte offset of the first sample; FLAC: of the `fLaC` marker, behind an ID3 tag if there is one. */
  readonly dataOffset?: number
  /** WAV: bytes of samples as declared; absent where the writer did not know (0 or 0xFFFFFFFF, as pipes leave it). */
  readonly dataBytes?: number
  /** Opus: samples at 48 kHz to drop at the start. */
  readonly preSkip?: number
  /** Only where the header itself tells it. */
  readonly durationSeconds?: number
  /** The bytes ended before the audio began: with more of them the header may tell more, another format among it. */
  readonly incomplete?: true
}

/** Latin-1 text at an offset, empty bytes behind the end left out: for comparing magic. */
export const textAt = (bytes: Uint8Array, offset: number, length: number): string =>
  String.fromCharCode(...bytes.subarray(offset, offset + length))
