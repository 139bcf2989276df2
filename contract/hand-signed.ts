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
  /** Headers that are signed with the others; HTTP/2 only. */
  readonly headers?: Readonly<Record<string, string>>
  /** The signed headers, changed; HTTP/2 only. */
  readonly alterHeaders?: (headers: Record<string, string>) => void
}

export interface SignedStream extends Conversation {
  /** Signs frames as the chain of this request goes on. */
  readonly signer: FrameSigner
}

export type Open = (target: EmulatorTarget, signing?: Signing) => Promise<SignedStream>

/** Who computes the signature of the request. */
export interface RequestSigner {
  /** The URL with its signature in the query. */
  presign(request: Unsigned & { readonly expires: number }): string | Promise<string>
  /** The headers to send. */
  sign(request: Unsigned & { readonly headers: Record<string, string> }): Signed | Promise<Signed>
}

export interface Unsigned {
  readonly method: string
  readonly url: URL
  readonly credentials: Credentials
  readonly region: string
  /** Milliseconds since the epoch. */
  readonly now: number
}

type Signed = Record<string, string>

/** Our own, which stands under the golden vectors. */
export const ours: RequestSigner = {
  presign: (request) => presignUrl({ ...request, service: 'transcribe', hashing: portableHashing }).url,
  sign: (request) => signRequest({ ...request, service: 'transcribe', hashing: portableHashing }),
}

export const pcm16k: StreamParameters = { LanguageCode: 'en-US', MediaEncoding: 'pcm', MediaSampleRateHertz: 16_000 }

export const webSocketSignedBy =
  (signer: RequestSigner): Open =>
  async (target, signing = {}) => {
    const address = new URL(target.url)
    const url = new URL(`ws://${signing.host ?? address.host}/stream-transcription-websocket`)
    // Not by URLSearchParams, which writes a blank as `+`.
    url.search = streamQuery({ ...pcm16k, ...signing.parameters })
      .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
      .join('&')
    const request = unsigned(target, signing, 'GET', url)
    const dialled = new URL(await signer.presign({ ...request, expires: signing.expires ?? 300 }))
    const seed = dialled.searchParams.get('X-Amz-Signature') ?? ''
    signing.alterUrl?.(dialled)
    dialled.host = address.host
    return { ...(await speakWebSocket(dialled.href)), signer: frameSigner(request, signing, seed) }
  }

export const http2SignedBy =
  (signer: RequestSigner): Open =>
  async (target, signing = {}) => {
    const address = new URL(target.url)
    const url = new URL(`http://${signing.host ?? address.host}/stream-transcription`)
    const request = unsigned(target, signing, 'POST', url)
    let headers: Record<string, string> = {
      'content-type': 'application/vnd.amazon.eventstream',
      ...Object.fromEntries(streamHeaders({ ...pcm16k, ...signing.parameters })),
    }
    let dialled = url
    let seed: string
    if (signing.expires === undefined) {
      headers = await signer.sign({
        ...request,
        headers: { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-EVENTS', ...headers, ...signing.headers },
      })
      seed = /Signature=([0-9a-f]+)/.exec(headers.authorization ?? '')?.[1] ?? ''
    } else {
      dialled = new URL(await signer.presign({ ...request, expires: signing.expires }))
      seed = dialled.searchParams.get('X-Amz-Signature') ?? ''
    }
    signing.alterUrl?.(dialled)
    signing.alterHeaders?.(headers)
    const { host: _, ...sent } = headers
    const stream = await speakHttp2(target.url, `${dialled.pathname}${dialled.search}`, {
      ':authority': address.host,
      ...sent,
    })
    return { ...stream, signer: frameSigner(request, signing, seed) }
  }

export const openWebSocket: Open = webSocketSignedBy(ours)
export const openHttp2: Open = http2SignedBy(ours)

const unsigned = (target: EmulatorTarget, signing: Signing, method: string, url: URL): Unsigned => ({
  method,
  url,
  credentials: signing.credentials ?? target.credentials,
  region: target.region,
  now: signing.at ?? Date.now(),
})

const frameSigner = ({ credentials, region }: Unsigned, { at }: Signing, seed: string): FrameSigner =>
  createFrameSigner({ seed, credentials, region, hashing: portableHashing, now: () => at ?? Date.now() })

/** All of it in signed frames, and the signed end. */
export function sendSigned(stream: SignedStream, chunks: Iterable<Uint8Array>): void {
  for (const chunk of chunks) stream.send(stream.signer.sign(encodeAudioEvent(chunk)))
  stream.send(stream.signer.end())
}
