/**
 * The transcript behind a finished job, whichever way it has to be fetched: a presigned URI of the service's bucket by plain GET, an
 * object in the caller's own bucket with the caller's keys. An expired URI is asked for again, a broken body fetched again.
 */
import { GetObjectCommand } from '@aws-sdk/client-s3'
import { createBackoff } from './backoff.ts'
import { type Connection, s3ClientOf, withConnection } from './connection.ts'
import { AwsServiceError, ScribeliteError } from './errors.ts'
import { type CallOptions, getJob, type TranscriptionJob } from './jobs.ts'
import type { Transcript } from './protocol/transcript.ts'
import { parseObjectUrl } from './s3-location.ts'
import { asServiceError, isTransient } from './sdk-errors.ts'
import { systemTiming, type Timing } from './timing.ts'

export interface DownloadOptions {
  readonly signal?: AbortSignal | undefined
  readonly timing?: Timing | undefined
}

const tries = 5

/** @throws ScribeliteError `unreadable-answer` when no whole transcript comes; AwsServiceError */
export const downloadTranscript = async (
  job: TranscriptionJob,
  connection: Connection,
  options: DownloadOptions = {},
): Promise<Transcript> => {
  const { signal } = options
  const timing = options.timing ?? systemTiming
  const backoff = createBackoff({ firstMs: 200, factor: 2 }, timing)
  let uri = uriOf(job)
  for (let attempt = 1; ; attempt++) {
    signal?.throwIfAborted()
    try {
      return readTranscript(await fetchText(uri, connection, signal), uri)
    } catch (error) {
      signal?.throwIfAborted()
      const expired = error instanceof AwsServiceError && error.statusCode === 403 && isPresigned(uri)
      const broken = error instanceof ScribeliteError && error.code === 'unreadable-answer'
      if (attempt >= tries || !(expired || broken || isTransient(error))) throw error
      // Each Get makes a URI that is good for another 15 minutes.
      if (expired) {
        uri = uriOf(await getJob(job.name, { connection, timing, ...(signal === undefined ? {} : { signal }) }))
      }
    }
    await backoff.wait(signal)
  }
}

const uriOf = (job: TranscriptionJob): string => {
  if (job.transcriptUri === undefined) {
    throw new ScribeliteError(
      'unreadable-answer',
      `The job ${job.name} is ${job.status} and has no transcript URI. Wait for it to be COMPLETED.`,
    )
  }
  return job.transcriptUri
}

const isPresigned = (uri: string): boolean => /[?&]X-Amz-Signature=/i.test(uri)

const fetchText = async (uri: string, connection: Connection, signal: AbortSignal | undefined): Promise<string> => {
  const location = parseObjectUrl(uri)
  return isPresigned(uri) || location === undefined
    ? await fetchPlainly(uri, signal)
    : await fetchOwnObject(location.bucket, location.key, connection, signal)
}

const fetchPlainly = async (uri: string, signal: AbortSignal | undefined): Promise<string> => {
  let response: Response
  try {
    response = await fetch(uri, signal === undefined ? {} : { signal })
  } catch (cause) {
    throw new ScribeliteError('connection-failed', `The transcript at ${hostOf(uri)} could not be fetched.`, cause)
  }
  const text = await bodyOf(() => response.text(), uri)
  if (!response.ok) {
    const [, code = `HTTP ${response.status}`] = /<Code>([^<]*)<\/Code>/.exec(text) ?? []
    const [, message = response.statusText] = /<Message>([^<]*)<\/Message>/.exec(text) ?? []
    throw new AwsServiceError(code, message, { statusCode: response.status })
  }
  return text
}

const fetchOwnObject = async (
  bucket: string,
  key: string,
  connection: Connection,
  signal: AbortSignal | undefined,
): Promise<string> => {
  try {
    const client = await s3ClientOf(connection)
    const command = new GetObjectCommand({ Bucket: bucket, Key: key })
    const { Body: body } = await client.send(command, signal === undefined ? {} : { abortSignal: signal })
    return await bodyOf(async () => (await body?.transformToString()) ?? '', `s3://${bucket}/${key}`)
  } catch (error) {
    throw asServiceError(error)
  }
}

/** A connection that breaks inside the body. */
const bodyOf = async (read: () => Promise<string>, uri: string): Promise<string> => {
  try {
    return await read()
  } catch (cause) {
    throw new ScribeliteError(
      'unreadable-answer',
      `The transcript at ${hostOf(uri)} broke off while it was read.`,
      cause,
    )
  }
}

const readTranscript = (text: string, uri: string): Transcript => {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch (cause) {
    throw unreadable(text, uri, cause)
  }
  if (!isTranscript(parsed)) throw unreadable(text, uri)
  return parsed
}

const unreadable = (text: string, uri: string, cause?: unknown): ScribeliteError =>
  new ScribeliteError(
    'unreadable-answer',
    `What stands at ${hostOf(uri)} is no whole transcript (${text.length} characters, ending in "${text.slice(-20)}").`,
    cause,
  )

const isTranscript = (value: unknown): value is Transcript =>
  typeof value === 'object' &&
  value !== null &&
  'results' in value &&
  typeof value.results === 'object' &&
  value.results !== null &&
  'transcripts' in value.results &&
  Array.isArray(value.results.transcripts)

/** Without the query: a presigned URI is a key. */
const hostOf = (uri: string): string => uri.replace(/\?.*$/s, '')

/**
 * The transcript of a job that is COMPLETED, by its name.
 *
 * @throws ScribeliteError `unreadable-answer` when the job has none yet, or no whole transcript comes; AwsServiceError
 */
export const fetchTranscript = async (jobName: string, options: CallOptions = {}): Promise<Transcript> =>
  withConnection(options.connection, async (connection) =>
    downloadTranscript(await getJob(jobName, { ...options, connection }), connection, options),
  )
