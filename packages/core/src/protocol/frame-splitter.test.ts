import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { encodeFrame, FrameError } from './frame.ts'
import { createFrameSplitter } from './frame-splitter.ts'

const frameOf = (body: Uint8Array): Uint8Array => encodeFrame({ headers: {}, body })

/** Cuts `bytes` at the given places. */
function chunksOf(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length]
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end))
}

const concat = (parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]))

function failureOf(action: () => unknown): FrameError {
  try {
    action()
  } catch (error) {
    if (error instanceof FrameError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('a frame splitter', () => {
  it('finds the same frames however the bytes are cut', () => {
    const bodies = fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 6 })
    fc.assert(
      fc.property(bodies, fc.array(fc.nat(400), { maxLength: 30 }), (given, cuts) => {
        const frames = given.map(frameOf)
        const splitter = createFrameSplitter({ maxFrameBytes: 1000 })
        const found = chunksOf(concat(frames), cuts).flatMap((chunk) => splitter.push(chunk))
        splitter.finish()
        expect(found).toEqual(frames)
      }),
    )
  })

  it('gives a frame out with its last byte, one byte at a time', () => {
    const splitter = createFrameSplitter({ maxFrameBytes: 1000 })
    const frame = frameOf(Uint8Array.of(1, 2, 3))
    const counts = Array.from(frame, (byte) => splitter.push(Uint8Array.of(byte)).length)
    expect(counts).toEqual([...new Array(frame.length - 1).fill(0), 1])
  })

  it('does not copy a frame that comes in one piece', () => {
    const both = concat([frameOf(Uint8Array.of(1)), frameOf(Uint8Array.of(2))])
    const found = createFrameSplitter({ maxFrameBytes: 1000 }).push(both)
    expect(found).toHaveLength(2)
    for (const frame of found) expect(frame.buffer).toBe(both.buffer)
  })

  it('throws nothing but FrameError on any bytes in any pieces, and keeps throwing it', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 }), (chunks) => {
        const splitter = createFrameSplitter({ maxFrameBytes: 1000 })
        let failure: unknown
        for (const chunk of [...chunks, Uint8Array.of(0)]) {
          try {
            splitter.push(chunk)
            expect(failure).toBeUndefined()
          } catch (error) {
            expect(error).toBeInstanceOf(FrameError)
            expect(error).toBe(failure ?? error)
            failure = error
          }
        }
        if (failure !== undefined) expect(() => splitter.finish()).toThrowError(FrameError)
      }),
    )
  })

  it('refuses a frame above its limit from the first twelve bytes, without room for it', () => {
    const gigabyte = new DataView(new ArrayBuffer(12))
    const small = frameOf(new Uint8Array(100))
    for (const pieces of [[small.subarray(0, 12)], [small.subarray(0, 5), small.subarray(5, 12)], [small]]) {
      const splitter = createFrameSplitter({ maxFrameBytes: 115 })
      expect(failureOf(() => pieces.map((piece) => splitter.push(piece))).code).toBe('too-big')
    }
    expect(createFrameSplitter({ maxFrameBytes: 116 }).push(small)).toHaveLength(1)
    gigabyte.setUint32(0, 2 ** 30)
    gigabyte.setUint32(8, 0x12345678)
    const splitter = createFrameSplitter({ maxFrameBytes: 2 ** 31 })
    expect(failureOf(() => splitter.push(new Uint8Array(gigabyte.buffer))).code).toBe('malformed')
  })

  it('says that the stream was truncated when it ends inside a frame', () => {
    const frame = frameOf(Uint8Array.of(1, 2, 3))
    for (let end = 1; end < frame.length; end++) {
      const splitter = createFrameSplitter({ maxFrameBytes: 1000 })
      expect(splitter.push(frame.subarray(0, end))).toEqual([])
      expect(failureOf(() => splitter.finish()).code).toBe('truncated')
    }
  })
})
