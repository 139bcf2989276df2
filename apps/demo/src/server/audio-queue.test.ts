import { expect, test } from 'vitest'
import { createAudioQueue } from './audio-queue.ts'

const bytes = (length: number): Uint8Array => new Uint8Array(length)

test('gives what was put in, in order, and tells how much was taken', async () => {
  const taken: number[] = []
  const queue = createAudioQueue(100, (total) => taken.push(total))
  expect([queue.push(bytes(10)), queue.push(bytes(20))]).toEqual([true, true])
  const reader = queue.chunks[Symbol.asyncIterator]()
  expect((await reader.next()).value).toHaveLength(10)
  expect((await reader.next()).value).toHaveLength(20)
  const later = reader.next()
  queue.push(bytes(5))
  expect((await later).value).toHaveLength(5)
  queue.end()
  expect((await reader.next()).done).toBe(true)
  expect(taken).toEqual([10, 30, 35])
})

test('takes no more than may wait, and again when there is room', async () => {
  const queue = createAudioQueue(100, () => undefined)
  expect(queue.push(bytes(100))).toBe(true)
  expect(queue.push(bytes(1))).toBe(false)
  await queue.chunks[Symbol.asyncIterator]().next()
  expect(queue.push(bytes(1))).toBe(true)
})

test('what comes after the end is dropped', async () => {
  const queue = createAudioQueue(100, () => undefined)
  queue.end()
  expect(queue.push(bytes(1000))).toBe(true)
  expect((await queue.chunks[Symbol.asyncIterator]().next()).done).toBe(true)
})
