/**
 * A WebSocket as the stream session sees it: messages in, messages out, closed at the end. The adapter over `ws` holds
 * a megabyte of messages behind those that are being read, then lets the client wait.
 */
export interface MessageSocket {
  /** Ends when the peer has closed, in whatever manner. */
  readonly messages: AsyncIterable<SocketMessage>
  /** Resolves when the message was handed to the network; rejects when the peer is gone. */
  send(data: Uint8Array): Promise<void>
  close(code: number): void
}

export interface SocketMessage {
  readonly binary: boolean
  readonly data: Uint8Array
}

/** What is used of a WebSocket of `ws`: with its own type here, whoever uses the emulator from TypeScript would need `@types/ws`. */
export interface ServerSocket {
  readonly isPaused: boolean
  on(event: 'message', listener: (data: Buffer, binary: boolean) => void): unknown
  on(event: 'error', listener: () => void): unknown
  once(event: 'close', listener: () => void): unknown
  send(data: Uint8Array, options: { readonly binary: boolean }, done: (error?: Error | null) => void): void
  close(code: number): void
  pause(): void
  resume(): void
}

const bufferedBytes = 1 << 20
/** What a message costs besides its bytes: those without any are held too. */
const perMessage = 64

export function messageSocket(socket: ServerSocket): MessageSocket {
  let waiting: SocketMessage[] = []
  let held = 0
  let closed = false
  let wake: (() => void) | undefined
  const notify = (): void => {
    wake?.()
    wake = undefined
  }

  socket.on('message', (data: Buffer, binary: boolean) => {
    waiting.push({ binary, data })
    held += data.length + perMessage
    if (held > bufferedBytes) socket.pause()
    notify()
  })
  socket.once('close', () => {
    closed = true
    notify()
  })
  // Without a listener an error would take the process down; `close` follows every error and ends the messages.
  socket.on('error', notify)

  return {
    messages: { [Symbol.asyncIterator]: messages },
    send: (data) =>
      new Promise((resolve, reject) => {
        socket.send(data, { binary: true }, (error) => (error ? reject(error) : resolve()))
      }),
    close: (code) => socket.close(code),
  }

  async function* messages(): AsyncGenerator<SocketMessage> {
    for (;;) {
      if (waiting.length > 0) {
        // All at once: to take the first of many off an array costs as much as the many.
        const taken = waiting
        waiting = []
        held = 0
        if (socket.isPaused) socket.resume()
        yield* taken
      } else if (closed) {
        return
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
    }
  }
}
