/** Objects that a flow puts into S3 for the service to read, and takes away again. */

import { Readable } from 'node:stream'
import { DeleteObjectCommand } from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { type Connection, s3ClientOf } from './connection.ts'
import { AwsServiceError, ScribeliteError } from './errors.ts'
import { type S3Location, s3Uri } from './s3-location.ts'
import { asServiceError } from './sdk-errors.ts'

export interface UploadProgress {
  readonly bytesSent: number
  readonly bytesTotal: number | undefined
}

/** Puts an object, in parts beyond 5 MB; an unfinished upload is aborted, so that no part is left to be paid for. */
export const putObject = async (
  connection: Connection,
  location: S3Location,
  body: Uint8Array | Readable,
  options: {
    readonly contentType?: string
    readonly signal?: AbortSignal | undefined
    readonly onProgress?: (progress: UploadProgress) => void
  } = {},
): Promise<void> => {
  const { signal } = options
  const client = await s3ClientOf(connection)
  const upload = new Upload({
    client,
    params: {
      Bucket: location.bucket,
      Key: location.key,
      Body: body,
      ...(options.contentType === undefined ? {} : { ContentType: options.contentType }),
    },
  })
  upload.on('httpUploadProgress', ({ loaded, total }) =>
    options.onProgress?.({ bytesSent: loaded ?? 0, bytesTotal: total }),
  )
  const onAbort = (): void => {
    upload.abort().catch(() => undefined) // done() below rejects with what there is to say
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    signal?.throwIfAborted()
    await upload.done()
  } catch (error) {
    signal?.throwIfAborted()
    if (body instanceof Readable && body.errored !== null) {
      throw new ScribeliteError('unreadable-source', `The source could not be read: ${body.errored.message}.`, error)
    }
    throw asServiceError(error)
  } finally {
    signal?.removeEventListener('abort', onAbort)
    if (body instanceof Readable) body.destroy()
  }
}

/** Takes objects away; tells which ones stay, and why, rather than hide what the flow was about. */
export const removeObjects = async (
  connection: Connection,
  locations: readonly S3Location[],
  onLeft: (uri: string, error: unknown) => void,
): Promise<void> => {
  const client = await s3ClientOf(connection)
  for (const location of locations) {
    try {
      await client.send(new DeleteObjectCommand({ Bucket: location.bucket, Key: location.key }))
    } catch (thrown) {
      const error = asServiceError(thrown)
      // An upload that was refused left nothing.
      if (error instanceof AwsServiceError && error.statusCode === 404) continue
      onLeft(s3Uri(location), error)
    }
  }
}
