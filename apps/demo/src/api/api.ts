/**
 * What the page asks and what the server answers: one type for each, shared by both. Same origin, JSON, times in ISO 8601.
 *
 * A call that changes something says `content-type: application/json` (also DELETE; its body may be `{}`), an upload
 * `application/octet-stream`. What goes wrong is answered with a status from 400 and `ErrorAnswer`.
 *
 *   GET    /api/settings                                   → Settings
 *   GET    /api/jobs?status&nameContains&languageCode&languageModelName&maxResults&nextToken → JobPage
 *   POST   /api/jobs                     NewJob            → Job              201
 *   GET    /api/jobs/:name                                 → Job
 *   DELETE /api/jobs/:name                                 → {}
 *   GET    /api/jobs/:name/transcript?format=json|text|srt|vtt[&download] → the file itself; `download` makes it an attachment
 *   GET    /api/jobs/:name/media                           → the audio itself, with ranges
 *   GET    /api/models?status&nameContains&maxResults&nextToken → ModelPage
 *   POST   /api/models                   NewModel          → Model            201
 *   GET    /api/models/:name                               → ModelDetail
 *   DELETE /api/models/:name                               → {}
 *   GET    /api/buckets                                    → BucketList
 *   GET    /api/buckets/:bucket/objects?prefix&nextToken   → ObjectPage
 *   GET    /api/buckets/:bucket/content?key                → the object itself, with ranges
 *   PUT    /api/uploads/:folder/:name    the bytes         → Uploaded         201
 *   POST   /api/presign                  PresignCall       → Presigned
 *   GET    /api/requests?door&errors&sessionId&limit       → RequestList (newest first)
 *   GET    /api/requests/:id                               → RequestDetail
 *   WS     /api/stream                                     see stream.ts
 */
import type { StreamParameters } from '@scribelite/core/websocket'

export interface ErrorAnswer {
  readonly error: ApiError
}

export interface ApiError {
  /** AWS's name for it (`BadRequestException`, `ConflictException`, …), or ours (`bad-option`, `too-big`, …). */
  readonly code: string
  /** The service's own words where it was the service. */
  readonly message: string
  readonly requestId?: string
  /** For a refused signature, on the emulator: the canonical request, and the line that differs. */
  readonly explanation?: string
}

export interface Settings {
  readonly target: 'emulator' | 'aws'
  readonly region: string
  /** Where uploads go; undefined when the server was told of none: then only objects that are in S3 already can be used. */
  readonly uploadBucket?: string
  /** To begin with, in the field for the role that reads training data. */
  readonly roleArn?: string
  readonly limits: {
    /** Bytes of one upload. */
    readonly uploadBytes: number
    /** Bytes of one training text. */
    readonly trainingTextBytes: number
    /** Milliseconds between two looks at something that is under way; AWS takes hours to train, the emulator seconds. */
    readonly pollMilliseconds: number
  }
  /** Language codes, `en-US` first. */
  readonly jobLanguages: readonly string[]
  readonly modelLanguages: readonly string[]
  readonly streamLanguages: readonly string[]
  /** Absent with AWS. */
  readonly emulator?: {
    readonly version: string
    readonly engine: string
    readonly auth: string
  }
  /** Whether there is a journal of requests to show. */
  readonly requests: boolean
  /** Recordings that `npm run demo` has put into a bucket, with what is truly said in them. */
  readonly samples: readonly Sample[]
}

export interface Sample {
  readonly title: string
  readonly uri: string
  readonly reference: string
  /** The name of a model that knows its words. */
  readonly modelName?: string
}

export type JobStatus = 'QUEUED' | 'IN_PROGRESS' | 'FAILED' | 'COMPLETED'

export interface Job {
  readonly name: string
  readonly status: JobStatus
  /** AWS's words, when it has FAILED. */
  readonly failureReason?: string
  readonly languageCode?: string
  readonly languageModelName?: string
  /** Hz. */
  readonly sampleRate?: number
  readonly mediaFormat?: string
  /** Absent in a list. */
  readonly mediaUri?: string
  /** The service's own bucket, or the caller's. */
  readonly outputLocation?: 'SERVICE_BUCKET' | 'CUSTOMER_BUCKET'
  /** Of a COMPLETED job with an output bucket: where the transcript stands. */
  readonly outputUri?: string
  /** Formats that the service wrote. */
  readonly subtitles: readonly string[]
  readonly createdAt?: string
  readonly startedAt?: string
  readonly completedAt?: string
  /** `Settings`, `Subtitles`, `ModelSettings`, … under AWS's names, without what is above. Absent in a list. */
  readonly settings?: Readonly<Record<string, unknown>>
  /** The call that makes such a job. Absent in a list. */
  readonly snippets?: Snippets
}

/** In place of a model's name where jobs are listed: those without one. No model can be called so. */
export const GENERAL_MODEL = '*'

export interface JobPage {
  readonly jobs: readonly Job[]
  /** Ask with it for the next page; absent on the last. */
  readonly nextToken?: string
}

export interface NewJob {
  readonly name: string
  readonly mediaUri: string
  readonly languageCode: string
  readonly languageModelName?: string
  /** 2 to 10 alternative transcripts. */
  readonly maxAlternatives?: number
  readonly channelIdentification?: boolean
  readonly subtitles?: {
    readonly formats: readonly ('srt' | 'vtt')[]
    /** Number of the first caption: 0 or 1. */
    readonly startIndex?: 0 | 1
  }
  readonly outputBucket?: string
  /** Only with `outputBucket`. */
  readonly outputKey?: string
}

export type ModelStatus = 'IN_PROGRESS' | 'FAILED' | 'COMPLETED'
export type BaseModel = 'NarrowBand' | 'WideBand'

export interface Model {
  readonly name: string
  readonly status: ModelStatus
  readonly failureReason?: string
  readonly languageCode?: string
  /** `NarrowBand` below 16 000 Hz, `WideBand` from there. */
  readonly baseModel?: string
  readonly trainingDataUri?: string
  readonly tuningDataUri?: string
  readonly roleArn?: string
  readonly upgradeAvailable?: boolean
  readonly createdAt?: string
  readonly modifiedAt?: string
}

export interface ModelPage {
  readonly models: readonly Model[]
  readonly nextToken?: string
}

export interface ModelDetail {
  readonly model: Model
  /** What training reports; only the emulator does, of a COMPLETED model. */
  readonly training?: TrainingReport
  readonly snippets: Snippets
}

export interface TrainingReport {
  /** Running words of training text. */
  readonly words: number
  /** Different words in it. */
  readonly vocabulary: number
  /** Of these, words that general English does not have. */
  readonly newWords: number
  /** Weight of the domain model, 0 to 1. */
  readonly lambda: number
  readonly perplexityBefore: number
  readonly perplexityAfter: number
  /** Some of the new words, as the text writes them, most frequent first. */
  readonly examples: readonly { readonly word: string; readonly count: number; readonly pronunciation?: string }[]
}

export interface NewModel {
  readonly name: string
  readonly languageCode: string
  readonly baseModel: BaseModel
  /** `s3://bucket/prefix/` */
  readonly trainingDataUri: string
  readonly tuningDataUri?: string
  readonly roleArn: string
}

export interface BucketList {
  readonly buckets: readonly { readonly name: string; readonly createdAt?: string }[]
}

export interface ObjectPage {
  /** Ending in `/`, whole keys. */
  readonly prefixes: readonly string[]
  readonly objects: readonly {
    readonly key: string
    readonly size: number
    readonly modifiedAt?: string
  }[]
  readonly nextToken?: string
}

/**
 * `PUT /api/uploads/:folder/:name`: `folder` keeps together what belongs together (the texts of one model): letters,
 * digits, `-`, `_`, `.`; a random one for a recording. `name` is the file's name.
 */
export interface Uploaded {
  readonly uri: string
  /** Of the folder, ending in `/`: what a model is trained from. */
  readonly folderUri: string
  readonly bytes: number
}

export interface PresignCall {
  /** Under AWS's names; the page passes what core's `url` callback is given. */
  readonly parameters: StreamParameters
  /** To see a refusal and its explanation; with the emulator only. */
  readonly mistake?: PresignMistake
}

/** The URL has expired; was signed with another secret key; says another language than was signed. */
export type PresignMistake = 'expired' | 'wrong-secret' | 'changed-after-signing'

export interface Presigned {
  readonly url: string
}

export type Door = 'json' | 'http2' | 'websocket' | 's3'

export interface RequestSummary {
  readonly id: string
  readonly at: string
  readonly door: Door
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly accessKeyId?: string
  readonly status: number
  readonly durationMs: number
  readonly error?: { readonly code: string; readonly message: string }
  readonly stream?: {
    readonly sessionId: string
    readonly framesIn: number
    readonly bytesIn: number
    readonly eventsOut: number
  }
}

export interface RequestList {
  readonly requests: readonly RequestSummary[]
}

export interface RequestDetail {
  readonly request: RequestSummary
  /** What was asked, under AWS's names, where it is known. */
  readonly input?: Readonly<Record<string, unknown>>
  /**
   * For a refusal: what the emulator's log says, with the canonical request that it computed. Of a URL that this server
   * presigned the query stands pair by pair, and a line that differs twice: `- ` as it was signed, `+ ` as it came.
   */
  readonly explanation?: string
  /** The same call, where it has one. */
  readonly snippets?: Snippets
}

/** The same call, to copy. */
export interface Snippets {
  readonly cli: string
  readonly boto3: string
  readonly javascript: string
}
