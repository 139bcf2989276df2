import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chunked, collected, joined, tone, writeFlac } from '../../../../test/audio-writers.ts'
import { decodeFlac } from './flac.ts'
import { createFlacFramer } from './flac-frames.ts'
import { MediaError } from './media-error.ts'

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../../../../fixtures/${name}`, import.meta.url))
const decode = (bytes: Uint8Array, sizes: number[] = [65_536], wholeFile = true): Promise<Int16Array[]> =>
  collected(decodeFlac(chunked(bytes, sizes), { wholeFile }))

describe('decoding', () => {
  test('samples come out bit for bit, the extremes too', async () => {
    const samples = Int16Array.from({ length: 65_536 }, (_, at) => at - 32_768)
    const [mono] = await decode(writeFlac([samples], { blockSize: 4096 }))
    expect(mono).toEqual(samples)
  })

  test('two channels stay apart', async () => {
    const channels = tone(5000, 2)
    expect(await decode(writeFlac(channels))).toEqual(channels)
  })

  test('24 and 8 bits become 16 as they do from WAV', async () => {
    const wide = [0, 255, 256, -1, -256, -257, 8_388_607, -8_388_608]
    const [fromWide] = await decode(writeFlac([wide], { bits: 24 }))
    expect([...(fromWide ?? [])]).toEqual(wide.map((value) => value >> 8))
    const narrow = [0, 1, -1, 127, -128]
    const [fromNarrow] = await decode(writeFlac([narrow], { bits: 8 }))
    expect([...(fromNarrow ?? [])]).toEqual(narrow.map((value) => value << 8))
  })

  test('a recording decodes to the samples of the WAV that it was made from', async () => {
    const wav = fixture('kubernetes/replica-set.wav')
    const expected = new Int16Array(wav.buffer.slice(wav.byteOffset + 44, wav.byteOffset + wav.length))
    const [samples] = await decode(fixture('kubernetes/replica-set.flac'), [3200])
    expect(samples).toEqual(expected)
  })

  test('the size of chunks changes nothing', async () => {
    const bytes = fixture('general/last-bus-8k.flac')
    const whole = await decode(bytes)
    expect(whole[0]).toHaveLength(3.505 * 8000)
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 5 }), async (sizes) => {
        expect(await decode(bytes, [...sizes, 700])).toEqual(whole)
      }),
      { numRuns: 15 },
    )
  })
})

describe('frames', () => {
  const frames = (bytes: Uint8Array, size: number): Uint8Array[] => {
    const framer = createFlacFramer()
    const found: Uint8Array[] = []
    for (let at = 0; at < bytes.length; at += size) found.push(...framer.push(bytes.subarray(at, at + size)))
    return [...found, ...framer.finish({ dropUnfinished: false })]
  }
  const bytes = writeFlac(tone(3000), { picture: 300 })

  test('are cut alike from chunks of any size, behind metadata of any length', () => {
    const whole = frames(bytes, bytes.length)
    expect(whole).toHaveLength(3)
    for (const size of [1, 2, 41, 42, 43, 1000]) expect(frames(bytes, size)).toEqual(whole)
  })

  test('a tag behind the last one is passed over', () => {
    const tag = Uint8Array.from({ length: 128 }, (_, at) => 'TAG'.charCodeAt(at) || 0)
    expect(frames(joined([bytes, tag]), 500)).toEqual(frames(bytes, 500))
  })
})

describe('damage is never passed over in silence', () => {
  const channels = tone(4000)
  const bytes = writeFlac(channels)
  const refusal = (damagedBytes: Uint8Array, wholeFile = true): Promise<unknown> =>
    decode(damagedBytes, [1000], wholeFile).then(
      () => 'decoded',
      (error: unknown) => error,
    )

  test('a flipped bit anywhere in the audio', async () => {
    expect(await refusal(bytes)).toBe('decoded')
    for (const at of [42, 47, 60, 1500, bytes.length - 700, bytes.length - 1]) {
      const flipped = bytes.slice()
      flipped[at] = (flipped[at] ?? 0) ^ 0x10
      expect(await refusal(flipped), `byte ${at}`).toBeInstanceOf(MediaError)
    }
  })

  test('a frame left out', async () => {
    const frameBytes = 2059 // header 8, subframe 1 + 2048, CRC 2
    expect([...bytes.subarray(42 + frameBytes, 44 + frameBytes)]).toEqual([0xff, 0xf8])
    const without = joined([bytes.subarray(0, 42 + frameBytes), bytes.subarray(42 + 2 * frameBytes)])
    expect(await refusal(without)).toBeInstanceOf(MediaError)
  })

  test('an end inside a frame, which only a stream may have', async () => {
    expect(await refusal(bytes.subarray(0, bytes.length - 300))).toBeInstanceOf(MediaError)
    const [stopped] = await decode(bytes.subarray(0, bytes.length - 300), [1000], false)
    expect(stopped).toEqual(channels[0]?.subarray(0, 3072))
  })

  test('fewer samples than announced', async () => {
    expect(await refusal(writeFlac(channels, { announced: 4001 }))).toBeInstanceOf(MediaError)
  })

  test('an end before any audio', async () => {
    for (const length of [4, 41]) expect(await refusal(bytes.subarray(0, length), false)).toBeInstanceOf(MediaError)
  })

  test('any bytes behind a true beginning give frames or a MediaError', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(3000), fc.uint8Array({ minLength: 1, maxLength: 400 }), async (at, noise) => {
        const noisy = joined([bytes.subarray(0, at), noise])
        const outcome = await refusal(noisy, false)
        expect(outcome === 'decoded' || outcome instanceof MediaError).toBe(true)
      }),
      { numRuns: 100 },
    )
  })
})
