import type { ReceivedRequest } from '../received-request.ts'
import type { AuthMode, CredentialStore, KnownCredentials } from './credentials.ts'

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

/** Checks who signed a request, in AWS's order of refusals. */
export declare function verifyRequest(request: ReceivedRequest, policy: Policy): Verdict
