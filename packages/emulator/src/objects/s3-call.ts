/** What a handler of an S3 operation gets, and the few answers that all of them share. */
import { createHash } from 'node:crypto'
import type { Principal } from '../auth/verify-request.ts'
import type { ReceivedRequest } from '../received-request.ts'
import type { Service } from '../service.ts'
import type { ObjectStore } from './object-store.ts'
import type { RequestBody } from './request-body.ts'
import { noSuchBucket, S3Error } from './s3-error.ts'
import { readXml, type XmlElement, type XmlNode, xmlDocument } from './s3-xml.ts'
import { isServiceBucket } from './service-bucket.ts'

export type S3Service = Pick<
  Service,
  'clock' | 'ids' | 'log' | 'journal' | 'auth' | 'credentials' | 'serviceCredentials' | 'objects'
>

export interface S3Call {
  readonly service: S3Service
  readonly store: ObjectStore
  readonly request: ReceivedRequest
  readonly bucket: string
  readonly key: string
  readonly query: ReadonlyMap<string, string>
  readonly principal: Principal
  readonly body: RequestBody
}

export type S3Handler = (call: S3Call) => Promise<Response>

export const xmlAnswer = (root: string, content: XmlNode | string, headers: Record<string, string> = {}): Response =>
  new Response(xmlDocument(root, content), { headers: { 'content-type': 'application/xml', ...headers } })

export const noContent = (): Response => new Response(null, { status: 204 })

export async function mustHaveBucket(call: S3Call): Promise<void> {
  if (!(await call.store.hasBucket(call.bucket))) throw noSuchBucket(call.bucket)
}

/** The buckets of the service open to its own key only, the one that signs the URIs of transcripts. */
export function mustBeOpen({ service, principal }: Pick<S3Call, 'service' | 'principal'>, bucket: string): void {
  const own = service.auth === 'off' || principal.accessKeyId === service.serviceCredentials.accessKeyId
  if (isServiceBucket(bucket) && !own) throw new S3Error('AccessDenied')
}

/** The root element of an XML body. */
export function readRoot(text: string, name: string): XmlElement {
  const root = readXml(text)
  if (root?.name !== name) throw new S3Error('MalformedXML')
  return root
}

/** Everybody is the owner of everything: there are no policies here. The id has the form of a canonical user id. */
export function ownerOf(principal: Principal): XmlNode {
  return { ID: createHash('sha256').update(principal.accountId).digest('hex'), DisplayName: principal.accountId }
}

export const isoTime = (milliseconds: number): string => new Date(milliseconds).toISOString()
export const httpTime = (milliseconds: number): string => new Date(milliseconds).toUTCString()
