/**
 * The signed envelope of client-to-service frames, and the chain in which each signature covers the one before.
 *
 * The first link is the request's own signature: of the `Authorization` header on HTTP/2, `X-Amz-Signature` on
 * WebSocket. Whether a frame is too old is not asked here.
 */
import { assembleFrame, type Frame } from './frame.ts'
import { fromHex, type Hashing, hexSha256, toHex } from './hashing.ts'
import { type Credentials, formatAmzDate, scopeOf, signatureOf, signingKey } from './signature.ts'

/** The web page says `AWS4-HMAC-SHA256`; AWS itself and every SDK use this. */
const ALGORITHM = 'AWS4-HMAC-SHA256-PAYLOAD'
const NOTHING = new Uint8Array(0)
const ascii = (text: string): number[] => Array.from(text, (char) => char.charCodeAt(0))
/** `:date` as a header entry, up to its value: name length, name, type 8. */
const DATE_ENTRY = Uint8Array.from([5, ...ascii(':date'), 8])
const DATE_ENTRY_BYTES = 15
/** `:chunk-signature`, up to its value: name length, name, type 6, length 32. */
const SIGNATURE_ENTRY = Uint8Array.from([16, ...ascii(':chunk-signature'), 6, 0, 32])
const ENVELOPE_HEADERS_BYTES = DATE_ENTRY_BYTES + SIGNATURE_ENTRY.length + 32

/** The signed frame around another: its time in milliseconds since the epoch, its signature in hex, what it holds. */
export interface SignedEnvelope {
  /** The `:date` header to the millisecond, as it was sent. */
  readonly dateMs: number
  /** Lower-case hex. */
  readonly signature: string
  /** The encoded inner frame; empty in the frame that ends the stream. */
  readonly payload: Uint8Array
}

/** The envelope, headers in either order; undefined when the frame is not signed. */
export function readSignedEnvelope(frame: Frame): SignedEnvelope | undefined {
  const date = frame.headers[':date']
  const signature = frame.headers[':chunk-signature']
  if (date?.type !== 'timestamp' || signature?.type !== 'binary' || signature.value.length !== 32) return undefined
  return { dateMs: date.value, signature: toHex(signature.value), payload: frame.body }
}

/** Whose chain it is, and the signature of the request that seeds it (64 lower-case hex digits). */
export interface FrameSignerOptions {
  /** Signature of the request, lower-case hex. */
  readonly seed: string
  readonly credentials: Pick<Credentials, 'secretAccessKey'>
  readonly region: string
  /** Defaults to `transcribe`. */
  readonly service?: string
  readonly hashing: Hashing
  /** Milliseconds since the epoch, asked for every frame. */
  readonly now: () => number
}

/** Wraps encoded frames in signed ones; `end` makes the empty one that ends a stream. */
export interface FrameSigner {
  /** The envelope around an encoded frame. Frames must be sent in the order in which they are signed. */
  sign(inner: Uint8Array): Uint8Array
  /** The frame that ends the stream: signed, and empty. */
  end(): Uint8Array
}

/** Signs the frames of one stream, each over the signature before it. `now` gives milliseconds since the epoch. */
export function createFrameSigner(options: FrameSignerOptions): FrameSigner {
  const { hashing } = options
  const chain = createChain({ ...options, secretAccessKey: options.credentials.secretAccessKey })
  let prior = options.seed
  const sign = (payload: Uint8Array): Uint8Array => {
    const dateMs = Math.floor(options.now())
    const dateEntry = encodeDate(dateMs)
    const amzDate = formatAmzDate(dateMs)
    const day = amzDate.slice(0, 8)
    const toSign = chain.stringToSign(amzDate, day, prior, hexSha256(dateEntry, hashing), hexSha256(payload, hashing))
    prior = signatureOf(chain.keyOf(day), toSign, hashing)
    const headers = new Uint8Array(ENVELOPE_HEADERS_BYTES)
    headers.set(dateEntry)
    headers.set(SIGNATURE_ENTRY, DATE_ENTRY_BYTES)
    headers.set(fromHex(prior), DATE_ENTRY_BYTES + SIGNATURE_ENTRY.length)
    return assembleFrame(headers, payload)
  }
  return { sign, end: () => sign(NOTHING) }
}

/** Whose chain it is, and the signature of the request that seeds it (64 lower-case hex digits). */
export interface FrameVerifierOptions {
  /** Signature of the request, lower-case hex. */
  readonly seed: string
  readonly secretAccessKey: string
  readonly region: string
  /** Defaults to `transcribe`. */
  readonly service?: string
  /** `YYYYMMDD` of the request: the old Java signer keeps the request's key over midnight. */
  readonly requestDate: string
  readonly hashing: Hashing
}

/** Whether a frame’s signature is right; if not, what was to be signed. */
export type FrameVerdict =
  | { readonly ok: true }
  /** What we expected, and the string to sign that it was made from. */
  | { readonly ok: false; readonly expected: string; readonly stringToSign: string }

/** Checks signed frames one after the other. */
export interface FrameVerifier {
  /** Checks the next frame of the chain. After a refusal the chain stands where it stood. */
  verify(envelope: SignedEnvelope): FrameVerdict
}

/** Verifies the frames of one stream in order, each over the signature before it. */
export function createFrameVerifier(options: FrameVerifierOptions): FrameVerifier {
  const { hashing, requestDate } = options
  const chain = createChain(options)
  let prior = options.seed
  let newest = { ms: Number.NaN, amzDate: '', dateHash: '' }
  /** Many frames share a second and, when a file is sent fast, a millisecond: its text costs as much as a short hash. */
  const dated = (ms: number): { readonly amzDate: string; readonly dateHash: string } => {
    if (ms !== newest.ms) {
      const sameSecond = Math.floor(ms / 1000) === Math.floor(newest.ms / 1000)
      const amzDate = sameSecond ? newest.amzDate : formatAmzDate(ms)
      newest = { ms, amzDate, dateHash: hexSha256(encodeDate(ms), hashing) }
    }
    return newest
  }
  return {
    verify(envelope) {
      const { amzDate, dateHash } = dated(envelope.dateMs)
      const day = amzDate.slice(0, 8)
      const payloadHash = hexSha256(envelope.payload, hashing)
      const toSign = chain.stringToSign(amzDate, day, prior, dateHash, payloadHash)
      const expected = signatureOf(chain.keyOf(day), toSign, hashing)
      let valid = expected === envelope.signature
      if (!valid && day !== requestDate) {
        // Old Java: one key for the whole stream. Which day stood in its scope line is not recorded; both are taken.
        const key = chain.keyOf(requestDate)
        const withOldScope = chain.stringToSign(amzDate, requestDate, prior, dateHash, payloadHash)
        valid = [toSign, withOldScope].some((text) => signatureOf(key, text, hashing) === envelope.signature)
      }
      if (!valid) return { ok: false, expected, stringToSign: toSign }
      prior = envelope.signature
      return { ok: true }
    },
  }
}

interface ChainOptions {
  readonly secretAccessKey: string
  readonly region: string
  readonly service?: string
  readonly hashing: Hashing
}

/** Keys are derived once a day (four HMACs each), not once a frame. */
function createChain({ secretAccessKey, region, service = 'transcribe', hashing }: ChainOptions) {
  const keys = new Map<string, Uint8Array>()
  return {
    keyOf(day: string): Uint8Array {
      let key = keys.get(day)
      if (key === undefined) {
        key = signingKey(secretAccessKey, day, region, service, hashing)
        // Two days suffice, before and after midnight; a client that sends any date must not fill the memory.
        if (keys.size >= 2) keys.clear()
        keys.set(day, key)
      }
      return key
    },
    stringToSign: (amzDate: string, day: string, prior: string, dateHash: string, payloadHash: string): string =>
      `${ALGORITHM}\n${amzDate}\n${scopeOf(day, region, service)}\n${prior}\n${dateHash}\n${payloadHash}`,
  }
}

/** The `:date` header as it is signed: 15 bytes, milliseconds as a signed 64-bit integer. */
function encodeDate(ms: number): Uint8Array {
  const out = new Uint8Array(DATE_ENTRY_BYTES)
  out.set(DATE_ENTRY)
  const view = new DataView(out.buffer, DATE_ENTRY.length)
  view.setInt32(0, Math.floor(ms / 0x1_0000_0000))
  view.setUint32(4, ms >>> 0)
  return out
}
