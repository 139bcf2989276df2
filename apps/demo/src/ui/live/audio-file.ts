/** A file as a stream takes it: as it is where a stream can, else decoded by the browser to 16-bit PCM at 16 kHz. */
import { readMediaHeader } from '@scribelite/core/protocol'
import type { LiveAudio } from './live-audio.ts'
import { createResampler, mixChannels, peakOfPcm, toPcm } from './pcm.ts'

const decodedRate = 16_000
/** The meter moves this often a second. */
const peaksPerSecond = 20
/** Bytes of FLAC or Opus. */
const mostDecodedForMeter = 16_000_000

/**
 * @param channelIdentification leaves two channels as they are; else they are mixed
 * @throws Error in words for the reader, when neither the stream nor the browser can do anything with the file
 */
export const openAudioFile = async (file: File, channelIdentification: boolean): Promise<LiveAudio> => {
  const bytes = new Uint8Array(await file.arrayBuffer())
  const asIs = streamable(bytes, channelIdentification)
  const plain = asIs !== undefined && asIs.encoding === 'pcm'
  // Decoded audio takes up to fifty times as much: for the meter alone a long file is not worth it.
  const decodes = asIs === undefined || (!plain && bytes.length <= mostDecodedForMeter)
  // The browser takes its buffer away.
  const decoded = decodes ? await decode(bytes.slice(0).buffer) : undefined
  if (asIs === undefined && decoded === undefined) {
    throw new Error(
      `${file.name} cannot be streamed: it is neither 16-bit WAV, FLAC nor Ogg Opus, and this browser cannot decode it.`,
    )
  }
  const level = plain ? levelOfPcm(asIs, wavDataOffset(asIs.bytes)) : levelOfDecoded(decoded)
  const source = asIs ?? {
    bytes: toPcm(mixedAt(decodedRate, decoded)),
    encoding: 'pcm' as const,
    sampleRate: decodedRate,
    channels: 1,
  }
  const seconds = plain ? undefined : (asIs?.seconds ?? decoded?.duration)
  // All of it is there already: only ending the stream ends it.
  return { ...source, ...(seconds === undefined ? {} : { seconds }), level, stop: () => undefined }
}

type Encoded = Pick<LiveAudio, 'encoding' | 'sampleRate' | 'channels' | 'seconds'> & { readonly bytes: Uint8Array }

const streamable = (bytes: Uint8Array, channelIdentification: boolean): Encoded | undefined => {
  const header = readMediaHeader(bytes)
  if (header?.sampleRate === undefined) return undefined
  const { sampleRate, channels = 1, encoding } = header
  if (channels > 2) return undefined
  if (sampleRate < 8000 || sampleRate > 48_000) return undefined
  // Two channels of an encoded file are mixed by the service.
  const sent = channelIdentification ? channels : 1
  if (encoding === 'flac' || encoding === 'ogg-opus') {
    const { durationSeconds: seconds } = header
    return { bytes, encoding, sampleRate, channels: sent, ...(seconds === undefined ? {} : { seconds }) }
  }
  const plain =
    header.format === 'wav' && encoding === 'pcm' && header.bitsPerSample === 16 && header.bigEndian !== true
  if (!plain) return undefined
  if (sent === channels) return { bytes, encoding: 'pcm', sampleRate, channels }
  const { dataOffset = 0, dataBytes = bytes.length } = header
  const samples = bytes.subarray(dataOffset, dataOffset + dataBytes)
  return { bytes: mixChannels(samples, channels), encoding: 'pcm', sampleRate, channels: 1 }
}

const wavDataOffset = (bytes: Uint8Array): number => readMediaHeader(bytes)?.dataOffset ?? 0

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

/** Looked at when it is asked for: an hour of samples is not gone through before the first is sent. */
const levelOfPcm = ({ bytes, sampleRate, channels }: Encoded, offset: number): LiveAudio['level'] => {
  const blockBytes = Math.floor(sampleRate / peaksPerSecond) * channels * 2
  return (seconds) => {
    const at = offset + Math.floor(seconds * peaksPerSecond) * blockBytes
    return peakOfPcm(bytes.subarray(at, at + blockBytes))
  }
}

const levelOfDecoded = (audio: AudioBuffer | undefined): LiveAudio['level'] => {
  const peaks = audio === undefined ? [] : peaksOf(audio)
  return (seconds) => peaks[Math.floor(seconds * peaksPerSecond)] ?? 0
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
