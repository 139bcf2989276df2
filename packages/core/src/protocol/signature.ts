/** Signature Version 4 from the canonical request to the signature, and the two ways to carry it: headers and query. */
import { canonicalQuery, canonicalRequest, encodeRfc3986 } from './canonical-request.ts'
import { type Hashing, hexSha256, toHex } from './hashing.ts'

/** The keys that sign. */
export interface Credentials {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

const ALGORITHM = 'AWS4-HMAC-SHA256'
const utf8 = new TextEncoder()

/** The key of one day, region and service. */
export function signingKey(
  secretAccessKey: string,
  yyyymmdd: string,
  region: string,
  service: string,
  hashing: Hashing,
): Uint8Array {
  let key: Uint8Array = utf8.encode(`AWS4${secretAccessKey}`)
  for (const part of [yyyymmdd, region, service, 'aws4_request']) key = hashing.hmacSha256(key, utf8.encode(part))
  return key
}

/** `YYYYMMDD/<region>/<service>/aws4_request`. */
export function scopeOf(yyyymmdd: string, region: string, service: string): string {
  return `${yyyymmdd}/${region}/${service}/aws4_request`
}

/** The text that the signature is over, of an `amzDate` such as `20260115T120000Z`. */
export function stringToSign(amzDate: string, scope: string, canonical: string, hashing: Hashing): string {
  return `${ALGORITHM}\n${amzDate}\n${scope}\n${hexSha256(canonical, hashing)}`
}

/** Lower-case hex. */
export function signatureOf(key: Uint8Array, toSign: string, hashing: Hashing): string {
  return hashing.hexHmacSha256?.(key, toSign) ?? toHex(hashing.hmacSha256(key, utf8.encode(toSign)))
}

/** `YYYYMMDDTHHMMSSZ`, the fraction of the second dropped. */
export function formatAmzDate(ms: number): string {
  // Whole seconds towards the past, so that times before 1970 lose their fraction the same way.
  const iso = new Date(Math.floor(ms / 1000) * 1000).toISOString()
  return `${iso.slice(0, -5).replaceAll(/[:-]/g, '')}Z`
}

/** Milliseconds since the epoch; undefined when `text` is no `YYYYMMDDTHHMMSSZ` or no day of the calendar. */
export function parseAmzDate(text: string): number | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second] = match
  const ms = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`)
  return !Number.isNaN(ms) && formatAmzDate(ms) === text ? ms : undefined
}

/** Headers that intermediaries change or SDKs never sign. */
const NEVER_SIGNED =
  /^(authorization|cache-control|connection|expect|from|keep-alive|max-forwards|pragma|referer|te|trailer|transfer-encoding|upgrade|user-agent|x-amzn-trace-id|proxy-.*|sec-.*)$/

/** What a request is signed with. `now` in milliseconds since the epoch. */
export interface SignRequestInput {
  readonly method: string
  readonly url: URL
  /** What will be sent besides; all of it is signed but what SDKs never sign. `:authority` here stands in for `host`. */
  readonly headers: Readonly<Record<string, string>>
  /** The last line of the canonical request; else the hash of `body` is taken. */
  readonly payloadHash?: string
  readonly body?: Uint8Array | string
  readonly credentials: Credentials
  readonly region: string
  readonly service: string
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly hashing: Hashing
}

/**
 * The headers to send: those given, in lower case, with `host`, `x-amz-date`, the session token and `authorization`;
 * for S3 also `x-amz-content-sha256`, which it demands.
 */
export function signRequest(input: SignRequestInput): Record<string, string> {
  const { credentials, region, service, hashing, url } = input
  const headers: Record<string, string> = {}
  for (const [name, value] of Object.entries(input.headers)) headers[name.toLowerCase()] = value
  if (headers[':authority'] === undefined) headers.host ??= url.host
  const amzDate = formatAmzDate(input.now)
  headers['x-amz-date'] = amzDate
  if (credentials.sessionToken !== undefined) headers['x-amz-security-token'] = credentials.sessionToken
  const payloadHash = input.payloadHash ?? headers['x-amz-content-sha256'] ?? hexSha256(input.body ?? '', hashing)
  if (service === 's3') headers['x-amz-content-sha256'] = payloadHash

  const signedHeaders = Object.keys(headers)
    .filter((name) => !NEVER_SIGNED.test(name))
    .sort()
  const canonical = canonicalRequest({
    method: input.method,
    path: url.pathname,
    query: url.search.slice(1),
    headers: (name) => headers[name],
    signedHeaders,
    payloadHash,
    service,
  })
  const day = amzDate.slice(0, 8)
  const scope = scopeOf(day, region, service)
  const key = signingKey(credentials.secretAccessKey, day, region, service, hashing)
  const signature = signatureOf(key, stringToSign(amzDate, scope, canonical, hashing), hashing)
  headers.authorization = `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${signedHeaders.join(';')}, Signature=${signature}`
  return headers
}

/** What a URL is pre-signed with. `now` in milliseconds since the epoch, `expires` in seconds. */
export interface PresignUrlInput {
  /** Defaults to GET. */
  readonly method?: string
  /** Of any scheme. Its host is signed as it stands, with the port unless it is the scheme's own. A `+` in its query is a plus. */
  readonly url: URL
  readonly credentials: Credentials
  readonly region: string
  readonly service: string
  /** Seconds, whole, at least 1. The most that a service takes (300 for streams, 604 800 for S3) is the caller's to know. */
  readonly expires: number
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly hashing: Hashing
  /** Defaults to the hash of the empty body, for S3 to `UNSIGNED-PAYLOAD`. */
  readonly payloadHash?: string
}

const QUERY_AUTH = /^X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Security-Token|Signature)=/

/**
 * The URL with its signature in the query, pairs in canonical order, and the signature, which seeds a chain of frames.
 * The session token is part of what is signed.
 *
 * @throws RangeError when `expires` is no whole number of seconds from 1
 */
export function presignUrl(input: PresignUrlInput): { readonly url: string; readonly signature: string } {
  const { url, credentials, region, service, expires, hashing } = input
  if (!Number.isInteger(expires) || expires < 1) {
    throw new RangeError(`expires is ${expires}, must be a whole number of seconds from 1`)
  }
  const amzDate = formatAmzDate(input.now)
  const day = amzDate.slice(0, 8)
  const scope = scopeOf(day, region, service)
  const auth: [string, string][] = [
    ['X-Amz-Algorithm', ALGORITHM],
    ['X-Amz-Credential', `${credentials.accessKeyId}/${scope}`],
    ['X-Amz-Date', amzDate],
    ['X-Amz-Expires', String(expires)],
    ['X-Amz-SignedHeaders', 'host'],
  ]
  if (credentials.sessionToken !== undefined) auth.push(['X-Amz-Security-Token', credentials.sessionToken])
  const own = url.search
    .slice(1)
    .split('&')
    .filter((pair) => !QUERY_AUTH.test(pair))
  const query = canonicalQuery([...own, ...auth.map(([name, value]) => `${name}=${encodeRfc3986(value)}`)].join('&'))
  const path = url.pathname === '' ? '/' : url.pathname
  const canonical = canonicalRequest({
    method: input.method ?? 'GET',
    path,
    query,
    headers: (name) => (name === 'host' ? url.host : undefined),
    signedHeaders: ['host'],
    payloadHash: input.payloadHash ?? (service === 's3' ? 'UNSIGNED-PAYLOAD' : hexSha256('', hashing)),
    service,
  })
  const key = signingKey(credentials.secretAccessKey, day, region, service, hashing)
  const signature = signatureOf(key, stringToSign(amzDate, scope, canonical, hashing), hashing)
  return { url: `${url.protocol}//${url.host}${path}?${query}&X-Amz-Signature=${signature}`, signature }
}
