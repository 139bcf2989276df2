// Long because every refusal stands here with its words, in the order in which they are given.
import { readFileSync } from 'node:fs'
import { presignUrl, signRequest } from '@scribelite/core/protocol'
import { describe, expect, it } from 'vitest'
import type { ReceivedRequest } from '../received-request.ts'
import { createCredentialStore } from './credential-store.ts'
import type { KnownCredentials } from './credentials.ts'
import { nodeHashing } from './node-hashing.ts'
import { type Policy, type Refusal, verifyRequest } from './verify-request.ts'

const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const noon = Date.parse('2026-01-15T12:00:00Z')
const minute = 60_000

interface Vector {
  readonly name: string
  readonly form: 'header' | 'query'
  readonly method: string
  readonly host: string
  readonly path: string
  readonly headers?: readonly [string, string][]
  readonly payloadHash: string
  readonly authorization?: string
  readonly url?: string
  readonly signature: string
}
const vectors: { credentials: Record<string, string>; sigv4: Vector[] } = JSON.parse(
  readFileSync(new URL('../../../../contract/vectors.json', import.meta.url), 'utf8'),
)
const { accessKeyId = '', secretAccessKey = '', sessionToken = '' } = vectors.credentials
const longTerm: KnownCredentials = { accessKeyId, secretAccessKey, accountId: '111122223333' }
const session: KnownCredentials = { ...longTerm, sessionToken, sessionExpires: noon + 60 * minute }

function policy(change: Partial<Policy> = {}): Policy {
  return {
    service: 'transcribe',
    mode: 'strict',
    credentials: createCredentialStore([longTerm]),
    now: noon,
    windowMs: 15 * minute,
    payloadHash: emptyHash,
    maxExpires: 300,
    ...change,
  }
}

function request(change: Partial<ReceivedRequest> = {}): ReceivedRequest {
  return {
    id: 'r1',
    receivedAt: noon,
    door: 'http1',
    method: 'POST',
    path: '/',
    query: '',
    headers: [],
    authority: 'localhost:4600',
    scheme: 'http',
    ...change,
  }
}

interface Signing {
  readonly url?: string
  readonly headers?: Record<string, string>
  readonly credentials?: Partial<KnownCredentials>
  readonly region?: string
  readonly service?: string
  readonly now?: number
  readonly payloadHash?: string
  readonly method?: string
}

/** A request signed in the Authorization header by the signer that clients use. */
function signed(signing: Signing = {}): ReceivedRequest {
  const url = new URL(signing.url ?? 'http://localhost:4600/')
  const headers = signRequest({
    method: signing.method ?? 'POST',
    url,
    headers: signing.headers ?? {},
    payloadHash: signing.payloadHash ?? emptyHash,
    credentials: { ...longTerm, ...signing.credentials },
    region: signing.region ?? 'us-east-1',
    service: signing.service ?? 'transcribe',
    now: signing.now ?? noon,
    hashing: nodeHashing,
  })
  return request({
    path: url.pathname,
    query: url.search.slice(1),
    authority: url.host,
    headers: Object.entries(headers).filter(([name]) => name !== 'host'),
  })
}

/** A request signed in the query. */
function presigned(signing: Signing & { readonly expires?: number } = {}): ReceivedRequest {
  const { url: text } = presignUrl({
    url: new URL(signing.url ?? 'ws://localhost:4600/stream-transcription-websocket?language-code=en-US'),
    credentials: { ...longTerm, ...signing.credentials },
    region: signing.region ?? 'us-east-1',
    service: signing.service ?? 'transcribe',
    expires: signing.expires ?? 300,
    now: signing.now ?? noon,
    hashing: nodeHashing,
  })
  const url = new URL(text)
  return request({
    door: 'websocket',
    method: 'GET',
    path: url.pathname,
    query: text.slice(text.indexOf('?') + 1),
    authority: url.host,
  })
}

function refusal(received: ReceivedRequest, change: Partial<Policy> = {}): Refusal {
  const verdict = verifyRequest(received, policy(change))
  if (verdict.ok) throw new Error('expected a refusal')
  return verdict.refusal
}

const withHeader = (received: ReceivedRequest, name: string, change: (value: string) => string): ReceivedRequest => ({
  ...received,
  headers: received.headers.map(([key, value]) => [key, key === name ? change(value) : value]),
})
const withoutHeader = (received: ReceivedRequest, name: string): ReceivedRequest => ({
  ...received,
  headers: received.headers.filter(([key]) => key !== name),
})

describe('the recorded vectors', () => {
  it.each(vectors.sigv4.map((vector) => [vector.name, vector] as const))('%s is accepted', (_name, vector) => {
    const hasToken = vector.name.includes('token')
    const verdict = verifyRequest(
      request({
        method: vector.method,
        path: vector.path,
        query: vector.url?.slice(vector.url.indexOf('?') + 1) ?? '',
        authority: vector.host,
        headers: [
          ...(vector.headers ?? []).filter(([name]) => name !== 'host' && name !== ':authority'),
          ...(vector.authorization === undefined ? [] : [['authorization', vector.authorization] as const]),
        ],
      }),
      policy({
        payloadHash: vector.payloadHash,
        credentials: createCredentialStore([hasToken ? session : longTerm]),
      }),
    )
    expect(verdict).toMatchObject({
      ok: true,
      principal: {
        accessKeyId,
        accountId: '111122223333',
        region: 'us-east-1',
        form: vector.form,
        signature: vector.signature,
        amzDate: '20260115T120000Z',
      },
    })
  })

  it('are all there', () => expect(vectors.sigv4.length).toBeGreaterThanOrEqual(11))
})

describe('refusals, in the words of AWS', () => {
  it('1: both forms at once', () => {
    const both = { ...signed(), query: presigned().query }
    expect(refusal(both)).toEqual({
      reason: 'both-forms',
      code: 'InvalidSignatureException',
      message: "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    })
  })

  it('2: no signature, or one of another scheme', () => {
    const expected = {
      reason: 'missing',
      code: 'MissingAuthenticationTokenException',
      message: 'Missing Authentication Token',
    }
    expect(refusal(request())).toMatchObject({ ...expected, explanation: expect.stringContaining('was not signed') })
    expect(refusal(request({ headers: [['authorization', 'Bearer abc']] }))).toMatchObject({
      ...expected,
      explanation: 'The Authorization header is of another scheme than AWS4-HMAC-SHA256.',
    })
    const lowered = presigned().query.replaceAll('X-Amz-', 'x-amz-')
    expect(refusal({ ...presigned(), query: lowered })).toMatchObject({
      ...expected,
      explanation: expect.stringContaining("'x-amz-Signature' must be X-Amz-Signature"),
    })
  })

  it('5: a credential that was percent-encoded twice', () => {
    const twice = { ...presigned(), query: presigned().query.replaceAll('%2F', '%252F') }
    expect(refusal(twice)).toMatchObject({
      reason: 'credential-form',
      explanation: expect.stringContaining('percent-encoded twice'),
    })
  })

  it('3: parts of the header missing, all named', () => {
    expect(refusal(request({ headers: [['authorization', 'AWS4-HMAC-SHA256 Credential=a/b/c/d/e']] }))).toEqual({
      reason: 'incomplete',
      code: 'IncompleteSignatureException',
      message:
        "Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. " +
        "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. " +
        'Authorization=AWS4-HMAC-SHA256 Credential=a/b/c/d/e',
    })
  })

  it('3: parts of the query missing, all named', () => {
    expect(refusal(request({ query: 'X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Date=x&X-Amz-Expires=60' })).message).toBe(
      "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include " +
        "'X-Amz-Signature'. AWS query-string parameters must include 'X-Amz-SignedHeaders'. Re-examine the query-string parameters.",
    )
  })

  it('4: another algorithm', () => {
    const other = withHeader(signed(), 'authorization', (value) =>
      value.replace('AWS4-HMAC-SHA256', 'AWS4-HMAC-SHA512'),
    )
    expect(refusal(other)).toMatchObject({
      reason: 'algorithm',
      code: 'IncompleteSignatureException',
      message: "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA512' (only AWS4-HMAC-SHA256 for now).",
    })
  })

  it('5: a credential that has not five parts', () => {
    const short = withHeader(signed(), 'authorization', (value) => value.replace('/aws4_request', ''))
    expect(refusal(short)).toMatchObject({
      reason: 'credential-form',
      message:
        'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, ' +
        `got '${accessKeyId}/20260115/us-east-1/transcribe'`,
    })
  })

  it('6: a date that cannot be read', () => {
    expect(refusal(withHeader(signed(), 'x-amz-date', () => '2026-01-15'))).toMatchObject({
      reason: 'date-form',
      code: 'IncompleteSignatureException',
      message: "Date must be in ISO-8601 'basic format'. Got '2026-01-15'. See http://en.wikipedia.org/wiki/ISO_8601",
    })
  })

  it('7: the host not among the signed headers', () => {
    const unsigned = withHeader(signed(), 'authorization', (value) => value.replace('host;', ''))
    expect(refusal(unsigned)).toMatchObject({
      reason: 'host-unsigned',
      message: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    })
  })

  it('8: everything that is wrong with the scope, in one answer', () => {
    const wrong = withHeader(signed(), 'authorization', (value) =>
      value.replace('20260115/us-east-1/transcribe/aws4_request', '20260114/nowhere/polly/aws4'),
    )
    expect(refusal(wrong)).toMatchObject({
      reason: 'scope',
      code: 'InvalidSignatureException',
      message:
        "Credential should be scoped to a valid region, not 'nowhere'. Credential should be scoped to correct service: " +
        "'transcribe'. Credential should be scoped with a valid terminator: 'aws4_request', not 'aws4'. Date in Credential " +
        "scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20260114' != '20260115', from '20260115T120000Z'.",
    })
  })

  it("8: a region that is not that of AWS's host name", () => {
    const away = signed({ url: 'https://transcribe.eu-west-1.amazonaws.com/' })
    expect(refusal(away).message).toBe("Credential should be scoped to a valid region, not 'us-east-1'.")
    const home = signed({ url: 'https://transcribe.eu-west-1.amazonaws.com/', region: 'eu-west-1' })
    expect(verifyRequest(home, policy()).ok).toBe(true)
  })

  it('9: too old, with the window of the door in the text', () => {
    expect(verifyRequest(signed({ now: noon - 15 * minute }), policy()).ok).toBe(true)
    expect(refusal(signed({ now: noon - 15 * minute - 1000 }))).toEqual({
      reason: 'expired',
      code: 'InvalidSignatureException',
      message: 'Signature expired: 20260115T114459Z is now earlier than 20260115T114500Z (20260115T120000Z - 15 min.)',
      explanation:
        "The request was signed at 2026-01-15 11:44:59 UTC, and the emulator's clock says 2026-01-15 12:00:00 UTC: 901 seconds, where 900 are allowed. Either the client's clock is slow, or the request was kept after it was signed.",
    })
    expect(refusal(signed({ now: noon - 6 * minute }), { windowMs: 5 * minute }).message).toBe(
      'Signature expired: 20260115T115400Z is now earlier than 20260115T115500Z (20260115T120000Z - 5 min.)',
    )
  })

  it('10: from the future', () => {
    expect(refusal(signed({ now: noon + 16 * minute }))).toMatchObject({
      reason: 'not-yet-current',
      message:
        'Signature not yet current: 20260115T121600Z is still later than 20260115T121500Z (20260115T120000Z + 15 min.)',
    })
  })

  it('a presigned request lives as long as its X-Amz-Expires, and no longer than the door allows', () => {
    expect(verifyRequest(presigned({ expires: 60 }), policy({ now: noon + minute })).ok).toBe(true)
    expect(refusal(presigned({ expires: 60 }), { now: noon + minute + 1000 })).toMatchObject({
      reason: 'expired',
      message: 'Signature expired: 20260115T120000Z is now earlier than 20260115T120001Z (20260115T120101Z - 1 min.)',
      explanation: expect.stringContaining(
        "for 60 seconds: it was good until 2026-01-15 12:01:00 UTC, and the emulator's clock says 2026-01-15 12:01:01 UTC",
      ),
    })
    expect(refusal(presigned({ expires: 15 }), { now: noon + minute }).message).toContain('- 15 sec.)')
    expect(verifyRequest(presigned({ expires: 300 }), policy()).ok).toBe(true)
    expect(refusal(presigned({ expires: 301 }))).toMatchObject({
      reason: 'expires-out-of-range',
      message: "X-Amz-Expires must be a number of seconds from 1 to 300, got '301'.",
    })
    const zero = presigned()
    expect(refusal({ ...zero, query: zero.query.replace('Expires=300', 'Expires=0') }).reason).toBe(
      'expires-out-of-range',
    )
    expect(refusal({ ...zero, query: zero.query.replace('Expires=300', 'Expires=5m') }).reason).toBe(
      'expires-out-of-range',
    )
  })

  it('11: an access key that nobody knows', () => {
    expect(refusal(signed({ credentials: { accessKeyId: 'AKIDNOBODY' } }))).toEqual({
      reason: 'unknown-key',
      code: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
      explanation: expect.stringContaining("'AKIDNOBODY' is not known here"),
    })
  })

  it('11: a session token that is wrong, missing or too much', () => {
    const expected = (explanation: string): object => ({
      reason: 'token-wrong',
      code: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid',
      explanation: expect.stringContaining(explanation),
    })
    const store = { credentials: createCredentialStore([session]) }
    expect(refusal(signed({ credentials: { sessionToken: 'other' } }), store)).toEqual(expected('is not the one of'))
    expect(refusal(signed(), store)).toEqual(expected('must come with the request'))
    expect(refusal(signed({ credentials: { sessionToken } }))).toEqual(expected('it has no session token'))
    expect(refusal(presigned({ credentials: { sessionToken: 'other' } }), store)).toEqual(expected('is not the one of'))
  })

  it('12: a session token past its end', () => {
    const late = policy({ credentials: createCredentialStore([{ ...session, sessionExpires: noon }]) })
    expect(refusal(signed({ credentials: { sessionToken } }), late)).toEqual({
      reason: 'token-expired',
      code: 'ExpiredTokenException',
      message: 'The security token included in the request is expired',
      explanation: expect.stringMatching(
        /^The session token of the key '\w+' was good until .* UTC, and the emulator's clock/,
      ),
    })
  })

  it('13: a wrong secret, with what we computed and without any secret', () => {
    const { code, message, explanation } = refusal(signed({ credentials: { secretAccessKey: 'not this one' } }))
    expect(code).toBe('InvalidSignatureException')
    expect(message).toBe(
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
    )
    expect(explanation).toContain('the secret access key differs')
    expect(explanation).toContain(
      `POST\n/\n\nhost:localhost:4600\nx-amz-date:20260115T120000Z\n\nhost;x-amz-date\n${emptyHash}`,
    )
    expect(explanation).toContain('AWS4-HMAC-SHA256\n20260115T120000Z\n20260115/us-east-1/transcribe/aws4_request\n')
    expect(explanation).not.toContain(secretAccessKey)
    const right =
      signed()
        .headers.find(([name]) => name === 'authorization')?.[1]
        .split('Signature=')[1] ?? ''
    expect(right).toHaveLength(64)
    expect(explanation).not.toContain(right)
  })

  it('13: a header that is listed but did not arrive', () => {
    const received = withoutHeader(
      signed({ headers: { 'content-type': 'application/x-amz-json-1.1' } }),
      'content-type',
    )
    expect(refusal(received)).toMatchObject({ reason: 'mismatch' })
    expect(refusal(received).explanation).toContain("'content-type' is listed in SignedHeaders but did not arrive")
  })

  it.each(['x-amzn-transcribe-language-code', 'x-amzn-language-model-name', 'x-amz-security-token'])(
    '13: %s that came with the request and is not signed',
    (name) => {
      const added = { ...signed(), headers: [...signed().headers, [name, ''] as const] }
      expect(refusal(added)).toMatchObject({
        reason: 'mismatch',
        explanation: expect.stringContaining(`The header '${name}' is not signed but came with the request`),
      })
    },
  )

  it('come in this order: what is wrong first wins', () => {
    const everything = withHeader(
      signed({ credentials: { accessKeyId: 'AKIDNOBODY', secretAccessKey: 'x' }, now: noon - 60 * minute }),
      'authorization',
      (value) => value.replace('/transcribe/', '/polly/'),
    )
    expect(refusal(everything).reason).toBe('scope')
    expect(refusal(signed({ credentials: { accessKeyId: 'AKIDNOBODY' }, now: noon - 60 * minute })).reason).toBe(
      'expired',
    )
    expect(refusal(signed({ credentials: { accessKeyId: 'AKIDNOBODY', secretAccessKey: 'x' } })).reason).toBe(
      'unknown-key',
    )
  })
})

describe('what is accepted besides', () => {
  it('a Date header where X-Amz-Date is absent; X-Amz-Date wins over Date', () => {
    const both = signed()
    expect(
      verifyRequest({ ...both, headers: [...both.headers, ['date', 'Mon, 01 Jan 2001 00:00:00 GMT']] }, policy()).ok,
    ).toBe(true)
    const onlyDate = withoutHeader(both, 'x-amz-date')
    const dated: ReceivedRequest = {
      ...onlyDate,
      headers: [...onlyDate.headers, ['date', 'Thu, 15 Jan 2026 12:00:00 GMT']],
    }
    // Read as a date, and refused only because this client signed X-Amz-Date.
    expect(refusal(dated).reason).toBe('mismatch')
  })

  it('Authorization with its parts in any order, with or without blanks', () => {
    const shuffled = withHeader(signed(), 'authorization', (value) => {
      const [algorithm, credential, headers, signature] = value.split(/,? /)
      return `${algorithm} ${signature},${headers},${credential}`
    })
    expect(verifyRequest(shuffled, policy()).ok).toBe(true)
  })

  it('objects: service s3, an unsigned payload, a week of expiry', () => {
    const week = presigned({ url: 'http://localhost:4600/bucket/a%20b//c', service: 's3', expires: 604_800 })
    const objects = { service: 's3', payloadHash: 'UNSIGNED-PAYLOAD', maxExpires: 604_800 } as const
    expect(verifyRequest(week, policy(objects)).ok).toBe(true)
    expect(refusal(week, { ...objects, now: noon + 604_801_000 }).reason).toBe('expired')
  })
})

describe('modes', () => {
  it('any-key lets unknown keys and wrong signatures pass, but neither a stale nor a broken one', () => {
    const anyKey = policy({ mode: 'any-key' })
    const stranger = { credentials: { accessKeyId: 'AKIDNOBODY', secretAccessKey: 'x' } }
    expect(verifyRequest(signed(stranger), anyKey)).toMatchObject({
      ok: true,
      principal: { accessKeyId: 'AKIDNOBODY', accountId: '000000000000', credentials: undefined },
    })
    expect(verifyRequest(signed({ credentials: { secretAccessKey: 'x' } }), anyKey)).toMatchObject({
      ok: true,
      principal: { accountId: '111122223333', credentials: undefined },
    })
    expect(refusal(signed({ ...stranger, now: noon - 60 * minute }), { mode: 'any-key' }).reason).toBe('expired')
    expect(refusal(request(), { mode: 'any-key' }).reason).toBe('missing')
  })

  it('off checks nothing and reads what can be read', () => {
    const off = policy({ mode: 'off' })
    expect(verifyRequest(request(), off)).toMatchObject({
      ok: true,
      principal: {
        form: 'none',
        accountId: '000000000000',
        region: 'us-east-1',
        signature: '',
        amzDate: '20260115T120000Z',
      },
    })
    expect(verifyRequest(signed({ region: 'eu-west-1', now: 0 }), off)).toMatchObject({
      ok: true,
      principal: { form: 'header', accessKeyId, region: 'eu-west-1' },
    })
    expect(verifyRequest(presigned({ region: 'eu-west-1', now: 0 }), off)).toMatchObject({
      ok: true,
      principal: { form: 'query', accessKeyId, region: 'eu-west-1' },
    })
  })
})
