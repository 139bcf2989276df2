import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo, Socket } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { createManualTiming } from '../test/manual-timing.ts'
import { collect, second, tick } from '../test/spoken-results.ts'
import { decodeFrame } from './protocol/frame.ts'
import { createFrameVerifier, readSignedEnvelope } from './protocol/frame-signing.ts'
import { createFrameSplitter } from './protocol/frame-splitter.ts'
import { portableHashing } from './protocol/hashing.ts'
import { encodeEvent, encodeException, readMessage } from './protocol/message.ts'
import { type StreamHttp2Options, streamHttp2 } from './stream-http2.ts'

interface Heard {
  readonly headers: Readonly<Record<string, unknown>>
  readonly audio: Uint8Array[]
  ended: boolean
  closed: boolean
}

interface Scene {
  /** Instead of accepting the stream. */
  refuse?(stream: ServerHttp2Stream, heard: Heard): boolean
  onAudio?(stream: ServerHttp2Stream, heard: Heard): void
  onEnd?(stream: ServerHttp2Stream, heard: Heard): void
}

const servers: Http2Server[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

const empty = (): Uint8Array => encodeEvent('TranscriptEvent', 'application/json', '{"Transcript":{"Results":[]}}')
const say = (stream: ServerHttp2Stream, text: string, partial = false): void => {
  const alternatives = [{ Transcript: text, Items: [] }]
  const result = { Alternatives: alternatives, EndTime: 1, IsPartial: partial, ResultId: 'one', StartTime: 0 }
  stream.write(
    encodeEvent('TranscriptEvent', 'application/json', JSON.stringify({ Transcript: { Results: [result] } })),
  )
}

/** node:http2 with the verifier of the golden vectors, and nothing else. */
const startServer = async (scene: Scene): Promise<{ readonly endpoint: string; readonly heard: Heard[] }> => {
  const server = createServer()
  servers.push(server)
  const all: Heard[] = []
  server.on('stream', (stream, headers) => {
    const heard: Heard = { headers, audio: [], ended: false, closed: false }
    all.push(heard)
    stream.on('error', () => undefined)
    stream.on('close', () => {
      heard.closed = true
    })
    if (scene.refuse?.(stream, heard) === true) return
    stream.respond({
      ':status': 200,
      'content-type': 'application/vnd.amazon.eventstream',
      'x-amzn-request-id': 'request-1',
      'x-amzn-transcribe-session-id': 'session-1',
    })
    stream.write(empty())
    const splitter = createFrameSplitter({ maxFrameBytes: 100_000 })
    const verifier = createFrameVerifier({
      seed: /Signature=(\w+)/.exec(String(headers.authorization))?.[1] ?? '',
      secretAccessKey: 'secret',
      region: 'us-east-1',
      requestDate: String(headers['x-amz-date']).slice(0, 8),
      hashing: portableHashing,
    })
    stream.on('data', (chunk: Buffer) => {
      for (const frame of splitter.push(new Uint8Array(chunk))) {
        const envelope = readSignedEnvelope(decodeFrame(frame))
        if (envelope === undefined || !verifier.verify(envelope).ok) {
          stream.end(encodeException('BadRequestException', 'The signature does not match'))
          return
        }
        if (envelope.payload.length === 0) {
          heard.ended = true
          scene.onEnd?.(stream, heard)
          continue
        }
        const message = readMessage(decodeFrame(envelope.payload))
        if (message.kind === 'event') heard.audio.push(message.payload)
        scene.onAudio?.(stream, heard)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard: all }
}

const options = (endpoint: string, more: Partial<StreamHttp2Options> = {}): StreamHttp2Options => ({
  connection: { region: 'us-east-1', endpoint, credentials: { accessKeyId: 'test', secretAccessKey: 'secret' } },
  languageCode: 'en-US',
  sampleRate: 16_000,
  pace: 'fast',
  ...more,
})

test('audio goes out in signed frames of 100 ms, ends with the empty one, and the last result is waited for', async () => {
  const { endpoint, heard } = await startServer({
    onAudio: (stream, { audio }) => audio.length === 3 && say(stream, 'hel', true),
    onEnd: (stream) =>
      setTimeout(() => {
        say(stream, 'hello')
        stream.end()
      }, 50),
  })
  const sessions: object[] = []
  const texts = await collect(
    streamHttp2(
      second,
      options(endpoint, {
        languageModelName: 'k8s',
        parameters: { ShowSpeakerLabel: true },
        onSession: (session) => sessions.push(session),
      }),
    ),
  )
  expect(texts).toEqual(['hel…', 'hello'])
  expect(heard[0]?.audio.map((chunk) => chunk.length)).toEqual(Array(10).fill(3200))
  expect(heard[0]?.ended).toBe(true)
  expect(heard[0]?.headers).toMatchObject({
    'x-amzn-transcribe-language-model-name': 'k8s',
    'x-amzn-transcribe-sample-rate': '16000',
    'x-amzn-transcribe-media-encoding': 'pcm',
    'x-amzn-transcribe-show-speaker-label': 'true',
  })
  expect(sessions).toEqual([{ sessionId: 'session-1', requestId: 'request-1' }])
})

test('an exception in the middle of the stream is thrown after the results before it, in the service’s words', async () => {
  const { endpoint } = await startServer({
    onAudio: (stream, { audio }) => {
      if (audio.length !== 2) return
      say(stream, 'so far')
      stream.end(
        encodeException(
          'BadRequestException',
          'Your stream is too big. Reduce the frame size and try your request again.',
        ),
      )
    },
  })
  const texts: string[] = []
  const run = async (): Promise<void> => {
    for await (const { transcript } of streamHttp2(second, options(endpoint, { pace: 'realtime' })))
      texts.push(transcript)
  }
  await expect(run()).rejects.toMatchObject({
    name: 'BadRequestException',
    code: 'aws',
    message: 'Your stream is too big. Reduce the frame size and try your request again.',
  })
  expect(texts).toEqual(['so far'])
})

test('an endpoint that is no URL is refused with what to give', async () => {
  await expect(collect(streamHttp2(new Uint8Array(320), options('localhost:4600')))).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringContaining('give an http or https URL'),
  })
})

test('a refusal before the stream is thrown at once, while the audio would go on for ever', async () => {
  const { endpoint, heard } = await startServer({
    refuse: (stream) => {
      stream.respond({ ':status': 400, 'content-type': 'application/json', 'x-amzn-errortype': 'BadRequestException' })
      stream.end(
        JSON.stringify({
          Message: "The specified vocabulary doesn't exist. Check the name and try your request again.",
        }),
      )
      return true
    },
  })
  let released = false
  const microphone = async function* (): AsyncGenerator<Uint8Array> {
    try {
      for (;;) {
        await setImmediate()
        yield new Uint8Array(320)
      }
    } finally {
      released = true
    }
  }
  await expect(collect(streamHttp2(microphone(), options(endpoint)))).rejects.toMatchObject({
    name: 'BadRequestException',
    statusCode: 400,
    message: expect.stringContaining("vocabulary doesn't exist"),
  })
  await setImmediate()
  expect(released).toBe(true)
  expect(heard.length).toBe(1)
})

test.each([
  ['a page of HTML', '<h1>Bad gateway</h1>', /status 502 .* proxy/],
  ['nothing', '', /status 502 .* proxy/],
  ['words without a name', '{"message":"no route"}', /^no route$/],
])('a refusal that is not the service’s own is told by its status: %s', async (_name, body, message) => {
  const { endpoint } = await startServer({
    refuse: (stream) => {
      stream.respond({ ':status': 502, 'content-type': 'text/html' })
      stream.end(body)
      return true
    },
  })
  await expect(collect(streamHttp2(second, options(endpoint)))).rejects.toMatchObject({
    name: 'UnknownError',
    code: 'aws',
    statusCode: 502,
    message: expect.stringMatching(message),
  })
})

test('a service that ends the stream before all audio was sent, and gives no reason, is an error', async () => {
  const { endpoint } = await startServer({ onAudio: (stream) => stream.end() })
  await expect(collect(streamHttp2(second, options(endpoint, { pace: 'realtime' })))).rejects.toMatchObject({
    code: 'stream-ended-early',
  })
})

test.each([
  ['resets the stream', (stream: ServerHttp2Stream) => stream.destroy(new Error('a fault'))],
  // A moment later: its answer has to have gone out.
  ['is gone', (stream: ServerHttp2Stream) => setTimeout(() => stream.session?.destroy(), 50)],
])('a service that %s before the last result is an error, also when frames are shown', async (_name, breakOff) => {
  const { endpoint } = await startServer({ onEnd: breakOff })
  for (const more of [{}, { onFrame: () => undefined }]) {
    await expect(collect(streamHttp2(second, options(endpoint, more)))).rejects.toMatchObject({
      code: 'connection-failed',
      message: expect.stringContaining('after all audio was sent'),
    })
  }
})

test.each<[string, (socket: Socket) => void]>([
  ['closes', (socket) => socket.destroy()],
  ['is reset', (socket) => socket.resetAndDestroy()],
])('a connection that %s while audio is sent is told as that, not as a service out of reach', async (_name, end) => {
  let cut: () => void = () => undefined
  const { endpoint } = await startServer({ onAudio: (stream) => say(stream, 'One', true) })
  // As when the process at the other end is killed: no frame says that it is over.
  servers.at(-1)?.on('connection', (socket: Socket) => {
    cut = () => end(socket)
  })
  const run = async (): Promise<void> => {
    for await (const { isPartial } of streamHttp2(second, options(endpoint, { pace: 'realtime' }))) if (isPartial) cut()
  }
  await expect(run()).rejects.toMatchObject({
    code: 'connection-failed',
    message: expect.stringMatching(/^The connection broke before all audio was sent\./),
  })
})

test('bytes that are no frame end the stream with an error', async () => {
  const { endpoint } = await startServer({ onAudio: (stream) => stream.end('this is no frame of an event stream') })
  await expect(collect(streamHttp2(second, options(endpoint)))).rejects.toMatchObject({
    code: 'unreadable-answer',
    message: expect.stringContaining('no event stream'),
  })
})

test('a quiet source is filled in with silence for as long as it lasts', async () => {
  const timing = createManualTiming()
  const { endpoint, heard } = await startServer({ onEnd: (stream) => stream.end() })
  let hangUp: () => void = () => undefined
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(3200).fill(9)
    await new Promise<void>((resolve) => {
      hangUp = resolve
    })
  }
  const run = collect(streamHttp2(source(), options(endpoint, { timing, pace: 'realtime' })))
  while ((heard[0]?.audio.length ?? 0) < 1) await tick(timing, 10)
  await timing.advance(20_000)
  expect(heard[0]?.audio.length).toBeGreaterThan(150)
  expect(heard[0]?.audio.slice(1).every((chunk) => chunk.length === 3200 && chunk.every((byte) => byte === 0))).toBe(
    true,
  )
  hangUp()
  while (!heard[0]?.ended) await tick(timing, 100)
  await expect(run).resolves.toEqual([])
})

test('a service that says nothing at all after the end is given up after a minute', async () => {
  const timing = createManualTiming(Date.now())
  const { endpoint, heard } = await startServer({})
  const outcome = collect(streamHttp2(second, options(endpoint, { timing }))).then(
    () => 'ended',
    (error: Error) => error.message,
  )
  while (!heard[0]?.ended) await tick(timing, 1)
  await timing.advance(59_000)
  expect(heard[0]?.closed).toBe(false)
  await timing.advance(1000)
  await expect(outcome).resolves.toContain('for 60 s the service neither answered nor closed')
})

test('whoever takes a minute for a result is not told that the service is silent', async () => {
  const timing = createManualTiming(Date.now())
  const { endpoint } = await startServer({
    onEnd: (stream) => {
      say(stream, 'hel', true)
      say(stream, 'hello')
      stream.end()
    },
  })
  const texts: string[] = []
  for await (const { transcript } of streamHttp2(second, options(endpoint, { timing }))) {
    texts.push(transcript)
    await timing.advance(61_000)
  }
  expect(texts).toEqual(['hel', 'hello'])
})

test('an abort in the middle throws its reason and closes the stream', async () => {
  const controller = new AbortController()
  const { endpoint, heard } = await startServer({
    onAudio: (_, { audio }) => audio.length === 2 && controller.abort(new Error('enough')),
  })
  const run = collect(streamHttp2(second, options(endpoint, { pace: 'realtime', signal: controller.signal })))
  await expect(run).rejects.toThrow('enough')
  while (!heard[0]?.closed) await setImmediate()
  expect(heard[0]?.ended).toBe(false)
})

test('an abort before the beginning opens nothing', async () => {
  const { endpoint, heard } = await startServer({})
  const signal = AbortSignal.abort(new Error('never mind'))
  await expect(collect(streamHttp2(second, options(endpoint, { signal })))).rejects.toThrow('never mind')
  expect(heard).toEqual([])
})

test('leaving the loop closes the stream', async () => {
  const { endpoint, heard } = await startServer({ onAudio: (stream) => say(stream, 'first') })
  for await (const { transcript } of streamHttp2(second, options(endpoint, { pace: 'realtime' }))) {
    expect(transcript).toBe('first')
    break
  }
  while (!heard[0]?.closed) await setImmediate()
})

test('a source that breaks is reported as such, and the stream does not wait for more', async () => {
  const { endpoint, heard } = await startServer({})
  const source = async function* (): AsyncGenerator<Uint8Array> {
    yield second
    throw new Error('the microphone was pulled out')
  }
  await expect(collect(streamHttp2(source(), options(endpoint, { pace: 'realtime' })))).rejects.toMatchObject({
    code: 'unreadable-source',
    message: expect.stringContaining('the microphone was pulled out'),
  })
  while (!heard[0]?.closed) await setImmediate()
})

test('a clock that is wrong is set by the refusal, and no audio is lost', async () => {
  const amzDate = (ms: number): string => new Date(ms).toISOString().replaceAll(/[:-]|\.\d+/g, '')
  const hour = 3_600_000
  const { endpoint, heard } = await startServer({
    refuse: (stream, { headers }) => {
      const serverTime = Date.now() + hour
      const sent = String(headers['x-amz-date'])
      if (sent >= amzDate(serverTime - 60_000)) return false
      stream.respond({
        ':status': 403,
        'content-type': 'application/json',
        'x-amzn-errortype': 'InvalidSignatureException',
      })
      const window = amzDate(serverTime - 300_000)
      stream.end(
        JSON.stringify({
          message: `Signature expired: ${sent} is now earlier than ${window} (${amzDate(serverTime)} - 5 min.)`,
        }),
      )
      return true
    },
    onEnd: (stream) => {
      say(stream, 'on time')
      stream.end()
    },
  })
  await expect(collect(streamHttp2(second, options(endpoint)))).resolves.toEqual(['on time'])
  expect(heard.length).toBe(2)
  expect(heard[1]?.audio.length).toBe(10)
})

test('a server that is not there is named as the reason', async () => {
  await expect(collect(streamHttp2(second, options('http://127.0.0.1:9')))).rejects.toMatchObject({
    code: 'connection-failed',
    message: expect.stringContaining('127.0.0.1:9'),
  })
})

test('whoever asks is shown each frame, signed as it goes out and as it comes in', async () => {
  const { endpoint, heard } = await startServer({
    onEnd: (stream) => {
      say(stream, 'hello')
      stream.end()
    },
  })
  const seen: string[] = []
  const onFrame: StreamHttp2Options['onFrame'] = ({ direction, bytes }) => {
    const frame = decodeFrame(bytes)
    const envelope = readSignedEnvelope(frame)
    const message =
      envelope === undefined ? frame : envelope.payload.length > 0 ? decodeFrame(envelope.payload) : undefined
    const type = message === undefined ? 'end' : readMessage(message)
    seen.push(
      `${direction} ${envelope ? 'signed' : 'unsigned'} ${typeof type === 'string' ? type : type.kind === 'event' ? type.eventType : type.kind}`,
    )
  }
  expect(await collect(streamHttp2(second, options(endpoint, { onFrame })))).toEqual(['hello'])
  expect(heard[0]?.ended).toBe(true)
  expect(seen.filter((line) => line === 'sent signed AudioEvent')).toHaveLength(10)
  expect(seen.filter((line) => line === 'sent signed end')).toHaveLength(1)
  expect(seen.filter((line) => line === 'received unsigned TranscriptEvent')).toHaveLength(2)
  expect(seen).toHaveLength(13)
})

test('a refusal is the same when frames are shown', async () => {
  const { endpoint } = await startServer({
    onAudio: (stream) => stream.end(encodeException('LimitExceededException', 'too many')),
  })
  const seen: string[] = []
  await expect(
    collect(streamHttp2(second, options(endpoint, { onFrame: ({ direction }) => seen.push(direction) }))),
  ).rejects.toMatchObject({ name: 'LimitExceededException', message: 'too many' })
  expect(seen).toContain('received')
})
