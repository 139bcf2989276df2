import { EventStreamCodec, Int64 } from '@smithy/core/event-streams'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../../../contract/vectors.json' with { type: 'json' }
import { decodeFrame, encodeFrame, type Frame, FrameError, type HeaderValue, MAX_HEADERS_BYTES } from './frame.ts'
import { fromHex, toHex } from './hashing.ts'

const utf8 = new TextEncoder()
const smithy = new EventStreamCodec(
  (bytes) => (typeof bytes === 'string' ? bytes : new TextDecoder().decode(bytes)),
  (text) => utf8.encode(text),
)

const codeOf = (action: () => unknown): string | undefined => {
  try {
    action()
  } catch (error) {
    if (error instanceof FrameError) return error.code
    throw error
  }
  return undefined
}

type VectorHeader = readonly [name: string, type: string, value: unknown]

function fromVector([name, type, value]: VectorHeader): [string, HeaderValue] {
  switch (type) {
    case 'true':
    case 'false':
      return [name, { type: 'boolean', value: type === 'true' }]
    case 'byte':
    case 'short':
      return [name, { type, value: Number(value) }]
    case 'int':
      return [name, { type: 'integer', value: Number(value) }]
    case 'long':
      return [name, { type: 'long', value: BigInt(Number(value)) }]
    case 'bytes':
      return [name, { type: 'binary', value: fromHex(String(value)) }]
    case 'timestamp':
      return [name, { type: 'timestamp', value: Number(value) }]
    case 'string':
    case 'uuid':
      return [name, { type, value: String(value) }]
    default:
      throw new Error(`vector with a header of type ${type}`)
  }
}

/** A frame with right checksums around any headers block. */
function frameAround(headers: Uint8Array, body = new Uint8Array(0)): Uint8Array {
  const plain = encodeFrame({ headers: {}, body: Uint8Array.of(...headers, ...body) })
  return withLengths(plain, plain.length, headers.length)
}

function withLengths(frame: Uint8Array, total: number, headersLength: number): Uint8Array {
  // Smithy computes the checksums, so that a mistake in ours cannot hide itself.
  const out = frame.slice()
  const view = new DataView(out.buffer)
  view.setUint32(0, total)
  view.setUint32(4, headersLength)
  view.setUint32(8, crcOf(out.subarray(0, 8)))
  view.setUint32(out.length - 4, crcOf(out.subarray(0, out.length - 4)))
  return out
}

function crcOf(bytes: Uint8Array): number {
  let crc = 0xffffffff
  for (const byte of bytes) {
    crc ^= byte
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1
  }
  return ~crc >>> 0
}

/** Text or bytes, as the vector has it. */
const bodyOf = (vector: { readonly payloadHex?: string; readonly payloadJson?: string }): Uint8Array =>
  vector.payloadHex === undefined ? utf8.encode(vector.payloadJson) : fromHex(vector.payloadHex)

describe('the recorded and cross-checked frames', () => {
  it('are all there', () => {
    expect(vectors.frames.length).toBe(12)
    expect(vectors.badFrames.length).toBe(3)
  })

  it.each(vectors.frames.map((vector) => [vector.name, vector] as const))('%s decodes to its parts', (_, vector) => {
    const frame = decodeFrame(fromHex(vector.hex))
    const expected = (vector.headers as unknown as VectorHeader[]).map(fromVector)
    expect(Object.entries(frame.headers)).toEqual(expected)
    expect(frame.body).toEqual(bodyOf(vector))
  })

  it.each(vectors.frames.map((vector) => [vector.name, vector] as const))('%s is encoded to its bytes', (_, vector) => {
    const headers = Object.fromEntries((vector.headers as unknown as VectorHeader[]).map(fromVector))
    expect(toHex(encodeFrame({ headers, body: bodyOf(vector) }))).toBe(vector.hex)
  })

  it.each(vectors.badFrames.map((vector) => [vector.name, vector.hex] as const))('%s is refused', (name, hex) => {
    const words = { 'B1-bad-message-crc': /message/, 'B2-bad-prelude-crc': /prelude/, 'B3-duplicate-header': /twice/ }
    expect(() => decodeFrame(fromHex(hex))).toThrowError(words[name as keyof typeof words])
    expect(codeOf(() => decodeFrame(fromHex(hex)))).toBe('malformed')
  })
})

const name = fc.string({ minLength: 1, maxLength: 40, unit: 'binary' }).filter((text) => !/^\d+$/.test(text))
const header: fc.Arbitrary<HeaderValue> = fc.oneof(
  fc.record({ type: fc.constant('boolean' as const), value: fc.boolean() }),
  fc.record({ type: fc.constant('byte' as const), value: fc.integer({ min: -128, max: 127 }) }),
  fc.record({ type: fc.constant('short' as const), value: fc.integer({ min: -32768, max: 32767 }) }),
  fc.record({ type: fc.constant('integer' as const), value: fc.integer() }),
  fc.record({ type: fc.constant('long' as const), value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
  fc.record({ type: fc.constant('binary' as const), value: fc.uint8Array({ maxLength: 300 }) }),
  fc.record({ type: fc.constant('string' as const), value: fc.string({ unit: 'binary', maxLength: 200 }) }),
  fc.record({ type: fc.constant('timestamp' as const), value: fc.integer({ min: -8.64e15, max: 8.64e15 }) }),
  fc.record({ type: fc.constant('uuid' as const), value: fc.uuid() }),
)
const frame: fc.Arbitrary<Frame> = fc.record({
  headers: fc
    .uniqueArray(fc.tuple(name, header), { selector: ([key]) => key, maxLength: 8 })
    .map((entries) => Object.fromEntries(entries)),
  body: fc.uint8Array({ maxLength: 300 }),
})

describe('any frame', () => {
  it('comes back as it was, headers in their order', () => {
    fc.assert(
      fc.property(frame, (given) => {
        const decoded = decodeFrame(encodeFrame(given))
        expect(Object.entries(decoded.headers)).toEqual(Object.entries(given.headers))
        expect(decoded.body).toEqual(given.body)
      }),
    )
  })

  it('has the bytes that smithy gives it', () => {
    fc.assert(
      fc.property(frame, (given) => {
        const headers = Object.entries(given.headers).map(([key, { type, value }]) => {
          if (type === 'timestamp') return [key, { type, value: new Date(value) }]
          if (type !== 'long') return [key, { type, value }]
          const bytes = new DataView(new ArrayBuffer(8))
          bytes.setBigInt64(0, value)
          return [key, { type, value: new Int64(new Uint8Array(bytes.buffer)) }]
        })
        expect(encodeFrame(given)).toEqual(smithy.encode({ headers: Object.fromEntries(headers), body: given.body }))
      }),
    )
  })

  it('is a view into what was given: nothing is copied', () => {
    const bytes = encodeFrame({
      headers: { b: { type: 'binary', value: Uint8Array.of(1, 2) } },
      body: utf8.encode('x'),
    })
    const decoded = decodeFrame(bytes)
    expect(decoded.body.buffer).toBe(bytes.buffer)
    const { b } = decoded.headers
    expect(b?.type === 'binary' && b.value.buffer).toBe(bytes.buffer)
  })

  it('keeps a header that is named __proto__', () => {
    const block = Uint8Array.of(9, ...utf8.encode('__proto__'), 0)
    expect(Object.entries(decodeFrame(frameAround(block)).headers)).toEqual([
      ['__proto__', { type: 'boolean', value: true }],
    ])
  })
})

describe('bytes that are no frame', () => {
  it('throw nothing but FrameError, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
        expect(codeOf(() => decodeFrame(bytes))).toBeDefined()
      }),
    )
  })

  it('throw nothing but FrameError when only the headers are wrong', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 16 }), (block, body) => {
        expect(codeOf(() => decodeFrame(frameAround(block, body)))).toSatisfy(
          (code) => code === undefined || code === 'malformed' || code === 'too-big',
        )
      }),
      { numRuns: 1000 },
    )
  })

  it('are found by one changed bit, wherever it is', () => {
    const good = fromHex(vectors.frames[1]?.hex ?? '')
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bad = good.slice()
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(codeOf(() => decodeFrame(bad))).toBeDefined()
    }
  })

  it('are truncated when they end early and malformed when something follows', () => {
    const good = encodeFrame({ headers: {}, body: utf8.encode('audio') })
    for (let end = 0; end < good.length; end++)
      expect(codeOf(() => decodeFrame(good.subarray(0, end)))).toBe('truncated')
    expect(codeOf(() => decodeFrame(Uint8Array.of(...good, 0)))).toBe('malformed')
  })

  it('may not let a header reach into the payload, where smithy reads on', () => {
    const block = Uint8Array.of(1, 0x61, 7, 0, 4, 0x78)
    expect(codeOf(() => decodeFrame(frameAround(block, utf8.encode('secret'))))).toBe('malformed')
  })

  it.each([
    ['a header without a name', Uint8Array.of(0, 0)],
    ['a header type that does not exist', Uint8Array.of(1, 0x61, 10)],
    ['a name that is no UTF-8', Uint8Array.of(1, 0xff, 0)],
    ['a string that is no UTF-8', Uint8Array.of(1, 0x61, 7, 0, 1, 0xff)],
    ['a time beyond what a date can be', Uint8Array.of(1, 0x61, 8, 0x7f, 255, 255, 255, 255, 255, 255, 255)],
  ])('are malformed with %s', (_, block) => {
    expect(codeOf(() => decodeFrame(frameAround(block)))).toBe('malformed')
  })

  it('are malformed when the headers are longer than the frame', () => {
    expect(codeOf(() => decodeFrame(withLengths(new Uint8Array(16), 16, 1)))).toBe('malformed')
    expect(codeOf(() => decodeFrame(withLengths(new Uint8Array(16), 15, 0)))).toBe('malformed')
  })

  it('are too big above 128 KiB of headers and 24 MiB of payload, before anything is read', () => {
    const total = MAX_HEADERS_BYTES + 1 + 16
    expect(codeOf(() => decodeFrame(withLengths(new Uint8Array(16), total, MAX_HEADERS_BYTES + 1)))).toBe('too-big')
    expect(codeOf(() => decodeFrame(withLengths(new Uint8Array(16), 25_165_824 + 17, 0)))).toBe('too-big')
    expect(codeOf(() => decodeFrame(withLengths(new Uint8Array(16), 25_165_824 + 16, 0)))).toBe('truncated')
  })
})

describe('values that no frame can carry', () => {
  it.each<[string, string, HeaderValue]>([
    ['an empty name', '', { type: 'boolean', value: true }],
    ['a name of 256 bytes', 'n'.repeat(256), { type: 'boolean', value: true }],
    ['a byte of 128', 'h', { type: 'byte', value: 128 }],
    ['a short of 40000', 'h', { type: 'short', value: 40_000 }],
    ['half an integer', 'h', { type: 'integer', value: 0.5 }],
    ['a long of 64 bits without a sign', 'h', { type: 'long', value: 2n ** 63n }],
    ['a time that is none', 'h', { type: 'timestamp', value: Number.NaN }],
    ['a UUID that is none', 'h', { type: 'uuid', value: 'x' }],
  ])('are refused: %s', (_, key, value) => {
    expect(codeOf(() => encodeFrame({ headers: { [key]: value }, body: new Uint8Array(0) }))).toBe('malformed')
  })

  it('are too big above 32767 bytes of value', () => {
    const of = (length: number): Frame => ({
      headers: { h: { type: 'binary', value: new Uint8Array(length) } },
      body: new Uint8Array(0),
    })
    expect(decodeFrame(encodeFrame(of(32_767))).headers.h?.value).toHaveLength(32_767)
    expect(codeOf(() => encodeFrame(of(32_768)))).toBe('too-big')
  })
})
