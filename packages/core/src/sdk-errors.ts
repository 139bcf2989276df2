import { AwsServiceError, ScribeliteError } from './errors.ts'

/** AWS says: not now. A client waits and asks again. `LimitExceededException` is both a quota and a rate. */
const throttlingNames: ReadonlySet<string> = new Set([
  'ThrottlingException',
  'Throttling',
  'ThrottledException',
  'TooManyRequestsException',
  'RequestLimitExceeded',
  'RequestThrottled',
  'RequestThrottledException',
  'LimitExceededException',
  'SlowDown',
])

interface SdkErrorShape {
  readonly name?: unknown
  readonly message?: unknown
  readonly Message?: unknown
  readonly code?: unknown
  readonly cause?: unknown
  readonly $fault?: unknown
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string }
}

const shapeOf = (error: unknown): SdkErrorShape => (typeof error === 'object' && error !== null ? error : {})

/** Turns what the SDK throws into our errors; an abort and our own errors pass as they are. */
export const asServiceError = (error: unknown): unknown => {
  if (error instanceof ScribeliteError) return error
  const { name, message, Message, code, $fault, $metadata } = shapeOf(error)
  if (name === 'AbortError') return error
  const text = typeof message === 'string' && message !== '' ? message : typeof Message === 'string' ? Message : ''
  if (
    name === 'CredentialsProviderError' ||
    /Region is missing|Region not accepted|Could not load credentials/.test(text)
  ) {
    return new ScribeliteError(
      'not-configured',
      `${text.replace(/\.?$/, '.')} Set AWS_REGION and AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY, choose a profile, or give region and credentials in the connection.`,
      error,
    )
  }
  if ($fault !== undefined || ($metadata?.httpStatusCode ?? 0) >= 300) {
    // The SDK calls it `Unknown`, or by the name of the parser's error, where the answer is not the service's own.
    const foreign = typeof name !== 'string' || name === 'Unknown' || name === 'SyntaxError'
    const wordless = name === 'SyntaxError' || text === '' || text === 'UnknownError'
    const words =
      foreign && wordless
        ? `The answer has status ${$metadata?.httpStatusCode} and names no error of the service: a proxy or another server may stand at that address.`
        : text
    return new AwsServiceError(foreign ? 'UnknownError' : name, words, {
      statusCode: $metadata?.httpStatusCode,
      requestId: $metadata?.requestId,
      cause: error,
    })
  }
  if (error instanceof Error) {
    const detail = typeof code === 'string' && !text.includes(code) ? `${code} ${text}` : text
    return new ScribeliteError(
      'connection-failed',
      `The service could not be reached: ${(detail || String(name)).replace(/\.$/, '')}.`,
      error,
    )
  }
  return error
}

export const isThrottled = (error: unknown): boolean =>
  error instanceof AwsServiceError && (throttlingNames.has(error.name) || error.statusCode === 429)

/** Worth asking again: throttled, a fault of the service, or no connection. */
export const isTransient = (error: unknown): boolean =>
  isThrottled(error) ||
  (error instanceof AwsServiceError && (error.statusCode ?? 0) >= 500) ||
  (error instanceof ScribeliteError && error.code === 'connection-failed')
