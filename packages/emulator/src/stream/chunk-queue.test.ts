import { describe, expect, it } from 'vitest'
import { joinBytes } from '../media/media-source.ts'
import { type ChunkQueue, createChunkQueue, joinSamples } from './chunk-queue.ts'

const queue = (limit: number): ChunkQueue<Uint8Array> => createChunkQueue({ limit, join: joinBytes })
const isOpen = async (room: Promise<void> | undefined): Promise<boolean> => {
  let open = room === undefined
  void room?.then(() => {
    open = true
  })
  await new Promise<void>((resolve) => setImmediate(resolve))
  return open
}

describe('a chunk queue', () => {
  it('gives all that came meanwhile as one chunk, in order', async () => {
    const { push, end, chunks } = queue(100)
    void push(Uint8Array.of(1, 2))
    void push(Uint8Array.of(3))
    end()
    const read: number[][] = []
    for await (const chunk of chunks) read.push([...chunk])
    expect(read).toEqual([[1, 2, 3]])
  })

  it('gives a reader that waits each chunk as it comes', async () => {
    const { push, end, chunks } = queue(100)
    const read: number[][] = []
    const done = (async () => {
      for await (const chunk of chunks) read.push([...chunk])
    })()
    for (const byte of [1, 2, 3]) {
      void push(Uint8Array.of(byte))
      await new Promise<void>((resolve) => setImmediate(resolve))
    }
    end()
    await done
    expect(read).toEqual([[1], [2], [3]])
  })

  it('makes the writer wait when it is full, until the reader has taken', async () => {
    const { push, chunks } = queue(4)
    expect(push(new Uint8Array(3))).toBeUndefined()
    const room = push(new Uint8Array(3))
    expect(await isOpen(room)).toBe(false)
    const reader = chunks[Symbol.asyncIterator]()
    expect((await reader.next()).value).toHaveLength(6)
    expect(await isOpen(room)).toBe(true)
    expect(push(new Uint8Array(3))).toBeUndefined()
  })

  it('abandoned, lets the writer go and drops what comes', async () => {
    const { push, abandon, chunks } = queue(1)
    const room = push(new Uint8Array(3))
    abandon()
    expect(await isOpen(room)).toBe(true)
    expect(push(new Uint8Array(3))).toBeUndefined()
    expect((await chunks[Symbol.asyncIterator]().next()).done).toBe(true)
  })

  it('abandoned, ends a reader that waits', async () => {
    const { abandon, chunks } = queue(1)
    const waiting = chunks[Symbol.asyncIterator]().next()
    abandon()
    expect((await waiting).done).toBe(true)
  })

  it('takes nothing after its end', async () => {
    const { push, end, chunks } = queue(10)
    end()
    void push(Uint8Array.of(1))
    expect((await chunks[Symbol.asyncIterator]().next()).done).toBe(true)
  })

  it('joins samples', () => {
    expect([...joinSamples([Int16Array.of(1, -2), Int16Array.of(3)])]).toEqual([1, -2, 3])
  })
})
