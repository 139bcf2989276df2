/**
 * Why does this signature not match? Shows the canonical request and the string to sign that we computed, and tries the
 * mistakes that people are known to make, each by signing once more with that mistake made: the one that gives the
 * presented signature is the answer. For the log and the journal; it holds no secret, no session token, and never the
 * signature that would have been right.
 */
import { encodeRfc3986, signatureOf, signingKey } from '@scribelite/core/protocol'
import type { KnownCredentials } from './credentials.ts'
import { markedLines } from './marked-lines.ts'
import { nodeHashing } from './node-hashing.ts'
import type { PresentedSignature } from './presented-signature.ts'
import { canonicalOf, type Signable, stringToSignOf } from './signable.ts'
import { type Suspect, suspects } from './signing-mistakes.ts'

/**
 * Characters of a canonical request up to which the mistakes are tried: each costs another signature over all of it, and
 * a stranger must not keep us busy. All parameters of a stream with a long session token are half of this.
 */
const mostTried = 8192

export function explainMismatch(
  signed: Signable,
  presented: PresentedSignature,
  known: KnownCredentials,
  headers: { readonly absent: readonly string[]; readonly uncovered: readonly string[] },
): string {
  const canonical = canonicalOf(signed)
  const { reason, signedInstead = canonical } = findReason(signed, canonical, presented, known, headers)
  return withoutToken(
    [
      reason,
      '',
      ...(signedInstead === canonical ? [] : ['Lines with - are as you signed them, lines with + as they arrived.']),
      'The canonical request that we computed:',
      markedLines(signedInstead, canonical),
      '',
      'The string to sign that we computed:',
      stringToSignOf(signed, canonical),
    ].join('\n'),
    presented.sessionToken,
  )
}

function findReason(
  signed: Signable,
  canonical: string,
  presented: PresentedSignature,
  known: KnownCredentials,
  { absent, uncovered }: { readonly absent: readonly string[]; readonly uncovered: readonly string[] },
): { readonly reason: string; readonly signedInstead?: string } {
  if (absent.length > 0) {
    return { reason: `${headersAre(absent)} listed in SignedHeaders but did not arrive.` }
  }
  if (uncovered.length > 0) {
    return { reason: `${headersAre(uncovered)} not signed but came with the request: list each in SignedHeaders.` }
  }
  if (!/^[0-9a-f]{64}$/.test(presented.signature)) {
    return { reason: 'The signature presented is not 64 lower-case hexadecimal digits.' }
  }
  if (canonical.length > mostTried) {
    return {
      reason:
        'The request is too long to try the usual mistakes on it. Compare the lines below with those of your client.',
    }
  }
  for (const suspect of suspects(signed, presented)) {
    const tried = signatureWith(suspect, signed, known)
    if (tried.signature === presented.signature) return { reason: suspect.reason, signedInstead: tried.canonical }
  }
  return {
    reason:
      'None of the usual mistakes explains it. Compare the lines below with those of your client; when all are equal, the secret access key differs.',
  }
}

function headersAre(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`).join(', ')
  return names.length === 1 ? `The header ${quoted} is` : `The headers ${quoted} are`
}

function signatureWith(
  suspect: Suspect,
  signed: Signable,
  known: KnownCredentials,
): { readonly signature: string; readonly canonical: string } {
  const changed = { ...signed, ...suspect.signed }
  const canonical = suspect.canonical ? suspect.canonical(canonicalOf(changed)) : canonicalOf(changed)
  const { date, region, service } = { ...changed, ...suspect.key }
  const secret = suspect.secret ? suspect.secret(known.secretAccessKey) : known.secretAccessKey
  const key = signingKey(secret, date, region, service, nodeHashing)
  return { signature: signatureOf(key, stringToSignOf(changed, canonical), nodeHashing), canonical }
}

function withoutToken(text: string, token: string | undefined): string {
  if (!token) return text
  return text.replaceAll(token, '<session token>').replaceAll(encodeRfc3986(token), '<session token>')
}
