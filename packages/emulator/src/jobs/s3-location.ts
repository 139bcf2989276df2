/**
 * Which object a URI of the API means: `s3://bucket/key`, and the https forms of S3, path style and virtual host, of AWS
 * or of this emulator's own address. Anything else on the web is not read.
 */
export interface S3Location {
  readonly bucket: string
  readonly key: string
}

/** `authority` is the host and port under which the client reached the emulator. Undefined: no S3 location. */
export function s3Location(uri: string, authority: string): S3Location | undefined {
  const plain = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri)
  if (plain !== null) return { bucket: plain[1] ?? '', key: plain[2] ?? '' }
  if (!URL.canParse(uri)) return undefined
  const url = new URL(uri)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return undefined
  const path = decodePath(url.pathname.slice(1))
  if (path === undefined) return undefined
  const host = s3Host(url, authority)
  if (host === undefined) return undefined
  if (host.bucket !== undefined) return { bucket: host.bucket, key: path }
  const [, bucket = '', key = ''] = /^([^/]*)\/?(.*)$/s.exec(path) ?? []
  return bucket === '' ? undefined : { bucket, key }
}

/** A host that serves objects: with the bucket in its name, or undefined there when the bucket is in the path. */
function s3Host(url: URL, authority: string): { readonly bucket: string | undefined } | undefined {
  const aws = /^(?:(.+)\.)?s3(?:[.-](?:dualstack\.)?[a-z0-9-]+)?\.amazonaws\.com(?:\.cn)?$/.exec(url.hostname)
  if (aws !== null) return { bucket: aws[1] }
  const own = hostName(authority)
  for (const host of [own, 'localhost', '127.0.0.1', '[::1]']) {
    if (url.hostname === host) return { bucket: undefined }
    if (url.hostname.endsWith(`.s3.${host}`)) return { bucket: url.hostname.slice(0, -`.s3.${host}`.length) }
    if (url.hostname.endsWith(`.${host}`)) return { bucket: url.hostname.slice(0, -`.${host}`.length) }
  }
  return undefined
}

const hostName = (authority: string): string => authority.replace(/:\d+$/, '').toLowerCase()

function decodePath(path: string): string | undefined {
  try {
    return decodeURIComponent(path)
  } catch {
    return undefined
  }
}
