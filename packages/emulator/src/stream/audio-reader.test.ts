import { readFileSync } from 'node:fs'
import {
  AwsError,
  createFrameSigner,
  encodeAudioEvent,
  encodeException,
  encodeFrame,
  FrameError,
  type HeaderValue,
} from '@scribelite/core/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { KnownCredentials } from '../auth/credentials.ts'
import { nodeHashing } from '../auth/node-hashing.ts'
import type { Principal } from '../auth/verify-request.ts'
import { type AudioReader, type AudioReaderOptions, createAudioReader, largestFrame } from './audio-reader.ts'

interface Chain {
  readonly name: string
  readonly seed: string
  readonly chunks: readonly { readonly dateMs: number; readonly audioHex: string; readonly frameHex: string }[]
}
const vectors: {
  credentials: Record<string, string>
  chains: Chain[]
  badFrames: { name: string; hex: string }[]
  frames: { name: string; hex: string }[]
} = JSON.parse(readFileSync(new URL('../../../../contract/vectors.json', import.meta.url), 'utf8'))
const { accessKeyId = '', secretAccessKey = '' } = vectors.credentials
const known: KnownCredentials = { accessKeyId, secretAccessKey, accountId: '111122223333' }
const noon = Date.parse('2026-01-15T12:00:00Z')
const bytes = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex, 'hex'))

function principal(signature: string, credentials: KnownCredentials | undefined = known): Principal {
  return {
    accessKeyId,
    accountId: '111122223333',
    region: 'us-east-1',
    form: 'header',
    signature,
    amzDate: '20260115T120000Z',
    credentials,
  }
}

function readerOf(change: Partial<AudioReaderOptions> = {}): AudioReader {
  return createAudioReader({
    principal: principal('0'.repeat(64)),
    clock: { now: () => noon },
    signatures: 'optional',
    encoding: 'pcm',
    sampleRate: 16_000,
    channels: 1,
    ...change,
  })
}

describe('the recorded chains', () => {
  it.each(vectors.chains.map((chain) => [chain.name, chain] as const))(
    '%s gives its audio and its end',
    (_name, chain) => {
      let now = noon
      const reader = readerOf({ principal: principal(chain.seed), clock: { now: () => now }, signatures: 'required' })
      const read = chain.chunks.map(({ dateMs, frameHex }) => {
        now = dateMs
        return reader.read(bytes(frameHex))
      })
      expect(read.at(-1)).toBe('end')
      expect(read.slice(0, -1).map((audio) => Buffer.from(audio).toString('hex'))).toEqual(
        chain.chunks.slice(0, -1).map(({ audioHex }) => audioHex),
      )
      expect(read.length).toBeGreaterThan(1)
    },
  )

  it('a frame left out breaks the chain, and so does another seed', () => {
    const [chain] = vectors.chains
    const [first, second] = chain?.chunks ?? []
    const skipping = readerOf({ principal: principal(chain?.seed ?? '') })
    expect(() => skipping.read(bytes(second?.frameHex ?? ''))).toThrow('The request signature we calculated')
    const seeded = readerOf({ principal: principal('f'.repeat(64)) })
    expect(() => seeded.read(bytes(first?.frameHex ?? ''))).toThrow('The request signature we calculated')
  })

  it.each(vectors.badFrames.map(({ name, hex }) => [name, hex]))('%s is no frame', (_name, hex) => {
    expect(() => readerOf().read(bytes(hex))).toThrow(FrameError)
  })

  it('audio in the header order of each client is audio', () => {
    const audio = vectors.frames.filter(({ name }) => /^F[23]-audio/.test(name))
    expect(audio).toHaveLength(2)
    for (const { hex } of audio) expect(readerOf().read(bytes(hex))).toEqual(bytes('0001020304050607'))
    const end = vectors.frames.find(({ name }) => name.startsWith('F4-'))
    expect(readerOf().read(bytes(end?.hex ?? ''))).toBe('end')
  })
})

describe('what a client may not send', () => {
  it('an exception', () => {
    expect(() => readerOf().read(encodeException('BadRequestException', 'no'))).toThrow(
      "The stream takes events; a message of type 'exception' was received.",
    )
  })

  it('more than a second of pcm; of compressed audio at least 32 KB', () => {
    expect(readerOf().read(encodeAudioEvent(new Uint8Array(32_000)))).toHaveLength(32_000)
    expect(() => readerOf().read(encodeAudioEvent(new Uint8Array(32_002)))).toThrow('Your stream is too big')
    const flac = { encoding: 'flac', sampleRate: 8000 }
    expect(readerOf(flac).read(encodeAudioEvent(new Uint8Array(32_768)))).toHaveLength(32_768)
    expect(() => readerOf(flac).read(encodeAudioEvent(new Uint8Array(32_769)))).toThrow('Your stream is too big')
  })

  it('the largest audio fits the largest frame, signed', () => {
    const options = { encoding: 'pcm', sampleRate: 48_000, channels: 2 }
    const signer = createFrameSigner({
      seed: '0'.repeat(64),
      credentials: known,
      region: 'us-east-1',
      hashing: nodeHashing,
      now: () => noon,
    })
    const frame = signer.sign(encodeAudioEvent(new Uint8Array(192_000)))
    expect(frame.length).toBeLessThanOrEqual(largestFrame(options))
    expect(readerOf(options).read(frame)).toHaveLength(192_000)
  })
})

describe('any bytes', () => {
  const quiet = (read: () => unknown): boolean => {
    try {
      read()
      return true
    } catch (error) {
      return error instanceof AwsError || error instanceof FrameError
    }
  }

  it('never throw anything but what the transports can tell', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), (any) => quiet(() => readerOf().read(any))))
  })

  it('nor do frames of any headers, alone or in an envelope', () => {
    const name = fc.constantFrom(':date', ':chunk-signature', ':message-type', ':event-type', ':content-type', 'x')
    const value: fc.Arbitrary<HeaderValue> = fc.oneof(
      fc
        .constantFrom('event', 'AudioEvent', 'exception', 'error', '')
        .map((text) => ({ type: 'string', value: text }) as const),
      fc.integer({ min: 0, max: 4e12 }).map((ms) => ({ type: 'timestamp', value: ms }) as const),
      fc.uint8Array({ minLength: 30, maxLength: 33 }).map((data) => ({ type: 'binary', value: data }) as const),
      fc.boolean().map((truth) => ({ type: 'boolean', value: truth }) as const),
    )
    const frame = fc
      .record({ headers: fc.dictionary(name, value), body: fc.uint8Array({ maxLength: 64 }) })
      .map((made) => encodeFrame(made))
    const signer = () =>
      createFrameSigner({
        seed: '0'.repeat(64),
        credentials: known,
        region: 'us-east-1',
        hashing: nodeHashing,
        now: () => noon,
      })
    fc.assert(
      fc.property(frame, fc.constantFrom('required', 'optional', 'unchecked'), (made, signatures) => {
        return (
          quiet(() => readerOf({ signatures }).read(made)) &&
          quiet(() => readerOf({ signatures }).read(signer().sign(made)))
        )
      }),
    )
  })

  it('one bit flipped anywhere in a signed frame never passes as audio', () => {
    const sign = () =>
      createFrameSigner({
        seed: '0'.repeat(64),
        credentials: known,
        region: 'us-east-1',
        hashing: nodeHashing,
        now: () => noon,
      }).sign(encodeAudioEvent(bytes('0001020304050607')))
    expect(readerOf().read(sign())).toEqual(bytes('0001020304050607'))
    fc.assert(
      fc.property(fc.nat({ max: sign().length * 8 - 1 }), (bit) => {
        const frame = sign()
        frame[bit >> 3] = (frame[bit >> 3] ?? 0) ^ (1 << (bit & 7))
        try {
          readerOf().read(frame)
          return false
        } catch (error) {
          return error instanceof AwsError || error instanceof FrameError
        }
      }),
    )
  })
})
