/**
 * A file that was dropped on the page, on its way to S3: taken in pieces, never held whole, and refused as soon as it is
 * too big. What was begun is aborted, so that nothing of it stays.
 */
import { Readable } from 'node:stream'
import { Upload } from '@aws-sdk/lib-storage'
import type { Uploaded } from '../api/api.ts'
import { Refusal } from './refusal.ts'
import type { Target } from './target.ts'

const prefix = 'console/'

export interface UploadRequest {
  readonly folder: string
  readonly name: string
  /** `Content-Length`. */
  readonly length: string | undefined
  readonly body: ReadableStream<Uint8Array> | null
  readonly signal: AbortSignal
}

export async function uploaded(target: Target, request: UploadRequest): Promise<Uploaded> {
  const bucket = target.uploadBucket
  if (bucket === undefined) {
    throw new Refusal(409, 'no-upload-bucket', 'This server was given no bucket for uploads (SCRIBELITE_BUCKET).')
  }
  if (!/^[0-9a-zA-Z._-]{1,100}$/.test(request.folder) || /^\.+$/.test(request.folder)) {
    throw new Refusal(400, 'bad-call', 'A folder is named by 1 to 100 letters, digits, dots, dashes and underscores.')
  }
  const most = target.limits.uploadBytes
  const tooBig = (): Refusal => new Refusal(413, 'too-big', `An upload may have ${most} bytes at most.`)
  if (request.length === undefined) throw new Refusal(411, 'no-length', 'An upload must tell its length.')
  if (Number(request.length) > most) throw tooBig()
  const name = objectName(request.name)
  const key = `${prefix}${request.folder}/${name}`

  let bytes = 0
  async function* counted(): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of (request.body ?? []) as AsyncIterable<Uint8Array>) {
      bytes += chunk.length
      // A Content-Length is a promise of the client's.
      if (bytes > most) throw tooBig()
      yield chunk
    }
  }
  const body = Readable.from(counted(), { objectMode: false })
  const upload = new Upload({
    client: target.s3,
    queueSize: 2,
    params: { Bucket: bucket, Key: key, Body: body, ContentType: typeOf(name) },
  })
  const onAbort = (): void => {
    upload.abort().catch(() => undefined) // done() below tells
  }
  request.signal.addEventListener('abort', onAbort, { once: true })
  try {
    await upload.done()
  } catch (error) {
    // The SDK wraps what the source throws.
    throw body.errored instanceof Refusal ? body.errored : error
  } finally {
    request.signal.removeEventListener('abort', onAbort)
    body.destroy()
  }
  return { uri: `s3://${bucket}/${key}`, folderUri: `s3://${bucket}/${prefix}${request.folder}/`, bytes }
}

/** What AWS takes in a key without escaping; the ending stays. */
function objectName(name: string): string {
  const plain = name
    .normalize('NFKD')
    .replaceAll(/[^0-9a-zA-Z._-]+/g, '-')
    .replace(/^[-.]+/, '')
  return plain.slice(-120) || 'file'
}

const typeOf = (name: string): string =>
  /\.txt$/i.test(name) ? 'text/plain; charset=utf-8' : 'application/octet-stream'
