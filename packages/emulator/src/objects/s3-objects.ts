/** PutObject, GetObject, HeadObject, GetObjectTagging, DeleteObject, DeleteObjects. */
import { header, type ReceivedRequest } from '../received-request.ts'
import { readCondition, writeOptions } from './conditions.ts'
import { checksumHeaders, headerText, metadataOf, objectHeaders, refuseUnsupportedHeaders } from './object-headers.ts'
import type { ByteRange, ObjectInfo, ObjectMetadata } from './object-store.ts'
import { readText } from './request-body.ts'
import { mustHaveBucket, noContent, readRoot, type S3Call, type S3Handler, xmlAnswer } from './s3-call.ts'
import { noSuchKey, S3Error } from './s3-error.ts'
import { childrenNamed, childText } from './s3-xml.ts'

/** S3's bound on one DeleteObjects. */
const MAX_DELETES = 1000

export const putObject: S3Handler = async (call) => {
  const { store, request, bucket, key, body } = call
  refuseUnsupportedHeaders(request)
  await mustHaveBucket(call)
  const metadata = metadataOf(request)
  const options = writeOptions(request, key)
  // Before the bytes come, and again when they take their place.
  if (options.mayReplace !== undefined) options.mayReplace(await store.head(bucket, key))
  const withChecksum = (): ObjectMetadata => {
    const checksum = body.checksum()
    return checksum === undefined ? metadata : { ...metadata, checksum }
  }
  const info = await store.put(bucket, key, body.bytes, withChecksum, options)
  return new Response(null, { headers: { etag: `"${info.etag}"`, ...checksumHeaders(info.metadata.checksum) } })
}

export const getObject: S3Handler = async (call) => answerObject(call, true)
export const headObject: S3Handler = async (call) => answerObject(call, false)

async function answerObject(call: S3Call, withBody: boolean): Promise<Response> {
  const { store, request, bucket, key, query } = call
  if (query.has('partNumber') || (query.has('versionId') && query.get('versionId') !== 'null')) {
    throw new S3Error('NotImplemented', { message: 'Reading by part number or version is not implemented' })
  }
  const info = await store.head(bucket, key)
  if (info === undefined) {
    await mustHaveBucket(call)
    throw noSuchKey(key)
  }
  const headers = objectHeaders(info)
  for (const [name, value] of query) {
    const overridden =
      /^response-(content-type|content-language|expires|cache-control|content-disposition|content-encoding)$/.exec(name)
    if (overridden?.[1] !== undefined) headers[overridden[1]] = headerText(value)
  }
  if (readCondition(request, info) === 'not-modified') {
    const { etag = '', 'last-modified': modified = '' } = headers
    return new Response(null, { status: 304, headers: { etag, 'last-modified': modified } })
  }
  const range = rangeOf(request, info)
  const { first, last } = range ?? { first: 0, last: info.size - 1 }
  headers['content-length'] = String(last - first + 1)
  if (range !== undefined) headers['content-range'] = `bytes ${first}-${last}/${info.size}`
  else if (header(request, 'x-amz-checksum-mode')?.toUpperCase() === 'ENABLED') {
    Object.assign(headers, checksumHeaders(info.metadata.checksum))
  }
  const status = range === undefined ? 200 : 206
  if (!withBody) return new Response(null, { status, headers })
  const stored = await store.get(bucket, key, { first, last })
  if (stored === undefined) throw noSuchKey(key)
  if (stored.info.etag !== info.etag || stored.info.size !== info.size) {
    // Replaced between looking and opening: answer for what is there now.
    await stored.body[Symbol.asyncIterator]().return?.()
    return answerObject(call, withBody)
  }
  return new Response(streamOf(stored.body), { status, headers })
}

/** A Range that cannot be read is ignored, as HTTP asks; so are several ranges in one, which S3 does not do. */
function rangeOf(request: ReceivedRequest, info: ObjectInfo): ByteRange | undefined {
  const text = header(request, 'range')
  const match = /^bytes=(\d*)-(\d*)$/.exec(text ?? '')
  if (match === null || (match[1] === '' && match[2] === '')) return undefined
  const [from, to] = [match[1], match[2]].map((digits) => (digits === '' ? undefined : Number(digits)))
  if (from !== undefined && to !== undefined && to < from) return undefined
  const range =
    from === undefined
      ? { first: Math.max(0, info.size - (to ?? 0)), last: info.size - 1 }
      : { first: from, last: Math.min(to ?? info.size - 1, info.size - 1) }
  if (range.first <= range.last) return range
  throw new S3Error('InvalidRange', { details: { RangeRequested: text, ActualObjectSize: info.size } })
}

/** Pulls from the store as the client takes, and closes the file when the client goes. */
function streamOf(body: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await iterator.next()
        if (next.done === true) controller.close()
        else controller.enqueue(next.value)
      },
      async cancel() {
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

/** No object has tags here, because none is taken. AWS CLI 2 asks before each copy in parts. */
export const getObjectTagging: S3Handler = async (call) => {
  if ((await call.store.head(call.bucket, call.key)) === undefined) {
    await mustHaveBucket(call)
    throw noSuchKey(call.key)
  }
  return xmlAnswer('Tagging', { TagSet: '' })
}

export const deleteObject: S3Handler = async (call) => {
  await mustHaveBucket(call)
  await call.store.delete(call.bucket, call.key)
  return noContent()
}

export const deleteObjects: S3Handler = async (call) => {
  const { store, bucket, body } = call
  if (!body.hasIntegrityClaim) {
    throw new S3Error('InvalidRequest', { message: 'Missing required header for this request: Content-MD5' })
  }
  const root = readRoot(await readText(body), 'Delete')
  await mustHaveBucket(call)
  const keys = childrenNamed(root, 'Object').map((object) => childText(object, 'Key') ?? '')
  if (keys.length === 0 || keys.length > MAX_DELETES) throw new S3Error('MalformedXML')
  for (const key of keys) await store.delete(bucket, key)
  const quiet = childText(root, 'Quiet')?.trim() === 'true'
  return xmlAnswer('DeleteResult', quiet ? {} : { Deleted: keys.map((Key) => ({ Key })) })
}
