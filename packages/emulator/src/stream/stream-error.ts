/** How a refused stream is told over HTTP/2 while the status is still to be sent. */
import type { AwsError } from '@scribelite/core/protocol'
import type { ReceivedRequest } from '../received-request.ts'

const statusByCode: Readonly<Record<string, number>> = {
  ConflictException: 409,
  LimitExceededException: 429,
  InternalFailureException: 500,
  InternalFailure: 500,
  NotImplemented: 501,
  ServiceUnavailableException: 503,
  ResourceNotFoundException: 404,
  UnknownOperationException: 404,
  // Signatures are refused with 403 on streams (observed for InvalidSignatureException), with 400 on the JSON API.
  MissingAuthenticationTokenException: 403,
  IncompleteSignatureException: 403,
  InvalidSignatureException: 403,
  UnrecognizedClientException: 403,
  ExpiredTokenException: 403,
  AccessDeniedException: 403,
}

export const statusOf = (error: AwsError): number => statusByCode[error.code] ?? (error.fault === 'server' ? 500 : 400)

/** restJson1 as AWS writes it: the name in a header, followed by the namespace that clients cut off at the colon. */
export function errorResponse(request: ReceivedRequest, error: AwsError, now: number): Response {
  return new Response(JSON.stringify({ [error.messageKey]: error.message }), {
    status: statusOf(error),
    headers: {
      'content-type': 'application/json',
      date: new Date(now).toUTCString(),
      'x-amzn-errortype': `${error.code}:http://internal.amazon.com/coral/com.amazonaws.transcribe.streaming/`,
      'x-amzn-requestid': request.id,
    },
  })
}
