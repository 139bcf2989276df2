/** What goes wrong, as the page is told: a status and `ErrorAnswer`. The only place where an error becomes an answer. */
import { S3ServiceException } from '@aws-sdk/client-s3'
import { AwsServiceError, ScribeliteError } from '@scribelite/core'
import type { ApiError } from '../api/api.ts'

/** A call that this server itself refuses. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly status: number
  readonly code: string
  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

export interface Refused {
  readonly status: number
  readonly error: ApiError
  /** Nobody expected this: it belongs in the log. */
  readonly surprise: boolean
}

const statusOfOurs: Readonly<Record<string, number>> = {
  'bad-option': 400,
  'bad-media': 400,
  'unreadable-source': 400,
  'not-configured': 503,
  'connection-failed': 502,
  'stream-ended-early': 502,
  'unreadable-answer': 502,
}

export function refusalOf(thrown: unknown): Refused {
  if (thrown instanceof Refusal) return refused(thrown.status, thrown.code, thrown.message)
  if (thrown instanceof AwsServiceError) {
    return refused(answerable(thrown.statusCode), thrown.name, thrown.message, thrown.requestId)
  }
  if (thrown instanceof S3ServiceException) {
    const { httpStatusCode, requestId } = thrown.$metadata
    return refused(answerable(httpStatusCode), thrown.name, thrown.message || thrown.name, requestId)
  }
  if (thrown instanceof ScribeliteError) return refused(statusOfOurs[thrown.code] ?? 500, thrown.code, thrown.message)
  if (isUnreachable(thrown)) {
    return refused(502, 'connection-failed', `The service could not be reached: ${thrown.code}.`)
  }
  // What it says may hold anything: it stays in the log.
  return { ...refused(500, 'internal', 'The server failed; its log says why.'), surprise: true }
}

const refused = (status: number, code: string, message: string, requestId?: string): Refused => ({
  status,
  error: { code, message, ...(requestId === undefined ? {} : { requestId }) },
  surprise: false,
})

/** A refusal inside a stream has no status; 401 and 403 are about the server's keys, not about who looks at the page. */
const answerable = (status: number | undefined): number => (status !== undefined && status >= 400 ? status : 400)

const isUnreachable = (thrown: unknown): thrown is Error & { readonly code: string } =>
  thrown instanceof Error &&
  'code' in thrown &&
  typeof thrown.code === 'string' &&
  /^(ECONN|ENOTFOUND|EAI_|ETIMEDOUT|EPIPE)/.test(thrown.code)
