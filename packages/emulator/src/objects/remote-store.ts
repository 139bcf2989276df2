/**
 * Objects in another S3: MinIO, LocalStack, moto or AWS. In: the calls of `ObjectStore`. Out: signed requests over
 * fetch. Large bodies go in parts of 8 MiB, so one part at a time is in memory. Not offered here: `uploads`, because
 * whoever uploads in parts can talk to the other S3 itself.
 */
import type { Credentials } from '@scribelite/core/protocol'
import { type ObjectInfo, type ObjectMetadata, type ObjectStore, ObjectStoreError } from './object-store.ts'
import { infoOf, metadataHeaders } from './remote-object.ts'
import { createRemoteRequest } from './remote-request.ts'
import { childrenNamed, childText, xmlDocument } from './s3-xml.ts'

export interface RemoteStoreOptions {
  /** `https://s3.eu-west-1.amazonaws.com`, `http://localhost:9000`. */
  readonly endpoint: string
  readonly credentials: Credentials
  readonly region: string
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. True by default: what MinIO and moto take. */
  readonly pathStyle?: boolean
  /** Milliseconds since the epoch, for signatures. The machine's time by default. */
  readonly now?: () => number
}

const PART_BYTES = 8 * 1024 ** 2

export function createRemoteStore(options: RemoteStoreOptions): ObjectStore {
  const { region, now = Date.now } = options
  const { origin, send, ask, mustAsk, askXml } = createRemoteRequest(options)

  const hasBucket = async (bucket: string): Promise<boolean> => {
    const response = await send({ method: 'HEAD', bucket })
    if (response.status === 404) return false
    if (response.ok) return true
    throw new ObjectStoreError(
      'remote-refused',
      `The S3 at ${origin} refused HEAD /${bucket}: status ${response.status}`,
    )
  }

  const putInParts = async (
    where: { bucket: string; key: string },
    first: Uint8Array<ArrayBuffer>,
    rest: AsyncGenerator<Uint8Array<ArrayBuffer>>,
    headers: Record<string, string>,
  ): Promise<string> => {
    const started = await askXml({ method: 'POST', ...where, query: { uploads: '' }, headers })
    const uploadId = childText(started, 'UploadId') ?? ''
    try {
      const etags: string[] = []
      const sendPart = async (body: Uint8Array<ArrayBuffer>): Promise<void> => {
        const query = { partNumber: String(etags.length + 1), uploadId }
        const response = await mustAsk({ method: 'PUT', ...where, query, body })
        etags.push(response.headers.get('etag') ?? '')
      }
      await sendPart(first)
      for await (const part of rest) await sendPart(part)
      const body = xmlDocument('CompleteMultipartUpload', {
        Part: etags.map((ETag, index) => ({ PartNumber: index + 1, ETag })),
      })
      const done = await askXml({ method: 'POST', ...where, query: { uploadId }, body })
      return childText(done, 'ETag') ?? ''
    } catch (error) {
      // Nothing must stay behind. When even this fails, what the caller must hear of is the first failure.
      await send({ method: 'DELETE', ...where, query: { uploadId } }).catch(() => undefined)
      throw error
    }
  }

  const store: ObjectStore = {
    async listBuckets() {
      const root = await askXml({ method: 'GET' })
      const buckets = childrenNamed(root, 'Buckets').flatMap((element) => childrenNamed(element, 'Bucket'))
      return buckets.map((bucket) => ({
        name: childText(bucket, 'Name') ?? '',
        created: Date.parse(childText(bucket, 'CreationDate') ?? '') || 0,
      }))
    },
    hasBucket,
    async createBucket(bucket) {
      if (await hasBucket(bucket)) return
      const body =
        region === 'us-east-1' ? '' : xmlDocument('CreateBucketConfiguration', { LocationConstraint: region })
      await mustAsk({ method: 'PUT', bucket, body })
    },
    async deleteBucket(bucket) {
      await mustAsk({ method: 'DELETE', bucket })
    },
    async head(bucket, key) {
      const response = await send({ method: 'HEAD', bucket, key, headers: { 'x-amz-checksum-mode': 'ENABLED' } })
      if (response.status === 404) return undefined
      if (response.ok) return infoOf(key, response.headers)
      throw new ObjectStoreError(
        'remote-refused',
        `The S3 at ${origin} refused HEAD /${bucket}/${key}: status ${response.status}`,
      )
    },
    async get(bucket, key, range) {
      const info = await store.head(bucket, key)
      if (info === undefined) return undefined
      if (info.size === 0) return { info, body: none() }
      const { first, last } = range ?? { first: 0, last: info.size - 1 }
      // Exactly the object that `info` is about, or nothing.
      const headers = { range: `bytes=${first}-${last}`, 'if-match': `"${info.etag}"` }
      // fetch would unpack gzip; what is wanted is the object as it is.
      const isEncoded = info.metadata.system?.['content-encoding'] !== undefined
      const query = isEncoded ? { 'response-content-encoding': 'identity' } : {}
      const response = await ask({ method: 'GET', bucket, key, headers, query }, 'undefined')
      if (response === undefined) return undefined
      return { info, body: bytesOf(response, last - first + 1, origin) }
    },
    async put(bucket, key, body, metadata, options) {
      // As near as this store can: its own writers are asked, those of the other S3 are not held.
      if (options?.mayReplace !== undefined) options.mayReplace(await store.head(bucket, key))
      const parts = inParts(body)
      const first = (await parts.next()).value ?? new Uint8Array(0)
      // Told at the end of a body; a body of several parts needs it before, and then it has none yet.
      const known = (): ObjectMetadata => (typeof metadata === 'function' ? metadata() : (metadata ?? {}))
      let etag: string
      if (first.byteLength < PART_BYTES) {
        // The generator has ended: what the end of the body tells is known.
        await parts.next()
        const response = await mustAsk({ method: 'PUT', bucket, key, body: first, headers: metadataHeaders(known()) })
        etag = response.headers.get('etag') ?? ''
      } else {
        etag = await putInParts({ bucket, key }, first, parts, metadataHeaders(known()))
      }
      const info = await store.head(bucket, key)
      if (info?.etag === etag.replaceAll('"', '')) return info
      // Replaced by somebody else since, or hidden for a moment: say what was written.
      return { key, size: 0, etag: etag.replaceAll('"', ''), modified: now(), metadata: known(), ...info }
    },
    async delete(bucket, key) {
      await mustAsk({ method: 'DELETE', bucket, key })
    },
    async list(bucket, { prefix, startAfter, limit }) {
      const infos: ObjectInfo[] = []
      let position = startAfter ?? ''
      while (infos.length < limit) {
        const query = {
          'list-type': '2',
          'encoding-type': 'url',
          'max-keys': String(Math.min(1000, limit - infos.length)),
          prefix,
          ...(position === '' ? {} : { 'start-after': position }),
        }
        const root = await askXml({ method: 'GET', bucket, query })
        for (const element of childrenNamed(root, 'Contents')) {
          position = decodeURIComponent((childText(element, 'Key') ?? '').replaceAll('+', ' '))
          infos.push({
            key: position,
            size: Number(childText(element, 'Size')),
            etag: (childText(element, 'ETag') ?? '').replaceAll('"', ''),
            modified: Date.parse(childText(element, 'LastModified') ?? '') || 0,
            metadata: {},
          })
        }
        if (childText(root, 'IsTruncated') !== 'true') break
      }
      return infos
    },
  }
  return store
}

/** Pieces of exactly PART_BYTES but for the last. */
async function* inParts(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let part = new Uint8Array(PART_BYTES)
  let filled = 0
  for await (const chunk of body) {
    for (let taken = 0; taken < chunk.byteLength; ) {
      const piece = chunk.subarray(taken, taken + PART_BYTES - filled)
      part.set(piece, filled)
      filled += piece.byteLength
      taken += piece.byteLength
      if (filled < PART_BYTES) continue
      yield part
      part = new Uint8Array(PART_BYTES)
      filled = 0
    }
  }
  if (filled > 0) yield part.slice(0, filled)
}

async function* none(): AsyncGenerator<Uint8Array> {
  // An empty object has no range that could be asked for.
}

async function* bytesOf(response: Response, expected: number, origin: string): AsyncGenerator<Uint8Array> {
  let size = 0
  try {
    for await (const chunk of response.body ?? []) {
      size += chunk.byteLength
      yield chunk
    }
  } catch (cause) {
    throw new ObjectStoreError(
      'remote-unreachable',
      `The S3 at ${origin} broke off after ${size} of ${expected} bytes`,
      {
        cause,
      },
    )
  }
  if (size !== expected) {
    throw new ObjectStoreError('remote-unreachable', `The S3 at ${origin} sent ${size} of ${expected} bytes`)
  }
}
