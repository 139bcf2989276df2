/**
 * Why does this signature not match? Shows the canonical request and the string to sign that we computed, and tries the
 * mistakes that people are known to make, each by signing once more with that mistake made: the one that gives the
 * presented signature is the answer. For the log and the journal; it holds no secret, no session token, and never the
 * signature that would have been right.
 */
import { encodeRfc3986, signatureOf, signingKey } from '@scribelite/core/protocol'
import type { KnownCredentials } from './credentials.ts'
import { nodeHashing } from './node-hashing.ts'
import type { PresentedSignature } from './presented-signature.ts'
import { canonicalOf, type Signable, stringToSignOf } from './signable.ts'
import { type Suspect, suspects } from './signing-mistakes.ts'

export function explainMismatch(
  signed: Signable,
  presented: PresentedSignature,
  known: KnownCredentials,
  headers: { readonly absent: readonly string[]; readonly uncovered: readonly string[] },
): string {
  const canonical = canonicalOf(signed)
  return withoutToken(
    [
      findReason(signed, presented, known, headers),
      '',
      'The canonical request that we computed:',
      canonical,
      '',
      'The string to sign that we computed:',
      stringToSignOf(signed, canonical),
    ].join('\n'),
    presented.sessionToken,
  )
}

function findReason(
  signed: Signable,
  presented: PresentedSignature,
  known: KnownCredentials,
  { absent, uncovered }: { readonly absent: readonly string[]; readonly uncovered: readonly string[] },
): string {
  const quoted = (names: readonly string[]): string => names.map((name) => `'${name}'`).join(', ')
  if (absent.length > 0) return `The header ${quoted(absent)} is listed in SignedHeaders but did not arrive.`
  if (uncovered.length > 0) return `The header ${quoted(uncovered)} came with the request but is not signed.`
  if (!/^[0-9a-f]{64}$/.test(presented.signature)) {
    return 'The signature presented is not 64 lower-case hexadecimal digits.'
  }
  for (const suspect of suspects(signed, presented)) {
    if (signatureWith(suspect, signed, known) === presented.signature) return suspect.reason
  }
  return 'None of the usual mistakes explains it. Compare the lines below with those of your client; when all are equal, the secret access key differs.'
}

function signatureWith(suspect: Suspect, signed: Signable, known: KnownCredentials): string {
  const changed = { ...signed, ...suspect.signed }
  const canonical = suspect.canonical ? suspect.canonical(canonicalOf(changed)) : canonicalOf(changed)
  const { date, region, service } = { ...changed, ...suspect.key }
  const secret = suspect.secret ? suspect.secret(known.secretAccessKey) : known.secretAccessKey
  const key = signingKey(secret, date, region, service, nodeHashing)
  return signatureOf(key, stringToSignOf(changed, canonical), nodeHashing)
}

function withoutToken(text: string, token: string | undefined): string {
  if (!token) return text
  return text.replaceAll(token, '<session token>').replaceAll(encodeRfc3986(token), '<session token>')
}
