/** An object's metadata as request headers bring it and as answers show it. */
import { header, type ReceivedRequest } from '../received-request.ts'
import type { ObjectChecksum, ObjectInfo, ObjectMetadata } from './object-store.ts'
import { httpTime } from './s3-call.ts'
import { S3Error } from './s3-error.ts'

/** Kept and shown as they were given. */
export const systemHeaders: readonly string[] = [
  'content-encoding',
  'content-language',
  'content-disposition',
  'cache-control',
  'expires',
]

/** S3's bound on user metadata, names and values together. */
const MAX_USER_METADATA_BYTES = 2048

export function metadataOf(request: ReceivedRequest): ObjectMetadata {
  const contentType = header(request, 'content-type')
  const user: Record<string, string> = {}
  const system: Record<string, string> = {}
  let userBytes = 0
  for (const [name] of request.headers) {
    if (!name.startsWith('x-amz-meta-')) continue
    const value = header(request, name) ?? ''
    user[name.slice('x-amz-meta-'.length)] = value
    userBytes += name.length - 'x-amz-meta-'.length + value.length
  }
  if (userBytes > MAX_USER_METADATA_BYTES) throw new S3Error('MetadataTooLarge')
  for (const name of systemHeaders) {
    const value = header(request, name)
    if (value === undefined) continue
    // How the body travelled is not how the object is encoded.
    const kept =
      name === 'content-encoding'
        ? value
            .split(',')
            .map((coding) => coding.trim())
            .filter((coding) => coding !== 'aws-chunked' && coding !== '')
            .join(',')
        : value
    if (kept !== '') system[name] = kept
  }
  return {
    ...(contentType === undefined || contentType === '' ? {} : { contentType }),
    ...(Object.keys(user).length === 0 ? {} : { user }),
    ...(Object.keys(system).length === 0 ? {} : { system }),
  }
}

/** What GetObject and HeadObject say, but for length and range. */
export function objectHeaders(info: ObjectInfo): Record<string, string> {
  const headers: Record<string, string> = {
    'accept-ranges': 'bytes',
    'content-type': info.metadata.contentType ?? 'binary/octet-stream',
    etag: `"${info.etag}"`,
    'last-modified': httpTime(info.modified),
    ...info.metadata.system,
  }
  for (const [name, value] of Object.entries(info.metadata.user ?? {})) headers[`x-amz-meta-${name}`] = value
  for (const [name, value] of Object.entries(headers)) headers[name] = headerText(value)
  return headers
}

export function checksumHeaders(checksum: ObjectChecksum | undefined): Record<string, string> {
  if (checksum === undefined) return {}
  return { [`x-amz-checksum-${checksum.algorithm}`]: checksum.value, 'x-amz-checksum-type': checksum.type }
}

/** `ChecksumCRC32` and so on, as XML answers name them. */
export function checksumElements(checksum: ObjectChecksum | undefined): Record<string, string> {
  if (checksum === undefined) return {}
  return { [`Checksum${checksum.algorithm.toUpperCase()}`]: checksum.value, ChecksumType: checksum.type }
}

/** A header carries Latin-1; what goes beyond, line ends among it, is written as S3 does, in RFC 2047's form. */
export function headerText(value: string): string {
  if (/^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)) return value
  return `=?UTF-8?B?${Buffer.from(value).toString('base64')}?=`
}

/**
 * Headers that ask for what is not done here. Refused when leaving it out would be a lie (tags, customer keys, locks);
 * encryption at rest and storage classes change nothing that a client can see, so they pass.
 */
export function refuseUnsupportedHeaders(request: ReceivedRequest): void {
  for (const [name, value] of request.headers) {
    if (name === 'x-amz-acl' && value !== 'private' && value !== 'bucket-owner-full-control') {
      throw new S3Error('AccessControlListNotSupported')
    }
    const notDone =
      name === 'x-amz-tagging' ||
      name.startsWith('x-amz-grant-') ||
      name.startsWith('x-amz-object-lock-') ||
      name === 'x-amz-bypass-governance-retention' ||
      name === 'x-amz-website-redirect-location' ||
      name === 'x-amz-write-offset-bytes' ||
      /^x-amz-(copy-source-)?server-side-encryption-customer-/.test(name)
    if (notDone) throw new S3Error('NotImplemented', { details: { Header: name } })
  }
}
