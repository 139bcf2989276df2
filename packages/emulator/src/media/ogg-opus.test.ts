import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunked, collected, joined } from '../../../../test/audio-writers.ts'
import { MediaError } from './media-error.ts'
import { decodeOpus, type OpusRate, opusRates } from './ogg-opus.ts'
import { oggPackets } from './ogg-packets.ts'

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../../../../fixtures/${name}`, import.meta.url))
const decode = (bytes: Uint8Array, rate: OpusRate = 16_000, sizes: number[] = [4096]): Promise<Int16Array[]> =>
  collected(decodeOpus(oggPackets(chunked(bytes, sizes), { wholeFile: false }), rate))
const umbrella = fixture('general/umbrella.opus')

test.each(opusRates)('the length at %i Hz is exact: nothing of the encoder is left at either end', async (rate) => {
  const [samples] = await decode(umbrella, rate)
  expect(samples).toHaveLength(4.41 * rate) // of the recording before it was encoded
})

test('mono stays one channel, two stay apart', async () => {
  expect(await decode(umbrella)).toHaveLength(1)
  const [left, right] = await decode(fixture('kubernetes/ingress-call.opus'))
  expect(left).toHaveLength(right?.length ?? 0)
  expect(left).not.toEqual(right)
})

test('speech comes out at the level of speech', async () => {
  const [samples = new Int16Array(0)] = await decode(umbrella)
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length
  expect(Math.sqrt(power)).toBeGreaterThan(500)
  expect(Math.max(...samples)).toBeGreaterThan(10_000)
})

test('the size of chunks changes nothing', async () => {
  const whole = await decode(umbrella)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1, maxLength: 5 }), async (sizes) => {
      expect(await decode(umbrella, 16_000, [...sizes, 300])).toEqual(whole)
    }),
    { numRuns: 15 },
  )
})

test('what was sent of a stream that stops is heard, but for the page that was not finished', async () => {
  const [whole = new Int16Array(0)] = await decode(umbrella)
  const [part = new Int16Array(0)] = await decode(umbrella.subarray(0, umbrella.length / 2))
  expect(part.length).toBeGreaterThan(10_000)
  expect(part).toEqual(whole.subarray(0, part.length))
})

test('a second stream chained behind the first is heard too', async () => {
  const [once = new Int16Array(0)] = await decode(umbrella)
  const [twice = new Int16Array(0)] = await decode(joined([umbrella, umbrella]))
  expect(twice).toHaveLength(2 * once.length)
  expect(twice.subarray(once.length)).toEqual(once)
})

describe('what is not Opus', () => {
  async function* packets(...all: string[]): AsyncGenerator<{ bytes: Uint8Array; first: boolean; last: boolean }> {
    for (const [at, text] of all.entries()) {
      yield { bytes: Uint8Array.from(text, (one) => one.charCodeAt(0)), first: at === 0, last: false }
    }
  }
  const head = 'OpusHead\x01\x01\0\0\x80\x3e\0\0\0\0\0'
  const mapped = (counts: string, table: string): string => `OpusHead\x01\x01\0\0\x80\x3e\0\0\0\0\x01${counts}${table}`

  test.each([
    ['another codec', ['\x01vorbis\0\0\0\0\x01\x80\x3e\0\0']],
    ['no tags behind the head', [head, 'abc']],
    ['an empty packet', [head, 'OpusTags', '']],
    ['a packet longer than any encoder makes', [head, 'OpusTags', 'x'.repeat(5000)]],
    ['a channel mapping cut short', ['OpusHead\x01\x02\0\0\x80\x3e\0\0\0\0\x01']],
    ['three channels without a mapping', ['OpusHead\x01\x03\0\0\x80\x3e\0\0\0\0\0', 'OpusTags', '\xf8\xff\xfe']],
    ['a channel of a stream that is not there', [mapped('\x01\0', '\x05'), 'OpusTags', '\xf8\xff\xfe']],
    ['no stream for any channel', [mapped('\0\0', '\0'), 'OpusTags', '\xf8\xff\xfe']],
    ['more coupled streams than streams', [mapped('\x01\x03', '\0'), 'OpusTags', '\xf8\xff\xfe']],
  ])('%s is refused', async (_, texts) => {
    await expect(collected(decodeOpus(packets(...texts), 16_000))).rejects.toBeInstanceOf(MediaError)
  })
})
