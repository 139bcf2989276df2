/** What scribelite itself found wrong. `code` is stable; the message says what was got and what to do. */
export class ScribeliteError extends Error {
  override readonly name: string = 'ScribeliteError'
  readonly code: ScribeliteErrorCode | 'aws'

  constructor(code: ScribeliteErrorCode | 'aws', message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.code = code
  }
}

/** Stable names of what can be wrong on this side of the wire. */
export type ScribeliteErrorCode =
  /** An option is missing, contradicts another, or has a value that nothing can be done with. */
  | 'bad-option'
  /** The media is not what it was declared to be, or what this way of transcribing takes. */
  | 'bad-media'
  /** A file, directory or object that was named is not there or cannot be read. */
  | 'unreadable-source'
  /** The SDK's chain gave no region or no credentials. */
  | 'not-configured'
  /** No connection, or it broke. */
  | 'connection-failed'
  /** The service closed a stream before all audio was sent, with no exception to say why. */
  | 'stream-ended-early'
  /** The bytes that came back are no frame, no event, no transcript. */
  | 'unreadable-answer'
  /** A job ended with FAILED. */
  | 'job-failed'
  /** The training of a language model ended with FAILED. */
  | 'model-failed'

/**
 * An exception of the service, in the service's words.
 *
 * `name` is AWS's name for it (`BadRequestException`, `LimitExceededException`, …); classify by `name` and `message`.
 */
export class AwsServiceError extends ScribeliteError {
  override readonly name: string
  /** HTTP status, where the refusal came with one; a refusal inside a stream has none. */
  readonly statusCode: number | undefined
  readonly requestId: string | undefined

  constructor(name: string, message: string, details: AwsServiceErrorDetails = {}) {
    super('aws', message, details.cause)
    this.name = name
    this.statusCode = details.statusCode
    this.requestId = details.requestId
  }
}

/** What else the service told beside name and text. */
export interface AwsServiceErrorDetails {
  readonly statusCode?: number | undefined
  readonly requestId?: string | undefined
  readonly cause?: unknown
}

/** A transcription job that ended with FAILED; the message is AWS's FailureReason. */
export class TranscriptionFailedError extends ScribeliteError {
  override readonly name: string = 'TranscriptionFailedError'
  readonly jobName: string
  readonly failureReason: string

  constructor(jobName: string, failureReason: string) {
    super('job-failed', failureReason)
    this.jobName = jobName
    this.failureReason = failureReason
  }
}

/** A language model whose training ended with FAILED; the message is AWS's FailureReason. */
export class LanguageModelFailedError extends ScribeliteError {
  override readonly name: string = 'LanguageModelFailedError'
  readonly modelName: string
  readonly failureReason: string

  constructor(modelName: string, failureReason: string) {
    super('model-failed', failureReason)
    this.modelName = modelName
    this.failureReason = failureReason
  }
}
