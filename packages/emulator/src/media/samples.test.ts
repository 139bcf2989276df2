import { expect, test } from 'vitest'
import { deinterleave, fromFloats, mixDown, storedSample } from './samples.ts'

const read = (encoding: string, bits: number, bytes: number[], little = true): number[] => {
  const sample = storedSample(encoding, bits, little)
  return sample === undefined ? [] : [...(deinterleave(Uint8Array.from(bytes), 1, sample)[0] ?? [])]
}

test('integers of every width become 16-bit ones', () => {
  expect(read('pcm', 8, [0, 128, 255])).toEqual([-32_768, 0, 32_512])
  expect(read('pcm', 16, [0x01, 0x80, 0xff, 0x7f])).toEqual([-32_767, 32_767])
  expect(read('pcm', 24, [0xff, 0x01, 0x80])).toEqual([-32_767])
  expect(read('pcm', 32, [0xff, 0xff, 0x01, 0x80])).toEqual([-32_767])
  expect(read('pcm', 16, [0x80, 0x01], false)).toEqual([-32_767])
  expect(read('pcm', 24, [0x80, 0x01, 0xff], false)).toEqual([-32_767])
})

test('floats are full scale at 1, and clipped beyond', () => {
  const floats = [0, 0.5, -1, 1, 4, Number.NaN]
  expect(read('float', 32, [...new Uint8Array(Float32Array.from(floats).buffer)])).toEqual([
    0, 16_384, -32_768, 32_767, 32_767, 0,
  ])
  expect(read('float', 64, [...new Uint8Array(Float64Array.from(floats).buffer)])).toEqual([
    0, 16_384, -32_768, 32_767, 32_767, 0,
  ])
  expect([...fromFloats(Float32Array.from([0.25, -2]))]).toEqual([8192, -32_768])
})

test('G.711 expands as the tables of the standard do', () => {
  // mu-law: 0xff and 0x7f are the zeros, 0x80 and 0x00 the extremes; A-law: 0xd5 and 0x55 the smallest, 0xaa and 0x2a the extremes
  expect(read('ulaw', 8, [0xff, 0x7f, 0x80, 0x00, 0xe7])).toEqual([0, 0, 32_124, -32_124, 260])
  expect(read('alaw', 8, [0xd5, 0x55, 0xaa, 0x2a, 0x94])).toEqual([8, -8, 32_256, -32_256, 2240])
})

test('there is no sample of an unknown layout', () => {
  expect(storedSample('pcm', 12, true)).toBeUndefined()
  expect(storedSample('other', 16, true)).toBeUndefined()
})

test('mixing down takes the mean, which cannot overflow; one channel stays as it is', () => {
  const left = Int16Array.of(32_767, -32_768, 100, 3)
  expect([...mixDown([left, Int16Array.of(32_767, -32_768, -50, 0)])]).toEqual([32_767, -32_768, 25, 1])
  expect(mixDown([left])).toBe(left)
  expect(mixDown([])).toHaveLength(0)
})
