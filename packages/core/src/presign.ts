/** The URL of a WebSocket stream, signed. Portable: no `node:`, no AWS SDK. */
import { ScribeliteError } from './errors.ts'
import { encodeRfc3986 } from './protocol/canonical-request.ts'
import { portableHashing } from './protocol/hashing.ts'
import { type Credentials, presignUrl } from './protocol/signature.ts'
import { type StreamParameters, streamQuery } from './protocol/stream-parameters.ts'

/** Seconds that Transcribe lets a URL live (documented). */
const MAX_EXPIRES = 300

/** What a pre-signed URL is made of. */
export interface PresignOptions {
  readonly region: string
  readonly credentials: Credentials
  /** Under AWS's names: `{ LanguageCode: 'en-US', MediaEncoding: 'pcm', MediaSampleRateHertz: 16000 }`. */
  readonly parameters: StreamParameters
  /** Seconds, whole, 1 to 300. Default 300. An open stream outlives its URL. */
  readonly expires?: number
  /**
   * Host and port as they will stand on the wire; `http` becomes `ws`, `https` becomes `wss`.
   * Default `wss://transcribestreaming.<region>.amazonaws.com:8443`.
   */
  readonly endpoint?: string
  /** Milliseconds since the epoch; default now. */
  readonly now?: number
}

const PATH = '/stream-transcription-websocket'

/**
 * Signs the URL that opens a stream over WebSocket. Whoever has it can open one stream after another until it expires, and no more:
 * the keys do not travel with it.
 *
 * @throws ScribeliteError `bad-option` for an expiry outside 1 to 300 whole seconds, or an endpoint that is no URL
 * @example
 * const url = await presign({
 *   region: 'us-east-1',
 *   credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
 *   endpoint: 'http://127.0.0.1:4600',
 *   parameters: { LanguageCode: 'en-US', MediaEncoding: 'pcm', MediaSampleRateHertz: 16000, LanguageModelName: 'k8s' },
 * })
 */
export const presign = async (options: PresignOptions): Promise<string> => {
  const expires = options.expires ?? MAX_EXPIRES
  if (!Number.isInteger(expires) || expires < 1 || expires > MAX_EXPIRES) {
    throw new ScribeliteError(
      'bad-option',
      `expires is ${expires}; Amazon Transcribe takes whole seconds from 1 to ${MAX_EXPIRES}. An open stream outlives its URL.`,
    )
  }
  const url = new URL(PATH, streamingOrigin(options.region, options.endpoint))
  // Not by URLSearchParams: it writes a blank as "+", which SigV4 takes for a plus.
  url.search = streamQuery(options.parameters)
    .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
    .join('&')
  return presignUrl({
    url,
    credentials: options.credentials,
    region: options.region,
    service: 'transcribe',
    expires,
    now: options.now ?? Date.now(),
    hashing: portableHashing,
  }).url
}

/** `ws:` or `wss:` with host and port: what will be dialled, and what is signed. */
const streamingOrigin = (region: string, endpoint: string | undefined): URL => {
  if (endpoint === undefined) {
    const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com'
    return new URL(`wss://transcribestreaming.${region}.${suffix}:8443`)
  }
  const [, scheme, rest] = /^(https?|wss?):\/\/(.+)$/i.exec(endpoint) ?? []
  if (scheme === undefined || !URL.canParse(endpoint)) {
    throw new ScribeliteError(
      'bad-option',
      `The endpoint is "${endpoint}"; give a URL such as http://127.0.0.1:4600 or wss://transcribestreaming.eu-west-1.amazonaws.com:8443.`,
    )
  }
  return new URL(`${/^(https|wss)$/i.test(scheme) ? 'wss' : 'ws'}://${rest}`)
}
