/** ListObjectsV2 and its predecessor: one walk over the keys, folding those below a delimiter into common prefixes. */
import { compareKeys } from './key-path.ts'
import { checksumElements } from './object-headers.ts'
import { MAX_KEY_BYTES, type ObjectInfo, type ObjectStore } from './object-store.ts'
import { isoTime, mustHaveBucket, ownerOf, type S3Call, type S3Handler, xmlAnswer } from './s3-call.ts'
import { invalidArgument } from './s3-error.ts'
import type { XmlNode } from './s3-xml.ts'

const MAX_KEYS = 1000

export const listObjectsV2: S3Handler = async (call) => {
  const { query } = call
  const token = query.get('continuation-token')
  const { page, prefix, delimiter, maxKeys, encode, encodingType } = await list(
    call,
    token === undefined ? (query.get('start-after') ?? '') : readToken(token),
  )
  const owner = query.get('fetch-owner') === 'true' ? ownerOf(call.principal) : undefined
  return xmlAnswer('ListBucketResult', {
    Name: call.bucket,
    Prefix: encode(prefix),
    StartAfter: token === undefined && query.has('start-after') ? encode(query.get('start-after') ?? '') : undefined,
    ContinuationToken: token,
    NextContinuationToken: page.next === undefined ? undefined : Buffer.from(page.next).toString('base64url'),
    KeyCount: page.objects.length + page.commonPrefixes.length,
    MaxKeys: maxKeys,
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    EncodingType: encodingType,
    IsTruncated: page.next !== undefined,
    Contents: page.objects.map((info) => contents(info, encode, owner)),
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  })
}

export const listObjects: S3Handler = async (call) => {
  const marker = call.query.get('marker') ?? ''
  const { page, prefix, delimiter, maxKeys, encode, encodingType } = await list(call, marker)
  return xmlAnswer('ListBucketResult', {
    Name: call.bucket,
    Prefix: encode(prefix),
    Marker: encode(marker),
    // Only with a delimiter: without one the last key is the marker (documented).
    NextMarker: page.next === undefined || delimiter === '' ? undefined : encode(page.next),
    MaxKeys: maxKeys,
    Delimiter: delimiter === '' ? undefined : encode(delimiter),
    EncodingType: encodingType,
    IsTruncated: page.next !== undefined,
    Contents: page.objects.map((info) => contents(info, encode, ownerOf(call.principal))),
    CommonPrefixes: page.commonPrefixes.map((common) => ({ Prefix: encode(common) })),
  })
}

function contents(info: ObjectInfo, encode: (text: string) => string, owner: XmlNode | undefined): XmlNode {
  const { checksum } = info.metadata
  return {
    Key: encode(info.key),
    LastModified: isoTime(info.modified),
    ETag: `"${info.etag}"`,
    ChecksumAlgorithm: checksum?.algorithm.toUpperCase(),
    ChecksumType: checksumElements(checksum).ChecksumType,
    Size: info.size,
    Owner: owner,
    StorageClass: 'STANDARD',
  }
}

async function list(call: S3Call, startAfter: string) {
  const { query } = call
  const maxKeys = readMaxKeys(query.get('max-keys'))
  const encodingType = query.get('encoding-type')
  if (encodingType !== undefined && encodingType !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encodingType)
  }
  const prefix = query.get('prefix') ?? ''
  const delimiter = query.get('delimiter') ?? ''
  await mustHaveBucket(call)
  const page = await foldedPage(call.store, call.bucket, { prefix, delimiter, startAfter, limit: maxKeys })
  return { page, prefix, delimiter, maxKeys, encodingType, encode: encodingType === 'url' ? encodeUrl : plain }
}

export interface FoldedPage {
  readonly objects: readonly ObjectInfo[]
  readonly commonPrefixes: readonly string[]
  /** Present when there is more: the last key or common prefix of this page. */
  readonly next: string | undefined
}

/** One page of at most `limit` objects and common prefixes together. Whole folders are passed over, not read. */
export async function foldedPage(
  store: ObjectStore,
  bucket: string,
  options: { prefix: string; delimiter: string; startAfter: string; limit: number },
): Promise<FoldedPage> {
  const { prefix, delimiter, limit } = options
  const objects: ObjectInfo[] = []
  const commonPrefixes: string[] = []
  if (limit === 0) return { objects, commonPrefixes, next: undefined }
  // A common prefix as the place to go on from means: after all that is below it.
  const fold = (key: string): string | undefined => {
    if (delimiter === '' || !key.startsWith(prefix)) return undefined
    const end = key.indexOf(delimiter, prefix.length)
    return end === -1 ? undefined : key.slice(0, end + delimiter.length)
  }
  let last = options.startAfter
  let position = fold(last) === last && last !== '' ? endOf(last) : last
  for (;;) {
    // One more than fits tells whether there is more.
    const wanted = delimiter === '' ? limit - objects.length + 1 : Math.min(64, limit + 1)
    const found = await store.list(bucket, { prefix, startAfter: position, limit: wanted })
    for (const info of found) {
      if (compareKeys(info.key, position) <= 0) continue
      const common = fold(info.key)
      if (objects.length + commonPrefixes.length === limit) return { objects, commonPrefixes, next: last }
      if (common === undefined) {
        objects.push(info)
        last = position = info.key
      } else {
        commonPrefixes.push(common)
        last = common
        position = endOf(common)
      }
    }
    if (found.length < wanted) return { objects, commonPrefixes, next: undefined }
  }
}

/** The greatest key below a prefix: no key of S3's length sorts after it and still starts so. */
function endOf(prefix: string): string {
  return prefix + '\u{10FFFF}'.repeat(Math.max(0, Math.floor((MAX_KEY_BYTES - Buffer.byteLength(prefix)) / 4)))
}

function readMaxKeys(text: string | undefined): number {
  if (text === undefined || text === '') return MAX_KEYS
  if (!/^\d{1,10}$/.test(text))
    throw invalidArgument('Provided max-keys not an integer or within integer range', 'max-keys', text)
  return Math.min(Number(text), MAX_KEYS)
}

function readToken(token: string): string {
  const key = Buffer.from(token, 'base64url').toString()
  if (key === '' || Buffer.from(key).toString('base64url') !== token) {
    throw invalidArgument('The continuation token provided is incorrect', 'continuation-token', token)
  }
  return key
}

const plain = (text: string): string => text

/** As S3 does: `/` stays, a blank becomes `+`. */
function encodeUrl(text: string): string {
  return encodeURIComponent(text)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
}
