import { ScribeliteError } from './errors.ts'

export interface S3Location {
  readonly bucket: string
  readonly key: string
}

export const isS3Uri = (text: string): boolean => text.startsWith('s3://')

export const s3Uri = ({ bucket, key }: S3Location): string => `s3://${bucket}/${key}`

/** @throws ScribeliteError `bad-option` */
export const parseS3Uri = (uri: string): S3Location => {
  const [, bucket, key = ''] = /^s3:\/\/([^/]+)(?:\/(.*))?$/s.exec(uri) ?? []
  if (bucket === undefined) {
    throw new ScribeliteError('bad-option', `"${uri}" names no object; write s3://bucket/key.`)
  }
  return { bucket, key }
}

/**
 * Bucket and key of an object's URL: `https://s3.<region>.amazonaws.com/bucket/key` as Transcribe writes it, `https://bucket.s3.…/key`,
 * or a path below any other host, which is how emulators write it. Undefined when there is no key.
 */
export const parseObjectUrl = (url: string): S3Location | undefined => {
  if (isS3Uri(url)) return parseS3Uri(url)
  if (!URL.canParse(url)) return undefined
  const { hostname, pathname } = new URL(url)
  const path = decodeURIComponent(pathname.slice(1))
  const virtualBucket = /^(.+)\.s3[.-][a-z0-9.-]*amazonaws\.com(\.cn)?$/.exec(hostname)?.[1]
  if (virtualBucket !== undefined) return path === '' ? undefined : { bucket: virtualBucket, key: path }
  const slash = path.indexOf('/')
  return slash <= 0 || slash === path.length - 1
    ? undefined
    : { bucket: path.slice(0, slash), key: path.slice(slash + 1) }
}
