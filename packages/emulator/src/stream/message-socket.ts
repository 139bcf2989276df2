/**
 * A WebSocket as the stream session sees it: messages in, messages out, closed at the end. The adapter over `ws` holds
 * at most a megabyte of messages that nobody has read yet, then lets the client wait.
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

export function messageSocket(socket: ServerSocket): MessageSocket {
  const queue: SocketMessage[] = []
  let queued = 0
  let closed = false
  let wake: (() => void) | undefined
  const notify = (): void => {
    wake?.()
    wake = undefined
  }

  socket.on('message', (data: Buffer, binary: boolean) => {
    queue.push({ binary, data })
    queued += data.length
    if (queued > bufferedBytes) socket.pause()
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
      const message = queue.shift()
      if (message !== undefined) {
        queued -= message.data.length
        if (socket.isPaused && queued <= bufferedBytes / 2) socket.resume()
        yield message
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
