/**
 * The JSON 1.1 API: one request in, one answer out. `check` is the order in which AWS's front end looks at a request,
 * copied from the wire of its JSON services; what the operations demand comes after it. Errors are written in one place.
 */
import {
  AwsError,
  hexSha256,
  internalFailure,
  isOperationName,
  type OperationName,
  validateInput,
} from '@scribelite/core/protocol'
import { recordAnswer } from './access-log.ts'
import { nodeHashing } from './auth/node-hashing.ts'
import { type Principal, verifyRequest } from './auth/verify-request.ts'
import type { Operations } from './operations/operation.ts'
import { header, type ReceivedRequest } from './received-request.ts'
import type { Service } from './service.ts'

export interface JsonApi {
  fetch(request: ReceivedRequest, body: AsyncIterable<Uint8Array>): Promise<Response>
}

export type JsonApiService = Pick<Service, 'clock' | 'log' | 'journal' | 'auth' | 'credentials' | 'limits'>

/** AWS: how far the date of a request may stand from the server's, to either side. */
const windowMs = 15 * 60_000
const contentType = 'application/x-amz-json-1.1'
const strictUtf8 = new TextDecoder('utf-8', { fatal: true })
/** Bytes of a body up to which the journal keeps it. */
const mostKept = 4096

/** A request that may go to its operation. */
interface Checked {
  readonly operation: OperationName
  readonly input: Record<string, unknown>
  readonly principal: Principal
}

/** What of a request is known so far, for the log and the journal, whatever becomes of it. */
interface Known {
  operation: string
  accessKeyId?: string
  input?: Readonly<Record<string, unknown>>
}

/** Answers of the front end that are not JSON. */
class PlainRefusal extends Error {
  override readonly name = 'PlainRefusal'
  readonly status: number
  readonly code: string
  readonly xml: string
  constructor(status: number, code: string, xml: string) {
    super(code)
    this.status = status
    this.code = code
    this.xml = xml
  }
}

export function createJsonApi(service: JsonApiService, operations: Operations): JsonApi {
  return {
    async fetch(request, body) {
      const began = performance.now()
      const known: Known = { operation: operationAsked(request) ?? 'unknown' }
      let response: Response
      let refusal: unknown
      try {
        const bytes = await readBounded(body, service.limits.jsonBodyBytes)
        const { operation, input, principal } = check(service, request, bytes, known)
        const owner = { accountId: principal.accountId, region: principal.region }
        response = answer(service, request, 200, await operations[operation](input, { owner, request }))
      } catch (error) {
        refusal = error instanceof AwsError || error instanceof PlainRefusal ? error : internalFailure(error)
        response = refuse(service, request, refusal)
      }
      report(service, request, known, response.status, performance.now() - began, refusal)
      return response
    },
  }
}

/** The order of checks, AWS's. Each throws what the client is told; only who passes all reaches an operation. */
function check(service: JsonApiService, request: ReceivedRequest, body: Uint8Array, known: Known): Checked {
  const target = operationAsked(request)
  const operation = target !== undefined && isOperationName(target) ? target : undefined

  // 1. The front end serves POST only, and answers everything else before it knows which protocol is spoken.
  if (request.method !== 'POST') throw undetermined()
  // 2. An empty body is no JSON.
  if (body.length === 0) throw operation === undefined ? unknownOperation() : serializationException()
  // 3. Without the content type of a JSON service the answers are XML.
  const [type = ''] = (header(request, 'content-type') ?? '').split(';')
  if (type.trim().toLowerCase() !== contentType) throw target === undefined ? undetermined() : unknownOperationXml()
  // 4. The body must parse; what it holds is looked at only when it is known who asks.
  const json = parse(body)
  if (body.length <= mostKept && isObject(json)) known.input = json
  // 5. The operation.
  if (operation === undefined) throw unknownOperation()
  // 6. Who signed it, over these very bytes.
  const principal = authenticate(service, request, body)
  known.accessKeyId = principal.accessKeyId
  // 7, 8. JSON types, then the constraints of the model, in AWS's words.
  const input = validateInput(operation, json)
  return { operation, input, principal }
}

/** `Transcribe.GetTranscriptionJob` → `GetTranscriptionJob`; the second prefix is that of documentation samples. */
function operationAsked(request: ReceivedRequest): string | undefined {
  const target = header(request, 'x-amz-target') ?? ''
  return /^(?:com\.amazonaws\.transcribe\.)?Transcribe\.(\w+)$/.exec(target)?.[1]
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(strictUtf8.decode(body))
  } catch {
    throw serializationException()
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function authenticate(service: JsonApiService, request: ReceivedRequest, body: Uint8Array): Principal {
  const verdict = verifyRequest(request, {
    service: 'transcribe',
    mode: service.auth,
    credentials: service.credentials,
    now: service.clock.now(),
    windowMs,
    payloadHash: hexSha256(body, nodeHashing),
    maxExpires: 604_800,
  })
  if (verdict.ok) return verdict.principal
  const { code, message, explanation } = verdict.refusal
  throw new AwsError(code, message, { messageKey: 'message', ...(explanation !== undefined && { explanation }) })
}

async function readBounded(body: AsyncIterable<Uint8Array>, most: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of body) {
      size += chunk.length
      if (size <= most) chunks.push(chunk)
      // Up to here the rest is read and dropped: to stop reading resets an HTTP/2 stream, and its client sees no answer.
      else if (size > most * 16) break
    }
  } catch (error) {
    // A client that goes away, or chunks that are none: no fault of ours.
    const explanation = `The body could not be read to its end: ${error instanceof Error ? error.message : error}.`
    throw new AwsError('SerializationException', '', { explanation })
  }
  if (size > most) throw tooLarge()
  return Buffer.concat(chunks)
}

/** Documented: over the limit of the front end the answer is 413 without a body. */
const tooLarge = (): PlainRefusal => new PlainRefusal(413, 'RequestEntityTooLarge', '')
const serializationException = (): AwsError => new AwsError('SerializationException', '')
const unknownOperation = (): AwsError => new AwsError('UnknownOperationException', '')
const unknownOperationXml = (): PlainRefusal =>
  new PlainRefusal(404, 'UnknownOperationException', '<UnknownOperationException/>\n')
const undetermined = (): PlainRefusal =>
  new PlainRefusal(
    403,
    'AccessDeniedException',
    '<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be authorized</Message>\n</AccessDeniedException>\n',
  )

/** Client faults are 400 whatever their name (Conflict and NotFound too, seen on AWS), server faults 500. */
function statusOf(error: AwsError): number {
  if (error.code === 'NotImplemented') return 501
  return error.fault === 'server' ? 500 : 400
}

/** The one place where an error becomes an answer of the JSON API. */
function refuse(service: JsonApiService, request: ReceivedRequest, error: unknown): Response {
  if (error instanceof PlainRefusal)
    return respond(service, request, error.status, error.xml, error.xml === '' ? undefined : 'application/xml')
  if (!(error instanceof AwsError)) throw error
  return answer(service, request, statusOf(error), {
    __type: error.code,
    // The front end has refusals without a text.
    ...(error.message !== '' && { [error.messageKey]: error.message }),
  })
}

/** Operations without output members have an empty body, with the content type all the same. */
function answer(
  service: JsonApiService,
  request: ReceivedRequest,
  status: number,
  members: object | undefined,
): Response {
  return respond(service, request, status, members === undefined ? '' : JSON.stringify(members), contentType)
}

function respond(
  service: JsonApiService,
  request: ReceivedRequest,
  status: number,
  text: string,
  type: string | undefined,
): Response {
  const headers = {
    'x-amzn-RequestId': request.id,
    // SDKs set their clock by it after a refusal for skew.
    Date: new Date(service.clock.now()).toUTCString(),
    'Content-Length': String(Buffer.byteLength(text)),
    ...(type !== undefined && { 'Content-Type': type }),
  }
  // Bytes: a text without a content type would be given one.
  return new Response(Buffer.from(text), { status, headers })
}

function report(
  service: JsonApiService,
  request: ReceivedRequest,
  known: Known,
  status: number,
  durationMs: number,
  refusal: unknown,
): void {
  const error = refusalOf(refusal)
  recordAnswer(
    service,
    {
      id: request.id,
      at: request.receivedAt,
      door: 'json',
      operation: known.operation,
      method: request.method,
      path: request.path,
      status,
      durationMs,
      ...(known.accessKeyId !== undefined && { accessKeyId: known.accessKeyId }),
      ...(known.input !== undefined && { input: known.input }),
      ...(error !== undefined && { error }),
    },
    refusal instanceof AwsError && refusal.cause !== undefined ? refusal : undefined,
  )
}

function refusalOf(refusal: unknown): { code: string; message: string; explanation?: string } | undefined {
  if (refusal instanceof PlainRefusal) return { code: refusal.code, message: '' }
  if (!(refusal instanceof AwsError)) return undefined
  const { code, message, explanation } = refusal
  return { code, message, ...(explanation !== undefined && { explanation }) }
}
