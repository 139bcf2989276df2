/**
 * A refusal of `auth/verify-request.ts` in S3's words: same reasons, other codes. What is documented or known from
 * S3's wire is taken as it is; the two forms (header, query) have different codes for the same mistake.
 */
import { readPresentedSignature } from '../auth/presented-signature.ts'
import { canonicalOf, signable, stringToSignOf } from '../auth/signable.ts'
import type { Refusal } from '../auth/verify-request.ts'
import { header, type ReceivedRequest } from '../received-request.ts'
import { S3Error, type S3ErrorCode } from './s3-error.ts'
import type { XmlNode } from './s3-xml.ts'

export const S3_WINDOW_MS: number = 15 * 60 * 1000
/** A week: the longest life of a presigned URL. */
export const S3_MAX_EXPIRES = 604_800

export function s3Refusal(request: ReceivedRequest, refusal: Refusal, payloadHash: string, now: number): S3Error {
  const inQuery = /(?:^|&)X-Amz-(?:Algorithm|Signature)=/.test(request.query)
  const reading = readPresentedSignature(request)
  const presented = reading.ok ? reading.presented : undefined
  const explanation = refusal.explanation ?? refusal.message
  const say = (code: S3ErrorCode, message?: string, details: XmlNode = {}): S3Error =>
    new S3Error(code, { ...(message === undefined ? {} : { message }), details, explanation })
  const malformed = (why: string): S3Error =>
    inQuery
      ? say('AuthorizationQueryParametersError', `Error parsing the X-Amz-Credential parameter; ${why}`)
      : say('AuthorizationHeaderMalformed', `The authorization header is malformed; ${why}`)

  switch (refusal.reason) {
    case 'both-forms':
      return say(
        'InvalidArgument',
        'Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified',
        { ArgumentName: 'Authorization', ArgumentValue: header(request, 'authorization')?.split(' ')[0] ?? '' },
      )
    case 'missing':
      return say('AccessDenied')
    case 'incomplete':
      if (inQuery) return say('AuthorizationQueryParametersError')
      if (header(request, 'x-amz-date') === undefined && header(request, 'date') === undefined) {
        return say('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header')
      }
      return malformed('the authorization header requires three components: Credential, SignedHeaders, and Signature.')
    case 'algorithm':
      return inQuery
        ? say(
            'AuthorizationQueryParametersError',
            'X-Amz-Algorithm only supports "AWS4-HMAC-SHA256 and AWS4-ECDSA-P256-SHA256"',
          )
        : say('InvalidArgument', 'Unsupported Authorization Type', { ArgumentName: 'Authorization' })
    case 'credential-form':
      return malformed('the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".')
    case 'date-form':
      return inQuery
        ? say(
            'AuthorizationQueryParametersError',
            "X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"",
          )
        : say('AccessDenied', 'AWS authentication requires a valid Date or x-amz-date header')
    case 'host-unsigned':
      return say('AccessDenied', 'There were headers present in the request which were not signed', {
        HeadersNotSigned: 'host',
      })
    case 'scope': {
      const scope = presented?.scope
      if (scope !== undefined && scope.service !== 's3') {
        return malformed(`incorrect service "${scope.service}". This endpoint belongs to "s3".`)
      }
      if (scope !== undefined && scope.terminator !== 'aws4_request') {
        return malformed(`incorrect terminal "${scope.terminator}". This endpoint uses "aws4_request".`)
      }
      if (presented !== undefined && scope !== undefined && scope.date !== presented.amzDate.slice(0, 8)) {
        return malformed(
          `Invalid credential date "${scope.date}". This date is not the same as X-Amz-Date: "${presented.amzDate.slice(0, 8)}".`,
        )
      }
      return malformed(`the region '${scope?.region ?? ''}' is wrong`)
    }
    case 'expires-out-of-range': {
      const text = presented?.expires ?? ''
      if (!/^-?\d+$/.test(text)) return say('AuthorizationQueryParametersError', 'X-Amz-Expires should be a number')
      if (Number(text) < 1) return say('AuthorizationQueryParametersError', 'X-Amz-Expires must be non-negative')
      return say(
        'AuthorizationQueryParametersError',
        `X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than ${S3_MAX_EXPIRES} seconds`,
      )
    }
    case 'expired':
      if (!inQuery) return skewed()
      return say('AccessDenied', 'Request has expired', {
        'X-Amz-Expires': presented?.expires,
        Expires: isoSeconds((presented?.signedAt ?? now) + Number(presented?.expires ?? 0) * 1000),
        ServerTime: isoSeconds(now),
      })
    case 'not-yet-current':
      if (!inQuery) return skewed()
      return say('AccessDenied', 'Request is not valid yet', {
        'X-Amz-Date': presented?.amzDate,
        Expires: isoSeconds((presented?.signedAt ?? now) + Number(presented?.expires ?? 0) * 1000),
        ServerTime: isoSeconds(now),
      })
    case 'unknown-key':
      return say('InvalidAccessKeyId', undefined, { AWSAccessKeyId: presented?.accessKeyId })
    case 'token-wrong':
      return say('InvalidToken')
    case 'token-expired':
      return say('ExpiredToken')
    case 'mismatch':
      return say('SignatureDoesNotMatch', undefined, mismatchDetails())
  }

  function skewed(): S3Error {
    return say('RequestTimeTooSkewed', undefined, {
      RequestTime: presented?.amzDate,
      ServerTime: isoSeconds(now),
      MaxAllowedSkewMilliseconds: S3_WINDOW_MS,
    })
  }

  function mismatchDetails(): XmlNode {
    if (presented === undefined) return {}
    const { signed } = signable(request, presented, { service: 's3', payloadHash })
    const canonical = canonicalOf(signed)
    const toSign = stringToSignOf(signed, canonical)
    return {
      AWSAccessKeyId: presented.accessKeyId,
      StringToSign: toSign,
      SignatureProvided: presented.signature,
      StringToSignBytes: hexBytes(toSign),
      CanonicalRequest: canonical,
      CanonicalRequestBytes: hexBytes(canonical),
    }
  }
}

/** `2026-01-15T12:00:00Z` */
export function isoSeconds(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`
}

function hexBytes(text: string): string {
  return Buffer.from(text)
    .toString('hex')
    .replace(/..(?=.)/g, '$& ')
}
