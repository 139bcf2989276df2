/**
 * The front door: decides what a request asks of, and hands it on whole. In: requests from the port or from in-process
 * calls. Out: one of five rooms. It checks nothing; each room has its own order of checks.
 */
import { type Context, Hono } from 'hono'
import type { Clock } from './clock.ts'
import type { Ids } from './identity.ts'
import type { JsonApi } from './json-api.ts'
import type { S3Api } from './objects/s3-api.ts'
import { header, type ReceivedRequest } from './received-request.ts'
import type { MessageSocket } from './stream/message-socket.ts'
import type { StreamDoor } from './stream/stream-door.ts'
import { http2StreamPaths, servesWebSocket, webSocketPaths } from './stream/stream-operations.ts'

export interface Rooms {
  readonly clock: Clock
  readonly ids: Ids
  readonly admin: { fetch(request: Request): Promise<Response> }
  /** Loaded when first asked for. */
  readonly jsonApi: () => Promise<JsonApi>
  readonly objects: () => Promise<Pick<S3Api, 'fetch'>>
  readonly streams: () => Promise<StreamDoor>
}

export interface FrontDoor {
  /** `env` is what the port knows beyond the Request; in process there is none. */
  fetch(request: Request, env?: FromPort): Response | Promise<Response>
  /** Undefined: nothing is served there. AWS accepts every other upgrade first and refuses inside. */
  acceptWebSocket(request: Unnumbered): Promise<WebSocketSession | undefined>
}

type Unnumbered = Omit<ReceivedRequest, 'id' | 'receivedAt'>

interface FromPort {
  readonly received: Unnumbered
  /** The request's bytes as they come, without the detour over a web stream. */
  readonly body: AsyncIterable<Uint8Array>
}

export interface WebSocketSession {
  /** Of the 101 answer, as documented. */
  readonly headers: readonly (readonly [string, string])[]
  run(socket: MessageSocket, signal: AbortSignal): Promise<void>
}

type Env = { Bindings: Partial<FromPort> }

export function createFrontDoor(rooms: Rooms): FrontDoor {
  const app = new Hono<Env>()
  app.all('/_scribelite/*', (context) => rooms.admin.fetch(context.req.raw))
  const stream = async (context: Context<Env>): Promise<Response> => {
    const body = context.env?.body ?? bytesOf(context.req.raw)
    const streams = await rooms.streams()
    return streams.http2(numbered(context.req.raw, context.env), body, context.req.raw.signal)
  }
  for (const path of http2StreamPaths) app.post(path, stream)
  app.get('/medical-scribe-stream/:sessionId', stream)
  // A WebSocket comes as an upgrade. This one lost its own on the way: the stream door says so.
  for (const path of webSocketPaths) app.get(path, stream)
  app.all('*', async (context) => {
    const request = numbered(context.req.raw, context.env)
    return asksForObjects(request)
      ? (await rooms.objects()).fetch(request, hasBody(request) ? context.req.raw.body : null)
      : (await rooms.jsonApi()).fetch(request, context.env?.body ?? bytesOf(context.req.raw))
  })

  return {
    fetch: (request, env) => app.fetch(request, env ?? {}),
    async acceptWebSocket(unnumbered) {
      if (!servesWebSocket(unnumbered.path)) return undefined
      const streams = await rooms.streams()
      const request = { ...unnumbered, id: rooms.ids.uuid(), receivedAt: rooms.clock.now() }
      return {
        headers: [
          // The names are documented, their values as the developer guide prints them.
          ['websocket-origin', `${request.scheme === 'https' ? 'wss' : 'ws'}://${request.authority}`],
          ['websocket-location', request.authority],
          ['x-amzn-RequestId', request.id],
          ['x-amzn-SessionId', streams.sessionId(request)],
          ['Strict-Transport-Security', 'max-age=31536000'],
        ],
        run: (socket, signal) => streams.webSocket(request, socket, signal),
      }
    },
  }

  function numbered(request: Request, env: Partial<FromPort> | undefined): ReceivedRequest {
    return { ...(env?.received ?? inProcess(request)), id: rooms.ids.uuid(), receivedAt: rooms.clock.now() }
  }
}

/**
 * Transcribe and S3 share the port. What the client says it wants decides, most telling first: a target or AWS JSON
 * content type, the service in the credential scope, the host name; then the form, as Transcribe knows only POST to /.
 */
function asksForObjects(request: ReceivedRequest): boolean {
  const contentType = header(request, 'content-type') ?? ''
  if (header(request, 'x-amz-target') !== undefined || contentType.startsWith('application/x-amz-json')) return false
  const credential =
    /Credential=([^,&\s]+)/.exec(`${header(request, 'authorization') ?? ''} ${request.query}`)?.[1] ?? ''
  const scoped = /(?:\/|%2F)(transcribe|s3)(?:\/|%2F)aws4_request$/i.exec(credential)?.[1]
  if (scoped !== undefined) return scoped.toLowerCase() === 's3'
  // S3 first: a bucket in the host's name may well be called `transcribe` or `transcribe-media`.
  if (/(^|\.)s3[.-]/.test(request.authority)) return true
  if (/^(fips\.|cn\.)?transcribe(-fips)?\.[a-z0-9-]+\.(amazonaws\.com|api\.aws)/.test(request.authority)) return false
  return !(request.method === 'POST' && request.path === '/' && request.query === '')
}

/** On HTTP/1.1 a body announces itself; a DELETE without one has an empty stream all the same. */
function hasBody(request: ReceivedRequest): boolean {
  return (
    request.door !== 'http1' ||
    header(request, 'content-length') !== undefined ||
    header(request, 'transfer-encoding') !== undefined
  )
}

function inProcess(request: Request): Unnumbered {
  const url = new URL(request.url)
  const headers = [...request.headers.entries()]
  return {
    door: 'process',
    method: request.method,
    path: url.pathname,
    query: url.search.slice(1),
    headers,
    authority: request.headers.get('host') ?? url.host,
    scheme: url.protocol === 'https:' ? 'https' : 'http',
  }
}

async function* bytesOf(request: Request): AsyncGenerator<Uint8Array> {
  if (request.body === null) return
  for await (const chunk of request.body) yield chunk
}
