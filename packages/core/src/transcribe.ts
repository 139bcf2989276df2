/**
 * A recording through a batch job, from the file to the text.
 *
 * In: a local file, bytes, a stream or an object in S3. On the way: header checked, upload, job, waiting, transcript. Out: the
 * transcript. What was uploaded is removed whether it went well or not.
 */
import type { PollOptions } from './backoff.ts'
import { type Connection, withConnection } from './connection.ts'
import { AwsServiceError, ScribeliteError, TranscriptionFailedError } from './errors.ts'
import {
  type CallOptions,
  deleteJob,
  getJob,
  type Subtitle,
  startJob,
  type TranscriptionJob,
  waitForJob,
} from './jobs.ts'
import { isRemote, jobNameFor, type LocalMedia, type MediaSource, openLocalMedia } from './media-source.ts'
import { removeObjects, uploadObject } from './object-upload.ts'
import { type Transcript, transcriptToText } from './protocol/transcript.ts'
import { isS3Uri, parseObjectUrl, parseS3Uri, type S3Location, s3Uri } from './s3-location.ts'
import { systemTiming } from './timing.ts'
import { downloadTranscript } from './transcript-download.ts'

/** What a recording is transcribed with. */
export interface TranscribeOptions extends CallOptions {
  /** Such as `en-US`. Left out, `job` must turn on language identification. */
  readonly languageCode?: string
  /** A custom language model of the same language. */
  readonly languageModelName?: string
  /** Default: made from the file's name, with a random end. */
  readonly jobName?: string
  /**
   * Take up the job `jobName` where an earlier run left it, if there is one: wait for it, or fetch what it has done. A job that has
   * FAILED is deleted and started anew. With `resume` an interruption leaves job and upload in place, for the next run.
   */
  readonly resume?: boolean
  /** Where local media is put for the service to read. */
  readonly bucket?: string
  /** Key prefix of uploads. Default `scribelite/`. */
  readonly prefix?: string
  /** Leave the uploaded media in the bucket. */
  readonly keep?: boolean
  /** Any other member of StartTranscriptionJob, as AWS names it: `{ Settings: { ShowSpeakerLabels: true, MaxSpeakerLabels: 2 } }`. */
  readonly job?: Readonly<Record<string, unknown>>
  readonly poll?: PollOptions
  readonly onProgress?: (progress: TranscribeProgress) => void
}

/** AWS tells no percentage of a job; what it does tell is here. */
export type TranscribeProgress =
  | { readonly type: 'uploading'; readonly uri: string; readonly bytesSent: number; readonly bytesTotal?: number }
  | { readonly type: 'uploaded'; readonly uri: string }
  | { readonly type: 'started'; readonly job: TranscriptionJob }
  /** An earlier run had started it. */
  | { readonly type: 'resumed'; readonly job: TranscriptionJob }
  | { readonly type: 'waiting'; readonly job: TranscriptionJob; readonly elapsedMilliseconds: number }
  | { readonly type: 'fetching'; readonly job: TranscriptionJob }
  /** An upload could not be removed: it stays, and costs, until someone removes it. */
  | { readonly type: 'left-behind'; readonly uri: string; readonly error: unknown }

/** The transcript, and the job that made it. */
export interface TranscribeResult {
  readonly transcript: Transcript
  /** The whole text; empty when nobody spoke. */
  readonly text: string
  readonly job: TranscriptionJob
  /** Files that the service wrote, where `job.Subtitles` asked for them. `toSrt` and `toVtt` make them here. */
  readonly subtitles: readonly Subtitle[]
}

/**
 * Transcribes a recording by a batch job.
 *
 * @throws TranscriptionFailedError with AWS's FailureReason; AwsServiceError; ScribeliteError; the signal's reason
 * @example
 * const { text } = await transcribe('call.wav', { languageCode: 'en-US', languageModelName: 'k8s', bucket: 'media' })
 */
export const transcribe = async (source: MediaSource, options: TranscribeOptions = {}): Promise<TranscribeResult> => {
  options.signal?.throwIfAborted()
  const run = plan(source, options)
  return withConnection(options.connection, async (connection) => {
    let over = false
    try {
      const job = await finishedJob(run, connection)
      options.onProgress?.({ type: 'fetching', job })
      const transcript = await downloadTranscript(job, connection, options)
      over = true
      return { transcript, text: transcriptToText(transcript), job, subtitles: job.subtitles }
    } catch (error) {
      // Only a job that may still come to its end is left for the next run.
      over = error instanceof TranscriptionFailedError || !run.started
      throw error
    } finally {
      if (options.keep !== true && (over || options.resume !== true)) {
        await removeObjects(connection, run.uploaded, (uri, error) =>
          options.onProgress?.({ type: 'left-behind', uri, error }),
        )
      }
    }
  })
}

interface Run {
  readonly source: MediaSource
  readonly options: TranscribeOptions
  readonly jobName: string
  /** Where media goes; undefined when the service reads it where it is. */
  readonly upload: UploadPlace | undefined
  readonly uploaded: S3Location[]
  started: boolean
}

interface UploadPlace {
  readonly bucket: string
  /** Key prefix of every upload for a job of this name. */
  readonly ofTheJob: string
  /** Key prefix of this run alone: another run may have taken the name, and its job be reading its media. */
  readonly ofThisRun: string
}

const plan = (source: MediaSource, options: TranscribeOptions): Run => {
  if (options.resume === true && options.jobName === undefined) {
    throw new ScribeliteError('bad-option', 'resume was asked for without jobName; name the job to take up.')
  }
  const unique = crypto.randomUUID().slice(0, 8)
  const jobName = options.jobName ?? jobNameFor(source, unique)
  if (isRemote(source)) {
    if (isS3Uri(source) && parseS3Uri(source).key === '') {
      throw new ScribeliteError('bad-option', `"${source}" names a bucket; a job takes one object, s3://bucket/key.`)
    }
    return { source, options, jobName, upload: undefined, uploaded: [], started: false }
  }
  if (options.bucket === undefined || options.bucket === '') {
    throw new ScribeliteError(
      'bad-option',
      'Amazon Transcribe reads batch media from S3 only: give bucket, where the local media may be put, or an s3:// URI. A stream needs no bucket.',
    )
  }
  const prefix = (options.prefix ?? 'scribelite/').replace(/(?<=[^/])$/, '/')
  const ofTheJob = `${prefix}${jobName}/`
  const upload = { bucket: options.bucket, ofTheJob, ofThisRun: `${ofTheJob}${unique}/` }
  return { source, options, jobName, upload, uploaded: [], started: false }
}

const finishedJob = async (run: Run, connection: Connection): Promise<TranscriptionJob> => {
  const { options, jobName } = run
  const callOptions = { ...options, connection }
  const begun = (options.timing ?? systemTiming).now()
  const earlier = options.resume === true ? await earlierJob(run, callOptions) : undefined
  const job = earlier ?? (await start(run, connection))
  options.onProgress?.({ type: earlier === undefined ? 'started' : 'resumed', job })
  run.started = true
  if (earlier?.status === 'COMPLETED') return earlier
  return waitForJob(jobName, {
    ...callOptions,
    onStatus: (seen) => {
      const elapsedMilliseconds = (options.timing ?? systemTiming).now() - begun
      options.onProgress?.({ type: 'waiting', job: seen, elapsedMilliseconds })
    },
  })
}

const start = async (run: Run, connection: Connection): Promise<TranscriptionJob> => {
  const { source, options, jobName } = run
  const mediaUri = run.upload === undefined ? String(source) : await upload(run, run.upload, connection)
  try {
    return await startJob({ ...options, connection, jobName, mediaUri })
  } catch (error) {
    if (!(error instanceof AwsServiceError && error.name === 'ConflictException')) throw error
    // The answer to an earlier try may have been lost: a name made by chance, or a key of this run alone, tells whose job it is.
    const ownName = options.jobName === undefined
    if (!ownName && run.upload === undefined) throw error
    const job = await getJob(jobName, { ...options, connection })
    if (ownName || job.mediaUri === mediaUri) return job
    throw error
  }
}

const upload = async (run: Run, place: UploadPlace, connection: Connection): Promise<string> => {
  const { options } = run
  const media: LocalMedia = await openLocalMedia(run.source, {
    format: options.job?.MediaFormat,
    sampleRate: options.job?.MediaSampleRateHertz,
    signal: options.signal,
  })
  const location = { bucket: place.bucket, key: place.ofThisRun + media.fileName.replaceAll(/[^0-9a-zA-Z._-]+/g, '-') }
  const uri = s3Uri(location)
  await uploadObject(connection, location, media.body, run.uploaded, {
    signal: options.signal,
    onLeft: (left, error) => options.onProgress?.({ type: 'left-behind', uri: left, error }),
    ...(media.contentType === undefined ? {} : { contentType: media.contentType }),
    onProgress: (bytesSent) =>
      options.onProgress?.({
        type: 'uploading',
        uri,
        bytesSent,
        ...(media.bytesTotal === undefined ? {} : { bytesTotal: media.bytesTotal }),
      }),
  })
  options.onProgress?.({ type: 'uploaded', uri })
  return uri
}

/** The job of an earlier run, and its upload as ours to remove. */
const earlierJob = async (run: Run, callOptions: CallOptions): Promise<TranscriptionJob | undefined> => {
  let job: TranscriptionJob
  try {
    job = await getJob(run.jobName, callOptions)
  } catch (error) {
    // AWS says BadRequestException for a job that is not there (recorded), though its model lists NotFoundException.
    if (error instanceof AwsServiceError && /couldn't be found|NotFound/.test(`${error.name} ${error.message}`)) {
      return undefined
    }
    throw error
  }
  if (job.status === 'FAILED') {
    await deleteJob(run.jobName, callOptions)
    return undefined
  }
  const media = job.mediaUri === undefined ? undefined : parseObjectUrl(job.mediaUri)
  if (media !== undefined && media.bucket === run.upload?.bucket && media.key.startsWith(run.upload.ofTheJob)) {
    run.uploaded.push(media)
  }
  return job
}
