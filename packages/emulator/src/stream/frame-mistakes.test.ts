import {
  createFrameVerifier,
  encodeAudioEvent,
  encodeFrame,
  hexSha256,
  type SignedEnvelope,
  scopeOf,
  signatureOf,
} from '@scribelite/core/protocol'
import { describe, expect, it } from 'vitest'
import { nodeHashing } from '../auth/node-hashing.ts'
import { signingKeyOf } from '../auth/signing-keys.ts'
import type { Principal } from '../auth/verify-request.ts'
import { explainFrame } from './frame-mistakes.ts'

const region = 'us-east-1'
const dateMs = Date.parse('2026-01-15T12:00:00.123Z')
const seed = 'a'.repeat(64)
const audio = new Uint8Array(320).fill(7)
const credentials = { accessKeyId: 'AKID', secretAccessKey: 'hush', accountId: '111122223333' }
const principal: Principal = {
  accessKeyId: 'AKID',
  accountId: '111122223333',
  region,
  form: 'header',
  signature: seed,
  amzDate: '20260115T120000Z',
  credentials,
}
const hash = (bytes: Uint8Array): string => hexSha256(bytes, nodeHashing)
const dateHeader = (value: number): Uint8Array =>
  encodeFrame({ headers: { ':date': { type: 'timestamp', value } }, body: new Uint8Array(0) }).subarray(12, 27)

/** The second frame of a stream, as a client signs it who puts these lines in the place of the right ones. */
function explain(change: (prior: string) => Readonly<Record<number, string>>): string {
  const verifier = createFrameVerifier({ ...credentials, seed, region, requestDate: '20260115', hashing: nodeHashing })
  const sign = (prior: string, sound: Uint8Array, changed: Readonly<Record<number, string>> = {}): SignedEnvelope => {
    const payload = encodeAudioEvent(sound)
    const lines = [
      'AWS4-HMAC-SHA256-PAYLOAD',
      '20260115T120000Z',
      scopeOf('20260115', region, 'transcribe'),
      prior,
      hash(dateHeader(dateMs)),
      hash(payload),
    ]
    const text = lines.map((line, index) => changed[index + 1] ?? line).join('\n')
    const key = signingKeyOf(credentials, '20260115', region, 'transcribe')
    return { dateMs, payload, signature: signatureOf(key, text, nodeHashing) }
  }
  const first = sign(seed, new Uint8Array(320))
  expect(verifier.verify(first)).toEqual({ ok: true })
  const changed = change(first.signature)
  const second = changed[0] === undefined ? sign(first.signature, audio, changed) : first
  const verdict = verifier.verify(second)
  if (verdict.ok) throw new Error('the mistake was none')
  return explainFrame(second, verdict.stringToSign, principal)
}

describe('a frame whose signature differs names the mistake', () => {
  it.each([
    ['the algorithm of the developer guide', () => ({ 1: 'AWS4-HMAC-SHA256' }), "With 'AWS4-HMAC-SHA256' as the first"],
    ['each frame signed over the request', () => ({ 4: seed }), 'With the signature of the request in place of'],
    ['no chain', () => ({ 4: '' }), 'Without the signature before it'],
    ['whole seconds', () => ({ 5: hash(dateHeader(dateMs - 123)) }), 'With a :date of whole seconds'],
    ['the date as text', () => ({ 5: hash(Buffer.from('20260115T120000Z')) }), 'With the hash of the date as text'],
    ['no payload', () => ({ 6: hash(new Uint8Array(0)) }), 'With the hash of an empty payload'],
    ['the audio alone', () => ({ 6: hash(audio) }), 'With the hash of the audio alone'],
  ])('%s', (_name, change, expected) => {
    expect(explain(change)).toContain(expected)
    expect(explain(change)).toMatch(/ your signature matches\.$/)
  })

  it('a frame sent twice, and what cannot be told', () => {
    expect(explain((prior) => ({ 0: prior }))).toBe('It is the frame before once more.')
    expect(explain(() => ({ 4: 'b'.repeat(64) }))).toContain('None of the usual mistakes')
  })
})
