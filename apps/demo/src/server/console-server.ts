/**
 * The console's server: the page, its API, and the live streams, on one port of this machine. In: a target with keys. Out:
 * an address for a browser. What the page may do and know stands in `api/`; the keys are in none of it.
 */
import { createServer, type IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { WebSocketServer } from 'ws'
import { streamMessageBytes } from '../api/stream.ts'
import { apiRoutes } from './api-routes.ts'
import { serveLiveStream } from './live-stream.ts'
import { openPage } from './page-files.ts'
import { pageHeaders } from './page-headers.ts'
import { createPresigner } from './presigned.ts'
import { refusalOf } from './refusal.ts'
import { explanationOf } from './requests.ts'
import { isOwnHost, isOwnOrigin, onlyOwnPage } from './same-origin.ts'
import { openTarget, type TargetOptions } from './target.ts'

export interface ConsoleOptions {
  readonly target: TargetOptions
  /** Folder of the built page. */
  readonly page: string
  /** Default 0: any free one. */
  readonly port?: number
  /** Default 127.0.0.1: nobody else can reach it. */
  readonly host?: string
  /** Names, besides those of this machine itself, by which the page is opened. */
  readonly names?: readonly string[]
  /** Told of what nobody expected. */
  readonly onSurprise?: (error: unknown) => void
}

export interface ConsoleServer {
  /** `http://127.0.0.1:4700` */
  readonly url: string
  readonly port: number
  close(): Promise<void>
}

export async function startConsole(options: ConsoleOptions): Promise<ConsoleServer> {
  const { host = '127.0.0.1', names = [], onSurprise = () => undefined } = options
  const target = openTarget(options.target)
  const presigner = createPresigner(target)
  const page = openPage(options.page)

  const app = new Hono()
  app.use(pageHeaders(streamsOrigin(options.target)))
  app.use(onlyOwnPage(names))
  app.route('/api', apiRoutes(target, presigner))
  app.get('*', (c) => page(c.req.raw))
  app.onError(async (thrown, c) => {
    // The page has gone away, and with it whoever would read an answer.
    if (c.req.raw.signal.aborted) return new Response(null, { status: 499 })
    const refused = refusalOf(thrown)
    if (refused.surprise) onSurprise(thrown)
    const { requestId } = refused.error
    const explanation =
      requestId === undefined
        ? undefined
        : await explanationOf(target, ({ id }) => id === requestId).catch(() => undefined)
    const error = explanation === undefined ? refused.error : { ...refused.error, explanation }
    return new Response(JSON.stringify({ error }), {
      status: refused.status,
      headers: { 'content-type': 'application/json' },
    })
  })

  const server = createServer(getRequestListener(app.fetch))
  const streams = new WebSocketServer({ noServer: true, maxPayload: streamMessageBytes, perMessageDeflate: false })
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const { host: name, origin } = request.headers
    socket.on('error', () => socket.destroy())
    if (!isOwnHost(name, names) || !isOwnOrigin(origin, name)) return refuseUpgrade(socket, '403 Forbidden')
    if (request.url !== '/api/stream') return refuseUpgrade(socket, '404 Not Found')
    streams.handleUpgrade(request, socket, head, (opened) => {
      serveLiveStream(opened, target, onSurprise).catch(onSurprise)
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, host, resolve)
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    async close() {
      for (const socket of streams.clients) socket.terminate()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      target.close()
    },
  }
}

/** Where presigned URLs lead: the only foreign origin that the page may talk to. */
function streamsOrigin({ connection, region }: TargetOptions): string {
  const endpoint = connection.endpoints?.streaming ?? connection.endpoint
  if (endpoint !== undefined) return new URL(endpoint).origin.replace(/^http/, 'ws')
  return `wss://transcribestreaming.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}:8443`
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`)
}
