/** The canonical request of Signature Version 4: what the signer builds from what it will send, and the verifier from what came. */

/** A request as far as a signature covers it. */
export interface CanonicalRequestInput {
  readonly method: string
  /** As on the wire, percent-encoded. */
  readonly path: string
  /** As on the wire, without `?`. */
  readonly query: string
  /** Value of a header (several of one name joined with `,`); `name` in lower case, also `host` and `:authority`. */
  readonly headers: (name: string) => string | undefined
  /** In the order in which they are listed. */
  readonly signedHeaders: readonly string[]
  /** Hex SHA-256 of the body, or a literal such as `STREAMING-AWS4-HMAC-SHA256-EVENTS`. */
  readonly payloadHash: string
  readonly service: string
}

/**
 * The six parts joined. A signed header that is absent gets an empty line, so that the signature differs
 * unless the signer saw an empty one too.
 */
export function canonicalRequest(input: CanonicalRequestInput): string {
  const lines = input.signedHeaders.map((name) => `${name}:${canonicalValue(input.headers(name) ?? '')}\n`)
  return [
    input.method,
    canonicalPath(input.path, input.service),
    canonicalQuery(input.query),
    lines.join(''),
    input.signedHeaders.join(';'),
    input.payloadHash,
  ].join('\n')
}

/** SDKs trim and collapse every run of white space, JS and Python alike. */
const canonicalValue = (value: string): string => value.trim().replace(/\s+/g, ' ')

/**
 * S3 signs the path encoded once; all other services sign the wire's path encoded again, after `.`, `..` and
 * empty segments are resolved (botocore `normalize_url_path`, smithy `SignatureV4.getCanonicalPath`).
 */
function canonicalPath(path: string, service: string): string {
  if (service === 's3') return path.split('/').map(reencode).join('/') || '/'
  const segments: string[] = []
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop()
    else if (segment !== '' && segment !== '.') segments.push(encodeRfc3986(segment))
  }
  const slash = segments.length > 0 && path.endsWith('/') ? '/' : ''
  return `/${segments.join('/')}${slash}`
}

/**
 * Decodes and encodes each pair again (clients differ in what they escape), sorts by encoded key, then value, and
 * leaves out `X-Amz-Signature`. Empty pairs (AWS's own examples start with `?&`) carry nothing. A `+` is a plus,
 * never a space.
 */
export function canonicalQuery(rawQuery: string): string {
  return rawQuery
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => {
      const equals = pair.indexOf('=')
      return equals < 0
        ? ([reencode(pair), ''] as const)
        : ([reencode(pair.slice(0, equals)), reencode(pair.slice(equals + 1))] as const)
    })
    .filter(([key]) => key !== 'X-Amz-Signature')
    .sort((a, b) => compare(a[0], b[0]) || compare(a[1], b[1]))
    .map(([key, value]) => `${key}=${value}`)
    .join('&')
}

// Encoded text is ASCII, so the order of code units is the order of bytes.
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Percent-encodes all but `A-Z a-z 0-9 - _ . ~`, in upper-case hex. Half a surrogate pair becomes U+FFFD, as in `TextEncoder`. */
export function encodeRfc3986(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(/[!'()*]/g, percent)
}

const percent = (char: string): string => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

/** One escape or one run of anything else; byte by byte, so that escapes which are no UTF-8 survive. */
function reencode(raw: string): string {
  return raw.replace(/%([0-9a-fA-F]{2})|[^%A-Za-z0-9\-_.~]+|%/g, (part, hex: string | undefined) => {
    if (part === '%') return '%25'
    if (hex === undefined) return encodeRfc3986(part)
    const char = String.fromCharCode(Number.parseInt(hex, 16))
    return /[A-Za-z0-9\-_.~]/.test(char) ? char : part.toUpperCase()
  })
}
