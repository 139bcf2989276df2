import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { createHastyTiming } from '../test/manual-timing.ts'
import { openAudioFeed } from './audio-feed.ts'
import type { AudioSource, StreamOptions } from './stream-options.ts'

const open = (audio: AudioSource, options: StreamOptions = {}) =>
  openAudioFeed(audio, { pace: 'fast', timing: createHastyTiming(), ...options }, new AbortController().signal)

const bytesOf = async (chunks: AsyncIterable<Uint8Array>): Promise<{ lengths: number[]; whole: Buffer }> => {
  const all: Uint8Array[] = []
  for await (const chunk of chunks) all.push(chunk)
  return { lengths: all.map(({ length }) => length), whole: Buffer.concat(all) }
}

const wav = (
  samples: Buffer,
  more: { rate?: number; channels?: number; bits?: number; after?: string } = {},
): Uint8Array => {
  const { rate = 16_000, channels = 1, bits = 16, after = '' } = more
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.length + after.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.writeUInt16LE(1, 20)
  header.writeUInt16LE(channels, 22)
  header.writeUInt32LE(rate, 24)
  header.writeUInt32LE((rate * channels * bits) / 8, 28)
  header.writeUInt16LE((channels * bits) / 8, 32)
  header.writeUInt16LE(bits, 34)
  header.write('data', 36)
  header.writeUInt32LE(samples.length, 40)
  return new Uint8Array(Buffer.concat([header, samples, Buffer.from(after)]))
}

const samples = Buffer.from(Uint8Array.from({ length: 20_000 }, (_, position) => position % 256))

test('a WAV file is sent as its samples: no header, nothing that stands behind them', async () => {
  const feed = await open(wav(samples, { rate: 8000, after: 'LIST....INFO' }))
  expect(feed.parameters).toEqual({ MediaEncoding: 'pcm', MediaSampleRateHertz: 8000 })
  const { lengths, whole } = await bytesOf(feed.attempt())
  expect(whole.equals(samples)).toBe(true)
  expect(lengths[0]).toBe(1600)
})

test('a WAV file that comes in crumbs is the same', async () => {
  const file = wav(samples)
  const crumbs = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < file.length; at += 7) yield file.subarray(at, at + 7)
  }
  const feed = await open(crumbs())
  const { whole } = await bytesOf(feed.attempt())
  expect(whole.equals(samples)).toBe(true)
  expect(feed.finished()).toBe(true)
})

test('nor what stands in front of the samples, however long it is', async () => {
  const plain = Buffer.from(wav(samples))
  const chunk = Buffer.alloc(8 + 200_000)
  chunk.write('iXML')
  chunk.writeUInt32LE(200_000, 4)
  const file = Buffer.concat([plain.subarray(0, 36), chunk, plain.subarray(36)])
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < file.length; at += 16_384) yield new Uint8Array(file.subarray(at, at + 16_384))
  }
  for (const audio of [new Uint8Array(file), pieces()]) {
    const { whole } = await bytesOf((await open(audio)).attempt())
    expect(whole.equals(samples)).toBe(true)
  }
})

test('a ReadableStream is read like any other source', async () => {
  const stream = new ReadableStream<Uint8Array>({
    start: (controller) => {
      controller.enqueue(new Uint8Array(samples))
      controller.close()
    },
  })
  const feed = await open(stream, { sampleRate: 16_000 })
  expect((await bytesOf(feed.attempt())).whole.equals(samples)).toBe(true)
})

test('stereo goes in whole blocks and at most 32 KB at a time, and only where both channels are asked for', async () => {
  const stereo = wav(Buffer.alloc(400_000), { rate: 48_000, channels: 2 })
  const parameters = { EnableChannelIdentification: true, NumberOfChannels: 2 }
  const { lengths } = await bytesOf((await open(stereo, { parameters, chunkMilliseconds: 200 })).attempt())
  expect(Math.max(...lengths)).toBeLessThanOrEqual(32_768)
  expect(lengths.every((length) => length % 4 === 0)).toBe(true)
  await expect(open(stereo)).rejects.toMatchObject({
    code: 'bad-media',
    message: expect.stringContaining('2 channels'),
  })
})

test.each([
  ['a rate that contradicts the header', wav(samples), { sampleRate: 8000 }, 'header of the audio says 16000 Hz'],
  ['an encoding that contradicts the header', wav(samples), { mediaEncoding: 'flac' }, 'it is pcm by its header'],
  ['a WAV file of 8-bit samples', wav(samples, { bits: 8 }), {}, 'WAV file of 8-bit pcm'],
  ['a WAV file without samples', wav(samples).subarray(0, 36), {}, 'no audio behind it'],
  ['an MP3 file', new Uint8Array(Buffer.from(`ID3${'\0'.repeat(40)}`)), {}, 'mp3'],
  ['raw audio without a rate', new Uint8Array(100), {}, 'Raw PCM needs its rate in Hz'],
  ['a rate that no stream takes', new Uint8Array(100), { sampleRate: 96_000 }, '8000 to 48000'],
  ['no bytes at all', new Uint8Array(0), { sampleRate: 16_000 }, 'empty'],
])('%s is refused before anything is sent', async (_, audio, options, message) => {
  await expect(open(audio, options)).rejects.toMatchObject({
    code: 'bad-media',
    message: expect.stringContaining(message),
  })
})

test('chunks of a length that no one recommends are refused', async () => {
  await expect(open(samples, { sampleRate: 16_000, chunkMilliseconds: 20 })).rejects.toMatchObject({
    code: 'bad-option',
  })
})

test('samples that look like a header of MP3 are samples when pcm was declared', async () => {
  const loud = new Uint8Array(3200).fill(0xff).fill(0xfb, 1, 2)
  const feed = await open(loud, { mediaEncoding: 'pcm', sampleRate: 16_000 })
  expect((await bytesOf(feed.attempt())).whole.length).toBe(3200)
})

test('audio can be sent once more until the service has accepted the stream, and is not kept after', async () => {
  const feed = await open(samples, { sampleRate: 16_000 })
  const first = feed.attempt()
  await first.next()
  await first.next()
  expect(feed.restartable()).toBe(true)
  expect((await bytesOf(feed.attempt())).whole.equals(samples)).toBe(true)
  feed.accepted()
  expect(feed.restartable()).toBe(false)
})

test('a file of FLAC or Opus is sent at the pace of speech, byte for byte', async () => {
  for (const [name, encoding] of [
    ['evicted-pod.flac', 'flac'],
    ['ingress-call.opus', 'ogg-opus'],
  ] as const) {
    const timing = createHastyTiming()
    const file = await readFile(new URL(`../../../fixtures/kubernetes/${name}`, import.meta.url))
    const feed = await open(file, { pace: 'realtime', timing })
    expect(feed.parameters).toMatchObject({ MediaEncoding: encoding, MediaSampleRateHertz: 16_000 })
    const begun = timing.now()
    expect((await bytesOf(feed.attempt())).whole.equals(file)).toBe(true)
    expect(timing.now() - begun).toBeGreaterThan(4000)
  }
})
