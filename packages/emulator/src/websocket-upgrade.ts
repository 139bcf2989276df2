/**
 * From HTTP/1.1 to a WebSocket. In: connections whose client asked for an upgrade. Out: sessions that run on messages;
 * offers of another upgrade go back to HTTP. What is served where is the front door's.
 */
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { WebSocket, WebSocketServer } from 'ws'
import { stackOf } from './access-log.ts'
import type { FrontDoor } from './front-door.ts'
import type { Log } from './log.ts'
import { receivedRequest } from './node-request.ts'
import { messageSocket } from './stream/message-socket.ts'

export interface UpgradeOptions {
  readonly frontDoor: FrontDoor
  readonly log: Log
  /** Reads the connection as HTTP/1.1, from the beginning of a request. */
  readonly serveHttp: (socket: Duplex) => void
  /** Told of each WebSocket that is opened. */
  readonly onOpen: (webSocket: WebSocket) => void
}

export interface WebSocketUpgrade {
  accept(incoming: IncomingMessage, socket: Duplex, head: Buffer): void
  /** Ends every WebSocket without a word. */
  terminate(): void
}

/** AWS allows at most one second of audio a message: 48 kHz × 2 channels × 2 bytes, and its envelope. */
const largestMessage = 1 << 20

/** The SDK's WebSocket handler in Node listens only once the connection is open, and loses what arrives with the 101. */
const breathMs = 10

export function createWebSocketUpgrade({ frontDoor, log, serveHttp, onOpen }: UpgradeOptions): WebSocketUpgrade {
  let webSockets: WebSocketServer | undefined

  return {
    accept(incoming, socket, head) {
      socket.on('error', ignoreBrokenPeer)
      upgrade(incoming, socket, head).catch((error: unknown) => {
        log({ level: 'error', message: 'A WebSocket could not be accepted', detail: stackOf(error) })
        socket.destroy()
      })
    },
    terminate() {
      for (const client of webSockets?.clients ?? []) client.terminate()
    },
  }

  function goOnWithoutUpgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): void {
    // What has come of the body is in `head` on Node, and in the request on Deno.
    const early: Buffer | null = incoming.read()
    socket.unshift(Buffer.concat([withoutOffer(incoming), early ?? Buffer.alloc(0), head]))
    serveHttp(socket)
  }

  async function upgrade(incoming: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    if (incoming.headers.upgrade?.toLowerCase() !== 'websocket') return goOnWithoutUpgrade(incoming, socket, head)
    const received = { ...receivedRequest(incoming), door: 'websocket' as const }
    const session = await frontDoor.acceptWebSocket(received)
    if (socket.destroyed) return
    if (session === undefined) return refuseUnknown(received.path, socket)
    // Loaded with the first upgrade: who speaks HTTP only does not wait for it at the start.
    const { WebSocketServer } = await import('ws')
    webSockets ??= withRefusals(
      new WebSocketServer({ noServer: true, perMessageDeflate: false, maxPayload: largestMessage }),
    )
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
      onOpen(webSocket)
      const messages = messageSocket(webSocket)
      setTimeout(() => void session.run(messages, gone.signal), breathMs)
    })
    webSockets.off('headers', addHeaders)
  }

  function refuseUnknown(path: string, socket: Duplex): void {
    log({
      level: 'warn',
      message: `GET ${path} 404: no WebSocket is served there`,
      detail: 'A stream over WebSocket is at /stream-transcription-websocket; /stream-transcription is for HTTP/2.',
    })
    endWith(socket, '404 Not Found', `No WebSocket is served at ${path}.`)
  }

  /** An upgrade that is none (RFC 6455, 4.2.1): another method, no key, another version. */
  function withRefusals(server: WebSocketServer): WebSocketServer {
    return server.on('wsClientError', ({ message }: Error, socket: Duplex, { method, url = '/' }: IncomingMessage) => {
      log({ level: 'warn', message: `${method} ${url.split('?')[0]} 400: ${message}` })
      endWith(socket, '400 Bad Request', message)
    })
  }
}

function endWith(socket: Duplex, status: string, text: string): void {
  const type = `Content-Type: text/plain\r\nContent-Length: ${Buffer.byteLength(text) + 1}`
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\n${type}\r\n\r\n${text}\n`)
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

// A peer that went away is told of by `close` on its own stream; the process must not fall over it.
function ignoreBrokenPeer(): void {
  return
}
