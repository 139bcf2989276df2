/** Streams signed by hand, for what no SDK can send: the request in its two forms, with anything about it made wrong. */
import {
  type Credentials,
  createFrameSigner,
  encodeAudioEvent,
  type FrameSigner,
  portableHashing,
  presignUrl,
  type StreamParameters,
  signRequest,
  streamHeaders,
  streamQuery,
} from '@scribelite/core/protocol'
import { type Conversation, speakHttp2, speakWebSocket } from './spoken.ts'
import type { EmulatorTarget } from './targets.ts'

/** How the request is signed and what is changed afterwards; whatever is left out is right. */
export interface Signing {
  readonly credentials?: Credentials
  /** Milliseconds since the epoch. */
  readonly at?: number
  /** Seconds; HTTP/2 requests that have it carry their signature in the query. */
  readonly expires?: number
  /** What is signed as the host. */
  readonly host?: string
  readonly parameters?: Partial<StreamParameters>
  /** The signed URL, changed. */
  readonly alterUrl?: (url: URL) => void
  /** The signed headers, changed; HTTP/2 only. */
  readonly alterHeaders?: (headers: Record<string, string>) => void
}

export interface SignedStream extends Conversation {
  /** Signs frames as the chain of this request goes on. */
  readonly signer: FrameSigner
}

export type Open = (target: EmulatorTarget, signing?: Signing) => Promise<SignedStream>

export const pcm16k: StreamParameters = { LanguageCode: 'en-US', MediaEncoding: 'pcm', MediaSampleRateHertz: 16_000 }

export const openWebSocket: Open = async (target, signing = {}) => {
  const address = new URL(target.url)
  const { url, signature } = presignUrl({
    url: withQuery(
      new URL(`ws://${signing.host ?? address.host}/stream-transcription-websocket`),
      streamQuery({ ...pcm16k, ...signing.parameters }),
    ),
    ...keysAndTime(target, signing),
    expires: signing.expires ?? 300,
  })
  const dialled = new URL(url)
  signing.alterUrl?.(dialled)
  dialled.host = address.host
  return { ...(await speakWebSocket(dialled.href)), signer: signerFor(target, signing, signature) }
}

export const openHttp2: Open = async (target, signing = {}) => {
  const address = new URL(target.url)
  const url = new URL(`http://${signing.host ?? address.host}/stream-transcription`)
  const parameters = Object.fromEntries(streamHeaders({ ...pcm16k, ...signing.parameters }))
  let headers: Record<string, string>
  let dialled = url
  let signature: string
  if (signing.expires === undefined) {
    headers = signRequest({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/vnd.amazon.eventstream',
        'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-EVENTS',
        ...parameters,
      },
      ...keysAndTime(target, signing),
    })
    signature = /Signature=([0-9a-f]+)/.exec(headers.authorization ?? '')?.[1] ?? ''
  } else {
    const presigned = presignUrl({ method: 'POST', url, ...keysAndTime(target, signing), expires: signing.expires })
    headers = { 'content-type': 'application/vnd.amazon.eventstream', ...parameters }
    dialled = new URL(presigned.url)
    signature = presigned.signature
  }
  signing.alterUrl?.(dialled)
  signing.alterHeaders?.(headers)
  const { host: _, ...sent } = headers
  const stream = await speakHttp2(target.url, `${dialled.pathname}${dialled.search}`, {
    ':authority': address.host,
    ...sent,
  })
  return { ...stream, signer: signerFor(target, signing, signature) }
}

const keysAndTime = (target: EmulatorTarget, signing: Signing) => ({
  credentials: signing.credentials ?? target.credentials,
  region: target.region,
  service: 'transcribe',
  now: signing.at ?? Date.now(),
  hashing: portableHashing,
})

function signerFor(target: EmulatorTarget, signing: Signing, seed: string): FrameSigner {
  const { credentials, region, hashing } = keysAndTime(target, signing)
  return createFrameSigner({ seed, credentials, region, hashing, now: () => signing.at ?? Date.now() })
}

/** Not by URLSearchParams, which writes a blank as `+`. */
function withQuery(url: URL, pairs: readonly (readonly [string, string])[]): URL {
  url.search = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&')
  return url
}

/** All of it in signed frames, and the signed end. */
export function sendSigned(stream: SignedStream, chunks: Iterable<Uint8Array>): void {
  for (const chunk of chunks) stream.send(stream.signer.sign(encodeAudioEvent(chunk)))
  stream.send(stream.signer.end())
}
