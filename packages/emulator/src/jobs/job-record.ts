/** A transcription job as it is kept, and as each operation shows it. Reading it never changes it. */
import type { Owner } from '../service.ts'
import type { S3Location } from './s3-location.ts'

/** StartTranscriptionJob's input, checked against the model and the rules of the service. AWS's member names. */
export interface StartTranscriptionJobInput {
  readonly TranscriptionJobName: string
  readonly Media: { readonly MediaFileUri?: string; readonly RedactedMediaFileUri?: string }
  readonly LanguageCode?: string
  readonly MediaSampleRateHertz?: number
  readonly MediaFormat?: string
  readonly OutputBucketName?: string
  readonly OutputKey?: string
  readonly OutputEncryptionKMSKeyId?: string
  readonly KMSEncryptionContext?: Readonly<Record<string, string>>
  readonly Settings?: JobSettings
  readonly ModelSettings?: { readonly LanguageModelName?: string }
  readonly JobExecutionSettings?: { readonly AllowDeferredExecution?: boolean; readonly DataAccessRoleArn?: string }
  readonly ContentRedaction?: object
  readonly IdentifyLanguage?: boolean
  readonly IdentifyMultipleLanguages?: boolean
  readonly LanguageOptions?: readonly string[]
  readonly LanguageIdSettings?: object
  readonly Subtitles?: { readonly Formats?: readonly ('srt' | 'vtt')[]; readonly OutputStartIndex?: number }
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[]
  readonly ToxicityDetection?: readonly object[]
}

export interface JobSettings {
  readonly VocabularyName?: string
  readonly ShowSpeakerLabels?: boolean
  readonly MaxSpeakerLabels?: number
  readonly ChannelIdentification?: boolean
  readonly ShowAlternatives?: boolean
  readonly MaxAlternatives?: number
  readonly VocabularyFilterName?: string
  readonly VocabularyFilterMethod?: string
}

export type JobStatus = 'QUEUED' | 'IN_PROGRESS' | 'FAILED' | 'COMPLETED'

/** Times are milliseconds since the epoch. */
export interface JobRecord {
  readonly input: StartTranscriptionJobInput
  /** The object that MediaFileUri means. */
  readonly source: S3Location
  /** Tells this job from an earlier or later one of the same name, and its folder in the service bucket. */
  readonly uuid: string
  readonly status: JobStatus
  readonly createdAt: number
  /** Absent while QUEUED. */
  readonly startedAt?: number
  /** Of a COMPLETED job. */
  readonly completedAt?: number
  readonly failureReason?: string
  /** What was detected, of a COMPLETED job. */
  readonly media?: { readonly format: string; readonly sampleRate: number }
  /** Formats of which a file was written: none when nobody spoke. */
  readonly subtitles?: readonly ('srt' | 'vtt')[]
}

export const isUnfinished = (record: JobRecord): boolean =>
  record.status === 'QUEUED' || record.status === 'IN_PROGRESS'

/** Where the files of a job are to be found, as its owner may fetch them. */
export interface OutputUris {
  transcript(owner: Owner, record: JobRecord): string
  subtitles(owner: Owner, record: JobRecord, format: 'srt' | 'vtt'): string
}

/** Epoch seconds with milliseconds: so AWS writes times (recorded: 1552752370.771). */
export const seconds = (milliseconds: number): number => Math.floor(milliseconds) / 1000

/** The answer of StartTranscriptionJob: the request's own settings, no Transcript, no defaults (recorded). */
export function startedJob(record: JobRecord): object {
  const { input } = record
  return {
    TranscriptionJobName: input.TranscriptionJobName,
    TranscriptionJobStatus: record.status,
    ...pick(input, ['LanguageCode', 'MediaSampleRateHertz', 'MediaFormat', 'Media']),
    ...times(record),
    ...pick(input, ['Settings', 'ModelSettings', 'JobExecutionSettings', 'Tags']),
    ...(input.Subtitles !== undefined && { Subtitles: subtitlesAsked(input.Subtitles) }),
  }
}

/** The answer of GetTranscriptionJob. What was detected of the media shows only when the job is COMPLETED (recorded). */
export function describedJob(owner: Owner, record: JobRecord, uris: OutputUris): object {
  const { input } = record
  const completed = record.status === 'COMPLETED'
  const asked = input.Subtitles
  return {
    ...startedJob(record),
    ...(completed && {
      MediaFormat: record.media?.format,
      MediaSampleRateHertz: record.media?.sampleRate,
    }),
    Transcript: completed ? { TranscriptFileUri: uris.transcript(owner, record) } : {},
    ...(record.failureReason !== undefined && { FailureReason: record.failureReason }),
    Settings: { ChannelIdentification: false, ShowAlternatives: false, ...input.Settings },
    ...(asked !== undefined && {
      Subtitles: {
        ...subtitlesAsked(asked),
        ...(completed && {
          SubtitleFileUris: (record.subtitles ?? []).map((format) => uris.subtitles(owner, record, format)),
        }),
      },
    }),
  }
}

/** One element of ListTranscriptionJobs. */
export function jobSummary(record: JobRecord): object {
  const { input } = record
  return {
    TranscriptionJobName: input.TranscriptionJobName,
    ...times(record),
    ...pick(input, ['LanguageCode']),
    TranscriptionJobStatus: record.status,
    ...(record.failureReason !== undefined && { FailureReason: record.failureReason }),
    OutputLocationType: input.OutputBucketName === undefined ? 'SERVICE_BUCKET' : 'CUSTOMER_BUCKET',
    ...pick(input, ['ModelSettings']),
  }
}

function times(record: JobRecord): object {
  return {
    ...(record.startedAt !== undefined && { StartTime: seconds(record.startedAt) }),
    CreationTime: seconds(record.createdAt),
    ...(record.completedAt !== undefined && { CompletionTime: seconds(record.completedAt) }),
  }
}

const subtitlesAsked = (asked: NonNullable<StartTranscriptionJobInput['Subtitles']>): object => ({
  Formats: asked.Formats ?? [],
  OutputStartIndex: asked.OutputStartIndex ?? 0,
})

function pick(
  input: StartTranscriptionJobInput,
  names: readonly (keyof StartTranscriptionJobInput)[],
): Partial<StartTranscriptionJobInput> {
  return Object.fromEntries(names.filter((name) => input[name] !== undefined).map((name) => [name, input[name]]))
}
