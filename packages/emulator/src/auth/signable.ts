/**
 * What a signature covers, as plain data: the parts of the canonical request and of the string to sign. Verifying
 * computes one signature from it; explaining a mismatch changes one part at a time and computes again.
 */
import { canonicalRequest, scopeOf, signatureOf, stringToSign } from '@scribelite/core/protocol'
import { header, type ReceivedRequest } from '../received-request.ts'
import type { KnownCredentials } from './credentials.ts'
import { nodeHashing } from './node-hashing.ts'
import type { PresentedSignature } from './presented-signature.ts'
import { signingKeyOf } from './signing-keys.ts'

export interface Signable {
  readonly method: string
  readonly path: string
  readonly query: string
  /** Only those that are signed, by lower-case name. */
  readonly headers: ReadonlyMap<string, string>
  readonly signedHeaders: readonly string[]
  readonly payloadHash: string
  readonly amzDate: string
  /** The date, region and service that the key is derived for and that the scope names. */
  readonly date: string
  readonly region: string
  readonly service: string
}

/**
 * `absent` names the headers that the client says it signed and that did not arrive; `uncovered` the parameters and
 * the session token that arrived in headers which it did not sign, though every SDK does: anyone could have put them in.
 */
export function signable(
  request: ReceivedRequest,
  presented: PresentedSignature,
  policy: { readonly service: string; readonly payloadHash: string },
): { readonly signed: Signable; readonly absent: readonly string[]; readonly uncovered: readonly string[] } {
  const headers = new Map<string, string>()
  const absent: string[] = []
  for (const name of presented.signedHeaders) {
    // `host` and `:authority` are one and the same: what the client wrote, whichever way it was carried.
    const value = name === 'host' || name === ':authority' ? request.authority : header(request, name)
    if (value === undefined) absent.push(name)
    else headers.set(name, value)
  }
  return {
    signed: {
      method: request.method,
      path: request.path,
      query: request.query,
      headers,
      signedHeaders: presented.signedHeaders,
      payloadHash: policy.payloadHash,
      amzDate: presented.amzDate,
      date: presented.scope.date,
      region: presented.scope.region,
      service: policy.service,
    },
    absent,
    uncovered: request.headers
      .map(([name]) => name.toLowerCase())
      .filter((name) => mustBeSigned.test(name) && !presented.signedHeaders.includes(name)),
  }
}

const mustBeSigned = /^(x-amzn-transcribe-.*|x-amzn-language-model-name|x-amz-security-token)$/

export function canonicalOf(signed: Signable): string {
  return canonicalRequest({
    method: signed.method,
    path: signed.path,
    query: signed.query,
    headers: (name) => signed.headers.get(name),
    signedHeaders: signed.signedHeaders,
    payloadHash: signed.payloadHash,
    service: signed.service,
  })
}

export function stringToSignOf(signed: Signable, canonical: string): string {
  return stringToSign(signed.amzDate, scopeOf(signed.date, signed.region, signed.service), canonical, nodeHashing)
}

/** Lower-case hex. */
export function expectedSignature(signed: Signable, known: KnownCredentials): string {
  const key = signingKeyOf(known, signed.date, signed.region, signed.service)
  return signatureOf(key, stringToSignOf(signed, canonicalOf(signed)), nodeHashing)
}
