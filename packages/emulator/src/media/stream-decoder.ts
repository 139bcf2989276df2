/**
 * Audio of a stream to blocks of 16-bit samples: in come the payloads of AudioEvents, out come blocks at one rate, an
 * array per channel. Nothing is held back longer than a codec frame or a page; the reader sets the pace.
 */
import { AwsError, type MediaHeader, readMediaHeader } from '@scribelite/core/protocol'
import { decodeFlac, decodeFlacPackets } from './flac.ts'
import { decodeInterleaved } from './interleaved.ts'
import { MediaError } from './media-error.ts'
import { closeSource, readPrefix, untilAborted } from './media-source.ts'
import { decodeOpus, isOpusRate, type OpusRate } from './ogg-opus.ts'
import { oggPackets } from './ogg-packets.ts'
import { type AudioBlock, mixDown, storedSample } from './samples.ts'

export interface StreamAudio {
  /** `MediaEncoding` of the request. */
  readonly encoding: 'pcm' | 'flac' | 'ogg-opus'
  /** `MediaSampleRateHertz` of the request. */
  readonly sampleRate: number
  /** 2 where channels are identified, else 1: then encoded audio of more channels is mixed down. */
  readonly channels: 1 | 2
}

export interface StreamDecoder {
  /** Hz of the blocks: that of the request, or 48000 where it asks Opus for a rate that Opus does not have. */
  readonly sampleRate: number
  /**
   * @throws AwsError BadRequestException where the audio cannot be decoded or contradicts the request (its
   * `explanation` says why); the signal's reason when it aborts
   */
  decode(chunks: AsyncIterable<Uint8Array>, signal: AbortSignal): AsyncIterable<AudioBlock>
}

/** STREAMINFO ends at 42, OpusHead and a plain WAV header at 47 and 44; an Ogg FLAC header at 79. */
const lacksHeader = (head: Uint8Array): boolean => head.length < 80

export function createStreamDecoder(request: StreamAudio): StreamDecoder {
  const opusRate = isOpusRate(request.sampleRate) ? request.sampleRate : 48_000
  return {
    sampleRate: request.encoding === 'ogg-opus' ? opusRate : request.sampleRate,
    async *decode(source, signal) {
      const { prefix, rest } = await readPrefix(untilAborted(source, signal), lacksHeader)
      if (prefix.length === 0) return // ended without audio, which is no error
      try {
        const blocks = blocksOf(rest, readMediaHeader(prefix), request, opusRate)
        for await (const block of blocks) yield request.channels === 1 ? [mixDown(block)] : block
      } catch (error) {
        await closeSource(rest)
        throw error instanceof MediaError ? refusal(error.explanation ?? error.failureReason, error) : error
      }
    },
  }
}

/**
 * Raw samples cannot be told from noise, so AWS decodes whatever is sent as pcm. Here a file header that contradicts the
 * request is refused, since nothing sensible would be heard (our choice); a WAV header that agrees passes as the 22
 * inaudible samples that it is on AWS.
 */
function blocksOf(
  chunks: AsyncIterable<Uint8Array>,
  header: MediaHeader | undefined,
  request: StreamAudio,
  opusRate: OpusRate,
): AsyncIterable<AudioBlock> {
  const found = header === undefined ? 'no known audio format' : `${header.format} (${header.encoding})`
  switch (request.encoding) {
    case 'pcm': {
      const sample = storedSample('pcm', 16, true)
      const mistaken = header !== undefined && header.format !== 'wav' && header.format !== 'mp3' // two bytes prove no MP3
      if (sample === undefined || mistaken) throw refusal(`the audio is ${found}, the request says pcm`)
      if (header?.format === 'wav' && header.sampleRate !== undefined) checkWav(header, request)
      return decodeInterleaved(chunks, request.channels, sample)
    }
    case 'flac': {
      const inOgg = header?.encoding === 'ogg-flac'
      if (header === undefined || (header.format !== 'flac' && !inOgg)) throw refusal(`the audio is ${found}, not FLAC`)
      checkRate(header, request)
      checkChannels(header, request)
      return inOgg
        ? decodeFlacPackets(oggPackets(chunks, { wholeFile: false }))
        : decodeFlac(chunks, { wholeFile: false })
    }
    case 'ogg-opus':
      if (header?.encoding !== 'ogg-opus') throw refusal(`the audio is ${found}, not Ogg Opus`)
      checkChannels(header, request)
      // no check of the rate: Opus has none, and decodes to whichever is asked for
      return decodeOpus(oggPackets(chunks, { wholeFile: false }), opusRate)
  }
}

function checkWav(header: MediaHeader, request: StreamAudio): void {
  if (header.encoding !== 'pcm' || header.bitsPerSample !== 16 || header.bigEndian === true) {
    throw refusal(
      `the audio is WAV with ${header.encoding} of ${header.bitsPerSample} bits, pcm is 16 bits little-endian`,
    )
  }
  checkRate(header, request)
  if (header.channels !== request.channels) {
    throw refusal(`the audio has ${header.channels} channels, the request ${request.channels}`)
  }
}

function checkRate(header: MediaHeader, request: StreamAudio): void {
  if (header.sampleRate === request.sampleRate) return
  throw refusal(`the audio has ${header.sampleRate} Hz, the request says ${request.sampleRate} Hz`)
}

function checkChannels(header: MediaHeader, request: StreamAudio): void {
  if (request.channels === 1 || header.channels === 2) return
  throw refusal(`the audio has ${header.channels} channels, the request says 2`)
}

/** The words are unconfirmed on AWS; which of these cases has others there is not known. */
const refusal = (explanation: string, cause?: unknown): AwsError =>
  new AwsError(
    'BadRequestException',
    'Could not decode the audio stream that you provided. Check that the audio stream is valid and try your request again.',
    { explanation, ...(cause !== undefined && { cause }) },
  )
