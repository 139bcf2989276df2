/** Which operation a request asks for: method, level (service, bucket, object) and sub-resource decide. */
import { header, type ReceivedRequest } from '../received-request.ts'
import type { S3Address } from './s3-address.ts'

export type S3OperationName =
  | 'ListBuckets'
  | 'CreateBucket'
  | 'HeadBucket'
  | 'DeleteBucket'
  | 'GetBucketLocation'
  | 'ListObjects'
  | 'ListObjectsV2'
  | 'DeleteObjects'
  | 'PutObject'
  | 'GetObject'
  | 'HeadObject'
  | 'GetObjectTagging'
  | 'DeleteObject'
  | 'CopyObject'
  | 'CreateMultipartUpload'
  | 'UploadPart'
  | 'UploadPartCopy'
  | 'CompleteMultipartUpload'
  | 'AbortMultipartUpload'
  | 'ListParts'
  | 'ListMultipartUploads'

export type Recognised =
  | { readonly kind: 'offered'; readonly name: S3OperationName }
  /** An operation of S3's that this one does not have. */
  | { readonly kind: 'not-offered'; readonly name: string }
  | { readonly kind: 'unknown'; readonly name: string }

/** Sub-resources that are not offered, with the noun of their operations: `?acl` on a bucket is Get- or PutBucketAcl. */
const bucketParts: Readonly<Record<string, string>> = {
  abac: 'BucketAbac',
  accelerate: 'BucketAccelerateConfiguration',
  acl: 'BucketAcl',
  analytics: 'BucketAnalyticsConfiguration',
  cors: 'BucketCors',
  encryption: 'BucketEncryption',
  'intelligent-tiering': 'BucketIntelligentTieringConfiguration',
  inventory: 'BucketInventoryConfiguration',
  lifecycle: 'BucketLifecycleConfiguration',
  logging: 'BucketLogging',
  metadataConfiguration: 'BucketMetadataConfiguration',
  metadataTable: 'BucketMetadataTableConfiguration',
  metrics: 'BucketMetricsConfiguration',
  notification: 'BucketNotificationConfiguration',
  'object-lock': 'ObjectLockConfiguration',
  ownershipControls: 'BucketOwnershipControls',
  policy: 'BucketPolicy',
  policyStatus: 'BucketPolicyStatus',
  publicAccessBlock: 'PublicAccessBlock',
  replication: 'BucketReplication',
  requestPayment: 'BucketRequestPayment',
  session: 'Session',
  tagging: 'BucketTagging',
  versioning: 'BucketVersioning',
  versions: 'ObjectVersions',
  website: 'BucketWebsite',
}
const objectParts: Readonly<Record<string, string>> = {
  acl: 'ObjectAcl',
  attributes: 'ObjectAttributes',
  'legal-hold': 'ObjectLegalHold',
  renameObject: 'RenameObject',
  restore: 'RestoreObject',
  retention: 'ObjectRetention',
  select: 'SelectObjectContent',
  tagging: 'ObjectTagging',
  torrent: 'ObjectTorrent',
}
const verbs: Readonly<Record<string, string>> = { GET: 'Get', HEAD: 'Head', PUT: 'Put', POST: 'Post', DELETE: 'Delete' }

export function recogniseOperation(
  request: ReceivedRequest,
  address: S3Address,
  query: ReadonlyMap<string, string>,
): Recognised {
  const { method } = request
  const offered = (name: S3OperationName): Recognised => ({ kind: 'offered', name })
  const unknown: Recognised = { kind: 'unknown', name: `${method} ${levelOf(address)}` }

  if (address.bucket === '') return method === 'GET' || method === 'HEAD' ? offered('ListBuckets') : unknown

  if (method === 'GET' && address.key !== '' && query.has('tagging')) return offered('GetObjectTagging')
  for (const [part, noun] of Object.entries(address.key === '' ? bucketParts : objectParts)) {
    if (query.has(part)) return { kind: 'not-offered', name: `${verbs[method] ?? method}${noun}` }
  }
  if (address.key === '') {
    if (method === 'GET') {
      if (query.has('location')) return offered('GetBucketLocation')
      if (query.has('uploads')) return offered('ListMultipartUploads')
      return offered(query.get('list-type') === '2' ? 'ListObjectsV2' : 'ListObjects')
    }
    if (method === 'HEAD') return offered('HeadBucket')
    if (method === 'PUT') return offered('CreateBucket')
    if (method === 'DELETE') return offered('DeleteBucket')
    if (method === 'POST') {
      return query.has('delete') ? offered('DeleteObjects') : { kind: 'not-offered', name: 'PostObject' }
    }
    return unknown
  }

  const isCopy = header(request, 'x-amz-copy-source') !== undefined
  const inUpload = query.has('uploadId')
  if (method === 'GET') return offered(inUpload ? 'ListParts' : 'GetObject')
  if (method === 'HEAD') return offered('HeadObject')
  if (method === 'DELETE') return offered(inUpload ? 'AbortMultipartUpload' : 'DeleteObject')
  if (method === 'PUT') {
    if (inUpload && query.has('partNumber')) return offered(isCopy ? 'UploadPartCopy' : 'UploadPart')
    return offered(isCopy ? 'CopyObject' : 'PutObject')
  }
  if (method === 'POST') {
    if (query.has('uploads')) return offered('CreateMultipartUpload')
    if (inUpload) return offered('CompleteMultipartUpload')
  }
  return unknown
}

function levelOf(address: S3Address): string {
  return address.bucket === '' ? 'SERVICE' : address.key === '' ? 'BUCKET' : 'OBJECT'
}
