/**
 * The content of a request, checked against all that its headers and trailers claim of it: length, SHA-256, MD5,
 * checksum, chunk signatures. In: the body as received. Out: the content as a stream that throws S3Error at its end
 * when a claim does not hold, and the checksum to remember. Nothing is held in memory.
 */
import { createHash, type Hash } from 'node:crypto'
import type { Principal } from '../auth/verify-request.ts'
import { header, type ReceivedRequest } from '../received-request.ts'
import { decodeAwsChunked } from './aws-chunked.ts'
import { checksumAlgorithms, checksumBytes, createChecksum, type RunningChecksum } from './checksum.ts'
import { createChunkVerifier } from './chunk-signatures.ts'
import type { ChecksumAlgorithm, ObjectChecksum } from './object-store.ts'
import { invalidArgument, S3Error } from './s3-error.ts'

/** 5 GiB: S3's bound on one PUT and on one part. */
export const MAX_BODY_BYTES: number = 5 * 1024 ** 3
/** Bound on bodies that are read whole: 10 000 parts with their checksums stay below it. */
const MAX_XML_BYTES = 8 * 1024 ** 2

export interface RequestBody {
  readonly bytes: AsyncIterable<Uint8Array>
  /** Of the content, when the client claimed one; to be asked after the last byte. */
  checksum(): ObjectChecksum | undefined
  /** Whether a checksum or Content-MD5 came, or a trailer is announced: DeleteObjects asks for one. */
  readonly hasIntegrityClaim: boolean
}

const STREAMING = /^STREAMING-(UNSIGNED|AWS4-HMAC-SHA256)-PAYLOAD(-TRAILER)?$/

export function openRequestBody(
  request: ReceivedRequest,
  received: ReadableStream<Uint8Array> | null,
  principal: Principal,
): RequestBody {
  const contentSha256 = header(request, 'x-amz-content-sha256')
  const streaming = STREAMING.exec(contentSha256 ?? '')
  const isHash = /^[0-9a-f]{64}$/.test(contentSha256 ?? '')
  if (contentSha256 !== undefined && !isHash && streaming === null && contentSha256 !== 'UNSIGNED-PAYLOAD') {
    if (contentSha256.startsWith('STREAMING-AWS4-ECDSA')) throw new S3Error('NotImplemented')
    throw invalidArgument(
      'x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.',
      'x-amz-content-sha256',
      contentSha256,
    )
  }
  const contentLength = lengthOf(request, 'content-length')
  const decodedLength = streaming === null ? contentLength : lengthOf(request, 'x-amz-decoded-content-length')
  // In process a body is a stream without a length; on a wire S3 wants to know it first.
  if (decodedLength === undefined && received !== null && (streaming !== null || request.door !== 'process')) {
    throw new S3Error('MissingContentLength')
  }
  if ((decodedLength ?? 0) > MAX_BODY_BYTES) throw tooLarge(decodedLength ?? 0)

  const claims = readClaims(request)
  let raw = counted(readAll(received), contentLength)
  if (isHash && contentSha256 !== undefined) raw = hashed(raw, contentSha256)
  let trailers: ReadonlyMap<string, string> = new Map()
  if (streaming !== null) {
    const secret = principal.credentials?.secretAccessKey
    const verifier =
      streaming[1] === 'UNSIGNED' || secret === undefined
        ? undefined
        : createChunkVerifier(principal, secret, streaming[2] !== undefined)
    const decoded = decodeAwsChunked(raw, verifier)
    raw = counted(decoded.bytes, decodedLength)
    trailers = decoded.trailers
  }

  let checksum: ObjectChecksum | undefined
  return {
    bytes: claimed(raw, claims, trailers, (found) => {
      checksum = found
    }),
    checksum: () => checksum,
    hasIntegrityClaim: claims.md5 !== undefined || claims.algorithm !== undefined,
  }
}

/** The whole body as text: for XML only. */
export async function readText(body: RequestBody): Promise<string> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const chunk of body.bytes) {
    size += chunk.byteLength
    if (size > MAX_XML_BYTES) throw new S3Error('MalformedXML')
    parts.push(chunk)
  }
  return Buffer.concat(parts).toString()
}

const tooLarge = (size: number): S3Error =>
  new S3Error('EntityTooLarge', { details: { ProposedSize: size, MaxSizeAllowed: MAX_BODY_BYTES } })

function lengthOf(request: ReceivedRequest, name: string): number | undefined {
  const text = header(request, name)
  if (text === undefined) return undefined
  if (!/^\d{1,15}$/.test(text)) throw invalidArgument(`${name} must be a number of bytes`, name, text)
  return Number(text)
}

async function* readAll(received: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  if (received === null) return
  try {
    for await (const chunk of received) yield chunk
  } catch (cause) {
    // The client went away in the middle.
    throw new S3Error('IncompleteBody', { cause, explanation: 'The connection ended before the body did' })
  }
}

async function* counted(source: AsyncIterable<Uint8Array>, expected: number | undefined): AsyncGenerator<Uint8Array> {
  let size = 0
  for await (const chunk of source) {
    size += chunk.byteLength
    if (size > MAX_BODY_BYTES * 1.01) throw tooLarge(size)
    if (expected !== undefined && size > expected) throw incomplete(expected, size)
    yield chunk
  }
  if (expected !== undefined && size !== expected) throw incomplete(expected, size)
}

const incomplete = (expected: number, got: number): S3Error =>
  new S3Error('IncompleteBody', { details: { NumberBytesExpected: expected, NumberBytesProvided: got } })

async function* hashed(source: AsyncIterable<Uint8Array>, expected: string): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  for await (const chunk of source) {
    hash.update(chunk)
    yield chunk
  }
  const computed = hash.digest('hex')
  if (computed !== expected) {
    throw new S3Error('XAmzContentSHA256Mismatch', {
      details: { ClientComputedContentSHA256: expected, S3ComputedContentSHA256: computed },
    })
  }
}

interface Claims {
  readonly md5: string | undefined
  readonly algorithm: ChecksumAlgorithm | undefined
  /** Undefined when it will come as a trailer. */
  readonly value: string | undefined
}

function readClaims(request: ReceivedRequest): Claims {
  const md5 = header(request, 'content-md5')
  if (md5 !== undefined && Buffer.from(md5, 'base64').byteLength !== 16) throw new S3Error('InvalidDigest')
  const inHeader = checksumAlgorithms.filter((name) => header(request, `x-amz-checksum-${name}`) !== undefined)
  const trailer = /^x-amz-checksum-(\w+)$/.exec((header(request, 'x-amz-trailer') ?? '').trim().toLowerCase())?.[1]
  const inTrailer = checksumAlgorithms.filter((name) => name === trailer)
  const [algorithm, ...more] = [...inHeader, ...inTrailer]
  if (more.length > 0) {
    throw new S3Error('InvalidRequest', {
      message: 'Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.',
    })
  }
  const value = inHeader.length === 0 ? undefined : header(request, `x-amz-checksum-${algorithm}`)
  if (algorithm !== undefined && value !== undefined) checkForm(algorithm, value)
  return { md5, algorithm, value }
}

function checkForm(algorithm: ChecksumAlgorithm, value: string): void {
  if (Buffer.from(value, 'base64').byteLength === checksumBytes[algorithm]) return
  throw new S3Error('InvalidRequest', { message: `Value for x-amz-checksum-${algorithm} header is invalid.` })
}

async function* claimed(
  source: AsyncIterable<Uint8Array>,
  claims: Claims,
  trailers: ReadonlyMap<string, string>,
  found: (checksum: ObjectChecksum) => void,
): AsyncGenerator<Uint8Array> {
  const md5: Hash | undefined = claims.md5 === undefined ? undefined : createHash('md5')
  const running: RunningChecksum | undefined = claims.algorithm && createChecksum(claims.algorithm)
  for await (const chunk of source) {
    md5?.update(chunk)
    running?.update(chunk)
    yield chunk
  }
  const digest = md5?.digest('base64')
  if (digest !== undefined && digest !== claims.md5) {
    throw new S3Error('BadDigest', { details: { ExpectedDigest: claims.md5 ?? '', CalculatedDigest: digest } })
  }
  const { algorithm } = claims
  if (algorithm === undefined || running === undefined) return
  const expected = claims.value ?? trailers.get(`x-amz-checksum-${algorithm}`)
  if (expected === undefined) {
    throw new S3Error('InvalidRequest', {
      message: `The trailer x-amz-checksum-${algorithm} was announced but not sent.`,
    })
  }
  checkForm(algorithm, expected)
  const value = running.digest()
  if (value !== expected) {
    throw new S3Error('BadDigest', {
      message: `The ${algorithm.toUpperCase()} you specified did not match the calculated checksum.`,
    })
  }
  found({ algorithm, value, type: 'FULL_OBJECT' })
}
