/**
 * The one port, and the only file that binds. In: TCP connections. Out: requests to the front door. The first bytes of
 * a connection tell TLS (0x16), HTTP/2 with prior knowledge (`PRI`) and HTTP/1.1 apart; inside TLS, ALPN tells h2 from
 * http/1.1. The same file runs on Node and on Deno. It knows no path and no signature.
 */
import { createServer as createHttp1Server, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2Server,
  createSecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import type { WebSocketServer } from 'ws'
import { stackOf } from './access-log.ts'
import type { LocalCertificate } from './certificate.ts'
import type { FrontDoor } from './front-door.ts'
import type { Log } from './log.ts'
import type { ReceivedRequest } from './received-request.ts'
import { messageSocket } from './stream/message-socket.ts'

export interface PortOptions {
  readonly host: string
  /** 0 for any free one. */
  readonly port: number
  /** Absent: TLS is not spoken. */
  readonly certificate?: LocalCertificate
  readonly frontDoor: FrontDoor
  readonly log: Log
  /** Milliseconds until a connection is dropped of which nothing is known that could be answered. Default: a minute. */
  readonly silenceMs?: number
}

export interface Port {
  readonly port: number
  /**
   * Stops listening and resolves when every connection is gone. What is under way is cut after `patienceMs` (default 0):
   * so long whoever has been told that the end has come may read it.
   */
  close(patienceMs?: number): Promise<void>
}

/** AWS allows at most one second of audio a message: 48 kHz × 2 channels × 2 bytes, and its envelope. */
const largestMessage = 1 << 20

/** Bytes that an HTTP/2 client may send ahead of us, a stream and a connection. */
const windowBytes = 1 << 18

/** The SDK's WebSocket handler in Node listens only once the connection is open, and loses what arrives with the 101. */
const breathMs = 10

type NodeRequest = IncomingMessage | Http2ServerRequest

export async function openPort({
  host,
  port,
  certificate,
  frontDoor,
  log,
  silenceMs = 60_000,
}: PortOptions): Promise<Port> {
  const sockets = new Set<Socket>()
  let webSockets: WebSocketServer | undefined
  /** Answers that are being given, over HTTP and over WebSocket. */
  const underWay = new Set<object>()
  let allAnswered = (): void => undefined

  const listener = getRequestListener(
    (request, env) => {
      const incoming = (env as { incoming: NodeRequest }).incoming
      // Over HTTP/2 the stream itself: the request around it is one more buffer that every byte would pass.
      const body = 'stream' in incoming ? incoming.stream : incoming
      return frontDoor.fetch(request, { received: receivedRequest(incoming), body })
    },
    // Other servers in this process keep their own Request and Response.
    { overrideGlobalObjects: false },
  )

  // Uploads of hours of audio take as long as they take; only headers must come soon.
  const patience = { requestTimeout: 0, headersTimeout: silenceMs, connectionsCheckingInterval: silenceMs / 2 }
  const http1 = createHttp1Server({ ...patience, keepAliveTimeout: 60_000 }, onRequest)
  const http2Settings = { settings: { initialWindowSize: windowBytes, maxConcurrentStreams: 256 } }
  const http2 = createHttp2Server(http2Settings, onRequest)
  const secure =
    certificate === undefined
      ? undefined
      : createSecureServer(
          { ...http2Settings, allowHTTP1: true, cert: certificate.cert, key: certificate.key },
          onRequest,
        )
  for (const server of [http1, secure]) {
    // They are handed their connections. Deno ends each after its first answer unless the server says that it listens.
    if (server !== undefined) Object.defineProperty(server, 'listening', { value: true })
    // Node looks for headers that do not come to their end only once a server listens.
    Object.assign(server ?? {}, patience)
    server?.emit('listening')
    server?.on('upgrade', (incoming, socket, head) => {
      onUpgrade(incoming, socket, head).catch((error: unknown) => {
        log({ level: 'error', message: 'A WebSocket could not be accepted', detail: stackOf(error) })
        socket.destroy()
      })
    })
  }
  for (const server of [http2, secure]) {
    server?.on('sessionError', ignoreBrokenPeer)
    server?.on('session', (session) => {
      // The setting is for each stream; without this the connection would let through 64 KiB at a time.
      session.setLocalWindowSize(windowBytes)
      if ('Deno' in globalThis) destroyLater(session)
    })
  }
  secure?.on('tlsClientError', (error: Error) =>
    log({
      level: 'warn',
      message: `TLS handshake failed: ${error.message}`,
      detail: `Clients must trust ${certificate?.caFile} (AWS_CA_BUNDLE, NODE_EXTRA_CA_CERTS).`,
    }),
  )

  const tcp = createTcpServer({ noDelay: true }, (socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    socket.on('error', ignoreBrokenPeer)
    socket.setTimeout(silenceMs, () => socket.destroy())
    hand(socket)
  })
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject)
    tcp.listen(port, host, () => {
      tcp.off('error', reject)
      resolve()
    })
  })

  return {
    port: (tcp.address() as AddressInfo).port,
    async close(patienceMs = 0) {
      const closed = new Promise<void>((resolve) => tcp.close(() => resolve()))
      // They hold no port, but the timers that look after headers.
      http1.close()
      secure?.close()
      if (patienceMs > 0 && underWay.size > 0) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, patienceMs)
          allAnswered = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      for (const client of webSockets?.clients ?? []) client.terminate()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }

  function watch(answer: object & { once(event: 'close', listener: () => void): unknown }): void {
    underWay.add(answer)
    answer.once('close', () => {
      underWay.delete(answer)
      if (underWay.size === 0) allAnswered()
    })
  }

  /** Reads until the protocol is told, gives back what it has read, and hands the connection on. */
  function hand(socket: Socket): void {
    let first: Buffer = Buffer.alloc(0)
    const read = (): void => {
      const piece: Buffer | null = socket.read()
      // Nothing to read: the peer has said all it will say.
      if (piece === null) return void socket.destroy()
      first = first.length === 0 ? piece : Buffer.concat([first, piece])
      // `P` alone may yet become POST, PUT or PRI.
      if (first.length < 3 && 'PRI'.startsWith(first.toString('latin1'))) return
      socket.off('readable', read)
      socket.unshift(first)
      speak(socket, first)
    }
    socket.on('readable', read)
  }

  function speak(socket: Socket, first: Buffer): void {
    socket.setTimeout(0)
    if (first[0] !== 0x16) {
      const server = first.toString('latin1', 0, 3) === 'PRI' ? http2 : http1
      server.emit('connection', socket)
    } else if (secure !== undefined) {
      secure.emit('connection', socket)
    } else {
      log({
        level: 'warn',
        message: 'A client spoke TLS, which is off. Start with TLS (--tls), or use http:// and ws://.',
      })
      socket.destroy()
    }
  }

  function onRequest(incoming: NodeRequest, outgoing: ServerResponse | Http2ServerResponse): void {
    watch(outgoing)
    void listener(incoming as IncomingMessage, outgoing as ServerResponse)
  }

  function goOnWithoutUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    // What has come of the body is in `head` on Node, and in the request on Deno.
    const early: Buffer | null = incoming.read()
    socket.unshift(Buffer.concat([withoutOffer(incoming), early ?? Buffer.alloc(0), head]))
    http1.emit('connection', socket)
  }

  async function onUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    socket.on('error', ignoreBrokenPeer)
    if (incoming.headers.upgrade?.toLowerCase() !== 'websocket') return goOnWithoutUpgrade(incoming, socket, head)
    const received = receivedRequest(incoming)
    const session = await frontDoor.acceptWebSocket(received)
    if (socket.destroyed) return
    if (session === undefined) {
      const body = `No WebSocket is served at ${received.path}.\n`
      log({
        level: 'warn',
        message: `GET ${received.path} 404: no WebSocket is served there`,
        detail: 'A stream over WebSocket is at /stream-transcription-websocket; /stream-transcription is for HTTP/2.',
      })
      socket.end(
        `HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      )
      return
    }
    // Loaded with the first upgrade: who speaks HTTP only does not wait for it at the start.
    const { WebSocketServer } = await import('ws')
    webSockets ??= new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: largestMessage })
    // One server for all upgrades: the headers of this answer are added to this answer only.
    const addHeaders = (headers: string[], request: IncomingMessage): void => {
      if (request === incoming) headers.push(...session.headers.map(([name, value]) => `${name}: ${value}`))
    }
    webSockets.on('headers', addHeaders)
    webSockets.handleUpgrade(incoming, socket, head, (webSocket) => {
      const gone = new AbortController()
      let fault = ''
      webSocket.once('error', (error) => {
        fault = ` ${error.message}.`
      })
      webSocket.once('close', (code) => gone.abort(new Error(`The WebSocket was closed with code ${code}.${fault}`)))
      watch(webSocket)
      const messages = messageSocket(webSocket)
      setTimeout(() => void session.run(messages, gone.signal), breathMs)
    })
    webSockets.off('headers', addHeaders)
  }
}

/**
 * RFC 9110, 7.8: a server may ignore an upgrade that it does not want. Java's HttpClient and `curl --http2` offer h2c
 * with their first request and mean it as an offer. Node has taken the connection out of HTTP by now: the request is
 * put back in front of its body, without the offer, and read anew.
 */
function withoutOffer({ method, url, httpVersion, rawHeaders }: IncomingMessage): Buffer {
  const lines = [`${method} ${url} HTTP/${httpVersion}`]
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] ?? ''
    if (!/^(?:connection|upgrade|http2-settings)$/i.test(name)) lines.push(`${name}: ${rawHeaders[index + 1]}`)
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1')
}

/**
 * Deno from 2.9.4 (denoland/deno#36788) frees a session as soon as it is destroyed, also from within the reading of the
 * client's GOAWAY, which then goes on in freed memory and takes the process down. Once that is read it may be freed.
 */
function destroyLater(session: ServerHttp2Session): void {
  const destroy = session.destroy.bind(session)
  session.destroy = (...how) => void setImmediate(() => destroy(...how))
}

// A peer that went away is told of by `close` on its own stream; the process must not fall over it.
function ignoreBrokenPeer(): void {
  return
}

function receivedRequest(incoming: NodeRequest): Omit<ReceivedRequest, 'id' | 'receivedAt'> {
  const headers: [string, string][] = []
  let authority = ''
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    const name = (incoming.rawHeaders[index] ?? '').toLowerCase()
    const value = incoming.rawHeaders[index + 1] ?? ''
    if (name === ':authority' || (name === 'host' && authority === '')) authority = value
    if (!name.startsWith(':')) headers.push([name, value])
  }
  const encrypted = 'encrypted' in incoming.socket && incoming.socket.encrypted === true
  const target = (incoming.url ?? '/').replace(/^https?:\/\/[^/?]*/, '')
  const question = target.indexOf('?')
  return {
    door:
      incoming.headers.upgrade?.toLowerCase() === 'websocket'
        ? 'websocket'
        : incoming.httpVersionMajor === 2
          ? 'http2'
          : 'http1',
    method: incoming.method ?? 'GET',
    path: (question < 0 ? target : target.slice(0, question)) || '/',
    query: question < 0 ? '' : target.slice(question + 1),
    headers,
    authority,
    scheme: encrypted ? 'https' : 'http',
  }
}
