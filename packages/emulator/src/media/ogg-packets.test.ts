import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chunked, joined, writeOggPage } from '../../../../test/audio-writers.ts'
import { MediaError } from './media-error.ts'
import { type OggPacket, oggPackets } from './ogg-packets.ts'

const ascii = (characters: string): Uint8Array => new TextEncoder().encode(characters)
const head = joined([ascii('OpusHead'), Uint8Array.of(1, 1, 0, 0, 0x80, 0x3e, 0, 0, 0, 0, 0)])
const packet = (length: number, first = 1): Uint8Array => Uint8Array.from({ length }, (_, at) => (first + at) & 255)
const pages = [
  writeOggPage([head], { sequence: 0, flags: 2 }),
  writeOggPage([packet(300), packet(255), packet(10)], { sequence: 1, granule: 960n }),
  writeOggPage([packet(20), packet(510)], { sequence: 2, granule: 1920n, lacing: [20, 255, 255] }),
  writeOggPage([packet(5, 9), packet(7)], { sequence: 3, granule: 2880n, flags: 1 | 4 }),
]
const stream = joined(pages)

const read = async (bytes: Uint8Array, sizes: number[] = [bytes.length], wholeFile = true): Promise<OggPacket[]> => {
  const found: OggPacket[] = []
  for await (const one of oggPackets(chunked(bytes, sizes), { wholeFile })) found.push(one)
  return found
}
const damage = (bytes: Uint8Array): Promise<unknown> =>
  read(bytes, [100]).then(
    () => 'read',
    (error: unknown) => error,
  )

test('packets come out whole, across segments and pages, with the granule of the last that ends on a page', async () => {
  const packets = await read(stream)
  expect(packets.map(({ bytes }) => bytes)).toEqual([
    head,
    packet(300),
    packet(255),
    packet(10),
    packet(20),
    joined([packet(510), packet(5, 9)]),
    packet(7),
  ])
  expect(packets.map(({ granule }) => granule)).toEqual([0n, undefined, undefined, 960n, 1920n, undefined, 2880n])
  expect(packets.map(({ first }) => first)).toEqual([true, false, false, false, false, false, false])
  expect(packets.map(({ last }) => last)).toEqual([false, false, false, false, false, false, true])
})

test('the size of chunks changes nothing', async () => {
  const whole = await read(stream)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1 }), async (sizes) => {
      expect(await read(stream, sizes)).toEqual(whole)
    }),
  )
})

test('streams beside the audio are passed over, a stream chained behind it is followed', async () => {
  const skeleton = writeOggPage([ascii('fishead\0')], { sequence: 0, flags: 2, serial: 1 })
  const skeletonEnd = writeOggPage([packet(3)], { sequence: 1, flags: 4, serial: 1 })
  const [opening = new Uint8Array(0), ...others] = pages
  const second = [
    writeOggPage([head], { sequence: 0, flags: 2, serial: 99 }),
    writeOggPage([packet(8)], { sequence: 1, flags: 4, serial: 99, granule: 5n }),
  ]
  const packets = await read(joined([skeleton, opening, skeletonEnd, ...others, ...second]))
  expect(packets.filter(({ first }) => first)).toHaveLength(2)
  expect(packets).toHaveLength(9)
})

test('a flipped bit anywhere, a page left out or repeated, and bytes in between are damage', async () => {
  expect(await damage(stream)).toBe('read')
  for (let at = 0; at < stream.length; at += 37) {
    const flipped = stream.slice()
    flipped[at] = (flipped[at] ?? 0) ^ 4
    expect(await damage(flipped), `byte ${at}`).toBeInstanceOf(MediaError)
  }
  const [first, second, third, fourth] = pages
  if (!first || !second || !third || !fourth) throw new Error('four pages')
  expect(await damage(joined([first, third, fourth]))).toBeInstanceOf(MediaError)
  expect(await damage(joined([first, second, second, third, fourth]))).toBeInstanceOf(MediaError)
  expect(await damage(joined([first, ascii('x'), second, third, fourth]))).toBeInstanceOf(MediaError)
})

test('an end inside a page is damage in a file and the end in a stream', async () => {
  const cut = stream.subarray(0, stream.length - 3)
  expect(await damage(cut)).toBeInstanceOf(MediaError)
  expect(await read(cut, [64], false)).toHaveLength(5)
})

test('any bytes give packets or a MediaError', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(stream.length), fc.uint8Array({ maxLength: 300 }), async (at, noise) => {
      const outcome = await damage(joined([stream.subarray(0, at), noise]))
      expect(outcome === 'read' || outcome instanceof MediaError).toBe(true)
    }),
  )
})
