/**
 * Reads the signature that a request presents, from the Authorization header or from the query, and refuses what is
 * no signature at all. In: a request as it stood on the wire. Out: its parts, or the refusal in AWS's words.
 * What the parts claim (scope, time, key, the signature itself) is checked in `verify-request.ts`.
 */
import { formatAmzDate, parseAmzDate } from '@scribelite/core/protocol'
import { header, type ReceivedRequest } from '../received-request.ts'
import { type QueryPair, queryPairs, queryValue } from './query-pairs.ts'
import type { Refusal } from './verify-request.ts'

export interface PresentedSignature {
  readonly form: 'header' | 'query'
  readonly accessKeyId: string
  readonly scope: {
    readonly date: string
    readonly region: string
    readonly service: string
    readonly terminator: string
  }
  /** As listed by the client, each once. */
  readonly signedHeaders: readonly string[]
  readonly signature: string
  /** `YYYYMMDDTHHMMSSZ`; made from the Date header when there is no X-Amz-Date. */
  readonly amzDate: string
  /** The same in milliseconds since the epoch. */
  readonly signedAt: number
  /** X-Amz-Expires as it was written; undefined in the header form. */
  readonly expires: string | undefined
  readonly sessionToken: string | undefined
  readonly query: readonly QueryPair[]
}

export type Reading =
  | { readonly ok: true; readonly presented: PresentedSignature }
  | { readonly ok: false; readonly refusal: Refusal }

const headerParts = ['Credential', 'Signature', 'SignedHeaders'] as const
const queryParts = [
  'X-Amz-Algorithm',
  'X-Amz-Credential',
  'X-Amz-Signature',
  'X-Amz-SignedHeaders',
  'X-Amz-Date',
  'X-Amz-Expires',
] as const

/** The order of refusals is that of AWS's JSON front end (rows 1 to 6 of what was copied from its wire by kinesalite). */
export function readPresentedSignature(request: ReceivedRequest): Reading {
  const query = queryPairs(request.query)
  const authorization = header(request, 'authorization')
  const inQuery = query.some((pair) => pair.name === 'X-Amz-Algorithm' || pair.name === 'X-Amz-Signature')

  if (authorization !== undefined && inQuery) {
    return refuse(
      'both-forms',
      'InvalidSignatureException',
      "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
    )
  }
  // A scheme that is not AWS's (`Bearer …`) counts as no signature.
  if (!inQuery && !authorization?.trim().startsWith('AWS4-')) {
    return refuse(
      'missing',
      'MissingAuthenticationTokenException',
      'Missing Authentication Token',
      explainMissing(query, authorization),
    )
  }
  const parts = inQuery ? partsOfQuery(query) : partsOfHeader(request, authorization ?? '')
  if (typeof parts === 'string') return refuse('incomplete', 'IncompleteSignatureException', parts)

  if (parts.algorithm !== 'AWS4-HMAC-SHA256') {
    return refuse(
      'algorithm',
      'IncompleteSignatureException',
      `Unsupported AWS 'algorithm': '${parts.algorithm}' (only AWS4-HMAC-SHA256 for now).`,
    )
  }
  const [accessKeyId, date, region, service, terminator, ...more] = parts.credential.split('/')
  if (
    !accessKeyId ||
    date === undefined ||
    region === undefined ||
    service === undefined ||
    terminator === undefined ||
    more.length > 0
  ) {
    return refuse(
      'credential-form',
      'IncompleteSignatureException',
      `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${parts.credential}'`,
      parts.credential.includes('%2F')
        ? "The credential was percent-encoded twice: in the query each '/' of it is written %2F, once."
        : undefined,
    )
  }
  const signedAt = parseAmzDate(parts.date) ?? httpDate(parts.date)
  if (signedAt === undefined) {
    return refuse(
      'date-form',
      'IncompleteSignatureException',
      `Date must be in ISO-8601 'basic format'. Got '${parts.date}'. See http://en.wikipedia.org/wiki/ISO_8601`,
    )
  }
  return {
    ok: true,
    presented: {
      form: inQuery ? 'query' : 'header',
      accessKeyId,
      scope: { date, region, service, terminator },
      signedHeaders: namesIn(parts.signedHeaders),
      signature: parts.signature,
      amzDate: formatAmzDate(signedAt),
      signedAt,
      expires: parts.expires,
      sessionToken: parts.sessionToken,
      query,
    },
  }
}

/** Each name once: a header that is listed a thousand times would stand in the canonical request a thousand times. */
function namesIn(signedHeaders: string): string[] {
  const names = signedHeaders.split(';').map((name) => name.trim().toLowerCase())
  return [...new Set(names)].filter((name) => name !== '')
}

interface Parts {
  readonly algorithm: string
  readonly credential: string
  readonly signature: string
  readonly signedHeaders: string
  readonly date: string
  readonly expires?: string
  readonly sessionToken?: string | undefined
}

function partsOfQuery(query: readonly QueryPair[]): Parts | string {
  const missing = queryParts.filter((name) => !queryValue(query, name))
  if (missing.length > 0) {
    const clauses = missing.map((name) => `AWS query-string parameters must include '${name}'. `)
    return `${clauses.join('')}Re-examine the query-string parameters.`
  }
  const value = (name: string): string => queryValue(query, name) ?? ''
  return {
    algorithm: value('X-Amz-Algorithm'),
    credential: value('X-Amz-Credential'),
    signature: value('X-Amz-Signature'),
    signedHeaders: value('X-Amz-SignedHeaders'),
    date: value('X-Amz-Date'),
    expires: value('X-Amz-Expires'),
    sessionToken: queryValue(query, 'X-Amz-Security-Token'),
  }
}

function partsOfHeader(request: ReceivedRequest, authorization: string): Parts | string {
  const [algorithm = '', ...words] = authorization.trim().split(/[\s,]+/)
  const found = new Map(
    words.map((word): [string, string] => {
      const equals = word.indexOf('=')
      return equals === -1 ? [word, ''] : [word.slice(0, equals), word.slice(equals + 1)]
    }),
  )
  // X-Amz-Date wins over Date.
  const date = header(request, 'x-amz-date') ?? header(request, 'date')
  const clauses = headerParts
    .filter((name) => !found.get(name))
    .map((name) => `Authorization header requires '${name}' parameter. `)
  if (!date) clauses.push("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ")
  if (clauses.length > 0 || !date) return `${clauses.join('')}Authorization=${authorization}`
  return {
    algorithm,
    credential: found.get('Credential') ?? '',
    signature: found.get('Signature') ?? '',
    signedHeaders: found.get('SignedHeaders') ?? '',
    date,
    sessionToken: header(request, 'x-amz-security-token'),
  }
}

/** A Date header: `Thu, 15 Jan 2026 12:00:00 GMT`. */
function httpDate(text: string): number | undefined {
  if (!/^[A-Z][a-z]{2}, \d{1,2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/.test(text.trim())) return undefined
  const time = Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}

function explainMissing(query: readonly QueryPair[], authorization: string | undefined): string {
  const miswritten = query.find(({ name }) => /^x-amz-signature$/i.test(name))
  if (miswritten !== undefined) {
    return `The names of query parameters are case-sensitive: '${miswritten.name}' must be X-Amz-Signature, and the others likewise.`
  }
  return authorization === undefined
    ? 'The request has neither an Authorization header nor X-Amz-Algorithm and X-Amz-Signature in its query: it was not signed.'
    : 'The Authorization header is of another scheme than AWS4-HMAC-SHA256.'
}

function refuse(reason: Refusal['reason'], code: string, message: string, explanation?: string): Reading {
  return { ok: false, refusal: { reason, code, message, ...(explanation === undefined ? {} : { explanation }) } }
}
