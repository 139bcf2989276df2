/**
 * The wire without an SDK: one stream over `node:http2` or over a plain WebSocket, whose bytes the test makes itself.
 * Both are told alike: the answer to the request, what the client sends, and what the service said until it ended.
 */
import { connect, constants, type IncomingHttpHeaders } from 'node:http2'
import { createFrameSplitter, decodeFrame, type Message, readMessage } from '@scribelite/core/protocol'
import WebSocket from 'ws'

export interface Conversation {
  /** HTTP/2: of the answer. WebSocket: 101. */
  readonly status: number
  readonly headers: Readonly<Record<string, string | string[] | undefined>>
  /** One frame, or any other bytes. */
  send(bytes: Uint8Array): void
  /** A text message; only a WebSocket has these. */
  sendText(text: string): void
  /** Ends the client's side: END_STREAM, or a Close. */
  end(): void
  /** Said so far. */
  readonly said: readonly Said[]
  /** Everything said, once the service has ended its side. */
  all(): Promise<readonly Said[]>
  /** Resolves when this has been said. */
  until(holds: (said: readonly Said[]) => boolean): Promise<void>
  /** The body of an HTTP/2 answer that is no stream. */
  body(): Promise<string>
  /** Goes away without a word. */
  vanish(): void
  /** The code of the service's Close; undefined on HTTP/2. */
  readonly closeCode: () => number | undefined
}

export interface Said {
  readonly message: Message
  /** The frame as it came. */
  readonly bytes: Uint8Array
}

/** What an exception says, in one line. */
export const exceptionIn = (said: readonly Said[]): string | undefined =>
  said
    .map(({ message }) => (message.kind === 'exception' ? `${message.exceptionType}: ${message.message}` : undefined))
    .find((words) => words !== undefined)

const decoder = new TextDecoder()

/** Text of the final results. */
export const finalText = (said: readonly Said[]): string =>
  said
    .flatMap(({ message }) => {
      if (message.kind !== 'event') return []
      const event = JSON.parse(decoder.decode(message.payload)) as {
        Transcript: { Results: { IsPartial: boolean; Alternatives: { Transcript: string }[] }[] }
      }
      return event.Transcript.Results.filter((result) => !result.IsPartial).map(
        (result) => result.Alternatives[0]?.Transcript ?? '',
      )
    })
    .join(' ')

interface Ear {
  hear(bytes: Uint8Array): void
  over(): void
}

function conversation(): { readonly said: Said[]; readonly ear: Ear } & Pick<Conversation, 'all' | 'until'> {
  const said: Said[] = []
  let isOver = false
  let wake: (() => void)[] = []
  const notify = (): void => {
    const waiting = wake
    wake = []
    for (const resolve of waiting) resolve()
  }
  const until = async (holds: () => boolean): Promise<void> => {
    while (!holds()) {
      if (isOver) throw new Error(`The stream ended: ${exceptionIn(said) ?? `${said.length} events`}`)
      await new Promise<void>((resolve) => wake.push(resolve))
    }
  }
  return {
    said,
    ear: {
      hear(bytes) {
        said.push({ message: readMessage(decodeFrame(bytes)), bytes })
        notify()
      },
      over() {
        isOver = true
        notify()
      },
    },
    until: (holds) => until(() => holds(said)),
    async all() {
      while (!isOver) await new Promise<void>((resolve) => wake.push(resolve))
      return said
    },
  }
}

/** `headers` as they shall stand on the wire, `:authority` among them where it is not the address. */
export async function speakHttp2(
  url: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  method = 'POST',
): Promise<Conversation> {
  const { said, ear, all, until } = conversation()
  const session = connect(url)
  session.on('error', ear.over)
  const stream = session.request({ ':method': method, ':path': path, ...headers }, { endStream: method === 'GET' })
  const chunks: Buffer[] = []
  const splitter = createFrameSplitter({ maxFrameBytes: 1 << 20 })
  const answer = await new Promise<IncomingHttpHeaders & { ':status'?: number }>((resolve, reject) => {
    stream.once('response', resolve)
    stream.once('error', reject)
  })
  const isStream = answer['content-type'] === 'application/vnd.amazon.eventstream'
  stream.on('data', (chunk: Buffer) => {
    if (isStream) for (const frame of splitter.push(chunk)) ear.hear(new Uint8Array(frame))
    else chunks.push(chunk)
  })
  stream.once('end', ear.over)
  stream.once('close', () => {
    ear.over()
    session.close()
  })
  // A stream that the service has ended may refuse what the test still writes.
  stream.on('error', ear.over)
  return {
    status: answer[':status'] ?? 0,
    headers: answer,
    send: (bytes) => void stream.write(bytes),
    sendText: () => {
      throw new Error('HTTP/2 has no text messages')
    },
    end: () => void stream.end(),
    said,
    all,
    until,
    async body() {
      await all()
      return Buffer.concat(chunks).toString()
    },
    vanish: () => {
      stream.close(constants.NGHTTP2_CANCEL)
      session.destroy()
    },
    closeCode: () => undefined,
  }
}

/** `host` is the Host header where it is not the address of `url`. */
export async function speakWebSocket(url: string, host?: string): Promise<Conversation> {
  const { said, ear, all, until } = conversation()
  const socket = new WebSocket(url, host === undefined ? {} : { headers: { Host: host } })
  socket.binaryType = 'nodebuffer'
  let closeCode: number | undefined
  let upgrade: { readonly statusCode?: number | undefined; readonly headers: Conversation['headers'] } | undefined
  socket.once('upgrade', (response) => {
    upgrade = response
  })
  socket.on('message', (data: Buffer) => ear.hear(new Uint8Array(data)))
  socket.on('close', (code) => {
    closeCode = code
    ear.over()
  })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  socket.on('error', ear.over)
  return {
    status: upgrade?.statusCode ?? 0,
    headers: upgrade?.headers ?? {},
    send: (bytes) => socket.send(bytes),
    sendText: (text) => socket.send(text),
    end: () => socket.close(1000),
    said,
    all,
    until,
    body: () => Promise.resolve(''),
    vanish: () => socket.terminate(),
    closeCode: () => closeCode,
  }
}
