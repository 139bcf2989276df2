/** Transcription jobs: from what the page asks to core's calls, and from core's answers to what the page shows. */
import { getJob, listJobPage, startJob, type TranscriptionJob } from '@scribelite/core'
import { GENERAL_MODEL, type Job, type JobPage, type NewJob } from '../api/api.ts'
import { objectAt } from './objects.ts'
import { shown } from './shown.ts'
import { snippetsOf } from './snippets.ts'
import type { Target } from './target.ts'

export interface JobListing {
  readonly status?: TranscriptionJob['status']
  readonly nameContains?: string
  readonly languageCode?: string
  /** A model's name, or `GENERAL_MODEL` for jobs without one. */
  readonly languageModelName?: string
  readonly maxResults?: number
  readonly nextToken?: string
}

/** Pages of the service that one answer reads through for a rare match; the page then asks on from there. */
const mostPagesRead = 10

/**
 * One page of jobs. The service filters by status and name; language and model are filtered here, in whole pages of
 * the service, so that its token still says where to go on: such a page of ours may hold fewer than `maxResults`.
 */
export async function listedJobs(target: Target, listing: JobListing, signal: AbortSignal): Promise<JobPage> {
  const { maxResults = 100, nextToken, languageCode, languageModelName, ...rest } = listing
  const wanted = (job: TranscriptionJob): boolean =>
    (languageCode === undefined || job.languageCode === languageCode) &&
    (languageModelName === undefined || (job.languageModelName ?? GENERAL_MODEL) === languageModelName)
  const ask = (token: string | undefined) =>
    listJobPage({ connection: target.open, signal, pageSize: maxResults, ...rest, ...following(token) })
  let page = await ask(nextToken)
  const jobs = page.jobs.filter(wanted)
  const filtered = languageCode !== undefined || languageModelName !== undefined
  for (let read = 1; filtered && read < mostPagesRead && page.nextToken !== undefined; read++) {
    const next = await ask(page.nextToken)
    const more = next.jobs.filter(wanted)
    // What does not fit is read again with the next page.
    if (jobs.length + more.length > maxResults) break
    jobs.push(...more)
    page = next
  }
  return { jobs: jobs.map(summaryOf), ...following(page.nextToken) }
}

const following = (nextToken: string | undefined): { readonly nextToken?: string } =>
  nextToken === undefined ? {} : { nextToken }

export async function shownJob(target: Target, name: string, signal: AbortSignal): Promise<Job> {
  return detailOf(target, await getJob(name, { connection: target.open, signal }))
}

export async function startedJob(target: Target, asked: NewJob, signal: AbortSignal): Promise<Job> {
  const { name, mediaUri, languageCode, languageModelName } = asked
  const job = await startJob({
    connection: target.open,
    signal,
    jobName: name,
    mediaUri,
    languageCode,
    ...(languageModelName === undefined ? {} : { languageModelName }),
    job: requestMembers(asked),
  })
  return detailOf(target, job)
}

/** The members of StartTranscriptionJob beyond name, media, language and model. */
function requestMembers(asked: NewJob): Readonly<Record<string, unknown>> {
  const { maxAlternatives, channelIdentification, subtitles, outputBucket, outputKey } = asked
  const settings = {
    ...(maxAlternatives === undefined ? {} : { ShowAlternatives: true, MaxAlternatives: maxAlternatives }),
    ...(channelIdentification === true ? { ChannelIdentification: true } : {}),
  }
  return {
    ...(Object.keys(settings).length === 0 ? {} : { Settings: settings }),
    ...(subtitles === undefined
      ? {}
      : {
          Subtitles: {
            Formats: subtitles.formats,
            ...(subtitles.startIndex === undefined ? {} : { OutputStartIndex: subtitles.startIndex }),
          },
        }),
    ...(outputBucket === undefined ? {} : { OutputBucketName: outputBucket }),
    ...(outputKey === undefined ? {} : { OutputKey: outputKey }),
  }
}

const iso = (date: Date | undefined): string | undefined => date?.toISOString()

function summaryOf(job: TranscriptionJob): Job {
  const { name, status, failureReason, languageCode, languageModelName, sampleRate, mediaFormat, mediaUri } = job
  const location = job.details.OutputLocationType
  return shown<Job>({
    name,
    status,
    failureReason,
    languageCode,
    languageModelName,
    sampleRate,
    mediaFormat,
    mediaUri,
    outputLocation: location === 'CUSTOMER_BUCKET' || location === 'SERVICE_BUCKET' ? location : undefined,
    subtitles: job.subtitles.map(({ format }) => format),
    createdAt: iso(job.createdAt),
    startedAt: iso(job.startedAt),
    completedAt: iso(job.completedAt),
  })
}

/** Members that a page may see as they are: none of them holds a URI that is signed. */
const settingNames = ['Settings', 'ModelSettings', 'Subtitles', 'JobExecutionSettings', 'IdentifyLanguage', 'Tags']

function detailOf(target: Target, job: TranscriptionJob): Job {
  const own = job.transcriptUri === undefined || /[?&]X-Amz-/i.test(job.transcriptUri) ? undefined : job.transcriptUri
  const settings: Record<string, unknown> = {}
  for (const name of settingNames) if (job.details[name] !== undefined) settings[name] = job.details[name]
  const { SubtitleFileUris: _, ...subtitles } = (settings.Subtitles ?? {}) as Readonly<Record<string, unknown>>
  if (settings.Subtitles !== undefined) settings.Subtitles = subtitles
  const output = own === undefined ? undefined : objectAt(own)
  const input = {
    TranscriptionJobName: job.name,
    LanguageCode: job.languageCode,
    // What the service has found out itself shows only when the job is complete.
    ...(job.status === 'COMPLETED' ? {} : { MediaFormat: job.mediaFormat, MediaSampleRateHertz: job.sampleRate }),
    Media: { MediaFileUri: job.mediaUri },
    // The service does not say where it was told to put the transcript, but where it is.
    OutputBucketName: output?.bucket,
    OutputKey: output?.key,
    ...settings,
  }
  return shown<Job>({
    ...summaryOf(job),
    outputUri: own,
    outputLocation:
      job.transcriptUri === undefined ? undefined : own === undefined ? 'SERVICE_BUCKET' : 'CUSTOMER_BUCKET',
    settings,
    snippets: snippetsOf('StartTranscriptionJob', input, target),
  })
}
