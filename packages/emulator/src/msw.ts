/**
 * The emulator without a port, for tests that use msw: requests to AWS's own host names are answered in process.
 * HTTP/2 has no interceptor in msw: a stream over HTTP/2 needs `emulator.listen()` and an endpoint.
 */
import { type HttpHandler, http, type WebSocketHandler, ws } from 'msw'
import { createEmulator, type Emulator, type EmulatorOptions } from './emulator.ts'
import type { MessageSocket, SocketMessage } from './stream/message-socket.ts'

export interface EmulatorHandlers {
  /** For `setupServer(...handlers)`. */
  readonly handlers: readonly (HttpHandler | WebSocketHandler)[]
  /** The emulator behind them: its clock, its journal. */
  readonly emulator: Promise<Emulator>
  /** To be called when the tests are over. */
  close(): Promise<void>
}

const apiHosts = /^https:\/\/(?:fips\.|cn\.)?transcribe(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)\//
const objectHosts = /^https:\/\/(?:[a-z0-9.-]+\.)?s3[.-](?:[a-z0-9.-]+\.)?(?:amazonaws\.com(?:\.cn)?|api\.aws)\//
const streamingHosts =
  /^wss:\/\/transcribestreaming(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|api\.aws)(?::8443)?\//

/**
 * Handlers of an emulator of their own: the JSON API, S3, and streams over the global WebSocket, which Node has from 22 on.
 *
 * @example
 * const aws = handlers()
 * const server = setupServer(...aws.handlers)
 * beforeAll(() => server.listen())
 * afterAll(async () => { server.close(); await aws.close() })
 */
export function handlers(options: EmulatorOptions = {}): EmulatorHandlers {
  let created: Promise<Emulator> | undefined
  const emulator = (): Promise<Emulator> => {
    created ??= createEmulator(options)
    return created
  }
  const answer = async ({ request }: { request: Request }): Promise<Response> => (await emulator()).fetch(request)

  return {
    handlers: [
      http.all(apiHosts, answer),
      http.all(objectHosts, answer),
      ws.link(streamingHosts).addEventListener('connection', ({ client }) => {
        void serve(client, emulator())
      }),
    ],
    get emulator() {
      return emulator()
    },
    async close() {
      await (await created)?.close()
    },
  }
}

type Client = Parameters<Parameters<ReturnType<typeof ws.link>['addEventListener']>[1]>[0]['client']

async function serve(client: Client, emulator: Promise<Emulator>): Promise<void> {
  const gone = new AbortController()
  // Listened to at once: what the client sends while the emulator is being made must not be lost.
  const socket = socketOf(client, gone)
  const { host, pathname, search } = client.url
  const session = await (await emulator).acceptWebSocket({
    door: 'websocket',
    method: 'GET',
    path: pathname,
    query: search.slice(1),
    headers: [['host', host]],
    authority: host,
    scheme: 'https',
  })
  if (session === undefined) client.close(1008, `No WebSocket is served at ${pathname}.`)
  else await session.run(socket, gone.signal)
}

function socketOf(client: Client, gone: AbortController): MessageSocket {
  const messages = new ReadableStream<SocketMessage>({
    start(controller) {
      // One after the other: a Blob is read later than it arrives.
      let read: Promise<void> = Promise.resolve()
      client.addEventListener('message', ({ data }) => {
        read = read.then(async () => controller.enqueue(await toMessage(data)))
      })
      client.addEventListener('close', () => {
        gone.abort(new Error('the client closed the WebSocket'))
        read = read.then(() => controller.close())
      })
    },
  })
  return {
    messages,
    send: (data) => Promise.resolve(client.send(new Uint8Array(data))),
    close: (code) => client.close(code),
  }
}

async function toMessage(data: unknown): Promise<SocketMessage> {
  if (typeof data === 'string') return { binary: false, data: new TextEncoder().encode(data) }
  if (data instanceof Blob) return { binary: true, data: new Uint8Array(await data.arrayBuffer()) }
  if (ArrayBuffer.isView(data)) {
    return { binary: true, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) }
  }
  return { binary: true, data: new Uint8Array(data as ArrayBuffer) }
}
