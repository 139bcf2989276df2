import { expect, test } from 'vitest'
import { createChunker, createResampler, meterLevel, mixChannels, peakOfPcm, toPcm } from './pcm.ts'

const tone = (hertz: number, rate: number, seconds: number): Float32Array =>
  Float32Array.from({ length: Math.round(rate * seconds) }, (_, at) => Math.sin((2 * Math.PI * hertz * at) / rate))

/** Pushed in blocks of 128, as an AudioWorklet gives them. */
const resample = (samples: Float32Array, from: number, to: number): Float32Array => {
  const resampler = createResampler(from, to)
  const parts: number[] = []
  for (let at = 0; at < samples.length; at += 128) parts.push(...resampler.push(samples.slice(at, at + 128)))
  return Float32Array.from(parts)
}

const loudness = (samples: Float32Array): number =>
  Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length)

test.each([48_000, 44_100, 22_050, 8000])(
  'a tone from %i Hz keeps its pitch, loudness and length at 16 000 Hz',
  (rate) => {
    const out = resample(tone(440, rate, 1), rate, 16_000)
    expect(Math.abs(out.length - 16_000)).toBeLessThan(60)
    const steady = out.slice(200, -200)
    expect(loudness(steady)).toBeCloseTo(Math.SQRT1_2, 2)
    const risings = steady.reduce(
      (count, sample, at) => ((steady[at - 1] ?? sample) < 0 && sample >= 0 ? count + 1 : count),
      0,
    )
    expect(Math.abs((risings * 16_000) / steady.length - 440)).toBeLessThan(3)
  },
)

test('what 16 000 Hz cannot hold is cut away instead of folded back', () => {
  expect(loudness(resample(tone(11_000, 48_000, 1), 48_000, 16_000).slice(200, -200))).toBeLessThan(0.01)
})

test('the same samples in any blocks give the same result', () => {
  const samples = tone(300, 44_100, 0.3)
  const whole = createResampler(44_100, 16_000).push(samples)
  const inBlocks = resample(samples, 44_100, 16_000)
  expect(inBlocks.length).toBe(whole.length)
  expect(Math.max(...inBlocks.map((sample, at) => Math.abs(sample - (whole[at] ?? 9))))).toBeLessThan(1e-4)
})

test('floats become little-endian 16-bit samples, clipped at full scale', () => {
  expect([...toPcm(Float32Array.of(0, 1, -1, 2, -2, Number.NaN))]).toEqual([
    0, 0, 0xff, 0x7f, 0x00, 0x80, 0xff, 0x7f, 0x00, 0x80, 0, 0,
  ])
})

test('the meter shows decibels: silence as 0, full scale as 1, -30 dB in the middle', () => {
  expect(meterLevel(0)).toBe(0)
  expect(meterLevel(peakOfPcm(toPcm(Float32Array.of(0.1, -1))))).toBe(1)
  expect(meterLevel(10 ** (-30 / 20))).toBeCloseTo(0.5)
})

test('channels are mixed to their mean', () => {
  const left = [100, -101, 32_767]
  const right = [200, 0, 32_767]
  const both = new Int16Array(left.flatMap((sample, at) => [sample, right[at] ?? 0]))
  expect([...new Int16Array(mixChannels(new Uint8Array(both.buffer), 2).buffer)]).toEqual([150, -50, 32_767])
})

test('samples are cut into even chunks, and what is left is kept', () => {
  const chunker = createChunker(4)
  expect(chunker.push(Uint8Array.of(1, 2, 3))).toEqual([])
  expect(chunker.push(Uint8Array.of(4, 5, 6, 7, 8, 9))).toEqual([Uint8Array.of(1, 2, 3, 4), Uint8Array.of(5, 6, 7, 8)])
  expect(chunker.rest()).toEqual(Uint8Array.of(9))
})
