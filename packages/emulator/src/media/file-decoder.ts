/**
 * A job's media file to blocks of 16-bit samples. The order of checks: size, format, encoding, rate, channels, length
 * where the header tells it; then the audio itself, as it is read. Nothing is held: hours pass through at flat memory.
 */
import { type MediaHeader, needsMoreHeader, readMediaHeader } from '@scribelite/core/protocol'
import { decodeFlac, decodeFlacPackets } from './flac.ts'
import { damaged, failureReasons, MediaError } from './media-error.ts'
import { bytesWithin, closeSource, readPrefix, untilAborted } from './media-source.ts'
import { decodeOpus, isOpusRate } from './ogg-opus.ts'
import { oggPackets } from './ogg-packets.ts'
import type { AudioBlock } from './samples.ts'
import { decodeWav } from './wav.ts'

/** Quotas of Amazon Transcribe for batch jobs. */
const mediaLimits = {
  maxBytes: 2_147_483_648,
  minSeconds: 0.5,
  maxSeconds: 14_400,
  minSampleRate: 8000,
  maxSampleRate: 48_000,
  maxChannels: 2,
} as const

export interface FileRequest {
  /** Bytes of the object. */
  readonly size: number
  /** `MediaFormat` of the request. */
  readonly declaredFormat?: string
  /** `MediaSampleRateHertz` of the request. */
  readonly declaredSampleRate?: number
  readonly signal: AbortSignal
}

export interface DecodedFile {
  /** For `MediaFormat` of the finished job. */
  readonly format: MediaHeader['format']
  readonly header: MediaHeader
  /** Hz of the blocks, and `MediaSampleRateHertz` of the finished job. */
  readonly sampleRate: number
  readonly channels: number
  /** Where the header tells it; else only the count of samples in `blocks` does. */
  readonly durationSeconds: number | undefined
  /**
   * To be read once: an array per channel, some tens of thousands of samples at most. Throws a `MediaError` on damaged
   * bytes and on audio that turns out too short (at its end) or too long.
   */
  readonly blocks: AsyncIterable<AudioBlock>
}

/**
 * Reads the header, checks it against the request and the quotas, and gives the audio to be read.
 *
 * @throws MediaError whose `failureReason` is for the job; the signal's reason when it aborts
 */
export async function decodeFile(source: AsyncIterable<Uint8Array>, request: FileRequest): Promise<DecodedFile> {
  if (request.size > mediaLimits.maxBytes) throw new MediaError(failureReasons.tooBig(mediaLimits.maxBytes))
  const { prefix, rest } = await readPrefix(untilAborted(source, request.signal), needsMoreHeader)
  try {
    const header = checkFormat(readMediaHeader(prefix), request.declaredFormat)
    const { sampleRate, channels } = checkLayout(header, request.declaredSampleRate)
    const blocks = withinLength(blocksOf(rest, header, sampleRate), sampleRate)
    const durationSeconds = durationOf(header, request.size)
    if (durationSeconds !== undefined) checkLength(durationSeconds)
    return { format: header.format, header, sampleRate, channels, durationSeconds, blocks }
  } catch (error) {
    await closeSource(rest)
    throw error
  }
}

function checkFormat(header: MediaHeader | undefined, declared: string | undefined): MediaHeader {
  if (header === undefined) throw new MediaError(failureReasons.unsupportedFormat)
  const same = header.format === declared || (isMp4(header.format) && isMp4(declared))
  if (declared !== undefined && !same) {
    throw new MediaError(failureReasons.otherFormat, { explanation: `${declared} declared, ${header.format} detected` })
  }
  if (header.format === 'wav' || header.format === 'flac') {
    if (header.incomplete === true) throw damaged(`a ${header.format} header without audio behind it`)
    return header
  }
  if (header.encoding === 'ogg-opus' || header.encoding === 'ogg-flac') return header
  if (header.format === 'ogg' && header.encoding === 'other') {
    throw new MediaError(failureReasons.unsupportedFormat, { explanation: 'Ogg without Opus, FLAC or Vorbis' })
  }
  throw new MediaError(failureReasons.notDecodedHere(header.format === 'ogg' ? 'ogg with Vorbis' : header.format))
}

/** The two differ by a brand in the header that not every writer sets. */
const isMp4 = (format: string | undefined): boolean => format === 'mp4' || format === 'm4a'

function checkLayout(header: MediaHeader, declaredRate: number | undefined): { sampleRate: number; channels: number } {
  const { sampleRate: detected, channels } = header
  if (detected === undefined || channels === undefined || channels === 0)
    throw damaged(`a ${header.format} header without sample rate or channels`)
  // Opus has no rate of its own, so none contradicts it: it decodes to the declared one, else to the recording's.
  const sampleRate = header.encoding === 'ogg-opus' ? ([declaredRate, detected].find(isOpusRate) ?? 48_000) : detected
  if (sampleRate < mediaLimits.minSampleRate || sampleRate > mediaLimits.maxSampleRate) {
    throw new MediaError(failureReasons.invalidSampleRate, { explanation: `${sampleRate} Hz` })
  }
  if (declaredRate !== undefined && declaredRate !== sampleRate && header.encoding !== 'ogg-opus') {
    throw new MediaError(failureReasons.otherSampleRate, {
      explanation: `${declaredRate} Hz declared, ${sampleRate} Hz detected`,
    })
  }
  if (channels > mediaLimits.maxChannels) {
    throw new MediaError(failureReasons.tooManyChannels, { explanation: `${channels} channels` })
  }
  return { sampleRate, channels }
}

/** A WAV header may announce more than the file holds, or nothing: then the size of the file tells. */
function durationOf(header: MediaHeader, size: number): number | undefined {
  if (header.format !== 'wav') return header.durationSeconds
  const { dataOffset, dataBytes = Number.POSITIVE_INFINITY, channels = 0, bitsPerSample = 0, sampleRate = 0 } = header
  if (dataOffset === undefined) return undefined
  const bytes = Math.max(0, Math.min(dataBytes, size - dataOffset))
  return Math.floor(bytes / ((channels * bitsPerSample) / 8)) / sampleRate
}

function checkLength(seconds: number): void {
  if (seconds > mediaLimits.maxSeconds) throw new MediaError(failureReasons.tooLong(mediaLimits.maxSeconds))
  if (seconds < mediaLimits.minSeconds) throw new MediaError(failureReasons.tooShort)
}

function blocksOf(
  chunks: AsyncIterable<Uint8Array>,
  header: MediaHeader,
  sampleRate: number,
): AsyncIterable<AudioBlock> {
  switch (header.encoding) {
    case 'flac':
      return decodeFlac(bytesWithin(chunks, header.dataOffset ?? 0), { wholeFile: true })
    case 'ogg-flac':
      return decodeFlacPackets(oggPackets(chunks, { wholeFile: true }))
    case 'ogg-opus':
      return decodeOpus(oggPackets(chunks, { wholeFile: true }), isOpusRate(sampleRate) ? sampleRate : 48_000)
    default:
      return decodeWav(chunks, header)
  }
}

async function* withinLength(blocks: AsyncIterable<AudioBlock>, sampleRate: number): AsyncGenerator<AudioBlock> {
  let samples = 0
  for await (const block of blocks) {
    samples += block[0]?.length ?? 0
    if (samples > mediaLimits.maxSeconds * sampleRate)
      throw new MediaError(failureReasons.tooLong(mediaLimits.maxSeconds))
    yield block
  }
  if (samples < mediaLimits.minSeconds * sampleRate) throw new MediaError(failureReasons.tooShort)
}
