/** Writers of small, exact audio files for tests: WAV of any layout, FLAC with verbatim subframes, Ogg pages. */

const little = (value: number, bytes: number): number[] =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) & 0xff)
const big = (value: number, bytes: number): number[] => little(value, bytes).reverse()
const text = (characters: string): number[] => [...characters].map((character) => character.charCodeAt(0))

/** A tone with some noise, the same every time: an array per channel. */
export function tone(samples: number, channels = 1, sampleRate = 16_000): Int16Array[] {
  let noise = 1
  return Array.from({ length: channels }, (_, channel) =>
    Int16Array.from({ length: samples }, (_, at) => {
      noise = (noise * 48_271) % 2_147_483_647
      return Math.round(
        12_000 * Math.sin((2 * Math.PI * (220 * (channel + 1)) * at) / sampleRate) + (noise % 200) - 100,
      )
    }),
  )
}

export function interleave(channels: readonly Int16Array[]): Uint8Array {
  const frames = channels[0]?.length ?? 0
  const bytes = new Uint8Array(frames * channels.length * 2)
  const view = new DataView(bytes.buffer)
  channels.forEach((samples, channel) => {
    samples.forEach((sample, frame) => {
      view.setInt16((frame * channels.length + channel) * 2, sample, true)
    })
  })
  return bytes
}

export interface WavLayout {
  /** Format tag: 1 PCM, 3 float, 6 A-law, 7 mu-law. */
  readonly tag?: number
  readonly bits?: number
  readonly channels?: number
  readonly sampleRate?: number
  /** As declared, when not the true one. */
  readonly dataBytes?: number
}

/** @param data - samples as they are to be stored */
export function writeWav(data: Uint8Array, layout: WavLayout = {}): Uint8Array {
  const { tag = 1, bits = 16, channels = 1, sampleRate = 16_000, dataBytes = data.length } = layout
  const align = (channels * bits) / 8
  const header = [
    ...text('RIFF'),
    ...little(36 + data.length, 4),
    ...text('WAVEfmt '),
    ...little(16, 4),
    ...little(tag, 2),
    ...little(channels, 2),
    ...little(sampleRate, 4),
    ...little(sampleRate * align, 4),
    ...little(align, 2),
    ...little(bits, 2),
    ...text('data'),
    ...little(dataBytes, 4),
  ]
  return joined([Uint8Array.from(header), data])
}

export interface FlacLayout {
  readonly bits?: 8 | 16 | 24
  readonly sampleRate?: number
  readonly blockSize?: number
  /** Samples that STREAMINFO announces, when not the true number. */
  readonly announced?: number
  /** Metadata block of this many bytes behind STREAMINFO. */
  readonly picture?: number
}

/** FLAC that saves nothing: each sample stands as it is. */
export function writeFlac(channels: readonly (readonly number[] | Int16Array)[], layout: FlacLayout = {}): Uint8Array {
  const { picture = 0 } = layout
  const metadata = picture === 0 ? [] : [0x86, ...big(picture, 3), ...Array<number>(picture).fill(0xff)]
  const info = streamInfo(channels, layout)
  const beginning = Uint8Array.from([...text('fLaC'), picture === 0 ? 0x80 : 0, 0, 0, 34, ...info, ...metadata])
  return joined([beginning, ...flacFrames(channels, layout)])
}

export function streamInfo(channels: readonly ArrayLike<number>[], layout: FlacLayout = {}): number[] {
  const { bits = 16, sampleRate = 16_000, blockSize = 1024, announced = channels[0]?.length ?? 0 } = layout
  const packed =
    (BigInt(sampleRate) << 44n) | (BigInt(channels.length - 1) << 41n) | (BigInt(bits - 1) << 36n) | BigInt(announced)
  const tail = Array.from({ length: 8 }, (_, at) => Number((packed >> BigInt(56 - 8 * at)) & 0xffn))
  return [
    ...big(blockSize, 2),
    ...big(blockSize, 2),
    ...Array<number>(6).fill(0),
    ...tail,
    ...Array<number>(16).fill(0),
  ]
}

export function flacFrames(channels: readonly ArrayLike<number>[], layout: FlacLayout = {}): Uint8Array[] {
  const { bits = 16, blockSize = 1024 } = layout
  const total = channels[0]?.length ?? 0
  const bitsCode = { 8: 1, 16: 4, 24: 6 }[bits]
  const frames: Uint8Array[] = []
  for (let from = 0; from < total; from += blockSize) {
    const size = Math.min(blockSize, total - from)
    // block size in 16 bits, rate as in STREAMINFO
    const header = [
      0xff,
      0xf8,
      0x70,
      ((channels.length - 1) << 4) | (bitsCode << 1),
      ...utf8(frames.length),
      ...big(size - 1, 2),
    ]
    const body = channels.flatMap((samples) => [
      0x02, // verbatim subframe
      ...Array.from({ length: size }, (_, at) => big((samples[from + at] ?? 0) & (2 ** bits - 1), bits / 8)).flat(),
    ])
    const whole = [...header, crc(header, 0x07, 8), ...body]
    frames.push(Uint8Array.from([...whole, ...big(crc(whole, 0x8005, 16), 2)]))
  }
  return frames
}

const utf8 = (number: number): number[] => [...new TextEncoder().encode(String.fromCodePoint(number))]

function crc(bytes: readonly number[], polynomial: number, bits: number): number {
  let rest = 0
  for (const byte of bytes) {
    rest ^= byte << (bits - 8)
    for (let bit = 0; bit < 8; bit += 1) rest = rest & (1 << (bits - 1)) ? (rest << 1) ^ polynomial : rest << 1
    rest &= 2 ** bits - 1
  }
  return rest
}

export interface OggPageLayout {
  readonly serial?: number
  readonly granule?: bigint
  readonly sequence: number
  /** 1 continued, 2 begins a stream, 4 ends it. */
  readonly flags?: number
  /** Sizes as in the segment table; by default what the packets demand. */
  readonly lacing?: readonly number[]
}

export function writeOggPage(packets: readonly Uint8Array[], layout: OggPageLayout): Uint8Array {
  const lacing =
    layout.lacing ??
    packets.flatMap((packet) => [...Array<number>(Math.floor(packet.length / 255)).fill(255), packet.length % 255])
  const granule = layout.granule ?? 0n
  const page = joined([
    Uint8Array.from([
      ...text('OggS'),
      0,
      layout.flags ?? 0,
      ...Array.from({ length: 8 }, (_, at) => Number((granule >> BigInt(8 * at)) & 0xffn)),
      ...little(layout.serial ?? 7, 4),
      ...little(layout.sequence, 4),
      ...[0, 0, 0, 0],
      lacing.length,
      ...lacing,
    ]),
    ...packets,
  ])
  let rest = 0
  for (const byte of page) {
    rest ^= byte << 24
    for (let bit = 0; bit < 8; bit += 1) rest = rest & 0x8000_0000 ? (rest << 1) ^ 0x04c1_1db7 : rest << 1
  }
  page.set(little(rest >>> 0, 4), 22)
  return page
}

export const joined = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]))

/** The bytes in chunks whose sizes go round: `[1, 7]` cuts 1, 7, 1, 7, … */
export async function* chunked(bytes: Uint8Array, sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const size = Math.max(1, sizes[turn % sizes.length] ?? bytes.length)
    yield bytes.subarray(at, at + size)
    at += size
  }
}

/** All blocks joined: an array per channel. */
export async function collected(blocks: AsyncIterable<Int16Array[]>): Promise<Int16Array[]> {
  const parts: Int16Array[][] = []
  for await (const block of blocks) {
    block.forEach((samples, channel) => {
      parts[channel] = [...(parts[channel] ?? []), samples]
    })
  }
  return parts.map((blocksOfChannel) => {
    const whole = new Int16Array(blocksOfChannel.reduce((sum, block) => sum + block.length, 0))
    let at = 0
    for (const block of blocksOfChannel) {
      whole.set(block, at)
      at += block.length
    }
    return whole
  })
}
