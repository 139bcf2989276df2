/**
 * Any WebSocket (a browser's, Node's, Deno's, the ws package) as bytes in and bytes out. Knows nothing of frames. Portable.
 */
import { ScribeliteError } from './errors.ts'
import type { Timing } from './timing.ts'

/** What is used of a WebSocket: the standard's, and `pause` and `terminate` where there are such (ws). */
export interface WebSocketLike {
  binaryType: string
  readonly readyState: number
  readonly bufferedAmount: number
  send(data: Uint8Array<ArrayBuffer>): void
  close(code?: number, reason?: string): void
  // biome-ignore lint/suspicious/noExplicitAny: so that the types of browsers, of Node and of ws fit alike, each with events of its own
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: any) => void): void
  pause?(): void
  resume?(): void
  terminate?(): void
}

/** Opens a connection to the URL: `(url) => new WebSocket(url)`. */
export type WebSocketFactory = (url: string) => WebSocketLike

export interface OpenSocket {
  /** Binary messages, until the other side closes; throws when the connection breaks. */
  readonly messages: AsyncGenerator<Uint8Array, SocketClose, undefined>
  /** Resolves when there is room for more: true, or false when the connection is closed and nothing was sent. */
  send(data: Uint8Array): Promise<boolean>
  close(): void
  /** Ends `messages` with this error, after what has been received. */
  fail(error: unknown): void
}

interface SocketClose {
  readonly code: number
  readonly reason: string
}

const OPEN = 1
/** Half a second of 48 kHz PCM: as much may wait in the socket's own buffer before we hold back. */
const mostBuffered = 65_536
/** As long as the other side may take to answer a close, where we can end a connection without it (ws, which itself waits 30 seconds). */
const closingMilliseconds = 2000
/** Results that nobody has read yet. A socket that cannot pause is given up beyond the second. */
const pauseAt = 256
const mostUnread = 16_384

/** The platform's own, else the ws package: Node 20 has none. */
export const defaultWebSocket = async (): Promise<WebSocketFactory> => {
  const { WebSocket: own } = globalThis as { WebSocket?: new (url: string) => WebSocketLike }
  if (own !== undefined) return (url) => new own(url)
  const { WebSocket } = await import('ws')
  return (url) => new WebSocket(url)
}

/** @throws ScribeliteError `connection-failed`; the signal's reason */
export const openSocket = async (
  factory: WebSocketFactory,
  url: string,
  timing: Timing,
  signal: AbortSignal,
): Promise<OpenSocket> => {
  signal.throwIfAborted()
  const socket = factory(url)
  socket.binaryType = 'arraybuffer'
  const unread: Uint8Array[] = []
  let wake: () => void = () => undefined
  let closed: SocketClose | undefined
  let failure: unknown
  let paused = false

  const fail = (error: unknown): void => {
    failure ??= error
    wake()
  }
  const over = new AbortController()
  let closing = false
  const close = (): void => {
    if (closing) return
    closing = true
    // 1000, and not terminate at once: the other side learns that we left on purpose.
    socket.close(1000)
    // Its answer stands behind results that nobody reads any more.
    if (paused) socket.resume?.()
    if (closed !== undefined || socket.terminate === undefined) return
    timing.sleep(closingMilliseconds, over.signal).then(
      () => socket.terminate?.(),
      () => undefined, // it has closed
    )
  }

  socket.addEventListener('message', (event: { readonly data: unknown }) => {
    const bytes = event.data instanceof ArrayBuffer ? new Uint8Array(event.data) : event.data
    if (!(bytes instanceof Uint8Array)) {
      fail(new ScribeliteError('unreadable-answer', 'The service sent a text message where only frames are spoken.'))
      return
    }
    unread.push(bytes)
    if (unread.length >= mostUnread) {
      fail(
        new ScribeliteError('connection-failed', `Gave up: ${mostUnread} messages came and nobody reads the results.`),
      )
      close()
    } else if (unread.length >= pauseAt && !paused && socket.readyState === OPEN) {
      paused = true
      socket.pause?.()
    }
    wake()
  })
  socket.addEventListener('close', (event: SocketClose) => {
    closed = { code: event.code, reason: event.reason }
    over.abort()
    wake()
  })

  const opened = new Promise<void>((resolve, reject) => {
    // What goes wrong before is nearly always that nobody is there, which not every WebSocket says.
    let what = 'could not be opened'
    socket.addEventListener('open', () => {
      what = 'failed'
      resolve()
    })
    socket.addEventListener('error', (event: { readonly message?: string; readonly error?: unknown }) => {
      const detail = event.message?.replace(/\.$/, '') || 'no reason was given'
      const { host } = new URL(url)
      const error = new ScribeliteError(
        'connection-failed',
        `The WebSocket to ${host} ${what}: ${detail}.`,
        event.error,
      )
      reject(error)
      fail(error)
    })
    signal.addEventListener(
      'abort',
      () => {
        reject(signal.reason)
        fail(signal.reason)
        close()
      },
      { once: true },
    )
  })
  await opened

  async function* messages(): AsyncGenerator<Uint8Array, SocketClose, undefined> {
    for (;;) {
      const next = unread.shift()
      if (next !== undefined) {
        if (paused && unread.length < pauseAt / 2) {
          paused = false
          socket.resume?.()
        }
        yield next
        continue
      }
      // What was received is read first: an exception says more than the broken connection after it.
      if (failure !== undefined) throw failure
      if (closed !== undefined) return closed
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  return {
    messages: messages(),
    close,
    fail,
    send: async (data) => {
      while (socket.bufferedAmount > mostBuffered && socket.readyState === OPEN) await timing.sleep(10, signal)
      // The reader tells why it closed.
      if (socket.readyState !== OPEN) return false
      socket.send(data as Uint8Array<ArrayBuffer>)
      return true
    },
  }
}
