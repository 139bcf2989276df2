/**
 * One signed request to another S3. In: what is asked of which bucket and key. Out: its answer, or an
 * ObjectStoreError that says who refused what, and why.
 */
import { createHash } from 'node:crypto'
import { encodeRfc3986, signRequest } from '@scribelite/core/protocol'
import { nodeHashing } from '../auth/node-hashing.ts'
import { ObjectStoreError } from './object-store.ts'
import type { RemoteStoreOptions } from './remote-store.ts'
import { childText, readXml, type XmlElement } from './s3-xml.ts'

export interface Ask {
  readonly method: string
  readonly bucket?: string
  readonly key?: string
  readonly query?: Readonly<Record<string, string>>
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Uint8Array<ArrayBuffer> | string
}

export interface RemoteRequest {
  readonly origin: string
  /** Whatever it answers. */
  send(ask: Ask): Promise<Response>
  /** The answer when it is a good one, or undefined for 404 where that is one of the answers. */
  ask(ask: Ask, missing?: 'throws' | 'undefined'): Promise<Response | undefined>
  mustAsk(ask: Ask): Promise<Response>
  askXml(ask: Ask): Promise<XmlElement>
}

export function createRemoteRequest(options: RemoteStoreOptions): RemoteRequest {
  const { credentials, region, pathStyle = true, now = Date.now } = options
  const endpoint = new URL(options.endpoint)

  const urlOf = (ask: Ask): URL => {
    // A URL cannot carry these: `..` would leave the bucket, also when percent-encoded.
    if (ask.key?.split('/').some((segment) => segment === '.' || segment === '..')) {
      throw new ObjectStoreError('key-not-sendable', `A key with the segment . or .. cannot be sent: ${ask.key}`)
    }
    const url = new URL(endpoint)
    if (ask.bucket !== undefined && !pathStyle) url.hostname = `${ask.bucket}.${endpoint.hostname}`
    const base = endpoint.pathname.replace(/\/$/, '')
    const path = [...(ask.bucket !== undefined && pathStyle ? [ask.bucket] : []), ...(ask.key?.split('/') ?? [])]
    url.pathname = `${base}/${path.map(encodeRfc3986).join('/')}`
    url.search = Object.entries(ask.query ?? {})
      .map(([name, value]) => `${encodeRfc3986(name)}=${encodeRfc3986(value)}`)
      .join('&')
    return url
  }

  const send = async (ask: Ask): Promise<Response> => {
    const url = urlOf(ask)
    const body = typeof ask.body === 'string' ? new TextEncoder().encode(ask.body) : ask.body
    const payloadHash = createHash('sha256')
      .update(body ?? '')
      .digest('hex')
    const headers = signRequest({
      method: ask.method,
      url,
      headers: { ...ask.headers, 'x-amz-content-sha256': payloadHash },
      payloadHash,
      credentials,
      region,
      service: 's3',
      now: now(),
      hashing: nodeHashing,
    })
    delete headers.host
    try {
      return await fetch(url, { method: ask.method, headers, ...(body === undefined ? {} : { body }) })
    } catch (cause) {
      const why = (cause as { cause?: { code?: string; message?: string } }).cause
      throw new ObjectStoreError(
        'remote-unreachable',
        `The S3 at ${endpoint.origin} cannot be reached (${why?.code ?? why?.message ?? String(cause)}). Is it running, and is the endpoint right?`,
        { cause },
      )
    }
  }

  /** The answer when it is a good one, or undefined for 404 where that is one of the answers. */
  const ask = async (what: Ask, missing: 'throws' | 'undefined' = 'throws'): Promise<Response | undefined> => {
    const response = await send(what)
    if (response.ok) return response
    const text = await response.text()
    const error = readXml(text)
    const code = (error && childText(error, 'Code')) ?? `status ${response.status}`
    if (code === 'NoSuchBucket') throw new ObjectStoreError('no-such-bucket', `There is no bucket named ${what.bucket}`)
    if (response.status === 404 && missing === 'undefined') return undefined
    if (code === 'BucketNotEmpty') {
      throw new ObjectStoreError('bucket-not-empty', `The bucket ${what.bucket} still has objects`)
    }
    if (code === 'InvalidBucketName') throw new ObjectStoreError('bad-bucket-name', `${what.bucket} is no bucket name`)
    if (code === 'KeyTooLongError') throw new ObjectStoreError('key-too-long', 'A key has at most 1024 bytes')
    const said = error && childText(error, 'Message')
    throw new ObjectStoreError(
      'remote-refused',
      `The S3 at ${endpoint.origin} refused ${what.method} ${urlOf(what).pathname}: ${code}${said ? `, ${said}` : ''}`,
    )
  }
  const mustAsk = async (what: Ask): Promise<Response> => {
    const response = await ask(what)
    if (response !== undefined) return response
    throw new Error('unreachable: a 404 throws here')
  }
  const askXml = async (what: Ask): Promise<XmlElement> => {
    const text = await (await mustAsk(what)).text()
    const element = readXml(text)
    // The root's name is not looked at: moto names some after the operation (seen with 5.2).
    if (element !== undefined && element.name !== 'Error') return element
    // S3 may answer 200 to CompleteMultipartUpload and say in the body that it failed (documented).
    const said = element && childText(element, 'Message')
    throw new ObjectStoreError(
      'remote-refused',
      `The S3 at ${endpoint.origin} answered ${what.method} ${urlOf(what).pathname} with ${said ?? 'something that is not XML'}`,
    )
  }
  return { origin: endpoint.origin, send, ask, mustAsk, askXml }
}
