/**
 * Ogg Opus (RFC 7845) to blocks, one block a packet. libopus (WebAssembly) decodes straight to the rate that is asked for;
 * what the encoder put before the beginning and behind the end is cut off, so that the length is exact.
 */
import { readOggIdentification } from '@scribelite/core/protocol'
import { damaged } from './media-error.ts'
import type { OggPacket } from './ogg-packets.ts'
import { type AudioBlock, fromFloats } from './samples.ts'

/** Rates that libopus decodes to. Opus is band-limited audio without a rate of its own; granules count 48 000 a second. */
export const opusRates = [8000, 12_000, 16_000, 24_000, 48_000] as const
export type OpusRate = (typeof opusRates)[number]
export const isOpusRate = (rate: number | undefined): rate is OpusRate => opusRates.some((known) => known === rate)

/** @throws MediaError where a packet is not Opus */
export async function* decodeOpus(packets: AsyncIterable<OggPacket>, sampleRate: OpusRate): AsyncGenerator<AudioBlock> {
  let stream: OpusStream | undefined
  try {
    for await (const packet of packets) {
      if (packet.first) {
        stream?.free()
        stream = undefined // not freed twice when the next line throws
        stream = await openStream(packet.bytes, sampleRate)
      } else if (stream !== undefined) {
        yield* stream.read(packet)
      }
    }
  } finally {
    stream?.free()
  }
}

interface OpusStream {
  read(packet: OggPacket): Generator<AudioBlock>
  free(): void
}

async function openStream(head: Uint8Array, sampleRate: OpusRate): Promise<OpusStream> {
  const { OpusDecoder } = await import('opus-decoder')
  const { encoding, channels = 0, preSkip = 0 } = readOggIdentification(head)
  if (encoding !== 'ogg-opus' || channels < 1) throw damaged('an Ogg stream that is not Opus')
  const decoder = new OpusDecoder({ sampleRate, channels, ...channelMapping(head, channels) })
  await decoder.ready
  const atRate = (granules: number): number => Math.round((granules * sampleRate) / 48_000)
  // Q7.8 decibels that players must apply (RFC 7845 §5.1); encoders leave it at 0
  const gain = 10 ** (new DataView(head.buffer, head.byteOffset).getInt16(16, true) / (20 * 256))
  const toDrop = atRate(preSkip)
  let decoded = 0
  let tagsSeen = false
  let origin: number | undefined // granule at which the stream begins: not 0 when it was cut from a live one
  return {
    *read({ bytes, granule, last }) {
      if (!tagsSeen) {
        if (!String.fromCharCode(...bytes.subarray(0, 8)).startsWith('OpusTags'))
          throw damaged('Ogg Opus without OpusTags')
        tagsSeen = true
        return
      }
      // the decoder's input buffer holds what an encoder can make; a zero-length packet would ask for concealment
      if (bytes.length === 0 || bytes.length > 3840 * channels) throw damaged(`an Opus packet of ${bytes.length} bytes`)
      const { channelData, samplesDecoded, errors } = decoder.decodeFrame(bytes)
      if (errors[0] !== undefined) throw damaged(errors[0].message)
      const from = decoded
      decoded += samplesDecoded
      let end = decoded
      if (granule !== undefined && granule >= 0n) {
        const stated = atRate(Number(granule))
        // RFC 7845 §4.3: a first page that states less than it holds is trimmed at its end only when it is also the last
        origin ??= last ? 0 : Math.max(0, stated - decoded)
        if (last) end = Math.max(from, Math.min(end, stated - origin))
      }
      const start = Math.max(from, toDrop)
      if (start >= end) return
      const block = channelData.map((floats) => floats.subarray(start - from, end - from))
      yield block.map((floats) => fromFloats(gain === 1 ? floats : floats.map((value) => value * gain)))
    },
    free: () => decoder.free(),
  }
}

/**
 * Mapping family 0 is mono or stereo in one Opus stream; the others list which stream holds which channel (RFC 7845
 * §5.1.1). Of an impossible mapping libopus makes no decoder, and the package then silence.
 */
function channelMapping(head: Uint8Array, channels: number): ChannelMapping {
  const [family = 0, streamCount = 0, coupledStreamCount = 0] = head.subarray(18, 21)
  if (family === 0) {
    if (channels > 2) throw damaged(`an OpusHead of mapping family 0 with ${channels} channels`)
    return {}
  }
  const channelMappingTable = [...head.subarray(21, 21 + channels)]
  const decoded = streamCount + coupledStreamCount
  const possible =
    streamCount > 0 &&
    coupledStreamCount <= streamCount &&
    channelMappingTable.every((index) => index < decoded || index === 255)
  if (channelMappingTable.length < channels || !possible) throw damaged('an OpusHead with no possible channel mapping')
  return { streamCount, coupledStreamCount, channelMappingTable }
}

interface ChannelMapping {
  readonly streamCount?: number
  readonly coupledStreamCount?: number
  readonly channelMappingTable?: number[]
}
