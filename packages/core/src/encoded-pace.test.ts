import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { writeOggPage } from '../../../test/audio-writers.ts'
import { createHastyTiming, createManualTiming } from '../test/manual-timing.ts'
import { createEncodedClock } from './encoded-clock.ts'
import { type EncodedPaceOptions, paceEncoded } from './encoded-pace.ts'
import type { Timing } from './timing.ts'

const recording = (name: string): Promise<Uint8Array> =>
  readFile(new URL(`../../../fixtures/kubernetes/${name}`, import.meta.url))

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array, void, undefined> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length)
}

const options = (timing: Timing, more: Partial<EncodedPaceOptions> = {}): EncodedPaceOptions => ({
  mediaEncoding: 'flac',
  sampleRate: 16_000,
  chunkMilliseconds: 100,
  mostChunkBytes: 32_768,
  realtime: true,
  timing,
  signal: new AbortController().signal,
  ...more,
})

const flac = await recording('evicted-pod.flac')
const opus = await recording('ingress-call.opus')
/** As their headers tell. */
const seconds = { flac: 5.152, opus: 5.9965 }

test.each([
  ['FLAC in one piece', 'flac', flac, 1_000_000, seconds.flac],
  ['FLAC as a file is read', 'flac', flac, 65_536, seconds.flac],
  ['FLAC in crumbs', 'flac', flac, 333, seconds.flac],
  ['Opus in one piece', 'ogg-opus', opus, 1_000_000, seconds.opus],
  ['Opus in crumbs', 'ogg-opus', opus, 33, seconds.opus],
])(
  '%s goes out in chunks of 50 to 200 ms, each when it is due, and no byte is lost',
  async (_, mediaEncoding, file, piece, length) => {
    const timing = createHastyTiming()
    const begun = timing.now()
    const sent: Uint8Array[] = []
    const moments: number[] = []
    for await (const chunk of paceEncoded(inPieces(file, piece), options(timing, { mediaEncoding }))) {
      sent.push(chunk)
      moments.push(timing.now() - begun)
    }
    expect(Buffer.concat(sent).equals(file)).toBe(true)
    const gaps = moments.map((at, position) => at - (moments[position - 1] ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(200)
    // What stands before the sound goes out at once.
    const ofSound = gaps.slice(gaps.findIndex((gap) => gap > 0))
    expect(ofSound.length).toBeLessThanOrEqual((length * 1000) / 50)
    expect(ofSound.length).toBeGreaterThanOrEqual((length * 1000) / 200)
    expect(moments.at(-1)).toBeGreaterThan(length * 1000 - 400)
    expect(moments.at(-1)).toBeLessThanOrEqual(length * 1000)
  },
)

test('sent fast, it is cut the same and waits for nothing', async () => {
  const timing = createHastyTiming()
  let chunks = 0
  for await (const _ of paceEncoded(inPieces(flac, 65_536), options(timing, { realtime: false }))) chunks += 1
  expect(timing.sleeps).toEqual([])
  expect(chunks).toBeGreaterThan(40)
})

test('bytes whose time nothing tells are passed on as they come', async () => {
  const timing = createHastyTiming()
  const lengths: number[] = []
  const source = inPieces(new Uint8Array(3000), 1000)
  for await (const { length } of paceEncoded(source, options(timing, { mediaEncoding: 'g729' }))) lengths.push(length)
  expect(lengths).toEqual([1000, 1000, 1000])
  expect(timing.sleeps).toEqual([])
})

test('an abort ends the wait for a quiet source and lets go of it', async () => {
  const controller = new AbortController()
  let closed = false
  const source = {
    next: () => new Promise<never>(() => undefined),
    return: async () => {
      closed = true
      return { done: true as const, value: undefined }
    },
  }
  const next = paceEncoded(source, options(createManualTiming(), { signal: controller.signal })).next()
  controller.abort(new Error('enough'))
  await expect(next).rejects.toThrow('enough')
  expect(closed).toBe(true)
})

test('tags and pictures before the sound take no time, nor does a jump of the granule position', () => {
  const clock = createEncodedClock('ogg-opus', 48_000)
  const pages: [granule: bigint, bytes: number][] = [
    [0n, 20],
    [0n, 40_000],
    [4_800_000n, 72],
    [4_804_800n, 72],
    [4_809_600n, 72],
  ]
  for (const [sequence, [granule, bytes]] of pages.entries()) {
    clock.push(writeOggPage([new Uint8Array(bytes)], { sequence, granule }))
  }
  expect(clock.millisecondsAt(30_000)).toBe(0)
  expect(clock.millisecondsAt(40_382)).toBe(50)
  expect(clock.offsetAt(150)).toBe(40_482)
})
