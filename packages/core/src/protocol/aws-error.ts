/** Every refusal that a client sees, thrown anywhere and written to the wire in two places: the JSON reply and the exception frame. */
export class AwsError extends Error {
  override readonly name = 'AwsError'
  /** `BadRequestException`, `InvalidSignatureException`, … */
  readonly code: string
  readonly fault: 'client' | 'server'
  /** Front-end errors (signature, unknown operation) say `message`, service exceptions `Message`. */
  readonly messageKey: 'Message' | 'message'
  /** For the log only: the canonical request, what differs, what to do. Never a secret. */
  readonly explanation: string | undefined

  constructor(code: string, message: string, options: AwsErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.fault = options.fault ?? 'client'
    this.messageKey = options.messageKey ?? 'Message'
    this.explanation = options.explanation
  }
}

/** What an `AwsError` may carry beside code and text. */
export interface AwsErrorOptions {
  readonly fault?: 'client' | 'server'
  readonly messageKey?: 'Message' | 'message'
  readonly explanation?: string
  readonly cause?: unknown
}

/** A modelled exception of the service, HTTP 400. */
export const badRequest = (message: string): AwsError => new AwsError('BadRequestException', message)
/** HTTP 400 on the JSON API, 409 on streams. */
export const conflict = (message: string): AwsError => new AwsError('ConflictException', message)
/** HTTP 400 on the JSON API, 429 on streams. Clients retry it with back-off. */
export const limitExceeded = (message: string): AwsError => new AwsError('LimitExceededException', message)
/** HTTP 500. What went wrong stands in the log, not in the answer. */
export const internalFailure = (cause?: unknown): AwsError =>
  new AwsError('InternalFailureException', 'An internal error occurred. Try your request again.', {
    fault: 'server',
    cause,
  })
