/** Which bucket and key a request is about: path style (`/bucket/key`) and virtual host (`bucket.s3.…`, `bucket.localhost`). */
import type { ReceivedRequest } from '../received-request.ts'
import { S3Error } from './s3-error.ts'

export interface S3Address {
  /** Empty when the request is about the service. */
  readonly bucket: string
  /** Empty when the request is about the bucket. */
  readonly key: string
}

export function readAddress(request: ReceivedRequest): S3Address {
  const path = request.path.startsWith('/') ? request.path.slice(1) : request.path
  const hostBucket = bucketOfHost(request.authority)
  if (hostBucket !== undefined) return { bucket: hostBucket, key: decodePath(path) }
  const slash = path.indexOf('/')
  if (slash === -1) return { bucket: decodePath(path), key: '' }
  return { bucket: decodePath(path.slice(0, slash)), key: decodePath(path.slice(slash + 1)) }
}

function bucketOfHost(authority: string): string | undefined {
  const host = authority.replace(/:\d+$/, '').toLowerCase()
  // `s3.amazonaws.com`, `s3-us-west-2.…`, `s3.localhost`: the service itself, path style.
  if (/^s3[.-]/.test(host)) return undefined
  return /^(.+?)\.s3[.-]/.exec(host)?.[1] ?? /^(.+)\.localhost$/.exec(host)?.[1]
}

/** S3 reads `+` in a path as a blank; clients that mean a plus write %2B. */
function decodePath(path: string): string {
  try {
    return decodeURIComponent(path.replaceAll('+', ' '))
  } catch (cause) {
    throw new S3Error('InvalidURI', { details: { URI: path }, cause })
  }
}

/** The query by name, decoded; of a repeated name the first counts. Names without a value have an empty one. */
export function readQuery(rawQuery: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(rawQuery)) if (!found.has(name)) found.set(name, value)
  return found
}
