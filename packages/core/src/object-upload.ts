/** Objects that a flow puts into S3 for the service to read, and takes away again. */

import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { type Connection, s3ClientOf } from './connection.ts'
import { AwsServiceError, ScribeliteError } from './errors.ts'
import { type S3Location, s3Uri } from './s3-location.ts'
import { asServiceError } from './sdk-errors.ts'
import { orAborted } from './timing.ts'

export interface UploadOptions {
  readonly contentType?: string
  readonly signal?: AbortSignal | undefined
  /** Told how many bytes have gone up. */
  readonly onProgress?: (bytesSent: number) => void
  /** Told of what could not be taken away after a failure. */
  readonly onLeft: (uri: string, error: unknown) => void
}

/** A flow that ends does not wait longer than this for S3 to take something away. */
const removalMilliseconds = 10_000

/** Puts an object and notes in `uploaded` that it may be there: also when the upload broke off, but not when it was refused or met nobody. */
export const uploadObject = async (
  connection: Connection,
  location: S3Location,
  body: Uint8Array | Readable,
  uploaded: S3Location[],
  options: UploadOptions,
): Promise<void> => {
  uploaded.push(location)
  try {
    await putObject(connection, location, body, options)
  } catch (error) {
    const refused = error instanceof AwsServiceError && (error.statusCode ?? 500) < 500
    if (refused || nobodyThere(error)) uploaded.splice(uploaded.indexOf(location), 1)
    throw error
  }
}

/** No connection came about: nothing has been sent that could have arrived. */
const nobodyThere = (error: unknown): boolean =>
  error instanceof ScribeliteError &&
  (error.code === 'not-configured' ||
    (error.cause instanceof Error &&
      'code' in error.cause &&
      ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(String(error.cause.code))))

/** Puts an object, in parts beyond 5 MB; an unfinished upload is aborted, so that no part is left to be paid for. */
const putObject = async (
  connection: Connection,
  location: S3Location,
  body: Uint8Array | Readable,
  options: UploadOptions,
): Promise<void> => {
  const { signal } = options
  const client = await s3ClientOf(connection)
  const watched = watch(client, signal)
  const upload = new Upload({
    client: watched.client,
    // Its own clean-up runs on behind a rejected done(), where a process that ends cuts it off: parts were left behind.
    leavePartsOnError: true,
    params: {
      Bucket: location.bucket,
      Key: location.key,
      Body: body,
      ...(options.contentType === undefined ? {} : { ContentType: options.contentType }),
    },
  })
  upload.on('httpUploadProgress', ({ loaded }) => options.onProgress?.(loaded ?? 0))
  const onAbort = (): void => {
    upload.abort().catch(() => undefined) // done() below rejects with what there is to say
  }
  signal?.addEventListener('abort', onAbort, { once: true })
  try {
    signal?.throwIfAborted()
    await upload.done()
  } catch (error) {
    await abandonParts(client, location, watched.opening(), options.onLeft)
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

/** The client as one upload uses it: requests end with the signal, and the multipart upload that it opens is known. */
const watch = (
  client: S3Client,
  abortSignal: AbortSignal = new AbortController().signal,
): { readonly client: S3Client; opening(): Promise<string | undefined> } => {
  let opening: Promise<string | undefined> = Promise.resolve(undefined)
  const send = (command: Parameters<S3Client['send']>[0]): Promise<unknown> => {
    // Not ended: the id in its answer is needed to take the parts away.
    if (command instanceof CreateMultipartUploadCommand) {
      const opened = client.send(command)
      opening = opened.then(
        ({ UploadId }) => UploadId,
        () => undefined, // upload.done() rejects with it
      )
      return opened
    }
    return client.send(command, { abortSignal })
  }
  return { client: Object.assign(Object.create(client), { send }), opening: () => opening }
}

const abandonParts = async (
  client: S3Client,
  location: S3Location,
  opening: Promise<string | undefined>,
  onLeft: UploadOptions['onLeft'],
): Promise<void> => {
  const limit = AbortSignal.timeout(removalMilliseconds)
  try {
    const UploadId = await orAborted(opening, limit)
    if (UploadId === undefined) return
    const command = new AbortMultipartUploadCommand({ Bucket: location.bucket, Key: location.key, UploadId })
    await client.send(command, { abortSignal: limit })
  } catch (error) {
    onLeft(s3Uri(location), removalError(error, limit))
  }
}

const removalError = (error: unknown, limit: AbortSignal): unknown =>
  limit.aborted
    ? new ScribeliteError('connection-failed', `S3 did not answer for ${removalMilliseconds / 1000} s.`, error)
    : asServiceError(error)

/** Takes objects away; tells which ones stay, and why, rather than hide what the flow was about. */
export const removeObjects = async (
  connection: Connection,
  locations: readonly S3Location[],
  onLeft: (uri: string, error: unknown) => void,
): Promise<void> => {
  const client = await s3ClientOf(connection)
  for (const location of locations) {
    const limit = AbortSignal.timeout(removalMilliseconds)
    try {
      const command = new DeleteObjectCommand({ Bucket: location.bucket, Key: location.key })
      await client.send(command, { abortSignal: limit })
    } catch (thrown) {
      const error = removalError(thrown, limit)
      // An upload that was refused left nothing.
      if (error instanceof AwsServiceError && error.statusCode === 404) continue
      onLeft(s3Uri(location), error)
    }
  }
}
