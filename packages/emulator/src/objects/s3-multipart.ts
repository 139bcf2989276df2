/** The multipart operations, in one file since all but the first name the same upload: parts in any order, joined into one object at the end. The parts are kept by the store. */
import { createHash } from 'node:crypto'
import { header } from '../received-request.ts'
import { checksumAlgorithms, createChecksum } from './checksum.ts'
import { writeOptions } from './conditions.ts'
import { compareKeys } from './key-path.ts'
import type { MultipartUpload, MultipartUploads, UploadedPart } from './multipart-uploads.ts'
import { checksumElements, checksumHeaders, metadataOf, refuseUnsupportedHeaders } from './object-headers.ts'
import type { ChecksumAlgorithm, ObjectChecksum } from './object-store.ts'
import { readText } from './request-body.ts'
import {
  isoTime,
  mustHaveBucket,
  noContent,
  ownerOf,
  readRoot,
  type S3Call,
  type S3Handler,
  xmlAnswer,
} from './s3-call.ts'
import { openSource, readSourceRange } from './s3-copy.ts'
import { invalidArgument, noSuchUpload, S3Error } from './s3-error.ts'
import { childrenNamed, childText, type XmlElement } from './s3-xml.ts'

const MAX_PARTS = 10_000
/** All parts but the last. */
const MIN_PART_BYTES = 5 * 1024 ** 2

export const createMultipartUpload: S3Handler = async (call) => {
  const { request, bucket, key, service } = call
  refuseUnsupportedHeaders(request)
  await mustHaveBucket(call)
  const uploadId = service.ids.uuid()
  const checksum = readUploadChecksum(call)
  await uploadsOf(call).create({
    uploadId,
    bucket,
    key,
    initiated: service.clock.now(),
    metadata: metadataOf(request),
    ...(checksum === undefined ? {} : { checksum }),
  })
  return xmlAnswer(
    'InitiateMultipartUploadResult',
    { Bucket: bucket, Key: key, UploadId: uploadId },
    checksum === undefined
      ? {}
      : { 'x-amz-checksum-algorithm': checksum.algorithm.toUpperCase(), 'x-amz-checksum-type': checksum.type },
  )
}

export const uploadPart: S3Handler = async (call) => {
  const { body } = call
  const upload = await findUpload(call)
  const part = await uploadsOf(call).putPart(upload.uploadId, readPartNumber(call), body.bytes, body.checksum)
  return new Response(null, { headers: { etag: `"${part.etag}"`, ...checksumHeaders(part.checksum) } })
}

export const uploadPartCopy: S3Handler = async (call) => {
  const upload = await findUpload(call)
  const partNumber = readPartNumber(call)
  const { body } = await openSource(call, readSourceRange(call.request))
  const running = upload.checksum && createChecksum(upload.checksum.algorithm)
  const part = await uploadsOf(call).putPart(upload.uploadId, partNumber, watched(body, running?.update), () =>
    upload.checksum && running
      ? { algorithm: upload.checksum.algorithm, value: running.digest(), type: 'FULL_OBJECT' }
      : undefined,
  )
  const { ChecksumType: _, ...checksums } = checksumElements(part.checksum)
  return xmlAnswer('CopyPartResult', { LastModified: isoTime(part.modified), ETag: `"${part.etag}"`, ...checksums })
}

export const completeMultipartUpload: S3Handler = async (call) => {
  const { store, request, bucket, key, body } = call
  const upload = await findUpload(call)
  const root = readRoot(await readText(body), 'CompleteMultipartUpload')
  const uploads = uploadsOf(call)
  const parts = chooseParts(childrenNamed(root, 'Part'), await uploads.parts(upload.uploadId))
  const options = writeOptions(request, key)
  if (options.mayReplace !== undefined) options.mayReplace(await store.head(bucket, key))

  const algorithm = upload.checksum?.algorithm
  const isFull = upload.checksum?.type === 'FULL_OBJECT'
  const running = algorithm !== undefined && isFull ? createChecksum(algorithm) : undefined
  const claimed = algorithm === undefined ? undefined : header(request, `x-amz-checksum-${algorithm}`)
  const joined = await store.put(
    bucket,
    key,
    watched(uploads.read(upload.uploadId, parts), running?.update),
    () => {
      const checksum: ObjectChecksum | undefined =
        algorithm === undefined
          ? undefined
          : running === undefined
            ? compositeChecksum(algorithm, parts)
            : { algorithm, value: running.digest(), type: 'FULL_OBJECT' }
      // A composite is claimed with or without its `-<parts>`.
      if (claimed !== undefined && checksum && claimed !== checksum.value && claimed !== checksum.value.split('-')[0]) {
        throw new S3Error('BadDigest', {
          message: `The ${algorithm?.toUpperCase()} you specified did not match the calculated checksum.`,
        })
      }
      return { ...upload.metadata, ...(checksum === undefined ? {} : { checksum }) }
    },
    { ...options, etag: joinedEtag(parts) },
  )
  await uploads.remove(upload.uploadId)
  return xmlAnswer('CompleteMultipartUploadResult', {
    Location: `${request.scheme}://${request.authority}${request.path}`,
    Bucket: bucket,
    Key: key,
    ETag: `"${joined.etag}"`,
    ...checksumElements(joined.metadata.checksum),
  })
}

export const abortMultipartUpload: S3Handler = async (call) => {
  const upload = await findUpload(call)
  await uploadsOf(call).remove(upload.uploadId)
  return noContent()
}

export const listParts: S3Handler = async (call) => {
  const { query, bucket, key, principal } = call
  const upload = await findUpload(call)
  const after = numberOf(query.get('part-number-marker'), 'part-number-marker', 0)
  const limit = Math.min(1000, numberOf(query.get('max-parts'), 'max-parts', 1000))
  const rest = (await uploadsOf(call).parts(upload.uploadId)).filter((part) => part.partNumber > after)
  const shown = rest.slice(0, limit)
  return xmlAnswer('ListPartsResult', {
    Bucket: bucket,
    Key: key,
    UploadId: upload.uploadId,
    PartNumberMarker: after,
    NextPartNumberMarker: shown.at(-1)?.partNumber ?? 0,
    MaxParts: limit,
    IsTruncated: rest.length > shown.length,
    Initiator: ownerOf(principal),
    Owner: ownerOf(principal),
    StorageClass: 'STANDARD',
    ChecksumAlgorithm: upload.checksum?.algorithm.toUpperCase(),
    ChecksumType: upload.checksum?.type,
    Part: shown.map((part) => {
      const { ChecksumType: _, ...checksums } = checksumElements(part.checksum)
      return {
        PartNumber: part.partNumber,
        LastModified: isoTime(part.modified),
        ETag: `"${part.etag}"`,
        Size: part.size,
        ...checksums,
      }
    }),
  })
}

export const listMultipartUploads: S3Handler = async (call) => {
  const { query, bucket, principal } = call
  await mustHaveBucket(call)
  if (query.has('delimiter')) {
    throw new S3Error('NotImplemented', { message: 'ListMultipartUploads with a delimiter is not implemented' })
  }
  const prefix = query.get('prefix') ?? ''
  const keyMarker = query.get('key-marker') ?? ''
  const idMarker = query.get('upload-id-marker') ?? ''
  const limit = Math.min(1000, numberOf(query.get('max-uploads'), 'max-uploads', 1000))
  const found = (await uploadsOf(call).list(bucket)).filter(({ key }) => key.startsWith(prefix))
  const marked = found.findIndex(({ key, uploadId }) => key === keyMarker && uploadId === idMarker)
  const rest = marked === -1 ? found.filter(({ key }) => compareKeys(key, keyMarker) > 0) : found.slice(marked + 1)
  const shown = rest.slice(0, limit)
  const isTruncated = rest.length > shown.length
  return xmlAnswer('ListMultipartUploadsResult', {
    Bucket: bucket,
    KeyMarker: keyMarker,
    UploadIdMarker: idMarker,
    NextKeyMarker: isTruncated ? shown.at(-1)?.key : undefined,
    NextUploadIdMarker: isTruncated ? shown.at(-1)?.uploadId : undefined,
    Prefix: prefix === '' ? undefined : prefix,
    MaxUploads: limit,
    IsTruncated: isTruncated,
    Upload: shown.map((upload) => ({
      Key: upload.key,
      UploadId: upload.uploadId,
      Initiator: ownerOf(principal),
      Owner: ownerOf(principal),
      StorageClass: 'STANDARD',
      Initiated: isoTime(upload.initiated),
    })),
  })
}

function uploadsOf(call: S3Call): MultipartUploads {
  if (call.store.uploads !== undefined) return call.store.uploads
  throw new S3Error('NotImplemented', {
    message: 'Objects are kept by another S3 here; send multipart uploads to its own endpoint',
  })
}

async function findUpload(call: S3Call): Promise<MultipartUpload> {
  await mustHaveBucket(call)
  const uploadId = call.query.get('uploadId') ?? ''
  const upload = await uploadsOf(call).find(call.bucket, call.key, uploadId)
  if (upload === undefined) throw noSuchUpload(uploadId)
  return upload
}

function readPartNumber(call: S3Call): number {
  const text = call.query.get('partNumber') ?? ''
  const partNumber = /^\d{1,5}$/.test(text) ? Number(text) : 0
  if (partNumber >= 1 && partNumber <= MAX_PARTS) return partNumber
  throw invalidArgument(`Part number must be an integer between 1 and ${MAX_PARTS}, inclusive`, 'partNumber', text)
}

function numberOf(text: string | undefined, name: string, otherwise: number): number {
  if (text === undefined || text === '') return otherwise
  if (!/^\d{1,10}$/.test(text))
    throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, text)
  return Number(text)
}

/** Full by nature for CRC64NVME, composite for the others unless asked otherwise; a hash cannot be full (documented). */
function readUploadChecksum(call: S3Call): MultipartUpload['checksum'] {
  const text = header(call.request, 'x-amz-checksum-algorithm')
  const asked = header(call.request, 'x-amz-checksum-type')
  if (text === undefined) return undefined
  const algorithm = checksumAlgorithms.find((name) => name === text.toLowerCase())
  if (algorithm === undefined) {
    throw new S3Error('InvalidRequest', {
      message:
        'Checksum algorithm provided is unsupported. Please try again with any of the valid types: [CRC32, CRC32C, CRC64NVME, SHA1, SHA256]',
    })
  }
  const type = asked ?? (algorithm === 'crc64nvme' ? 'FULL_OBJECT' : 'COMPOSITE')
  const isPossible =
    type === 'FULL_OBJECT' ? algorithm.startsWith('crc') : type === 'COMPOSITE' && algorithm !== 'crc64nvme'
  if (isPossible) return { algorithm, type: type === 'FULL_OBJECT' ? type : 'COMPOSITE' }
  throw new S3Error('InvalidRequest', {
    message: `The ${type} checksum type cannot be used with the ${algorithm} checksum algorithm.`,
  })
}

/** The parts that the client lists, found among those uploaded: ascending, each with its ETag and checksum as given back. */
function chooseParts(listed: readonly XmlElement[], uploaded: readonly UploadedPart[]): UploadedPart[] {
  if (listed.length === 0 || listed.length > MAX_PARTS) throw new S3Error('MalformedXML')
  const byNumber = new Map(uploaded.map((part) => [part.partNumber, part]))
  const chosen: UploadedPart[] = []
  for (const element of listed) {
    const partNumber = Number(childText(element, 'PartNumber') ?? Number.NaN)
    const etag = (childText(element, 'ETag') ?? '').trim().replace(/^"(.*)"$/, '$1')
    if (!Number.isInteger(partNumber)) throw new S3Error('MalformedXML')
    const before = chosen.at(-1)?.partNumber ?? 0
    if (partNumber <= before) throw new S3Error('InvalidPartOrder')
    const part = byNumber.get(partNumber)
    const claims = checksumAlgorithms.map(
      (name) => [name, childText(element, `Checksum${name.toUpperCase()}`)] as const,
    )
    const contradicted = claims.some(
      ([name, value]) =>
        value !== undefined && part?.checksum?.algorithm === name && part.checksum.value !== value.trim(),
    )
    if (part?.etag !== etag || contradicted) {
      throw new S3Error('InvalidPart', { details: { PartNumber: partNumber, ETag: etag } })
    }
    chosen.push(part)
  }
  for (const part of chosen.slice(0, -1)) {
    if (part.size >= MIN_PART_BYTES) continue
    throw new S3Error('EntityTooSmall', {
      details: {
        ETag: part.etag,
        MinSizeAllowed: MIN_PART_BYTES,
        ProposedSize: part.size,
        PartNumber: part.partNumber,
      },
    })
  }
  return chosen
}

/** MD5 of the parts' MD5s, and how many they are. */
function joinedEtag(parts: readonly UploadedPart[]): string {
  const hash = createHash('md5')
  for (const part of parts) hash.update(Buffer.from(part.etag, 'hex'))
  return `${hash.digest('hex')}-${parts.length}`
}

function compositeChecksum(algorithm: ChecksumAlgorithm, parts: readonly UploadedPart[]): ObjectChecksum | undefined {
  const checksum = createChecksum(algorithm)
  for (const part of parts) {
    // A part sent without one, or with another algorithm: S3 would have refused it, older clients do send it.
    if (part.checksum?.algorithm !== algorithm) return undefined
    checksum.update(Buffer.from(part.checksum.value, 'base64'))
  }
  return { algorithm, value: `${checksum.digest()}-${parts.length}`, type: 'COMPOSITE' }
}

async function* watched(
  source: AsyncIterable<Uint8Array>,
  watch: ((bytes: Uint8Array) => void) | undefined,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    watch?.(chunk)
    yield chunk
  }
}
