/** CopyObject and UploadPartCopy: the body comes from another object of the same store. */
import { header, type ReceivedRequest } from '../received-request.ts'
import { failed, readCondition } from './conditions.ts'
import { checksumElements, metadataOf, refuseUnsupportedHeaders } from './object-headers.ts'
import type { ByteRange, StoredObject } from './object-store.ts'
import { MAX_BODY_BYTES } from './request-body.ts'
import { isoTime, mustBeOpen, mustHaveBucket, type S3Call, type S3Handler, xmlAnswer } from './s3-call.ts'
import { invalidArgument, noSuchBucket, noSuchKey, S3Error } from './s3-error.ts'

export const copyObject: S3Handler = async (call) => {
  const { store, request, bucket, key } = call
  refuseUnsupportedHeaders(request)
  await mustHaveBucket(call)
  const source = readSource(request)
  const directive = header(request, 'x-amz-metadata-directive') ?? 'COPY'
  if (directive !== 'COPY' && directive !== 'REPLACE') {
    throw invalidArgument('Unknown metadata directive.', 'x-amz-metadata-directive', directive)
  }
  if (directive === 'COPY' && source.bucket === bucket && source.key === key) {
    throw new S3Error('InvalidRequest', {
      message:
        "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    })
  }
  const { info, body } = await openSource(call)
  const { checksum } = info.metadata
  const replaced = metadataOf(request)
  const copied = await store.put(
    bucket,
    key,
    body,
    directive === 'COPY'
      ? // A composite checksum speaks of parts that the copy does not have.
        withoutComposite(info.metadata)
      : { ...replaced, ...(checksum?.type === 'FULL_OBJECT' ? { checksum } : {}) },
  )
  return xmlAnswer('CopyObjectResult', {
    LastModified: isoTime(copied.modified),
    ETag: `"${copied.etag}"`,
    ...checksumElements(copied.metadata.checksum),
  })
}

function withoutComposite(metadata: StoredObject['info']['metadata']): StoredObject['info']['metadata'] {
  const { checksum, ...others } = metadata
  return checksum?.type === 'FULL_OBJECT' ? metadata : others
}

/** The source object of a copy, opened; conditions on it checked. */
export async function openSource(call: S3Call, range?: ByteRange): Promise<StoredObject> {
  const { store, request } = call
  const source = readSource(request)
  mustBeOpen(call, source.bucket)
  const info = await store.head(source.bucket, source.key)
  if (info === undefined) {
    if (!(await store.hasBucket(source.bucket))) throw noSuchBucket(source.bucket)
    throw noSuchKey(source.key)
  }
  if (readCondition(request, info, 'x-amz-copy-source-') === 'not-modified') {
    throw failed('x-amz-copy-source-If-None-Match')
  }
  if (range !== undefined && range.last >= info.size) {
    throw invalidArgument(
      `Range specified is not valid for source object of size: ${info.size}`,
      'x-amz-copy-source-range',
      `bytes=${range.first}-${range.last}`,
    )
  }
  if (range === undefined && info.size > MAX_BODY_BYTES) {
    throw new S3Error('InvalidRequest', {
      message: `The specified copy source is larger than the maximum allowable size for a copy source: ${MAX_BODY_BYTES}`,
    })
  }
  const stored = await store.get(source.bucket, source.key, range)
  if (stored === undefined) throw noSuchKey(source.key)
  return stored
}

/** `x-amz-copy-source-range`, which has one form only. */
export function readSourceRange(request: ReceivedRequest): ByteRange | undefined {
  const text = header(request, 'x-amz-copy-source-range')
  if (text === undefined) return undefined
  const match = /^bytes=(\d+)-(\d+)$/.exec(text)
  const range = { first: Number(match?.[1]), last: Number(match?.[2]) }
  if (match !== null && range.first <= range.last) return range
  throw invalidArgument(
    'The x-amz-copy-source-range value must be of the form bytes=first-last where first and last are the zero-based offsets of the first and last bytes to copy',
    'x-amz-copy-source-range',
    text,
  )
}

/** `bucket/key` or `/bucket/key`, percent-encoded, with an optional `?versionId=`. */
function readSource(request: ReceivedRequest): { readonly bucket: string; readonly key: string } {
  const text = header(request, 'x-amz-copy-source') ?? ''
  const [path = '', version] = text.split('?versionId=')
  if (version !== undefined && version !== 'null') {
    throw new S3Error('NotImplemented', { message: 'Copying a version of an object is not implemented' })
  }
  let decoded: string
  try {
    decoded = decodeURIComponent(path).replace(/^\//, '')
  } catch (cause) {
    throw new S3Error('InvalidArgument', {
      message: 'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      details: { ArgumentName: 'x-amz-copy-source', ArgumentValue: text },
      cause,
    })
  }
  const slash = decoded.indexOf('/')
  if (slash < 1 || slash === decoded.length - 1) {
    throw invalidArgument(
      'Copy Source must mention the source bucket and key: sourcebucket/sourcekey',
      'x-amz-copy-source',
      text,
    )
  }
  return { bucket: decoded.slice(0, slash), key: decoded.slice(slash + 1) }
}
