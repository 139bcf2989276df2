/** A file as a stream takes it: as it is where a stream can, else decoded by the browser to 16-bit PCM at 16 kHz. */
import { MEDIA_HEADER_BYTES, readMediaHeader } from '@scribelite/core/protocol'
import type { LiveAudio } from './live-audio.ts'
import { createResampler, toPcm } from './pcm.ts'

const decodedRate = 16_000
/** The meter moves this often a second. */
const peaksPerSecond = 20

/**
 * @param channelIdentification leaves two channels as they are; else they are mixed
 * @throws Error in words for the reader, when neither the stream nor the browser can do anything with the file
 */
export const openAudioFile = async (file: File, channelIdentification: boolean): Promise<LiveAudio> => {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const asIs = streamable(bytes, channelIdentification)
  // The browser takes its buffer away.
  const decoded = await decode(bytes.slice(0).buffer)
  if (asIs === undefined && decoded === undefined) {
    throw new Error(
      `${file.name} cannot be streamed: it is neither 16-bit WAV, FLAC nor Ogg Opus, and this browser cannot decode it.`,
    )
  }
  const peaks = decoded === undefined ? [] : peaksOf(decoded)
  const level = (seconds: number): number => peaks[Math.floor(seconds * peaksPerSecond)] ?? 0
  const source = asIs ?? {
    bytes: toPcm(mixedAt(decodedRate, decoded)),
    encoding: 'pcm' as const,
    sampleRate: decodedRate,
    channels: 1,
  }
  // All of it is there already: only ending the stream ends it.
  return { ...source, level, stop: () => undefined }
}

type Encoded = Pick<LiveAudio, 'encoding' | 'sampleRate' | 'channels'> & { readonly bytes: Uint8Array }

const streamable = (bytes: Uint8Array, channelIdentification: boolean): Encoded | undefined => {
  const header = readMediaHeader(bytes.subarray(0, MEDIA_HEADER_BYTES))
  if (header?.sampleRate === undefined) return undefined
  const { sampleRate, channels = 1, encoding } = header
  if (channels > 2 || (channels === 2 && !channelIdentification)) return undefined
  if (sampleRate < 8000 || sampleRate > 48_000) return undefined
  if (encoding === 'flac' || encoding === 'ogg-opus') return { bytes, encoding, sampleRate, channels }
  const plain =
    header.format === 'wav' && encoding === 'pcm' && header.bitsPerSample === 16 && header.bigEndian !== true
  return plain ? { bytes, encoding: 'pcm', sampleRate, channels } : undefined
}

const decode = async (bytes: ArrayBuffer): Promise<AudioBuffer | undefined> => {
  try {
    return await new OfflineAudioContext(1, 1, 48_000).decodeAudioData(bytes)
  } catch {
    // Not a format of this browser; it may still be one of the service.
    return undefined
  }
}

const mixedAt = (rate: number, audio: AudioBuffer | undefined): Float32Array => {
  if (audio === undefined) return new Float32Array(0)
  const mixed = new Float32Array(audio.length)
  for (let channel = 0; channel < audio.numberOfChannels; channel++) {
    audio.getChannelData(channel).forEach((sample, at) => {
      mixed[at] = (mixed[at] ?? 0) + sample / audio.numberOfChannels
    })
  }
  return createResampler(audio.sampleRate, rate).push(mixed)
}

const peaksOf = (audio: AudioBuffer): readonly number[] => {
  const samples = audio.getChannelData(0)
  const block = Math.floor(audio.sampleRate / peaksPerSecond)
  return Array.from({ length: Math.ceil(samples.length / block) }, (_, at) => {
    let peak = 0
    for (const sample of samples.subarray(at * block, (at + 1) * block)) peak = Math.max(peak, Math.abs(sample))
    return peak
  })
}
