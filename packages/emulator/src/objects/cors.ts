/** Browsers fetch transcripts and put recordings: every origin may, as with a bucket whose CORS rules allow all. By design. */
import { header, type ReceivedRequest } from '../received-request.ts'

const METHODS = 'GET, PUT, POST, DELETE, HEAD'

export function preflight(request: ReceivedRequest): Response {
  const asked = header(request, 'access-control-request-headers')
  return new Response(null, {
    status: 200,
    headers: {
      'access-control-allow-methods': METHODS,
      ...(asked === undefined ? {} : { 'access-control-allow-headers': asked }),
      'access-control-max-age': '3000',
    },
  })
}

/** Only for requests that come from a page, as S3 does. */
export function corsHeaders(request: ReceivedRequest): Record<string, string> {
  if (header(request, 'origin') === undefined) return {}
  return {
    'access-control-allow-origin': '*',
    'access-control-expose-headers': '*',
    vary: 'Origin, Access-Control-Request-Headers, Access-Control-Request-Method',
  }
}
