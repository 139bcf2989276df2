/** Audio on its way into a stream, from wherever it comes. */
export interface LiveAudio {
  /** All of it at once, or as it comes. */
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>
  readonly encoding: 'pcm' | 'flac' | 'ogg-opus'
  /** Hz. */
  readonly sampleRate: number
  readonly channels: number
  /** How long an encoded file sounds, where that is known. */
  readonly seconds?: number
  /** The loudest sample now, 0 to 1; of a file by the seconds since it began. */
  readonly level: (seconds: number) => number
  /** No more audio; what was heard so far still goes out. */
  readonly stop: () => void
  /** Milliseconds since the epoch when the first sample was spoken, as far as that is known by now; a file is spoken as it is sent. */
  readonly spokenAt?: () => number
}
