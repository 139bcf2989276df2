import { describe, expect, it } from 'vitest'
import vectors from '../../../../contract/vectors.json' with { type: 'json' }
import { decodeFrame, encodeFrame } from './frame.ts'
import { createFrameSigner, createFrameVerifier, readSignedEnvelope, type SignedEnvelope } from './frame-signing.ts'
import { fromHex, hexSha256, portableHashing, toHex } from './hashing.ts'
import { encodeAudioEvent } from './message.ts'
import { formatAmzDate, scopeOf, signatureOf, signingKey } from './signature.ts'

const { credentials, region } = vectors
const { secretAccessKey } = credentials
const hashing = portableHashing
const chains = vectors.chains.map((chain) => [chain.name, chain] as const)

function envelopeOf(frame: Uint8Array): SignedEnvelope {
  const envelope = readSignedEnvelope(decodeFrame(frame))
  if (envelope === undefined) throw new Error('the frame is not signed')
  return envelope
}

const verifier = (seed: string, requestDate = '20260115') =>
  createFrameVerifier({ seed, secretAccessKey, region, requestDate, hashing })

describe('the chains of the vectors', () => {
  it('are all there, the one over midnight with its two days', () => {
    expect(chains.map(([name]) => name)).toEqual(['S1-http2', 'S2-websocket', 'S4-midnight', 'S3-rust-order'])
    const days = vectors.chains[2]?.chunks.map(({ dateMs }) => formatAmzDate(dateMs).slice(0, 8))
    expect(days).toEqual(['20260115', '20260116'])
  })

  it.each(chains)('%s is verified frame by frame', (_, chain) => {
    const chainVerifier = verifier(chain.seed)
    for (const chunk of chain.chunks) {
      const envelope = envelopeOf(fromHex(chunk.frameHex))
      expect(envelope).toMatchObject({ dateMs: chunk.dateMs, signature: chunk.signature })
      expect(toHex(envelope.payload)).toBe(chunk.innerHex ?? '')
      expect(chainVerifier.verify(envelope)).toEqual({ ok: true })
    }
  })

  it.each(chains.filter(([name]) => name !== 'S3-rust-order'))('%s is signed to the same bytes', (_, chain) => {
    let now = 0
    const signer = createFrameSigner({ seed: chain.seed, credentials, region, hashing, now: () => now })
    for (const chunk of chain.chunks) {
      now = chunk.dateMs
      const frame = chunk.innerHex ? signer.sign(fromHex(chunk.innerHex)) : signer.end()
      expect(toHex(frame)).toBe(chunk.frameHex)
    }
  })

  it('S3, whose headers stand the other way round, has the signatures that we make', () => {
    const chain = vectors.chains[3]
    let now = 0
    const signer = createFrameSigner({ seed: chain?.seed ?? '', credentials, region, hashing, now: () => now })
    for (const chunk of chain?.chunks ?? []) {
      now = chunk.dateMs
      const frame = chunk.innerHex ? signer.sign(fromHex(chunk.innerHex)) : signer.end()
      expect(envelopeOf(frame).signature).toBe(chunk.signature)
    }
    expect(chain?.chunks.length).toBe(4)
  })

  it.each(chains)('%s: a refused frame shows the string to sign of the vectors', (_, chain) => {
    const [chunk] = chain.chunks
    if (chunk === undefined) throw new Error('an empty chain')
    const envelope = { ...envelopeOf(fromHex(chunk.frameHex)), signature: '0'.repeat(64) }
    const { signature: expected, stringToSign } = chunk
    expect(verifier(chain.seed).verify(envelope)).toEqual({ ok: false, expected, stringToSign })
  })

  it('has the string to sign of aws-sigv4 (Rust), from its own unit test', () => {
    const seed = 'be1f8c7d79ef8e1abc5254a2c70e4da3bfaf4f07328f527444e1fc6ea67273e2'
    expect(hexSha256('last message sts', hashing)).toBe(seed)
    const inner = encodeFrame({
      headers: { 'some-header': { type: 'string', value: 'value' } },
      body: new TextEncoder().encode('test payload'),
    })
    const options = { seed, region: 'us-east-1', service: 'testservice', hashing }
    const now = () => 123_456_789_000
    const signer = createFrameSigner({ ...options, credentials: { secretAccessKey: 'fake secret' }, now })
    const envelope = envelopeOf(signer.sign(inner))
    const check = createFrameVerifier({ ...options, secretAccessKey: 'fake secret', requestDate: '19731129' })
    expect(check.verify({ ...envelope, signature: '' })).toEqual({
      ok: false,
      expected: envelope.signature,
      stringToSign: [
        'AWS4-HMAC-SHA256-PAYLOAD',
        '19731129T213309Z',
        '19731129/us-east-1/testservice/aws4_request',
        seed,
        '0c0e3b3bf66b59b976181bd7d401927bbd624107303c713fd1e5f3d3c8dd1b1e',
        'f2eba0f2e95967ee9fbc6db5e678d2fd599229c0d04b11e4fc8e0f2a02a806c6',
      ].join('\n'),
    })
  })
})

describe('a signed stream', () => {
  const seed = 'ab'.repeat(32)
  const start = Date.UTC(2026, 0, 15, 12)
  const frames = (count: number): Uint8Array[] => {
    let now = start
    const signer = createFrameSigner({ seed, credentials, region, hashing, now: () => now++ })
    return [...Array.from({ length: count }, (_, n) => signer.sign(encodeAudioEvent(Uint8Array.of(n)))), signer.end()]
  }

  it('ends with a frame of 83 bytes; one with 8 bytes of audio has 195', () => {
    const signer = createFrameSigner({ seed, credentials, region, hashing, now: () => start })
    expect(signer.sign(encodeAudioEvent(new Uint8Array(8)))).toHaveLength(195)
    expect(signer.end()).toHaveLength(83)
  })

  it('is refused from a frame that is missing, doubled, or in the wrong place, and goes on where it stood', () => {
    const [first, second, third] = frames(3).map(envelopeOf)
    if (first === undefined || second === undefined || third === undefined) throw new Error('too few frames')
    const check = verifier(seed)
    expect(check.verify(first).ok).toBe(true)
    expect(check.verify(first).ok).toBe(false)
    expect(check.verify(third).ok).toBe(false)
    expect(check.verify(second).ok).toBe(true)
    expect(check.verify(third).ok).toBe(true)
  })

  it('is refused when the date is another by a millisecond, or the audio by a bit', () => {
    const [first] = frames(1).map(envelopeOf)
    if (first === undefined) throw new Error('too few frames')
    const payload = first.payload.slice()
    payload[payload.length - 5] = (payload[payload.length - 5] ?? 0) ^ 1
    expect(verifier(seed).verify({ ...first, dateMs: first.dateMs + 1 }).ok).toBe(false)
    expect(verifier(seed).verify({ ...first, payload }).ok).toBe(false)
    expect(verifier(seed.replace('a', 'b')).verify(first).ok).toBe(false)
    expect(verifier(seed).verify(first).ok).toBe(true)
  })

  it.each(['20260116', '20260115'])(
    'of the old Java signer, one key over midnight, is taken with the scope of %s',
    (day) => {
      const dateMs = Date.UTC(2026, 0, 16, 0, 0, 1)
      const chunk = envelopeOf(createFrameSigner({ seed, credentials, region, hashing, now: () => dateMs }).end())
      const refused = verifier(seed).verify({ ...chunk, signature: '' })
      if (refused.ok) throw new Error('an empty signature passed')
      const toSign = refused.stringToSign.replace(
        scopeOf('20260116', region, 'transcribe'),
        scopeOf(day, region, 'transcribe'),
      )
      const key = signingKey(secretAccessKey, '20260115', region, 'transcribe', hashing)
      const old = { ...chunk, signature: signatureOf(key, toSign, hashing) }
      expect(old.signature).not.toBe(chunk.signature)
      expect(verifier(seed).verify(old).ok).toBe(true)
      expect(verifier(seed, '20260114').verify(old).ok).toBe(false)
    },
  )

  it('may carry any date without keeping a key for each', () => {
    const check = verifier(seed)
    for (const dateMs of [-8.64e15, -1, 0, 8.64e15]) {
      expect(check.verify({ dateMs, signature: '0'.repeat(64), payload: new Uint8Array(0) }).ok).toBe(false)
    }
  })
})

it('takes a frame for unsigned when a signature header is missing or of another type or size', () => {
  const date = { type: 'timestamp', value: 1 } as const
  const signature = { type: 'binary', value: new Uint8Array(32) } as const
  const body = new Uint8Array(0)
  expect(readSignedEnvelope({ headers: { ':date': date, ':chunk-signature': signature }, body })).toBeDefined()
  for (const headers of [
    {},
    { ':date': date },
    { ':chunk-signature': signature },
    { ':date': { type: 'long', value: 1n } as const, ':chunk-signature': signature },
    { ':date': date, ':chunk-signature': { type: 'binary', value: new Uint8Array(31) } as const },
  ]) {
    expect(readSignedEnvelope({ headers, body })).toBeUndefined()
  }
})
