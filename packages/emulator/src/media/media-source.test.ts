import { expect, test } from 'vitest'
import { chunked, joined } from '../../../../test/audio-writers.ts'
import { bytesWithin, readPrefix, untilAborted } from './media-source.ts'

const bytes = Uint8Array.from({ length: 100 }, (_, at) => at)
const all = async (source: AsyncIterable<Uint8Array>): Promise<Uint8Array> => {
  const parts: Uint8Array[] = []
  for await (const part of source) parts.push(part)
  return joined(parts)
}

test('a look at the beginning takes nothing away', async () => {
  for (const [length, read] of [
    [0, 0],
    [1, 7],
    [10, 14],
    [500, 100],
  ]) {
    const { prefix, rest } = await readPrefix(chunked(bytes, [7]), (head) => head.length < (length ?? 0))
    expect(prefix).toEqual(bytes.subarray(0, read))
    expect(await all(rest)).toEqual(bytes)
  }
})

test('a range is cut out of chunks wherever they were cut', async () => {
  for (const size of [1, 7, 100]) {
    expect(await all(bytesWithin(chunked(bytes, [size]), 13, 50))).toEqual(bytes.subarray(13, 63))
    expect(await all(bytesWithin(chunked(bytes, [size]), 90))).toEqual(bytes.subarray(90))
  }
})

test('a source that never gives again is left when the signal aborts, with its reason', async () => {
  const controller = new AbortController()
  let told = false
  const silent: AsyncIterable<Uint8Array> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise(() => undefined),
      return: () => {
        told = true
        return Promise.resolve({ done: true, value: undefined })
      },
    }),
  }
  const reading = all(untilAborted(silent, controller.signal))
  controller.abort(new Error('the peer is gone'))
  await expect(reading).rejects.toThrow('the peer is gone')
  expect(told).toBe(true)
})

test('the source is told to stop when the reader stops', async () => {
  let closed = false
  async function* endless(): AsyncGenerator<Uint8Array> {
    try {
      while (true) yield bytes
    } finally {
      closed = true
    }
  }
  for await (const chunk of untilAborted(endless(), new AbortController().signal)) {
    expect(chunk).toBe(bytes)
    break
  }
  expect(closed).toBe(true)
})
