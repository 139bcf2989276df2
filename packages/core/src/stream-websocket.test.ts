import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause, setImmediate } from 'node:timers/promises'
import { afterEach, expect, expectTypeOf, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { createManualTiming } from '../test/manual-timing.ts'
import { collect, second, tick } from '../test/spoken-results.ts'
import { decodeFrame } from './protocol/frame.ts'
import { createFrameVerifier, readSignedEnvelope } from './protocol/frame-signing.ts'
import { portableHashing } from './protocol/hashing.ts'
import { encodeEvent, encodeException, readMessage } from './protocol/message.ts'
import { type StreamWebSocketOptions, streamWebSocket } from './stream-websocket.ts'
import type { WebSocketLike } from './web-socket.ts'

/** What the bare server has been told, frame by frame. */
interface Heard {
  readonly url: URL
  readonly audio: Uint8Array[]
  readonly signed: boolean[]
  ended: boolean
}

interface Scene {
  /** After the first message of the client. */
  onAudio?(socket: WebSocket, heard: Heard): void
  onEnd?(socket: WebSocket, heard: Heard): void
  onConnection?(socket: WebSocket, heard: Heard): void
}

const credentials = { accessKeyId: 'test', secretAccessKey: 'secret' }
const cleanUps: (() => void)[] = []
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp()
})

const result = (text: string, more: object = {}): string =>
  JSON.stringify({
    Transcript: {
      Results: [
        {
          Alternatives: [
            { Items: [{ Content: text, EndTime: 0.5, StartTime: 0.1, Type: 'pronunciation' }], Transcript: text },
          ],
          EndTime: 0.5,
          IsPartial: false,
          ResultId: 'one',
          StartTime: 0.1,
          ...more,
        },
      ],
    },
  })
const say = (socket: WebSocket, text: string, more?: object): void =>
  socket.send(encodeEvent('TranscriptEvent', 'application/json', result(text, more)))

/** A server that knows WebSocket and the frames of the golden vectors, and nothing else. */
const startServer = async (scene: Scene): Promise<{ readonly endpoint: string; readonly connections: Heard[] }> => {
  const http = createServer()
  const sockets = new WebSocketServer({ server: http })
  const connections: Heard[] = []
  sockets.on('connection', (socket, request) => {
    const url = new URL(request.url ?? '', `ws://${request.headers.host}`)
    const heard: Heard = { url, audio: [], signed: [], ended: false }
    connections.push(heard)
    const verifier = createFrameVerifier({
      seed: url.searchParams.get('X-Amz-Signature') ?? '',
      secretAccessKey: credentials.secretAccessKey,
      region: 'us-east-1',
      requestDate: (url.searchParams.get('X-Amz-Date') ?? '').slice(0, 8),
      hashing: portableHashing,
    })
    scene.onConnection?.(socket, heard)
    socket.on('message', (data: Buffer) => {
      const outer = decodeFrame(new Uint8Array(data))
      const envelope = readSignedEnvelope(outer)
      if (envelope !== undefined && !verifier.verify(envelope).ok) {
        socket.send(encodeException('BadRequestException', 'The request signature we calculated does not match'))
        socket.close()
        return
      }
      heard.signed.push(envelope !== undefined)
      if (envelope !== undefined && envelope.payload.length === 0) heard.ended = true
      else {
        const message = readMessage(envelope === undefined ? outer : decodeFrame(envelope.payload))
        if (message.kind !== 'event' || message.eventType !== 'AudioEvent') throw new Error('no AudioEvent')
        if (message.payload.length === 0) heard.ended = true
        else heard.audio.push(message.payload)
      }
      if (heard.ended) scene.onEnd?.(socket, heard)
      else scene.onAudio?.(socket, heard)
    })
  })
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  cleanUps.push(() => {
    for (const socket of sockets.clients) socket.terminate()
    http.close()
  })
  return { endpoint: `http://127.0.0.1:${(http.address() as AddressInfo).port}`, connections }
}

const options = (endpoint: string, more: Partial<StreamWebSocketOptions> = {}): StreamWebSocketOptions => ({
  region: 'us-east-1',
  credentials,
  endpoint,
  languageCode: 'en-US',
  sampleRate: 16_000,
  pace: 'fast',
  ...more,
})

test('audio goes out in signed frames of 100 ms, ends with the empty one, and the last result is waited for', async () => {
  const { endpoint, connections } = await startServer({
    onConnection: (socket) =>
      socket.send(encodeEvent('TranscriptEvent', 'application/json', '{"Transcript":{"Results":[]}}')),
    onAudio: (socket, { audio }) => audio.length === 3 && say(socket, 'hel', { IsPartial: true }),
    onEnd: (socket) =>
      setTimeout(() => {
        say(socket, 'hello')
        setTimeout(() => socket.close(1000), 30)
      }, 30),
  })
  const sessions: object[] = []
  const texts = await collect(
    streamWebSocket(
      second,
      options(endpoint, { languageModelName: 'k8s', onSession: (session) => sessions.push(session) }),
    ),
  )
  expect(texts).toEqual(['hel…', 'hello'])
  const [heard] = connections
  expect(heard?.audio.map((chunk) => chunk.length)).toEqual(Array(10).fill(3200))
  expect(heard?.signed).toEqual(Array(11).fill(true))
  expect(heard?.ended).toBe(true)
  const query = heard?.url.searchParams
  expect(query?.get('language-model-name')).toBe('k8s')
  expect(query?.get('media-encoding')).toBe('pcm')
  expect(query?.get('session-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(sessions).toEqual([{ sessionId: query?.get('session-id') }])
})

test('with a URL from elsewhere and no keys, frames are not signed and an empty AudioEvent ends the stream', async () => {
  const { endpoint, connections } = await startServer({
    onEnd: (socket) => {
      say(socket, 'hello')
      socket.close()
    },
  })
  const asked: object[] = []
  const { endpoint: _, region: __, credentials: ___, ...rest } = options(endpoint)
  const texts = await collect(
    streamWebSocket(second, {
      ...rest,
      url: async (parameters) => {
        asked.push(parameters)
        return `${endpoint.replace('http', 'ws')}/stream-transcription-websocket?session-id=abc`
      },
    }),
  )
  expect(texts).toEqual(['hello'])
  expect(connections[0]?.signed).toEqual(Array(11).fill(false))
  expect(asked).toEqual([
    { LanguageCode: 'en-US', MediaEncoding: 'pcm', MediaSampleRateHertz: 16_000, SessionId: expect.any(String) },
  ])
})

test('whoever asks is shown each frame as it goes by', async () => {
  const { endpoint } = await startServer({
    onEnd: (socket) => {
      say(socket, 'hello')
      socket.close()
    },
  })
  const seen: string[] = []
  const onFrame: StreamWebSocketOptions['onFrame'] = ({ direction, bytes }) =>
    seen.push(`${direction} ${readSignedEnvelope(decodeFrame(bytes)) === undefined ? 'unsigned' : 'signed'}`)
  await collect(streamWebSocket(second, options(endpoint, { onFrame })))
  expect(seen).toEqual([...Array(11).fill('sent signed'), 'received unsigned'])
})

test("an exception of the service is thrown in the service's words, also when the connection breaks behind it", async () => {
  const { endpoint } = await startServer({
    onAudio: (socket) => {
      socket.send(encodeException('LimitExceededException', 'You have reached your concurrent stream limit.'))
      socket.terminate()
    },
  })
  await expect(collect(streamWebSocket(second, options(endpoint)))).rejects.toMatchObject({
    name: 'LimitExceededException',
    message: 'You have reached your concurrent stream limit.',
    code: 'aws',
  })
})

test('a service that closes before all audio was sent, and gives no reason, is an error', async () => {
  const { endpoint } = await startServer({ onConnection: (socket) => socket.close(1011, 'going away') })
  const endless = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      await setImmediate()
      yield second
    }
  }
  await expect(collect(streamWebSocket(endless(), options(endpoint)))).rejects.toMatchObject({
    code: 'stream-ended-early',
    message: expect.stringContaining('1011, "going away"'),
  })
})

test('a service that closes at once is an error too when audio is sent fast', async () => {
  const { endpoint } = await startServer({ onConnection: (socket) => socket.close(1000) })
  const minute = new Uint8Array(60 * second.length)
  await expect(collect(streamWebSocket(minute, options(endpoint)))).rejects.toMatchObject({
    code: 'stream-ended-early',
    message: expect.stringContaining('(code 1000)'),
  })
})

test.each([
  // Node 24's own WebSocket says that it failed before it says with which code.
  ['breaks off', (socket: WebSocket) => socket.terminate(), /\(code 1006\)|The WebSocket to \S+ failed/],
  ['closes for a fault of its own', (socket: WebSocket) => socket.close(1011, 'oops'), /\(code 1011, "oops"\)/],
])('a service that %s before the last result is an error', async (_name, onEnd, expected) => {
  const { endpoint } = await startServer({ onEnd })
  await expect(collect(streamWebSocket(second, options(endpoint)))).rejects.toMatchObject({
    code: 'connection-failed',
    message: expect.stringMatching(expected),
  })
})

test('a service that closes without a code after the end has said its last', async () => {
  const { endpoint } = await startServer({
    onEnd: (socket) => {
      say(socket, 'hello')
      socket.close()
    },
  })
  expect(await collect(streamWebSocket(second, options(endpoint)))).toEqual(['hello'])
})

test('a quiet source is filled in with silence for as long as it lasts', async () => {
  const timing = createManualTiming()
  const { endpoint, connections } = await startServer({
    onEnd: (socket) => socket.close(),
  })
  let speak: (bytes: Uint8Array) => void = () => undefined
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(3200).fill(9)
    yield await new Promise<Uint8Array>((resolve) => {
      speak = resolve
    })
  }
  const run = collect(streamWebSocket(source(), options(endpoint, { timing, pace: 'realtime' })))
  while ((connections[0]?.audio.length ?? 0) < 1) await tick(timing, 10)
  await timing.advance(20_000)
  const quiet = connections[0]?.audio.slice(1) ?? []
  expect(quiet.length).toBeGreaterThan(150)
  expect(quiet.every((chunk) => chunk.length === 3200 && chunk.every((byte) => byte === 0))).toBe(true)
  speak(new Uint8Array(3200).fill(8))
  const finished = run.then(() => true)
  while (!connections[0]?.ended) await tick(timing, 100)
  expect(connections[0]?.audio.some((chunk) => chunk[0] === 8)).toBe(true)
  await expect(finished).resolves.toBe(true)
})

test('a service that says nothing at all after the end is given up after a minute', async () => {
  const timing = createManualTiming()
  const { endpoint, connections } = await startServer({})
  const run = collect(streamWebSocket(second, options(endpoint, { timing })))
  const outcome = run.then(
    () => 'ended',
    (error: Error) => error.message,
  )
  while (!connections[0]?.ended) await tick(timing, 1)
  await timing.advance(60_000)
  await expect(outcome).resolves.toContain('for 60 s the service neither answered nor closed')
})

test('whoever takes a minute for a result is not told that the service is silent', async () => {
  const timing = createManualTiming()
  const { endpoint } = await startServer({
    onEnd: (socket) => {
      say(socket, 'hel', { IsPartial: true })
      say(socket, 'hello')
      socket.close()
    },
  })
  const texts: string[] = []
  for await (const { transcript } of streamWebSocket(second, options(endpoint, { timing }))) {
    texts.push(transcript)
    await timing.advance(61_000)
  }
  expect(texts).toEqual(['hel', 'hello'])
})

test('an abort in the middle throws its reason, closes the socket and lets go of the source', async () => {
  const controller = new AbortController()
  let close: () => void = () => undefined
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })
  const { endpoint } = await startServer({
    onConnection: (socket) => socket.on('close', close),
    onAudio: () => controller.abort(new Error('enough')),
  })
  let released = false
  const source = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        await setImmediate()
        yield new Uint8Array(640)
      }
    } finally {
      released = true
    }
  }
  const run = collect(streamWebSocket(source(), options(endpoint, { signal: controller.signal })))
  await expect(run).rejects.toEqual(new Error('enough'))
  await closed
  await setImmediate()
  expect(released).toBe(true)
})

test('an abort before the beginning opens nothing', async () => {
  const { endpoint, connections } = await startServer({})
  const signal = AbortSignal.abort(new Error('never mind'))
  await expect(collect(streamWebSocket(second, options(endpoint, { signal })))).rejects.toThrow('never mind')
  expect(connections).toEqual([])
})

test('leaving the loop closes the socket', async () => {
  let closed: () => void = () => undefined
  const closing = new Promise<void>((resolve) => {
    closed = resolve
  })
  const { endpoint } = await startServer({
    onConnection: (socket) => socket.on('close', closed),
    onAudio: (socket) => say(socket, 'first'),
  })
  for await (const { transcript } of streamWebSocket(second, options(endpoint))) {
    expect(transcript).toBe('first')
    break
  }
  await closing
})

test('a connection whose other side does not answer the close is ended two seconds later', async () => {
  const timing = createManualTiming()
  let connection: WebSocket | undefined
  const { endpoint } = await startServer({
    onAudio: (socket) => {
      connection ??= socket
      say(socket, 'first')
      // Nothing more is read, the close neither.
      socket.pause()
    },
  })
  let client: WebSocket | undefined
  const webSocket = (url: string): WebSocket => {
    client = new WebSocket(url)
    return client
  }
  for await (const _ of streamWebSocket(second, options(endpoint, { timing, webSocket }))) break
  const closed = new Promise((resolve) => client?.once('close', resolve))
  expect(client?.readyState).toBe(WebSocket.CLOSING)
  await timing.advance(1999)
  expect(client?.readyState).toBe(WebSocket.CLOSING)
  await timing.advance(1)
  await closed
  connection?.resume()
})

test('results that nobody reads any more do not hold up the close', async () => {
  let code: (code: number) => void = () => undefined
  const closed = new Promise<number>((resolve) => {
    code = resolve
  })
  const { endpoint } = await startServer({
    onConnection: (socket) => {
      socket.on('close', code)
      for (let count = 0; count < 2000; count++) say(socket, `number ${count}`)
    },
  })
  const client = (url: string): WebSocket => {
    opened = new WebSocket(url)
    return opened
  }
  let opened: WebSocket | undefined
  const timing = createManualTiming()
  for await (const _ of streamWebSocket(second, options(endpoint, { webSocket: client, timing }))) {
    while (opened?.isPaused !== true) await pause(1)
    break
  }
  expect(await closed).toBe(1000)
})

test('a WebSocket of the platform can be given as well as one of ws', () => {
  // Held by tsc.
  expectTypeOf<InstanceType<typeof globalThis.WebSocket>>().toExtend<WebSocketLike>()
})

test('a clock that is wrong is set by the refusal, and no audio is lost', async () => {
  const serverTime = Date.UTC(2026, 0, 15, 12)
  const timing = createManualTiming(serverTime - 3_600_000)
  const { endpoint, connections } = await startServer({
    onConnection: (socket, { url }) => {
      if (url.searchParams.get('X-Amz-Date') === '20260115T120000Z') return
      const text =
        'Signature expired: 20260115T110000Z is now earlier than 20260115T115500Z (20260115T120000Z - 5 min.)'
      socket.send(encodeException('BadRequestException', text))
      socket.close()
    },
    onEnd: (socket) => {
      say(socket, 'on time')
      socket.close()
    },
  })
  const texts = await collect(streamWebSocket(second, options(endpoint, { timing })))
  expect(texts).toEqual(['on time'])
  expect(connections.length).toBe(2)
  expect(connections[1]?.audio.length).toBe(10)
  expect(connections[1]?.signed).toEqual(Array(11).fill(true))
})

test('a source that breaks is reported as such', async () => {
  const { endpoint } = await startServer({})
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield second
    throw new Error('the microphone was pulled out')
  }
  await expect(collect(streamWebSocket(source(), options(endpoint)))).rejects.toMatchObject({
    code: 'unreadable-source',
    message: expect.stringContaining('the microphone was pulled out'),
  })
})

test('a server that is not there, or is no WebSocket server, is named in the error', async () => {
  await expect(collect(streamWebSocket(second, options('http://127.0.0.1:9')))).rejects.toMatchObject({
    code: 'connection-failed',
    message: expect.stringContaining('127.0.0.1:9'),
  })
})

test('bytes that are no frame end the stream with an error', async () => {
  const { endpoint } = await startServer({ onConnection: (socket) => socket.send(new Uint8Array(40)) })
  await expect(collect(streamWebSocket(second, options(endpoint)))).rejects.toMatchObject({ code: 'unreadable-answer' })
})

test('without URL and without keys nothing is dialled', async () => {
  await expect(collect(streamWebSocket(second, { sampleRate: 16_000 }))).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringContaining('give url'),
  })
})
