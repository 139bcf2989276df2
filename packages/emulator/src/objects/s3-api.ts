/**
 * The S3 door. In: a request as received and its body. Out: the answer, an error included; what was asked and
 * answered goes to the journal. Which bucket and which operation are read here, who signed is checked here, in
 * that order; what an operation does is in `s3-buckets.ts`, `s3-objects.ts`, `s3-listing.ts`, `s3-copy.ts` and
 * `s3-multipart.ts`.
 */
import { createHash } from 'node:crypto'
import { recordAnswer } from '../access-log.ts'
import { type Principal, verifyRequest } from '../auth/verify-request.ts'
import { header, type ReceivedRequest } from '../received-request.ts'
import { corsHeaders, preflight } from './cors.ts'
import { ObjectStoreError } from './object-store.ts'
import { isPresignedV2, verifyPresignedV2 } from './presigned-v2.ts'
import { openRequestBody } from './request-body.ts'
import { readAddress, readQuery } from './s3-address.ts'
import { createBucket, deleteBucket, getBucketLocation, headBucket, listBuckets } from './s3-buckets.ts'
import { httpTime, mustBeOpen, type S3Handler, type S3Service } from './s3-call.ts'
import { copyObject } from './s3-copy.ts'
import { S3Error } from './s3-error.ts'
import { listObjects, listObjectsV2 } from './s3-listing.ts'
import {
  abortMultipartUpload,
  completeMultipartUpload,
  createMultipartUpload,
  listMultipartUploads,
  listParts,
  uploadPart,
  uploadPartCopy,
} from './s3-multipart.ts'
import { deleteObject, deleteObjects, getObject, getObjectTagging, headObject, putObject } from './s3-objects.ts'
import { recogniseOperation, type S3OperationName } from './s3-operation.ts'
import { S3_MAX_EXPIRES, S3_WINDOW_MS, s3Refusal } from './s3-refusal.ts'
import { xmlDocument } from './s3-xml.ts'

export interface S3Api {
  fetch(request: ReceivedRequest, body: ReadableStream<Uint8Array> | null): Promise<Response>
}

const handlers: Record<S3OperationName, S3Handler> = {
  ListBuckets: listBuckets,
  CreateBucket: createBucket,
  HeadBucket: headBucket,
  DeleteBucket: deleteBucket,
  GetBucketLocation: getBucketLocation,
  ListObjects: listObjects,
  ListObjectsV2: listObjectsV2,
  DeleteObjects: deleteObjects,
  PutObject: putObject,
  GetObject: getObject,
  HeadObject: headObject,
  GetObjectTagging: getObjectTagging,
  DeleteObject: deleteObject,
  CopyObject: copyObject,
  CreateMultipartUpload: createMultipartUpload,
  UploadPart: uploadPart,
  UploadPartCopy: uploadPartCopy,
  CompleteMultipartUpload: completeMultipartUpload,
  AbortMultipartUpload: abortMultipartUpload,
  ListParts: listParts,
  ListMultipartUploads: listMultipartUploads,
}

export function createS3Api(service: S3Service): S3Api {
  return {
    async fetch(request, received) {
      if (request.method === 'OPTIONS') return finish(request, service.clock.now(), preflight(request))
      // What is known so far of the request, for the journal.
      const known: { operation: string; principal?: Principal } = { operation: `${request.method} S3` }
      let response: Response
      let refused: S3Error | undefined
      let fault: unknown
      try {
        response = await answer(request, received, known)
      } catch (error) {
        refused = asS3Error(error)
        if (refused.status === 500) fault = error
        response = writeError(request, refused)
      }
      const now = service.clock.now()
      recordAnswer(
        service,
        {
          id: request.id,
          at: request.receivedAt,
          door: 's3',
          operation: known.operation,
          method: request.method,
          path: request.path,
          ...(known.principal === undefined ? {} : { accessKeyId: known.principal.accessKeyId }),
          status: response.status,
          durationMs: now - request.receivedAt,
          ...(refused === undefined ? {} : { error: errorEntry(refused) }),
        },
        fault,
      )
      return finish(request, now, response)
    },
  }

  async function answer(
    request: ReceivedRequest,
    received: ReadableStream<Uint8Array> | null,
    known: { operation: string; principal?: Principal },
  ): Promise<Response> {
    const address = readAddress(request)
    const query = readQuery(request.query)
    const operation = recogniseOperation(request, address, query)
    known.operation = operation.name

    const principal = authenticate(request, query)
    known.principal = principal
    mustBeOpen({ service, principal }, address.bucket)

    if (operation.kind === 'unknown') {
      throw new S3Error('MethodNotAllowed', { details: { Method: request.method, ResourceType: operation.name } })
    }
    if (operation.kind === 'not-offered') {
      throw new S3Error('NotImplemented', { message: `${operation.name} is not implemented by this local S3` })
    }
    return handlers[operation.name]({
      service,
      store: service.objects,
      request,
      ...address,
      query,
      principal,
      body: openRequestBody(request, received, principal),
    })
  }

  function authenticate(request: ReceivedRequest, query: ReadonlyMap<string, string>): Principal {
    if (isPresignedV2(query)) return verifyPresignedV2(request, query, service)
    // Signature Version 2 in a header: what S3 says in the regions that never had it.
    if (header(request, 'authorization')?.startsWith('AWS ') && service.auth !== 'off') {
      throw new S3Error('InvalidRequest', {
        message: 'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.',
      })
    }
    const inQuery = query.has('X-Amz-Signature')
    const contentSha256 = header(request, 'x-amz-content-sha256') ?? query.get('X-Amz-Content-Sha256')
    // A presigned URL does not know its body; a signed header must say what it signed.
    const payloadHash = contentSha256 ?? 'UNSIGNED-PAYLOAD'
    const now = service.clock.now()
    const verdict = verifyRequest(request, {
      service: 's3',
      mode: service.auth,
      credentials: service.credentials,
      now,
      windowMs: S3_WINDOW_MS,
      payloadHash,
      maxExpires: S3_MAX_EXPIRES,
    })
    if (!inQuery && contentSha256 === undefined && service.auth !== 'off' && header(request, 'authorization')) {
      throw new S3Error('InvalidRequest', { message: 'Missing required header for this request: x-amz-content-sha256' })
    }
    if (!verdict.ok) throw s3Refusal(request, verdict.refusal, payloadHash, now)
    return verdict.principal
  }
}

/** Headers that every answer of S3 carries. The date is what SDKs set their clock by. */
function finish(request: ReceivedRequest, now: number, response: Response): Response {
  const headers: Record<string, string> = {
    'x-amz-request-id': request.id,
    'x-amz-id-2': hostId(request),
    date: httpTime(now),
    server: 'AmazonS3',
    ...corsHeaders(request),
  }
  for (const [name, value] of Object.entries(headers)) response.headers.set(name, value)
  return response
}

function writeError(request: ReceivedRequest, error: S3Error): Response {
  const headers = { 'content-type': 'application/xml' }
  // An answer to HEAD has no body: clients see the status only.
  if (request.method === 'HEAD') return new Response(null, { status: error.status, headers })
  const body = xmlDocument('Error', {
    Code: error.code,
    Message: error.message,
    ...error.details,
    RequestId: request.id,
    HostId: hostId(request),
  })
  return new Response(body, { status: error.status, headers })
}

function hostId(request: ReceivedRequest): string {
  return createHash('sha384').update(request.id).digest('base64')
}

function asS3Error(error: unknown): S3Error {
  if (error instanceof S3Error) return error
  if (error instanceof ObjectStoreError) {
    if (error.code === 'no-such-bucket') return new S3Error('NoSuchBucket', { cause: error })
    if (error.code === 'bucket-not-empty') return new S3Error('BucketNotEmpty', { cause: error })
    if (error.code === 'bad-bucket-name') return new S3Error('InvalidBucketName', { cause: error })
    if (error.code === 'key-too-long') return new S3Error('KeyTooLongError', { cause: error })
  }
  return new S3Error('InternalError', { cause: error })
}

function errorEntry(error: S3Error): { code: string; message: string; explanation?: string } {
  const { code, message, explanation } = error
  return { code, message, ...(explanation === undefined ? {} : { explanation }) }
}
