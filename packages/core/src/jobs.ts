/** Transcription jobs as the API has them: start, get, list, delete, and wait for the end. */
import {
  DeleteTranscriptionJobCommand,
  GetTranscriptionJobCommand,
  ListTranscriptionJobsCommand,
  type TranscriptionJob as SdkJob,
  StartTranscriptionJobCommand,
  type StartTranscriptionJobCommandInput,
} from '@aws-sdk/client-transcribe'
import { createBackoff, type PollOptions } from './backoff.ts'
import { type Connection, type ConnectionSource, transcribeClientOf, withConnection } from './connection.ts'
import { ScribeliteError, TranscriptionFailedError } from './errors.ts'
import { withRetries } from './retry.ts'
import { systemTiming, type Timing } from './timing.ts'

/** A transcription job as the service tells of it. */
export interface TranscriptionJob {
  readonly name: string
  readonly status: 'QUEUED' | 'IN_PROGRESS' | 'FAILED' | 'COMPLETED'
  /** AWS's words, when the job has FAILED. */
  readonly failureReason?: string
  readonly languageCode?: string
  readonly languageModelName?: string
  /** Hz, once known. */
  readonly sampleRate?: number
  readonly mediaFormat?: string
  readonly mediaUri?: string
  /** Presigned for 15 minutes, or the object in the caller's own bucket. Redacted where only that was asked for. */
  readonly transcriptUri?: string
  readonly subtitles: readonly Subtitle[]
  readonly createdAt?: Date
  readonly startedAt?: Date
  readonly completedAt?: Date
  /** The whole answer, under AWS's names. */
  readonly details: Readonly<Record<string, unknown>>
}

/** A subtitle file that the service wrote. */
export interface Subtitle {
  readonly format: string
  readonly uri: string
}

/** For every call: where, as whom, and until when. */
export interface CallOptions {
  readonly connection?: ConnectionSource
  readonly signal?: AbortSignal
  /** For tests. */
  readonly timing?: Timing
}

/** What a job is started with. */
export interface StartJobOptions extends CallOptions {
  /** Letters, digits, `.`, `_` and `-`; unique in the account and region. */
  readonly jobName: string
  /** `s3://bucket/key`. */
  readonly mediaUri: string
  readonly languageCode?: string
  readonly languageModelName?: string
  /** Any other member of StartTranscriptionJob, as AWS names it. */
  readonly job?: Readonly<Record<string, unknown>>
}

/**
 * Starts a job. Throttling and a full queue (`LimitExceededException`) are waited out for about a minute and a half.
 *
 * @throws AwsServiceError `ConflictException` when the name is taken, `BadRequestException`, …
 */
export const startJob = async (options: StartJobOptions): Promise<TranscriptionJob> => {
  const input = {
    ...options.job,
    TranscriptionJobName: options.jobName,
    Media: { ...objectOf(options.job?.Media), MediaFileUri: options.mediaUri },
    ...(options.languageCode === undefined ? {} : { LanguageCode: options.languageCode }),
    ...(options.languageModelName === undefined
      ? {}
      : {
          ModelSettings: { ...objectOf(options.job?.ModelSettings), LanguageModelName: options.languageModelName },
        }),
  } as StartTranscriptionJobCommandInput
  return call(options, async (connection, abortSignal) => {
    const answer = await transcribeClientOf(connection).send(new StartTranscriptionJobCommand(input), { abortSignal })
    return readJob(answer.TranscriptionJob ?? {})
  })
}

/** @throws AwsServiceError `BadRequestException` when there is no such job */
export const getJob = async (jobName: string, options: CallOptions = {}): Promise<TranscriptionJob> =>
  call(options, async (connection, abortSignal) => {
    const command = new GetTranscriptionJobCommand({ TranscriptionJobName: jobName })
    const answer = await transcribeClientOf(connection).send(command, { abortSignal })
    return readJob(answer.TranscriptionJob ?? {})
  })

/** The record and the transcript in the service's bucket; objects in the caller's own bucket stay. */
export const deleteJob = async (jobName: string, options: CallOptions = {}): Promise<void> =>
  call(options, async (connection, abortSignal) => {
    const command = new DeleteTranscriptionJobCommand({ TranscriptionJobName: jobName })
    await transcribeClientOf(connection).send(command, { abortSignal })
  })

/** Which jobs are listed. */
export interface ListJobsOptions extends CallOptions {
  readonly status?: TranscriptionJob['status']
  readonly nameContains?: string
  /** Jobs asked for at once, 1 to 100. */
  readonly pageSize?: number
}

/** Which page of jobs, and which jobs on it. */
export interface JobPageOptions extends ListJobsOptions {
  /** From the page before. */
  readonly nextToken?: string
}

/** One page of jobs, newest first, and the way to the next. */
export interface JobPage {
  readonly jobs: readonly TranscriptionJob[]
  /** Absent on the last page. */
  readonly nextToken?: string
}

/** One page of jobs, newest first, for those who turn pages themselves. A summary has no URIs: `getJob` has. */
export const listJobPage = async (options: JobPageOptions = {}): Promise<JobPage> => {
  const input = {
    Status: options.status,
    JobNameContains: options.nameContains,
    MaxResults: options.pageSize,
    NextToken: options.nextToken,
  }
  const page = await call(options, (connection, abortSignal) =>
    transcribeClientOf(connection).send(new ListTranscriptionJobsCommand(input), { abortSignal }),
  )
  return {
    jobs: (page.TranscriptionJobSummaries ?? []).map(readJob),
    // A service may say "" for none.
    ...(page.NextToken === undefined || page.NextToken === '' ? {} : { nextToken: page.NextToken }),
  }
}

/** Every job, newest first, page after page as the loop goes on. A summary has no URIs: `getJob` has. */
export async function* listJobs(options: ListJobsOptions = {}): AsyncGenerator<TranscriptionJob, void, undefined> {
  for (let page: JobPage | undefined; page === undefined || page.nextToken !== undefined; ) {
    page = await listJobPage({ ...options, ...(page?.nextToken === undefined ? {} : { nextToken: page.nextToken }) })
    yield* page.jobs
  }
}

/** How a job is waited for. */
export interface WaitForJobOptions extends CallOptions {
  readonly poll?: PollOptions
  /** Told of the job at each look. */
  readonly onStatus?: (job: TranscriptionJob) => void
}

/**
 * Waits until the job has ended: a first look soon, then less and less often. Throttling is survived.
 *
 * @throws TranscriptionFailedError with AWS's FailureReason; the signal's reason
 */
export const waitForJob = async (jobName: string, options: WaitForJobOptions = {}): Promise<TranscriptionJob> =>
  withConnection(options.connection, async (connection) => {
    const timing = options.timing ?? systemTiming
    const backoff = createBackoff(options.poll ?? {}, timing)
    for (;;) {
      await backoff.wait(options.signal)
      const job = await getJob(jobName, { ...options, connection })
      options.onStatus?.(job)
      if (job.status === 'COMPLETED') return job
      if (job.status === 'FAILED') {
        throw new TranscriptionFailedError(jobName, job.failureReason ?? 'The service gave no reason.')
      }
    }
  })

/** One call of the API with our errors, retries and abort. */
export const call = async <T>(
  options: CallOptions,
  ask: (connection: Connection, signal: AbortSignal) => Promise<T>,
): Promise<T> =>
  withConnection(options.connection, (connection) => {
    // The SDK takes no undefined where a signal may stand.
    const signal = options.signal ?? new AbortController().signal
    return withRetries(() => ask(connection, signal), options.timing ?? systemTiming, options.signal)
  })

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {})

const readJob = (job: Partial<SdkJob>): TranscriptionJob => {
  const { TranscriptionJobName: name, TranscriptionJobStatus: status, Subtitles: subtitles } = job
  if (name === undefined || status === undefined) {
    throw new ScribeliteError('unreadable-answer', 'The service answered without name and status of the job.')
  }
  const transcriptUri = job.Transcript?.TranscriptFileUri ?? job.Transcript?.RedactedTranscriptFileUri
  const formats = subtitles?.Formats ?? []
  return {
    name,
    status,
    ...(job.FailureReason === undefined ? {} : { failureReason: job.FailureReason }),
    ...(job.LanguageCode === undefined ? {} : { languageCode: job.LanguageCode }),
    ...(job.ModelSettings?.LanguageModelName === undefined
      ? {}
      : { languageModelName: job.ModelSettings.LanguageModelName }),
    ...(job.MediaSampleRateHertz === undefined ? {} : { sampleRate: job.MediaSampleRateHertz }),
    ...(job.MediaFormat === undefined ? {} : { mediaFormat: job.MediaFormat }),
    ...(job.Media?.MediaFileUri === undefined ? {} : { mediaUri: job.Media.MediaFileUri }),
    ...(transcriptUri === undefined ? {} : { transcriptUri }),
    subtitles: (subtitles?.SubtitleFileUris ?? []).map((uri, position) => ({ format: formats[position] ?? '', uri })),
    ...(job.CreationTime === undefined ? {} : { createdAt: job.CreationTime }),
    ...(job.StartTime === undefined ? {} : { startedAt: job.StartTime }),
    ...(job.CompletionTime === undefined ? {} : { completedAt: job.CompletionTime }),
    details: { ...job },
  }
}
