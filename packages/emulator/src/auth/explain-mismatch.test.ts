import { presignUrl, signRequest } from '@scribelite/core/protocol'
import { describe, expect, it } from 'vitest'
import type { ReceivedRequest } from '../received-request.ts'
import { createCredentialStore } from './credential-store.ts'
import { nodeHashing } from './node-hashing.ts'
import { verifyRequest } from './verify-request.ts'

const noon = Date.parse('2026-01-15T12:00:00Z')
const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'a secret of ours', accountId: '111122223333' }
const token = 'a/session+token=='

interface Query {
  readonly url?: string
  readonly service?: string
  readonly region?: string
  readonly sessionToken?: string
  readonly secretAccessKey?: string
  readonly payloadHash?: string
}

/** The query of a URL signed with one mistake made. */
function query(change: Query = {}): string {
  const { url } = presignUrl({
    url: new URL(change.url ?? 'ws://localhost:4600/stream-transcription-websocket?language-code=en-US'),
    credentials: {
      accessKeyId: credentials.accessKeyId,
      secretAccessKey: change.secretAccessKey ?? credentials.secretAccessKey,
      ...(change.sessionToken === undefined ? {} : { sessionToken: change.sessionToken }),
    },
    region: change.region ?? 'us-east-1',
    service: change.service ?? 'transcribe',
    expires: 300,
    now: noon,
    hashing: nodeHashing,
    payloadHash: change.payloadHash ?? emptyHash,
  })
  return url.slice(url.indexOf('?') + 1)
}

/** The reason, which is the first line. */
function explain(...request: Parameters<typeof explanationOf>): string {
  return explanationOf(...request).split('\n')[0] ?? ''
}

function explanationOf(
  change: Partial<ReceivedRequest>,
  sessionToken?: string,
  service: 'transcribe' | 's3' = 'transcribe',
): string {
  const known = { ...credentials, ...(sessionToken === undefined ? {} : { sessionToken }) }
  const verdict = verifyRequest(
    {
      id: 'r1',
      receivedAt: noon,
      door: 'websocket',
      method: 'GET',
      path: '/stream-transcription-websocket',
      query: '',
      headers: [],
      authority: 'localhost:4600',
      scheme: 'http',
      ...change,
    },
    {
      service,
      mode: 'strict',
      credentials: createCredentialStore([known]),
      now: noon,
      windowMs: 300_000,
      payloadHash: emptyHash,
      maxExpires: 300,
    },
  )
  if (verdict.ok || verdict.refusal.reason !== 'mismatch')
    throw new Error(`expected a mismatch: ${JSON.stringify(verdict)}`)
  return verdict.refusal.explanation ?? ''
}

it('the line that differs is marked, as it was signed and as it arrived', () => {
  const bare = query({ url: 'ws://localhost/stream-transcription-websocket?language-code=en-US' })
  expect(explanationOf({ query: bare })).toContain('\n- host:localhost\n+ host:localhost:4600\n\nhost\n')
  const added = `${query()}&sample-rate=16000`
  expect(explanationOf({ query: added })).toMatch(
    /\n- X-Amz-Algorithm.*\n\+ X-Amz-Algorithm.*&sample-rate=16000\nhost:/,
  )
  // Of a wrong secret no line can be blamed.
  expect(explanationOf({ query: query({ secretAccessKey: 'another' }) })).not.toMatch(/^[-+] /m)
})

describe('a mismatch names the mistake', () => {
  it('a host signed without its port', () => {
    expect(
      explain({ query: query({ url: 'ws://localhost/stream-transcription-websocket?language-code=en-US' }) }),
    ).toBe(
      "With host 'localhost' (without ':4600') your signature matches: sign the host as it stands on the wire, port included.",
    )
  })

  it('another host or port than the one asked', () => {
    const forced = query({ url: 'ws://localhost:8443/stream-transcription-websocket?language-code=en-US' })
    expect(explain({ query: forced })).toContain("With host 'localhost:8443' your signature matches")
    const aws = query({
      url: 'wss://transcribestreaming.us-east-1.amazonaws.com:8443/stream-transcription-websocket?language-code=en-US',
    })
    expect(explain({ query: aws })).toContain("With host 'transcribestreaming.us-east-1.amazonaws.com:8443'")
    expect(explain({ query: query(), authority: '127.0.0.1:4600' })).toContain("With host 'localhost:4600'")
  })

  it('a session token added after signing', () => {
    const added = `${query()}&X-Amz-Security-Token=${encodeURIComponent(token)}`
    expect(explain({ query: added }, token)).toContain(
      'Without X-Amz-Security-Token in the canonical query your signature matches',
    )
  })

  it('a parameter added after signing, or all of them', () => {
    expect(explain({ query: `${query()}&sample-rate=16000` })).toContain(
      "Without the parameter 'sample-rate' your signature matches",
    )
    const bare = query({ url: 'ws://localhost:4600/stream-transcription-websocket' })
    expect(explain({ query: `sample-rate=16000&media-encoding=pcm&${bare}` })).toContain(
      'Without any of the parameters',
    )
  })

  it('several parameters added behind the signature, also one that was there already', () => {
    expect(explain({ query: `${query()}&sample-rate=16000&media-encoding=pcm` })).toContain(
      "Without what stands behind X-Amz-Signature ('sample-rate', 'media-encoding') your signature matches",
    )
    expect(explain({ query: `${query()}&language-code=de-DE` })).toContain(
      "Without what stands behind X-Amz-Signature ('language-code') your signature matches",
    )
  })

  it('blanks and pluses', () => {
    const spaced = query({ url: 'ws://localhost:4600/stream-transcription-websocket?x=a%20b' })
    expect(explain({ query: spaced.replace('x=a%20b', 'x=a+b') })).toContain("With '+' in the query read as a blank")
  })

  it('another payload hash', () => {
    expect(explain({ query: query({ payloadHash: 'UNSIGNED-PAYLOAD' }) })).toContain(
      "With the words 'UNSIGNED-PAYLOAD'",
    )
    expect(explain({ query: query({ payloadHash: 'STREAMING-AWS4-HMAC-SHA256-EVENTS' }) })).toContain(
      "With the words 'STREAMING-AWS4-HMAC-SHA256-EVENTS'",
    )
  })

  it('a line break behind the secret', () => {
    expect(explain({ query: query({ secretAccessKey: `${credentials.secretAccessKey}\n` }) })).toContain(
      'With a line break',
    )
  })

  it('a header listed but not signed, the query not signed, another method', () => {
    const url = new URL('http://localhost:4600/')
    const sign = (method: string, headers: Record<string, string>): [string, string][] =>
      Object.entries(
        signRequest({
          method,
          url,
          headers,
          payloadHash: emptyHash,
          credentials,
          region: 'us-east-1',
          service: 'transcribe',
          now: noon,
          hashing: nodeHashing,
        }),
      ).filter(([name]) => name !== 'host')
    const posted = { method: 'POST', path: '/' }
    const relisted = sign('POST', {}).map(([name, value]): [string, string] => [
      name,
      value.replace('SignedHeaders=host;x-amz-date', 'SignedHeaders=host;x-amz-date;x-amz-target'),
    ])
    expect(explain({ ...posted, headers: [...relisted, ['x-amz-target', 'Transcribe.X']] })).toContain(
      "Without the header 'x-amz-target' your signature matches",
    )
    expect(explain({ ...posted, headers: sign('POST', {}), query: 'a=b' })).toContain('Without the query')
    expect(explain({ ...posted, headers: sign('GET', {}) })).toContain('With the method GET')
  })

  it('a path with double slashes', () => {
    const one = query({ url: 'http://localhost:4600/bucket/key', service: 's3', payloadHash: emptyHash })
    expect(explain({ path: '/bucket//key', query: one }, undefined, 's3')).toContain('with its double slashes made one')
  })

  it('and what cannot be told is said so', () => {
    expect(explain({ query: query({ secretAccessKey: 'another' }) })).toContain('None of the usual mistakes')
    expect(explain({ query: query().replace(/Signature=.{64}/, 'Signature=NOTHEX') })).toContain(
      '64 lower-case hexadecimal digits',
    )
  })
})

it('the explanation shows neither the session token nor the secret', () => {
  const verdict = verifyRequest(
    {
      id: 'r1',
      receivedAt: noon,
      door: 'websocket',
      method: 'GET',
      path: '/stream-transcription-websocket',
      query: `${query({ sessionToken: token })}&sample-rate=16000`,
      headers: [],
      authority: 'localhost:4600',
      scheme: 'http',
    },
    {
      service: 'transcribe',
      mode: 'strict',
      credentials: createCredentialStore([{ ...credentials, sessionToken: token }]),
      now: noon,
      windowMs: 300_000,
      payloadHash: emptyHash,
      maxExpires: 300,
    },
  )
  const explanation = verdict.ok ? '' : (verdict.refusal.explanation ?? '')
  expect(explanation).toContain('X-Amz-Security-Token=<session token>')
  expect(explanation).not.toContain(encodeURIComponent(token))
  expect(explanation).not.toContain(credentials.secretAccessKey)
})

it('a request as long as its sender likes is not searched for mistakes, and a header stands once however often it is listed', () => {
  expect(explain({ query: `${query()}&x=${'a'.repeat(10_000)}` })).toContain('too long')
  const listed = query().replace('SignedHeaders=host', `SignedHeaders=${'host%3B'.repeat(10_000)}host`)
  expect(explanationOf({ query: listed }).match(/^host:localhost:4600$/gm)).toHaveLength(1)
})
