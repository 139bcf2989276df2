/** What lies in S3, for the page to browse and to play: buckets, keys, and the bytes of one object with ranges. */
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { BucketList, ObjectPage } from '../api/api.ts'
import { shown } from './shown.ts'
import type { Target } from './target.ts'

const pageSize = 200

export async function listedBuckets({ s3 }: Target, abortSignal: AbortSignal): Promise<BucketList> {
  const { Buckets: buckets = [] } = await s3.send(new ListBucketsCommand({}), { abortSignal })
  return {
    buckets: buckets.map(({ Name: name = '', CreationDate: created }) =>
      shown<BucketList['buckets'][number]>({ name, createdAt: created?.toISOString() }),
    ),
  }
}

export async function listedObjects(
  { s3 }: Target,
  bucket: string,
  prefix: string | undefined,
  token: string | undefined,
  abortSignal: AbortSignal,
): Promise<ObjectPage> {
  const page = await s3.send(
    new ListObjectsV2Command({
      Bucket: bucket,
      Prefix: prefix,
      Delimiter: '/',
      MaxKeys: pageSize,
      ContinuationToken: token,
    }),
    { abortSignal },
  )
  return shown<ObjectPage>({
    prefixes: (page.CommonPrefixes ?? []).flatMap(({ Prefix: one }) => (one === undefined ? [] : [one])),
    objects: (page.Contents ?? []).map(({ Key: key = '', Size: size = 0, LastModified: modified }) =>
      shown<ObjectPage['objects'][number]>({ key, size, modifiedAt: modified?.toISOString() }),
    ),
    nextToken: page.NextContinuationToken,
  })
}

/** By the ending of the name, never by what whoever put it there has called it: it is shown on the page's own origin. */
const audioTypes: Readonly<Record<string, string>> = {
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  mp3: 'audio/mpeg',
  mp4: 'audio/mp4',
  m4a: 'audio/mp4',
  webm: 'audio/webm',
  amr: 'audio/amr',
}

export async function objectContent(
  { s3 }: Target,
  location: { readonly bucket: string; readonly key: string },
  range: string | undefined,
  abortSignal: AbortSignal,
): Promise<Response> {
  const { bucket, key } = location
  const object = await s3.send(new GetObjectCommand({ Bucket: bucket, Key: key, Range: range }), { abortSignal })
  const headers = new Headers({
    'accept-ranges': 'bytes',
    'content-type': audioTypes[key.split('.').at(-1)?.toLowerCase() ?? ''] ?? 'application/octet-stream',
    'content-disposition': 'inline',
  })
  if (object.ContentLength !== undefined) headers.set('content-length', String(object.ContentLength))
  if (object.ContentRange !== undefined) headers.set('content-range', object.ContentRange)
  const status = object.ContentRange === undefined ? 200 : 206
  return new Response((object.Body?.transformToWebStream() as ReadableStream | undefined) ?? null, { status, headers })
}

/** `s3://bucket/key`, or the path-style address that an emulator writes. Undefined when it is neither. */
export function objectAt(uri: string): { readonly bucket: string; readonly key: string } | undefined {
  const [, bucket, key] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? /^https?:\/\/[^/]+\/([^/]+)\/(.+)$/s.exec(uri) ?? []
  if (bucket === undefined || key === undefined) return undefined
  return { bucket, key: uri.startsWith('s3:') ? key : decoded(key) }
}

/** Without its escapes; as it stands where these are none. */
export function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
