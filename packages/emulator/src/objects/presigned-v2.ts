/**
 * Presigned URLs of signature version 2: `AWSAccessKeyId`, `Signature`, `Expires` in the query. Old, but what `aws s3
 * presign` of the AWS CLI 1 and boto3's generate_presigned_url still make in us-east-1 unless told otherwise
 * (seen with botocore 1.43), and S3 takes them there. In: a request that carries one. Out: who signed it, or S3Error.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'
import type { Principal } from '../auth/verify-request.ts'
import { header, type ReceivedRequest } from '../received-request.ts'
import { readAddress } from './s3-address.ts'
import type { S3Service } from './s3-call.ts'
import { S3Error } from './s3-error.ts'
import { isoSeconds } from './s3-refusal.ts'

/** The query parameters that are signed (documented, "Signing and authenticating REST requests"). */
const SIGNED_QUERY =
  /^(?:acl|cors|delete|lifecycle|location|logging|notification|partNumber|policy|requestPayment|tagging|torrent|uploadId|uploads|versionId|versioning|versions|website|response-[a-z-]+)$/

export function isPresignedV2(query: ReadonlyMap<string, string>): boolean {
  return query.has('AWSAccessKeyId') && query.has('Signature')
}

export function verifyPresignedV2(
  request: ReceivedRequest,
  query: ReadonlyMap<string, string>,
  service: Pick<S3Service, 'auth' | 'credentials' | 'clock'>,
): Principal {
  const accessKeyId = query.get('AWSAccessKeyId') ?? ''
  const signature = query.get('Signature') ?? ''
  const expires = query.get('Expires') ?? ''
  const now = service.clock.now()
  const known = service.credentials.find(accessKeyId)
  const principal: Principal = {
    accessKeyId,
    accountId: known?.accountId ?? '000000000000',
    region: 'us-east-1',
    form: 'query',
    signature,
    amzDate: '',
    // Version 2 has no chain of chunks that would need the secret.
    credentials: undefined,
  }
  if (service.auth === 'off') return principal

  if (!/^\d{1,12}$/.test(expires)) {
    throw new S3Error('AccessDenied', { message: `Invalid date (should be seconds since epoch): ${expires}` })
  }
  if (now > Number(expires) * 1000) {
    throw new S3Error('AccessDenied', {
      message: 'Request has expired',
      details: { Expires: isoSeconds(Number(expires) * 1000), ServerTime: isoSeconds(now) },
    })
  }
  if (service.auth === 'any-key') return principal

  if (known === undefined) throw new S3Error('InvalidAccessKeyId', { details: { AWSAccessKeyId: accessKeyId } })
  if (query.get('x-amz-security-token') !== known.sessionToken) throw new S3Error('InvalidToken')
  if (known.sessionExpires !== undefined && now >= known.sessionExpires) throw new S3Error('ExpiredToken')

  const text = stringToSign(request, query, expires)
  const expected = createHmac('sha1', known.secretAccessKey).update(text).digest()
  const given = Buffer.from(signature, 'base64')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new S3Error('SignatureDoesNotMatch', {
      details: { AWSAccessKeyId: accessKeyId, StringToSign: text, SignatureProvided: signature },
      explanation: `Signature version 2; the string to sign should have been\n${text}`,
    })
  }
  return principal
}

function stringToSign(request: ReceivedRequest, query: ReadonlyMap<string, string>, expires: string): string {
  // A presigner moves the headers that it signed into the query; a client may send them again.
  const signed = new Map<string, string>()
  for (const [name, value] of query) signed.set(name.toLowerCase(), value)
  for (const [name] of request.headers) signed.set(name, header(request, name) ?? '')
  const amz = [...signed].filter(([name]) => name.startsWith('x-amz-'))
  const { bucket } = readAddress(request)
  const isPathStyle = decodeURIComponent(request.path.split('/')[1] ?? '') === bucket
  const subresources = [...query]
    .filter(([name]) => SIGNED_QUERY.test(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
  return [
    request.method,
    signed.get('content-md5') ?? '',
    signed.get('content-type') ?? '',
    expires,
    ...amz.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, value]) => `${name}:${value.trim()}`),
    (isPathStyle ? '' : `/${bucket}`) + request.path + (subresources.length === 0 ? '' : `?${subresources.join('&')}`),
  ].join('\n')
}
