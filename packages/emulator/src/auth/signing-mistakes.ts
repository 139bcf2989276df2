/**
 * The mistakes that people make when they sign for Amazon Transcribe, each as the one thing to change before signing
 * again, and the sentence that tells the reader what to do about it. The most frequent first.
 */
import { canonicalQuery, encodeRfc3986 } from '@scribelite/core/protocol'
import type { PresentedSignature } from './presented-signature.ts'
import type { Signable } from './signable.ts'

export interface Suspect {
  /** What is wrong and what to do, when this suspect's signature is the one presented. */
  readonly reason: string
  /** Parts of the canonical request, or of the scope, as they would have been signed. */
  readonly signed?: Partial<Signable>
  /** What the key was derived for, where that differs from the scope. */
  readonly key?: Partial<Pick<Signable, 'date' | 'region' | 'service'>>
  /** A canonical request put together wrongly. */
  readonly canonical?: (right: string) => string
  readonly secret?: (right: string) => string
}

const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** Each leave-one-out below costs a signature: more parts than this are not tried, so that a refusal stays cheap. */
const mostParts = 64

export function* suspects(signed: Signable, presented: PresentedSignature): Generator<Suspect> {
  yield* hosts(signed)
  if (presented.form === 'query') yield* queries(presented)
  yield* payloads(signed)
  yield* leftOut(signed, presented)
  yield* keys(signed)
  yield* encodings(signed)
  yield {
    reason: 'With a line break at the end of the secret access key your signature matches: trim it where you read it.',
    secret: (right) => `${right}\n`,
  }
}

function* hosts(signed: Signable): Generator<Suspect> {
  const arrived = signed.headers.get('host') ?? signed.headers.get(':authority') ?? ''
  const port = /:(\d+)$/.exec(arrived)?.[1]
  const bare = port === undefined ? arrived : arrived.slice(0, -port.length - 1)
  const withHost = (value: string, reason: string): Suspect => {
    const headers = new Map(signed.headers)
    for (const name of ['host', ':authority']) if (headers.has(name)) headers.set(name, value)
    return { reason, signed: { headers } }
  }
  if (port !== undefined) {
    yield withHost(
      bare,
      `With host '${bare}' (without ':${port}') your signature matches: sign the host as it stands on the wire, port included.`,
    )
  }
  const ports = ['8443', '443', '80', '4600'].filter((other) => other !== port)
  const names = [bare, ...['localhost', '127.0.0.1', '[::1]'].filter((name) => name !== bare)]
  const region = signed.region
  const others = [
    ...names.flatMap((name) => [name, ...(port === undefined ? ports : [port, ...ports]).map((p) => `${name}:${p}`)]),
    `transcribestreaming.${region}.amazonaws.com:8443`,
    `transcribestreaming.${region}.amazonaws.com`,
    `transcribe.${region}.amazonaws.com`,
  ].filter((host) => host !== arrived && (port === undefined || host !== bare))
  for (const host of others) {
    yield withHost(
      host,
      `With host '${host}' your signature matches, but the request arrived for '${arrived}': sign the host as it stands on the wire.`,
    )
  }
}

function* queries(presented: PresentedSignature): Generator<Suspect> {
  const without = (name: string): string =>
    presented.query
      .filter((pair) => pair.name !== name)
      .map((pair) => pair.raw)
      .join('&')
  if (presented.sessionToken !== undefined) {
    yield {
      reason:
        'Without X-Amz-Security-Token in the canonical query your signature matches: the session token must be in the query before it is signed.',
      signed: { query: without('X-Amz-Security-Token') },
    }
  }
  const names = new Set(presented.query.map((pair) => pair.name).filter((name) => name !== 'X-Amz-Signature'))
  for (const name of [...names].slice(0, mostParts)) {
    if (name === 'X-Amz-Security-Token') continue
    yield {
      reason: `Without the parameter '${name}' your signature matches: it was added after signing. Everything in the query is signed, so put it in before.`,
      signed: { query: without(name) },
    }
  }
  // Signers put the signature last: what stands behind it came later.
  const behind = presented.query.slice(presented.query.findIndex(({ name }) => name === 'X-Amz-Signature') + 1)
  if (behind.length > 0) {
    yield {
      reason: `Without what stands behind X-Amz-Signature (${behind.map(({ name }) => `'${name}'`).join(', ')}) your signature matches: it was added after signing. Everything in the query is signed, so put it in before.`,
      signed: {
        query: presented.query
          .slice(0, -behind.length)
          .map(({ raw }) => raw)
          .join('&'),
      },
    }
  }
  // All that is not AWS's own: a URL signed first and given its parameters afterwards.
  yield {
    reason:
      'Without any of the parameters that are not X-Amz-… your signature matches: they were added after signing. Put them in before.',
    signed: {
      query: presented.query
        .filter((pair) => pair.name.startsWith('X-Amz-'))
        .map((pair) => pair.raw)
        .join('&'),
    },
  }
}

function* payloads(signed: Signable): Generator<Suspect> {
  const habits: readonly (readonly [string, string])[] = [
    [emptyHash, 'the SHA-256 of an empty payload'],
    ['STREAMING-AWS4-HMAC-SHA256-EVENTS', "the words 'STREAMING-AWS4-HMAC-SHA256-EVENTS'"],
    ['UNSIGNED-PAYLOAD', "the words 'UNSIGNED-PAYLOAD'"],
  ]
  const sent = signed.headers.get('x-amz-content-sha256')
  for (const [payloadHash, words] of [
    ...habits,
    ...(sent === undefined ? [] : [[sent, 'the value of x-amz-content-sha256'] as const]),
  ]) {
    if (payloadHash === signed.payloadHash) continue
    yield {
      reason: `With ${words} as the last line of the canonical request your signature matches, but '${signed.payloadHash}' belongs there.`,
      signed: { payloadHash },
    }
  }
}

function* leftOut(signed: Signable, presented: PresentedSignature): Generator<Suspect> {
  for (const name of signed.signedHeaders.slice(0, mostParts)) {
    const headers = new Map(signed.headers)
    headers.delete(name)
    const signedHeaders = signed.signedHeaders.filter((other) => other !== name)
    yield {
      reason: `Without the header '${name}' your signature matches: it is listed in SignedHeaders but was not signed.`,
      signed: { headers, signedHeaders },
    }
  }
  const sorted = [...signed.signedHeaders].sort()
  if (sorted.join() !== signed.signedHeaders.join()) {
    yield {
      reason: 'With SignedHeaders sorted your signature matches: list them in byte order.',
      signed: { signedHeaders: sorted },
    }
  }
  if (presented.form === 'header' && presented.query.length > 0) {
    yield {
      reason: 'Without the query your signature matches: the query string belongs into the canonical request.',
      signed: { query: '' },
    }
  }
}

function* keys(signed: Signable): Generator<Suspect> {
  const services = ['transcribe', 'transcribestreaming', 'transcribe-streaming', 's3', 'execute-api']
  for (const service of services.filter((other) => other !== signed.service)) {
    yield {
      reason: `With a key derived for service '${service}' your signature matches: the service to sign for is '${signed.service}'.`,
      key: { service },
    }
  }
  for (const region of ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1'].filter(
    (other) => other !== signed.region,
  )) {
    yield {
      reason: `With a key derived for region '${region}' your signature matches, but the credential scope says '${signed.region}'.`,
      key: { region },
    }
  }
  const noon = Date.parse(`${signed.date.slice(0, 4)}-${signed.date.slice(4, 6)}-${signed.date.slice(6, 8)}T12:00:00Z`)
  for (const days of [-1, 1]) {
    const date = new Date(noon + days * 86_400_000).toISOString().slice(0, 10).replaceAll('-', '')
    yield {
      reason: `With a key derived for the date ${date} your signature matches, but the credential scope says ${signed.date}: take the date in UTC.`,
      key: { date },
    }
  }
}

function* encodings(signed: Signable): Generator<Suspect> {
  const rightQuery = canonicalQuery(signed.query)
  const withQuery = (query: string) => (right: string) => {
    const lines = right.split('\n')
    lines[2] = query
    return lines.join('\n')
  }
  if (signed.query.includes('+')) {
    yield {
      reason:
        "With '+' in the query read as a blank (%20) your signature matches: a blank must be written as %20 on the wire.",
      signed: { query: signed.query.replaceAll('+', '%20') },
    }
  }
  if (rightQuery.includes('%20')) {
    yield {
      reason: "With blanks in the canonical query written as '+' your signature matches: they must be written as %20.",
      canonical: withQuery(rightQuery.replaceAll('%20', '+')),
    }
  }
  const raw = signed.query.split('&').filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='))
  for (const [pairs, reason] of [
    [raw, 'in the order and encoding of the wire'],
    [[...raw].sort(), 'in the encoding of the wire'],
  ] as const) {
    if (pairs.join('&') === rightQuery) continue
    yield {
      reason: `With the query ${reason} your signature matches: the canonical query is sorted and escapes everything but A-Z a-z 0-9 - _ . ~`,
      canonical: withQuery(pairs.join('&')),
    }
  }
  const paths: readonly (readonly [string, string])[] = [
    [signed.path.replace(/\/{2,}/g, '/'), 'with its double slashes made one'],
    [`/${signed.path}`, 'with a second slash in front'],
    [signed.path.split('/').map(encodeRfc3986).join('/'), 'percent-encoded a second time'],
    ['/', "as '/'"],
  ]
  for (const [path, words] of paths) {
    if (path === signed.path) continue
    yield {
      reason: `With the path ${words} ('${path}') your signature matches: sign '${signed.path}', as it stands on the wire.`,
      signed: { path },
    }
  }
  for (const method of ['GET', 'POST', 'PUT'].filter((other) => other !== signed.method)) {
    yield {
      reason: `With the method ${method} your signature matches, but the request is a ${signed.method}.`,
      signed: { method },
    }
  }
}
