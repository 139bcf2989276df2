import { describe, expect, it } from 'vitest'
import vectors from '../../../../contract/vectors.json' with { type: 'json' }
import { canonicalRequest } from './canonical-request.ts'
import { hexSha256, portableHashing, toHex } from './hashing.ts'
import {
  type Credentials,
  formatAmzDate,
  parseAmzDate,
  presignUrl,
  scopeOf,
  signatureOf,
  signingKey,
  signRequest,
  stringToSign,
} from './signature.ts'

const { region, service, amzDate, scope } = vectors
const { accessKeyId, secretAccessKey, sessionToken } = vectors.credentials
const hashing = portableHashing
const now = Date.UTC(2026, 0, 15, 12)
const withToken = (token: boolean): Credentials => ({ accessKeyId, secretAccessKey, ...(token && { sessionToken }) })
const common = { credentials: withToken(false), region, service, now, hashing }

describe('the signatures of the vectors', () => {
  const key = signingKey(secretAccessKey, '20260115', region, service, hashing)

  it('have their key and scope', () => {
    expect(toHex(key)).toBe(vectors.signingKeyHex)
    expect(scopeOf('20260115', region, service)).toBe(scope)
    expect(vectors.sigv4.length).toBe(11)
  })

  it.each(vectors.sigv4.map((vector) => [vector.name, vector] as const))(
    '%s: string to sign and signature',
    (_, vector) => {
      expect(hexSha256(vector.canonicalRequest, hashing)).toBe(vector.canonicalRequestSha256)
      const toSign = stringToSign(amzDate, scope, vector.canonicalRequest, hashing)
      expect(toSign).toBe(vector.stringToSign)
      expect(signatureOf(key, toSign, hashing)).toBe(vector.signature)
    },
  )

  const headerForms = vectors.sigv4.flatMap((vector) => (vector.authorization === undefined ? [] : [vector]))
  it.each(headerForms.map((vector) => [vector.name, vector] as const))('%s: the headers that are sent', (_, vector) => {
    const given = new Map(vector.headers as [string, string][])
    const token = given.has('x-amz-security-token')
    for (const own of ['host', 'x-amz-date', 'x-amz-security-token']) given.delete(own)
    const bodyOrHash = vector.body === '' ? { payloadHash: vector.payloadHash } : { body: vector.body ?? '' }
    const headers = signRequest({
      ...{ ...common, ...bodyOrHash, method: vector.method, credentials: withToken(token) },
      url: new URL(`https://${vector.host}${vector.path}`),
      headers: Object.fromEntries(given),
    })
    expect(headers).toEqual({
      ...Object.fromEntries(vector.headers as [string, string][]),
      authorization: vector.authorization,
    })
  })

  const queryForms = vectors.sigv4.flatMap((vector) => (vector.url === undefined ? [] : [vector]))
  it.each(queryForms.map((vector) => [vector.name, vector] as const))('%s: the URL', (_, vector) => {
    const params = vector.params as [string, string][]
    const query = params
      .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
      .reverse()
      .join('&')
    const presigned = presignUrl({
      ...{ ...common, expires: Number(vector.expires), credentials: withToken(Boolean(vector.token)) },
      url: new URL(`wss://${vector.host}${vector.path}?${query}`),
    })
    expect(presigned).toEqual({ url: vector.url, signature: vector.signature })
  })
})

describe('a signed request', () => {
  const signed = (input: Partial<Parameters<typeof signRequest>[0]>): Record<string, string> =>
    signRequest({ ...common, method: 'POST', url: new URL('http://localhost:4600/'), headers: {}, ...input })
  const signedNames = (headers: Record<string, string>): string | undefined =>
    /SignedHeaders=([^,]+)/.exec(headers.authorization ?? '')?.[1]

  it('names its host as it stands on the wire, without the port of its scheme', () => {
    expect(signed({}).host).toBe('localhost:4600')
    expect(signed({ url: new URL('https://localhost:443/') }).host).toBe('localhost')
    expect(signed({ url: new URL('http://localhost:443/') }).host).toBe('localhost:443')
  })

  it('signs :authority in place of host when that is given, as JS does over HTTP/2', () => {
    const headers = signed({ headers: { ':authority': 'localhost' } })
    expect(headers.host).toBeUndefined()
    expect(signedNames(headers)).toBe(':authority;x-amz-date')
  })

  it('does not sign what is changed on the way or what SDKs leave out', () => {
    const headers = signed({
      headers: { 'User-Agent': 'x', Connection: 'close', 'Sec-Fetch-Mode': 'cors', 'X-Own': '1' },
    })
    expect(signedNames(headers)).toBe('host;x-amz-date;x-own')
    expect(headers['user-agent']).toBe('x')
  })

  it('to S3 says the hash of its body', () => {
    const headers = signed({ service: 's3', method: 'PUT', body: 'text' })
    expect(headers['x-amz-content-sha256']).toBe(hexSha256('text', hashing))
    expect(signedNames(headers)).toBe('host;x-amz-content-sha256;x-amz-date')
  })
})

describe('a presigned URL', () => {
  const presign = (url: string, more: Partial<Parameters<typeof presignUrl>[0]> = {}): URL =>
    new URL(presignUrl({ ...common, url: new URL(url), expires: 300, ...more }).url)

  it.each([
    ['ws://localhost:80/x', 'localhost'],
    ['wss://localhost:443/x', 'localhost'],
    ['ws://localhost:443/x', 'localhost:443'],
    ['wss://localhost:8443/x', 'localhost:8443'],
  ])('signs the host of %s as %s', (url, host) => {
    const presigned = presign(url)
    const canonical = canonicalRequest({
      method: 'GET',
      path: '/x',
      query: presigned.search.slice(1),
      headers: (name) => (name === 'host' ? host : undefined),
      signedHeaders: ['host'],
      payloadHash: hexSha256('', hashing),
      service,
    })
    const key = signingKey(secretAccessKey, '20260115', region, service, hashing)
    const signature = signatureOf(key, stringToSign(amzDate, scope, canonical, hashing), hashing)
    expect(presigned.searchParams.get('X-Amz-Signature')).toBe(signature)
  })

  it('replaces the signature of a URL that has been presigned before', () => {
    const first = presign('wss://localhost/x?a=1')
    const again = presign(first.href, { expires: 10 })
    expect(again.href).toBe(presign('wss://localhost/x?a=1', { expires: 10 }).href)
  })

  it('covers the session token', () => {
    const plain = presign('wss://localhost/x').searchParams.get('X-Amz-Signature')
    const tokened = presign('wss://localhost/x', { credentials: withToken(true) })
    expect(tokened.searchParams.get('X-Amz-Security-Token')).toBe(sessionToken)
    expect(tokened.searchParams.get('X-Amz-Signature')).not.toBe(plain)
  })

  it.each([0, -1, 0.5, Number.NaN])('cannot expire after %s seconds', (expires) => {
    expect(() => presign('wss://localhost/x', { expires })).toThrowError(RangeError)
  })
})

describe('dates of signatures', () => {
  it('are written in the basic form, whole seconds', () => {
    expect(formatAmzDate(Date.UTC(2026, 0, 15, 12, 0, 0, 999))).toBe('20260115T120000Z')
    expect(formatAmzDate(-1)).toBe('19691231T235959Z')
  })

  it('are read back', () => {
    expect(parseAmzDate('20260115T120000Z')).toBe(now)
    expect(parseAmzDate('20240229T235959Z')).toBe(Date.UTC(2024, 1, 29, 23, 59, 59))
  })

  it.each([
    '',
    '20260115',
    '2026-01-15T12:00:00Z',
    '20260115T120000',
    '20260230T120000Z',
    '20261301T000000Z',
    '20260115T240000Z',
    '20260115T126000Z',
  ])('are not read from %j', (text) => {
    expect(parseAmzDate(text)).toBeUndefined()
  })
})
