/**
 * What the audio of a stream is: from its header, and from what was declared. In: the first bytes and the options. Out: encoding, rate
 * and where the samples are, or a refusal in a sentence. Decodes nothing. Portable.
 */
import { ScribeliteError } from './errors.ts'
import { type MediaHeader, needsMoreHeader, readMediaHeader } from './protocol/media-header.ts'

export interface StreamFormat {
  /** `pcm`, `flac`, `ogg-opus`, or whatever else was declared. */
  readonly mediaEncoding: string
  /** Hz. */
  readonly sampleRate: number
  /** Of PCM: samples interleaved. */
  readonly channels: number
  /** WAV and tagged FLAC: bytes in front that must not be sent. */
  readonly skipBytes: number
  /** WAV: bytes of samples, where the header knows; more may follow that is no sound. */
  readonly dataBytes: number | undefined
}

export interface DeclaredFormat {
  readonly mediaEncoding: string | undefined
  readonly sampleRate: number | undefined
  /** `NumberOfChannels`; two-channel PCM without it is one channel at twice the speed, so a WAV file's own count is kept to. */
  readonly channels: number | undefined
}

const magicBytes = 12
const containers = ['RIFF', 'RIFX', 'RF64', 'fLaC', 'OggS', 'ID3', '\x1a\x45\xdf\xa3', '#!AMR']

const startOf = (head: Uint8Array): string => String.fromCharCode(...head.subarray(0, magicBytes))

/**
 * Whether `head` suffices to tell the format. Raw samples need a few bytes only, so that a microphone is not kept waiting; a container
 * needs its header.
 */
export const suffices = (head: Uint8Array): boolean => {
  if (head.length < magicBytes) return false
  const start = startOf(head)
  const container = containers.some((magic) => start.startsWith(magic)) || start.slice(4, 8) === 'ftyp'
  if (!container || !needsMoreHeader(head)) return true
  const header = readMediaHeader(head)
  return header !== undefined && header.incomplete !== true && header.encoding !== 'other'
}

/** @throws ScribeliteError `bad-media` when the header contradicts what was declared or is nothing that a stream takes */
export const streamFormatOf = (head: Uint8Array, declared: DeclaredFormat): StreamFormat => {
  const header = readMediaHeader(head)
  // Samples can begin with any bytes: only a magic of four letters outweighs a declaration of pcm.
  const recognised =
    header !== undefined && (declared.mediaEncoding !== 'pcm' || /^(RIFF|RIFX|fLaC|OggS)/.test(startOf(head)))
      ? header
      : undefined
  if (recognised === undefined) return rawFormat(declared)
  if (recognised.incomplete === true) {
    throw new ScribeliteError('bad-media', `The ${recognised.format} file has a header and no audio behind it.`)
  }
  const mediaEncoding = streamEncodingOf(recognised)
  if (declared.mediaEncoding !== undefined && declared.mediaEncoding !== mediaEncoding) {
    throw new ScribeliteError(
      'bad-media',
      `The audio was declared as ${declared.mediaEncoding}, but it is ${mediaEncoding} by its header. Declare ${mediaEncoding}, or nothing.`,
    )
  }
  checkSampleRate(recognised, declared.sampleRate)
  if (
    declared.channels !== undefined &&
    recognised.channels !== undefined &&
    declared.channels !== recognised.channels
  ) {
    throw new ScribeliteError(
      'bad-media',
      `The audio was declared with ${declared.channels} channels, but its header says ${recognised.channels}.`,
    )
  }
  return {
    mediaEncoding,
    sampleRate: requireRate(declared.sampleRate ?? recognised.sampleRate),
    channels: recognised.channels ?? declared.channels ?? 1,
    skipBytes: recognised.dataOffset ?? 0,
    dataBytes: recognised.dataBytes,
  }
}

/**
 * Refuses a declared rate that the header contradicts. Opus has no rate of its own: its header notes that of the recording, and decoders
 * give 48 000 Hz, so either is right.
 *
 * @throws ScribeliteError `bad-media`
 */
export const checkSampleRate = (header: MediaHeader, declared: number | undefined): void => {
  if (declared === undefined || header.sampleRate === undefined || declared === header.sampleRate) return
  if (header.encoding === 'ogg-opus' && declared === 48_000) return
  throw new ScribeliteError(
    'bad-media',
    `The sample rate was declared as ${declared} Hz, but the header of the audio says ${header.sampleRate} Hz. Declare ${header.sampleRate}, or nothing.`,
  )
}

const rawFormat = (declared: DeclaredFormat): StreamFormat => ({
  mediaEncoding: declared.mediaEncoding ?? 'pcm',
  sampleRate: requireRate(declared.sampleRate),
  channels: declared.channels ?? 1,
  skipBytes: 0,
  dataBytes: undefined,
})

const requireRate = (rate: number | undefined): number => {
  if (rate === undefined) {
    throw new ScribeliteError(
      'bad-media',
      'The sample rate is not known: the audio has no header that tells it. Raw PCM needs its rate in Hz, such as 16000.',
    )
  }
  if (!Number.isInteger(rate) || rate < 8000 || rate > 48_000) {
    throw new ScribeliteError('bad-media', `The sample rate is ${rate} Hz; Amazon Transcribe takes 8000 to 48000.`)
  }
  return rate
}

const streamEncodingOf = (header: MediaHeader): string => {
  const { format, encoding } = header
  if (format === 'wav' && encoding === 'pcm' && header.bitsPerSample === 16 && header.bigEndian !== true) return 'pcm'
  if (encoding === 'flac' || encoding === 'ogg-opus') return encoding
  const found =
    format === 'wav' ? `a WAV file of ${header.bitsPerSample ?? '?'}-bit ${encoding}` : `${format} (${encoding})`
  throw new ScribeliteError(
    'bad-media',
    `The audio is ${found}; a stream takes 16-bit little-endian PCM (also in a WAV file), FLAC or Ogg Opus. Convert it, or use transcribe(), which takes more.`,
  )
}
