/**
 * Who signed this request? In: the request as it stood on the wire and the policy of the door. Out: a principal, or the
 * one refusal that AWS would give first. Reading the signature's parts is in `presented-signature.ts`, the search for the
 * reason of a mismatch in `explain-mismatch.ts`. Frames after the request are checked in `stream/`.
 */
import { timingSafeEqual } from 'node:crypto'
import { formatAmzDate } from '@scribelite/core/protocol'
import { header, type ReceivedRequest } from '../received-request.ts'
import type { AuthMode, CredentialStore, KnownCredentials } from './credentials.ts'
import { explainMismatch } from './explain-mismatch.ts'
import { type PresentedSignature, readPresentedSignature } from './presented-signature.ts'
import { queryPairs, queryValue } from './query-pairs.ts'
import { expectedSignature, type Signable, signable } from './signable.ts'
import { checkTime, timeOf } from './signed-time.ts'

export interface Policy {
  readonly service: 'transcribe' | 's3'
  readonly mode: AuthMode
  readonly credentials: CredentialStore
  /** Milliseconds since the epoch. */
  readonly now: number
  /** How far a header-signed request's date may stand from `now`, in milliseconds. */
  readonly windowMs: number
  /** The last line of the canonical request, lower-case hex or a literal such as `UNSIGNED-PAYLOAD`. */
  readonly payloadHash: string
  /** Longest X-Amz-Expires that is accepted, in seconds: 300 for streams, 604 800 for objects. */
  readonly maxExpires: number
}

export type Verdict =
  | { readonly ok: true; readonly principal: Principal }
  | { readonly ok: false; readonly refusal: Refusal }

export interface Principal {
  readonly accessKeyId: string
  readonly accountId: string
  /** From the credential scope. */
  readonly region: string
  readonly form: 'header' | 'query' | 'none'
  /** Lower-case hex: the seed of a frame chain. Empty when `form` is `none`. */
  readonly signature: string
  /** `YYYYMMDDTHHMMSSZ`. */
  readonly amzDate: string
  /** For checking frames; undefined when the key is not known (`any-key`, `off`). */
  readonly credentials: KnownCredentials | undefined
}

export type RefusalReason =
  | 'both-forms'
  | 'missing'
  | 'incomplete'
  | 'algorithm'
  | 'credential-form'
  | 'date-form'
  | 'host-unsigned'
  | 'scope'
  | 'expires-out-of-range'
  | 'expired'
  | 'not-yet-current'
  | 'unknown-key'
  | 'token-wrong'
  | 'token-expired'
  | 'mismatch'

export interface Refusal {
  readonly reason: RefusalReason
  /** The AWS exception name of a JSON service, e.g. `InvalidSignatureException`. */
  readonly code: string
  /** AWS's words for it. */
  readonly message: string
  /** For the log and the journal: canonical request, string to sign, the first thing that differs. */
  readonly explanation?: string
}

/**
 * Checks who signed a request. The order is AWS's: rows 1 to 13 of the refusals copied from the wire of its JSON
 * front end. Never throws.
 */
export function verifyRequest(request: ReceivedRequest, policy: Policy): Verdict {
  if (policy.mode === 'off') return { ok: true, principal: unverified(request) }

  // 1 to 6: both forms, none, parts missing, algorithm, credential, date.
  const reading = readPresentedSignature(request)
  if (!reading.ok) return reading
  const { presented } = reading

  // 7: a signature that does not cover the host could be replayed anywhere. Node's HTTP/2 clients list `:authority`.
  if (!presented.signedHeaders.includes('host') && !presented.signedHeaders.includes(':authority')) {
    return refuse(
      'host-unsigned',
      'InvalidSignatureException',
      "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
    )
  }

  // 8: all that is wrong with the scope, in one sentence after the other.
  const scopeFaults = faultsOfScope(presented, request, policy)
  if (scopeFaults.length > 0) return refuse('scope', 'InvalidSignatureException', scopeFaults.join(' '))

  // 9, 10: too old, or from the future. A presigned URL brings its own lifetime.
  const refusedTime = checkTime(presented, policy)
  if (refusedTime !== undefined) return { ok: false, refusal: refusedTime }

  // 11, 12: the key, then its session token, then that token's end.
  const known = policy.credentials.find(presented.accessKeyId)
  if (policy.mode === 'any-key') {
    if (
      known?.sessionToken !== undefined &&
      known.sessionToken === presented.sessionToken &&
      isExpired(known, policy)
    ) {
      return tokenExpired(known, policy)
    }
    return { ok: true, principal: principalOf(presented, known?.accountId, undefined) }
  }
  if (known === undefined) {
    return refuse(
      'unknown-key',
      'UnrecognizedClientException',
      'The security token included in the request is invalid.',
      `The access key '${presented.accessKeyId}' is not known here. Without a file of credentials the only key is 'test' with the secret 'test'.`,
    )
  }
  // Long-term keys have no token, session keys always bring theirs. AWS leaves out the full stop here.
  if (!sameText(presented.sessionToken ?? '', known.sessionToken ?? '')) {
    return refuse(
      'token-wrong',
      'UnrecognizedClientException',
      'The security token included in the request is invalid',
      explainToken(presented, known),
    )
  }
  if (isExpired(known, policy)) return tokenExpired(known, policy)

  // 13: the signature itself. A header that is listed but absent cannot have been signed by what arrived; a parameter
  // that is not listed was put in by anyone. AWS demands both to be signed; its words for the latter are not known.
  const { signed, absent, uncovered } = signable(request, presented, policy)
  const ofTheSame = absent.length === 0 && uncovered.length === 0
  if (!ofTheSame || !sameText(expectedSignature(signed, known), presented.signature)) {
    return mismatch(signed, presented, known, { absent, uncovered })
  }
  return { ok: true, principal: principalOf(presented, known.accountId, known) }
}

function tokenExpired({ accessKeyId, sessionExpires = 0 }: KnownCredentials, { now }: Policy): Verdict {
  return refuse(
    'token-expired',
    'ExpiredTokenException',
    'The security token included in the request is expired',
    `The session token of the key '${accessKeyId}' was good until ${timeOf(sessionExpires)}, and the emulator's clock says ${timeOf(now)}.`,
  )
}

/** What a wrong signature is told, of a request and of a frame alike. AWS's words. */
export const mismatchMessage: string =
  'The request signature we calculated does not match the signature you provided. ' +
  'Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

function mismatch(
  signed: Signable,
  presented: PresentedSignature,
  known: KnownCredentials,
  headers: { readonly absent: readonly string[]; readonly uncovered: readonly string[] },
): Verdict {
  return {
    ok: false,
    refusal: {
      reason: 'mismatch',
      code: 'InvalidSignatureException',
      message: mismatchMessage,
      explanation: explainMismatch(signed, presented, known, headers),
    },
  }
}

function faultsOfScope(presented: PresentedSignature, request: ReceivedRequest, policy: Policy): string[] {
  const { scope, amzDate } = presented
  const faults: string[] = []
  // The emulator is in every region, but on a host name of AWS's it is in the region of that name.
  const regionOfHost = /(?:^|\.)transcribe(?:streaming)?(?:-fips)?\.([a-z]{2,}(?:-[a-z]+)+-\d+)\./.exec(
    request.authority,
  )?.[1]
  if (!/^[a-z]{2,}(-[a-z]+)+-\d+$/.test(scope.region) || (regionOfHost ?? scope.region) !== scope.region) {
    faults.push(`Credential should be scoped to a valid region, not '${scope.region}'.`)
  }
  if (scope.service !== policy.service) {
    faults.push(`Credential should be scoped to correct service: '${policy.service}'.`)
  }
  if (scope.terminator !== 'aws4_request') {
    faults.push(`Credential should be scoped with a valid terminator: 'aws4_request', not '${scope.terminator}'.`)
  }
  const day = amzDate.slice(0, 8)
  if (scope.date !== day) {
    faults.push(
      'Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: ' +
        `'${scope.date}' != '${day}', from '${amzDate}'.`,
    )
  }
  return faults
}

function isExpired(known: KnownCredentials, policy: Policy): boolean {
  return known.sessionExpires !== undefined && policy.now >= known.sessionExpires
}

/** Compares in constant time, so that a signature cannot be found out byte by byte. */
function sameText(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}

function principalOf(
  presented: PresentedSignature,
  accountId: string | undefined,
  credentials: KnownCredentials | undefined,
): Principal {
  return {
    accessKeyId: presented.accessKeyId,
    accountId: accountId ?? anonymousAccount,
    region: presented.scope.region,
    form: presented.form,
    signature: presented.signature,
    amzDate: presented.amzDate,
    credentials,
  }
}

const anonymousAccount = '000000000000'

/** Mode `off`: whatever can be read of the request without asking that it be right. */
function unverified(request: ReceivedRequest): Principal {
  const query = queryPairs(request.query)
  const authorization = header(request, 'authorization') ?? ''
  const credential = /Credential=([^\s,]+)/.exec(authorization)?.[1] ?? queryValue(query, 'X-Amz-Credential')
  const signature = /Signature=([^\s,]+)/.exec(authorization)?.[1] ?? queryValue(query, 'X-Amz-Signature')
  const [accessKeyId = '', , region = ''] = credential?.split('/') ?? []
  const form = signature === undefined ? 'none' : authorization.includes('Signature=') ? 'header' : 'query'
  return {
    accessKeyId,
    accountId: anonymousAccount,
    region: region === '' ? 'us-east-1' : region,
    form,
    signature: signature ?? '',
    amzDate: header(request, 'x-amz-date') ?? queryValue(query, 'X-Amz-Date') ?? formatAmzDate(request.receivedAt),
    credentials: undefined,
  }
}

function explainToken(presented: PresentedSignature, known: KnownCredentials): string {
  if (known.sessionToken === undefined) {
    return `The key '${known.accessKeyId}' is a long-term key: it has no session token, and the request brought one.`
  }
  return presented.sessionToken === undefined
    ? `The key '${known.accessKeyId}' is a session key: its session token must come with the request, and be signed with it.`
    : `The session token is not the one of the key '${known.accessKeyId}'.`
}

function refuse(reason: RefusalReason, code: string, message: string, explanation?: string): Verdict {
  return { ok: false, refusal: { reason, code, message, ...(explanation === undefined ? {} : { explanation }) } }
}
