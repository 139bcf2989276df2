/**
 * The one port, and the only file that binds. In: TCP connections. Out: requests to the front door. The first bytes of
 * a connection tell TLS (0x16), HTTP/2 with prior knowledge (`PRI`) and HTTP/1.1 apart; inside TLS, ALPN tells h2 from
 * http/1.1. The same file runs on Node and on Deno. It knows no path and no signature.
 */
import { createServer as createHttp1Server, type IncomingMessage, type ServerResponse } from 'node:http'
import {
  createServer as createHttp2Server,
  createSecureServer,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from 'node:http2'
import { type AddressInfo, createServer as createTcpServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { getRequestListener, RequestError } from '@hono/node-server'
import { stackOf } from './access-log.ts'
import type { LocalCertificate } from './certificate.ts'
import type { FrontDoor } from './front-door.ts'
import type { Log } from './log.ts'
import { type NodeRequest, receivedRequest } from './node-request.ts'
import { createWebSocketUpgrade } from './websocket-upgrade.ts'

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

/** Bytes that an HTTP/2 client may send ahead of us, a stream and a connection. */
const windowBytes = 1 << 18

export async function openPort({
  host,
  port,
  certificate,
  frontDoor,
  log,
  silenceMs = 60_000,
}: PortOptions): Promise<Port> {
  const sockets = new Set<Socket>()
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
    { overrideGlobalObjects: false, errorHandler: refuseUnreadable },
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
          {
            ...http2Settings,
            allowHTTP1: true,
            handshakeTimeout: silenceMs,
            cert: certificate.cert,
            key: certificate.key,
          },
          onRequest,
        )
  const upgrades = createWebSocketUpgrade({
    frontDoor,
    log,
    serveHttp: (socket) => http1.emit('connection', socket),
    onOpen: watch,
  })
  for (const server of [http1, secure]) {
    // They are handed their connections. Deno ends each after its first answer unless the server says that it listens.
    if (server !== undefined) Object.defineProperty(server, 'listening', { value: true })
    // Node looks for headers that do not come to their end only once a server listens.
    Object.assign(server ?? {}, patience)
    server?.emit('listening')
    server?.on('upgrade', upgrades.accept)
    server?.on('clientError', refuseBroken)
  }
  for (const server of [http2, secure]) {
    server?.on('sessionError', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_HTTP2_ERROR') log({ level: 'warn', message: `What came is no HTTP/2: ${error.message}` })
    })
    server?.on('session', (session) => {
      session.setTimeout(silenceMs, () => session.destroy())
      session.once('stream', () => session.setTimeout(0))
      // The setting is for each stream; without this the connection would let through 64 KiB at a time.
      session.setLocalWindowSize(windowBytes)
      if ('Deno' in globalThis) destroyLater(session)
    })
  }
  secure?.on('tlsClientError', (error: Error) =>
    log({
      level: 'warn',
      message: `TLS handshake failed: ${error.message.trim()}`,
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
      upgrades.terminate()
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

  /** As Node answers what is no HTTP/1.1, or is not there in time, but not in silence. */
  function refuseBroken({ code = '', message }: NodeJS.ErrnoException, socket: Duplex): void {
    const status = statusOfBroken[code] ?? (code.startsWith('HPE_') ? '400 Bad Request' : undefined)
    // Gone, answered already, or never through its TLS handshake.
    if (status === undefined || !socket.writable) return void socket.destroy()
    log({ level: 'warn', message: `A request could not be read: ${status}`, detail: message })
    socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n\r\n`, () => socket.destroy())
  }

  /** HTTP in form, but without a host, or with a path that is none. Anything else here is a fault of our own. */
  function refuseUnreadable(error: unknown): Response {
    if (error instanceof RequestError) {
      log({ level: 'warn', message: 'A request could not be read: 400 Bad Request', detail: error.message })
      return new Response(null, { status: 400 })
    }
    log({ level: 'error', message: 'A request could not be answered', detail: stackOf(error) })
    return new Response(null, { status: 500 })
  }

  function onRequest(incoming: NodeRequest, outgoing: ServerResponse | Http2ServerResponse): void {
    watch(outgoing)
    void listener(incoming as IncomingMessage, outgoing as ServerResponse)
  }
}

const statusOfBroken: Readonly<Record<string, string>> = {
  HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
  ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
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
