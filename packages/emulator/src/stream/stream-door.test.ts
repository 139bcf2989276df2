// Long because the door is proved as a whole: every end, refusal, limit and error, the same clients over both transports.
import { AwsError, encodeAudioEvent, encodeEvent, encodeFrame } from '@scribelite/core/protocol'
import { describe, expect, it } from 'vitest'
import {
  type Asking,
  createPipe,
  createRig,
  createRigSocket,
  credentials,
  http2Request,
  hypothesis,
  inWords,
  messagesOf,
  modelArtifact,
  noon,
  type Rig,
  type RigOptions,
  readAll,
  session,
  settled,
  webSocketRequest,
} from './stream-door.rig.ts'
import { createStreamDoor } from './stream-door.ts'
import { servesWebSocket } from './stream-operations.ts'

const minute = 60_000
const audio = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(1)
const never = new AbortController().signal
const f7 = 'BadRequestException: A complete signal was sent without the preceding empty frame.'
const silence = 'BadRequestException: Your request timed out because no new audio was received for 15 seconds.'
const unexpected = 'BadRequestException: Unexpected WebSocket frame received.'
const mismatch =
  'BadRequestException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'

/** A client of the HTTP/2 stream: writes when told to. */
async function overHttp2(rig: Rig, asking: Asking = {}, door = createStreamDoor(rig.service)) {
  const { request, signer } = http2Request(rig.service.clock, asking)
  const body = createPipe<Uint8Array>()
  const gone = new AbortController()
  const response = await door.http2(request, body, gone.signal)
  return {
    response,
    signer,
    body,
    gone,
    send: (bytes: number) => body.write(signer.sign(encodeAudioEvent(audio(bytes)))),
    /** Ends as SDKs do and gives all that was said. */
    async finish(): Promise<string[]> {
      body.write(signer.end())
      body.end()
      return readAll(response)
    },
    said: () => readAll(response),
  }
}

function overWebSocket(rig: Rig, asking: Asking = {}, door = createStreamDoor(rig.service)) {
  const { request, signer } = webSocketRequest(rig.service.clock, asking)
  const socket = createRigSocket()
  const gone = new AbortController()
  const done = door.webSocket(request, socket, gone.signal)
  const write = (data: Uint8Array, binary = true): void => socket.client.write({ binary, data })
  return {
    socket,
    signer,
    gone,
    done,
    write,
    send: (bytes: number) => write(encodeAudioEvent(audio(bytes))),
    sendSigned: (bytes: number) => write(signer.sign(encodeAudioEvent(audio(bytes)))),
  }
}

describe('over HTTP/2', () => {
  it('answers with the headers and an empty event before any audio has come', async () => {
    const rig = createRig()
    const { response, body } = await overHttp2(rig)
    expect(response.status).toBe(200)
    const { 'x-amzn-transcribe-session-id': sessionId, ...headers } = Object.fromEntries(response.headers)
    expect(sessionId).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(headers).toEqual({
      'content-type': 'application/vnd.amazon.eventstream',
      date: 'Thu, 15 Jan 2026 12:00:00 GMT',
      'x-amzn-request-id': `request-${noon}`,
      'x-amzn-requestid': `request-${noon}`,
      'x-amzn-transcribe-language-code': 'en-US',
      'x-amzn-transcribe-media-encoding': 'pcm',
      'x-amzn-transcribe-sample-rate': '16000',
      'x-amzn-transcribe-show-speaker-label': 'false',
      'x-amzn-transcribe-enable-channel-identification': 'false',
      'x-amzn-transcribe-enable-partial-results-stabilization': 'false',
    })
    const reader = response.body?.getReader()
    const first = await reader?.read()
    expect(messagesOf(first?.value ?? new Uint8Array()).map(inWords)).toEqual(['empty'])
    body.end()
    await reader?.cancel()
  })

  it('echoes what was asked for, the session id too', async () => {
    const sessionId = '11111111-2222-4333-8444-ABCDEFABCDEF'
    const { response, finish } = await overHttp2(createRig(), {
      parameters: {
        'session-id': sessionId,
        'enable-partial-results-stabilization': 'true',
        'partial-results-stability': 'low',
        'session-resume-window': '5',
      },
    })
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'x-amzn-transcribe-session-id': sessionId,
      'x-amzn-transcribe-enable-partial-results-stabilization': 'true',
      'x-amzn-transcribe-partial-results-stability': 'low',
      'x-amzn-transcribe-session-resume-window': '5',
    })
    expect(await finish()).toEqual(['empty'])
  })

  it.each([
    ['with x-amz-content-sha256', {}],
    ['without it', { announced: false }],
    ['with a session token', { credentials: session }],
  ] as const)('hears what was sent and ends after the last final: %s', async (_name, asking) => {
    const rig = createRig()
    const { send, finish, response } = await overHttp2(rig, asking)
    expect(response.status).toBe(200)
    send(3200)
    await settled()
    send(3200)
    await settled()
    expect(await finish()).toEqual(['empty', 'partial 1600', 'partial 3200', 'final 3200'])
    expect(rig.engine.opened).toEqual([
      {
        sampleRate: 16_000,
        languageCode: 'en-US',
        partials: true,
        source: { kind: 'stream', sessionId: response.headers.get('x-amzn-transcribe-session-id') },
      },
    ])
  })

  it('takes frames cut anywhere, and several at once', async () => {
    const rig = createRig()
    const { body, signer, said } = await overHttp2(rig)
    const frames = [...Array(5).keys()].map(() => signer.sign(encodeAudioEvent(audio(640))))
    const bytes = Buffer.concat([...frames, signer.end()])
    for (let at = 0; at < bytes.length; at += 100) body.write(bytes.subarray(at, at + 100))
    body.end()
    expect((await said()).at(-1)).toBe('final 1600')
  })

  it('one result id for all partials and the final of a segment', async () => {
    const { send, body, signer, response } = await overHttp2(createRig())
    send(3200)
    await settled()
    body.write(signer.end())
    body.end()
    const ids = messagesOf(new Uint8Array(await response.arrayBuffer())).flatMap((message) =>
      message.kind === 'event'
        ? (JSON.parse(new TextDecoder().decode(message.payload)).Transcript.Results as { ResultId: string }[]).map(
            ({ ResultId }) => ResultId,
          )
        : [],
    )
    expect(ids).toHaveLength(2)
    expect(new Set(ids).size).toBe(1)
  })

  it('an AudioEvent without content type is audio; one without audio ends the stream', async () => {
    const { body, signer, said } = await overHttp2(createRig())
    const event = { type: 'string', value: 'event' } as const
    const bare = { ':message-type': event, ':event-type': { type: 'string', value: 'AudioEvent' } as const }
    body.write(signer.sign(encodeFrame({ headers: bare, body: audio(3200) })))
    await settled()
    body.write(signer.sign(encodeFrame({ headers: bare, body: audio(0) })))
    expect(await said()).toEqual(['empty', 'partial 1600', 'final 1600'])
    body.end()
  })

  it('says so when the stream ends without the empty frame', async () => {
    const rig = createRig()
    const { send, body, said } = await overHttp2(rig)
    send(3200)
    await settled()
    body.end()
    expect(await said()).toEqual(['empty', 'partial 1600', f7])
    expect(rig.lines.at(-1)?.detail).toContain('without a signed frame around nothing')
  })

  it('and the same when it ends inside a frame', async () => {
    const { body, signer, said } = await overHttp2(createRig())
    body.write(signer.sign(encodeAudioEvent(audio(320))).subarray(0, 90))
    body.end()
    expect(await said()).toEqual(['empty', f7])
  })

  it('reads on after an error, so that the client can read the reason', async () => {
    const { body, send, said } = await overHttp2(createRig())
    body.write(encodeAudioEvent(audio(320)))
    expect((await said()).at(-1)).toBe(
      "BadRequestException: The event isn't signed: it must carry ':date' and ':chunk-signature'.",
    )
    for (let i = 0; i < 50; i++) send(3200)
    await settled()
    expect(body.waiting).toBe(0)
    expect(body.stopped).toBe(false)
    for (let i = 0; i < 300; i++) send(32_000)
    await settled()
    expect(body.stopped).toBe(true)
  })

  it.each([
    [
      'a byte flipped in the audio',
      (frame: Uint8Array) => flipped(frame, 120),
      'BadRequestException: The event stream that you provided is not valid: a frame could not be read.',
    ],
    [
      'a prelude that is none',
      () => audio(64),
      'BadRequestException: The event stream that you provided is not valid: a frame could not be read.',
    ],
    [
      'a frame of a gigabyte',
      () => giant(),
      'BadRequestException: Your stream is too big. Reduce the frame size and try your request again.',
    ],
  ])('%s ends the stream', async (_name, change, expected) => {
    const { body, signer, said } = await overHttp2(createRig())
    body.write(change(signer.sign(encodeAudioEvent(audio(320)))))
    body.write(audio(1000))
    expect(await said()).toEqual(['empty', expected])
    body.end()
  })

  it('a client that resets the stream stops the engine, and nothing is said', async () => {
    const rig = createRig()
    const { send, body } = await overHttp2(rig)
    send(3200)
    await settled()
    body.break(new Error('ERR_STREAM_PREMATURE_CLOSE'))
    await settled()
    expect(rig.engine.aborted).toHaveLength(1)
    expect(rig.service.journal.entries()[0]).toMatchObject({ status: 200, error: { code: 'ClientGone' } })
    expect(rig.lines.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('a client that resets the stream right behind its end is gone too', async () => {
    const rig = createRig()
    const { send, body, gone } = await overHttp2(rig)
    send(3200)
    await settled()
    body.end()
    setImmediate(() => gone.abort())
    await settled()
    expect(rig.service.journal.entries()[0]).toMatchObject({ status: 200, error: { code: 'ClientGone' } })
  })

  it.each(['the signal', 'the response'])('a client that is gone is noticed by %s', async (way) => {
    const rig = createRig()
    const { send, gone, response } = await overHttp2(rig)
    send(3200)
    await settled()
    if (way === 'the signal') gone.abort()
    else await response.body?.cancel()
    await settled()
    expect(rig.engine.aborted).toHaveLength(1)
    expect(rig.service.journal.entries()[0]?.error).toEqual({
      code: 'ClientGone',
      message: 'the client went away before the stream was over',
    })
  })

  it('a client that does not read is not heard without end', async () => {
    const rig = createRig()
    const { send, body, response } = await overHttp2(rig)
    for (let i = 0; i < 2000; i++) send(32_000)
    for (let turn = 0; turn < 30; turn++) await settled()
    const waiting = body.waiting
    expect(waiting).toBeGreaterThan(1000)
    await settled()
    expect(body.waiting).toBe(waiting)
    // Its silence is our doing, so it does not count.
    await rig.service.clock.advance(minute)
    expect(rig.service.journal.entries()).toEqual([])
    await response.body?.cancel()
  })
})

describe('refusals before the stream, over HTTP/2', () => {
  const refused = async (asking: Asking, options: RigOptions = {}) => {
    const rig = createRig(options)
    const { response } = await overHttp2(rig, asking)
    return {
      status: response.status,
      type: response.headers.get('x-amzn-errortype')?.split(':')[0],
      contentType: response.headers.get('content-type'),
      requestId: response.headers.get('x-amzn-requestid'),
      body: (await response.json()) as { readonly message: string; readonly Message: string },
      journal: rig.service.journal.entries(),
      lines: rig.lines,
    }
  }

  it('403 for a signature, with the explanation in log and journal only', async () => {
    const { status, type, contentType, requestId, body, journal, lines } = await refused({
      credentials: { ...credentials, secretAccessKey: 'wrong' },
    })
    expect({ status, type, contentType, requestId }).toEqual({
      status: 403,
      type: 'InvalidSignatureException',
      contentType: 'application/json',
      requestId: `request-${noon}`,
    })
    expect(body.message).toMatch(/^The request signature we calculated does not match/)
    expect(journal[0]).toMatchObject({ door: 'http2', operation: 'StartStreamTranscription', status: 403 })
    expect(journal[0]?.input).toMatchObject({ MediaSampleRateHertz: '16000' })
    expect(journal[0]?.error?.explanation).toContain('x-amzn-transcribe-sample-rate:16000')
    expect(lines.at(-1)?.detail).toBe(journal[0]?.error?.explanation)
  })

  it.each([
    ['an unknown key', { credentials: { ...credentials, accessKeyId: 'NOBODY' } }, 403, 'UnrecognizedClientException'],
    ['a session past its end', { credentials: { ...session, sessionToken: 'x' } }, 403, 'UnrecognizedClientException'],
    ['no signature', { change: { headers: [] } }, 403, 'MissingAuthenticationTokenException'],
    ['HTTP/1.1', { change: { door: 'http1' } }, 400, 'BadRequestException'],
    ['a sample rate beyond all bounds', { parameters: { 'sample-rate': '9999999' } }, 400, 'BadRequestException'],
    ['a boolean that is none', { parameters: { 'show-speaker-label': 'foo' } }, 400, 'SerializationException'],
    ['a missing language', { parameters: { 'language-code': undefined } }, 400, 'BadRequestException'],
    ['one channel of two', { parameters: { 'number-of-channels': '2' } }, 400, 'BadRequestException'],
    ['a medical stream', { path: '/medical-stream-transcription' }, 501, 'NotImplemented'],
    ['a HealthScribe stream', { path: '/medical-scribe-stream' }, 501, 'NotImplemented'],
  ] as const)('%s', async (_name, asking, status, type) => {
    expect(await refused(asking as Asking)).toMatchObject({ status, type })
  })

  it("in AWS's words where they are known", async () => {
    const said = async (parameters: Record<string, string | undefined>): Promise<string> =>
      (await refused({ parameters })).body.Message
    expect(await said({ 'vocabulary-name': 'none' })).toBe(
      "The specified vocabulary doesn't exist. Check the name and try your request again.",
    )
    expect(await said({ 'language-code': 'xx-XX' })).toMatch(
      /^1 validation error detected: Value 'xx-XX' at 'languageCode' failed to satisfy constraint: Member must satisfy enum value set: \[/,
    )
    expect(await said({ 'language-model-name': 'none' })).toBe(
      "The specified language model doesn't exist. Check the name and try your request again.",
    )
  })

  it.each([
    ['show-speaker-label', 'true', 'speaker labels'],
    ['content-redaction-type', 'PII', 'content redaction'],
    ['content-identification-type', 'PII', 'content identification'],
    ['transcript-format', 'spoken', 'transcript format'],
    ['media-encoding', 'g729', 'media encoding g729'],
  ])('what the emulator does not have is refused by its own name: %s', async (name, value, feature) => {
    const { status, body } = await refused({ parameters: { [name]: value } })
    expect(status).toBe(400)
    expect(body.Message).toContain(`scribelite: streams do not support`)
    expect(body.Message).toContain(feature)
    expect(body.Message).toContain('FIDELITY.md')
  })

  it('language identification likewise', async () => {
    const { body } = await refused({
      parameters: { 'language-code': undefined, 'identify-language': 'true', 'language-options': 'en-US,de-DE' },
    })
    expect(body.Message).toContain('scribelite: streams do not support language identification')
  })

  it('the signature is checked before the parameters', async () => {
    const both = { credentials: { ...credentials, secretAccessKey: 'wrong' }, parameters: { 'sample-rate': 'x' } }
    expect((await refused(both)).status).toBe(403)
  })

  it('a fault of our own is 500 outside and whole in the log', async () => {
    const { status, type, body, lines } = await refused(
      { parameters: { 'language-model-name': 'm' } },
      { change: { languageModels: { find: () => Promise.reject(new Error('disk on fire')) } } },
    )
    expect({ status, type }).toEqual({ status: 500, type: 'InternalFailureException' })
    expect(body.Message).not.toContain('disk')
    expect(lines[0]?.detail).toContain('disk on fire')
  })
})

describe('custom language models', () => {
  const asking: Asking = { parameters: { 'language-model-name': 'demo' } }

  it('go to the engine, under both spellings of the header', async () => {
    for (const change of [asking, { headers: { 'x-amzn-language-model-name': 'demo' } }]) {
      const rig = createRig({ models: [{ modelName: 'demo' }] })
      const { send, finish } = await overHttp2(rig, change)
      send(3200)
      await finish()
      expect(rig.engine.opened[0]?.languageModel).toBe(modelArtifact)
      expect(rig.engine.opened[0]?.source.languageModelName).toBe('demo')
    }
  })

  it('of another language are silently left out, with a line in the log', async () => {
    const rig = createRig({ models: [{ modelName: 'demo', languageCode: 'de-DE' }] })
    const { send, finish, response } = await overHttp2(rig, asking)
    expect(response.headers.get('x-amzn-transcribe-language-model-name')).toBe('demo')
    send(3200)
    expect((await finish()).at(-1)).toBe('final 1600')
    expect(rig.engine.opened[0]).not.toHaveProperty('languageModel')
    expect(rig.lines[0]).toMatchObject({ level: 'warn' })
    expect(rig.lines[0]?.message).toContain('it is not applied')
  })

  it('for the other bandwidth are used, with a line in the log', async () => {
    const rig = createRig({ models: [{ modelName: 'demo', baseModelName: 'NarrowBand' }] })
    await (await overHttp2(rig, asking)).finish()
    expect(rig.engine.opened[0]?.languageModel).toBe(modelArtifact)
    expect(rig.lines[0]?.message).toContain('audio of 16000 Hz is for WideBand')
  })

  it.each([
    [{ status: 'IN_PROGRESS' }, 'its status is IN_PROGRESS'],
    [{ status: 'FAILED' }, 'its status is FAILED'],
    [{ streamable: false }, 'was created before language models could be used in streams'],
    [{ languageCode: 'hi-IN' }, "hi-IN can't be used in streams"],
  ] as const)('that cannot be used are refused: %o', async (model, text) => {
    const { response } = await overHttp2(createRig({ models: [{ modelName: 'demo', ...model }] }), asking)
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ Message: expect.stringContaining(text) })
  })

  it('whose artifact cannot be read fail the stream with an exception frame', async () => {
    const broken = { modelName: 'demo', artifact: () => Promise.reject(new Error('lost')) }
    const rig = createRig({ models: [broken] })
    const { said } = await overHttp2(rig, asking)
    expect((await said()).at(-1)).toMatch(/^InternalFailureException: /)
    expect(rig.lines[0]?.detail).toContain('lost')
  })
})

describe('the chain of signatures', () => {
  it('a frame whose signature is wrong ends the stream, and the log says which', async () => {
    const rig = createRig()
    const { send, body, signer, said } = await overHttp2(rig)
    send(3200)
    await settled()
    signer.sign(encodeAudioEvent(audio(3200)))
    send(3200)
    expect(await said()).toEqual(['empty', 'partial 1600', mismatch])
    expect(rig.lines.at(-1)?.detail).toContain('Frame 2 of the stream')
    expect(rig.lines.at(-1)?.detail).toContain('AWS4-HMAC-SHA256-PAYLOAD\n20260115T120000Z\n')
    body.end()
  })

  it('a frame more than five minutes old is expired', async () => {
    const rig = createRig()
    const { body, signer, said } = await overHttp2(rig)
    const old = signer.sign(encodeAudioEvent(audio(3200)))
    rig.service.clock.freeze(noon + 5 * minute + 1000)
    body.write(old)
    expect(await said()).toEqual([
      'empty',
      'BadRequestException: Signature expired: 20260115T120000Z is now earlier than 20260115T120001Z (20260115T120501Z - 5 min.)',
    ])
    expect(rig.lines.at(-1)?.detail).toContain('sign each frame when it is sent')
    body.end()
  })

  it('a frame from the future is not yet current', async () => {
    const rig = createRig()
    const { request, signer } = http2Request(rig.service.clock)
    const pipe = createPipe<Uint8Array>()
    const response = await createStreamDoor(rig.service).http2(request, pipe, never)
    rig.service.clock.freeze(noon + 6 * minute)
    const ahead = signer.sign(encodeAudioEvent(audio(320)))
    rig.service.clock.freeze(noon)
    pipe.write(ahead)
    expect((await readAll(response)).at(-1)).toBe(
      'BadRequestException: Signature not yet current: 20260115T120600Z is still later than 20260115T120500Z (20260115T120000Z + 5 min.)',
    )
    pipe.end()
  })

  it('a session token may end in the middle of a stream', async () => {
    const rig = createRig()
    const { send, said, body } = await overHttp2(rig, { credentials: session })
    send(3200)
    await settled()
    rig.service.clock.freeze(noon + 600_000)
    send(3200)
    expect(await said()).toEqual([
      'empty',
      'partial 1600',
      'BadRequestException: The security token included in the request is expired',
    ])
    body.end()
  })

  it('is not checked with any-key, though frames must be signed; with off neither', async () => {
    const anyKey = createRig({ change: { auth: 'any-key' } })
    const stranger = await overHttp2(anyKey, {
      credentials: { ...credentials, accessKeyId: 'X', secretAccessKey: 'y' },
    })
    stranger.send(3200)
    expect((await stranger.finish()).at(-1)).toBe('final 1600')
    const bare = await overHttp2(anyKey)
    bare.body.write(encodeAudioEvent(audio(320)))
    expect((await bare.said()).at(-1)).toContain("The event isn't signed")

    const off = createRig({ change: { auth: 'off' } })
    const unsigned = await overHttp2(off)
    unsigned.body.write(encodeAudioEvent(audio(3200)))
    unsigned.body.write(encodeAudioEvent(audio(0)))
    expect((await unsigned.said()).at(-1)).toBe('final 1600')
  })
})

describe('limits', () => {
  it('15 seconds without audio end the stream, whatever was sent before', async () => {
    const rig = createRig()
    const { send, said } = await overHttp2(rig)
    await rig.service.clock.advance(14_000)
    send(3200)
    await settled()
    await rig.service.clock.advance(14_999)
    expect(rig.service.journal.entries()).toEqual([])
    await rig.service.clock.advance(1)
    expect(await said()).toEqual(['empty', 'partial 1600', silence])
    expect(rig.engine.aborted).toHaveLength(1)
  })

  it('but not once the client has ended its audio', async () => {
    const rig = createRig({
      async *hear(blocks) {
        for await (const _block of blocks);
        await rig.service.clock.sleep(minute)
        yield hypothesis(1, 16_000, false)
      },
    })
    const { finish } = await overHttp2(rig)
    const said = finish()
    await settled()
    await rig.service.clock.advance(minute)
    expect(await said).toEqual(['empty', 'final 1'])
  })

  it('the longest stream is as long as the limit says', async () => {
    const rig = createRig({ change: { limits: { ...createRig().service.limits, streamSeconds: 60 } } })
    const { send, said } = await overHttp2(rig)
    for (let at = 0; at < 60; at += 10) {
      expect(rig.service.journal.entries()).toEqual([])
      send(320)
      await settled()
      await rig.service.clock.advance(10_000)
    }
    expect((await said()).at(-1)).toMatch(
      /^LimitExceededException: Your client has exceeded one of the Amazon Transcribe limits/,
    )
  })

  it.each([
    ['16 kHz mono', {}, 32_000],
    ['8 kHz mono', { 'sample-rate': '8000' }, 16_000],
    ['16 kHz, two channels', { 'enable-channel-identification': 'true', 'number-of-channels': '2' }, 64_000],
  ])('a chunk holds at most one second: %s', async (_name, parameters, most) => {
    const fits = await overHttp2(createRig(), { parameters })
    fits.send(most)
    expect((await fits.finish()).join()).not.toContain('Exception')
    const bigger = await overHttp2(createRig(), { parameters })
    bigger.send(most + 4)
    expect((await bigger.said()).at(-1)).toBe(
      'BadRequestException: Your stream is too big. Reduce the frame size and try your request again.',
    )
  })

  it('a pcm chunk is whole samples of every channel', async () => {
    const odd = await overHttp2(createRig())
    odd.send(321)
    expect((await odd.said()).at(-1)).toContain('not a multiple of 2')
    const two = await overHttp2(createRig(), {
      parameters: { 'enable-channel-identification': 'true', 'number-of-channels': '2' },
    })
    two.send(322)
    expect((await two.said()).at(-1)).toContain('not a multiple of 4')
  })

  it('25 streams of an account, a region and a transport', async () => {
    const rig = createRig({ change: { limits: { ...createRig().service.limits, concurrentStreams: 2 } } })
    const door = createStreamDoor(rig.service)
    const first = await overHttp2(rig, {}, door)
    const second = await overHttp2(rig, {}, door)
    const third = await overHttp2(rig, {}, door)
    expect(third.response.status).toBe(429)
    expect(third.response.headers.get('x-amzn-errortype')).toMatch(/^LimitExceededException/)
    // WebSocket has places of its own.
    const socket = overWebSocket(rig, {}, door)
    await settled()
    expect(socket.socket.said()).toEqual(['empty'])
    await first.finish()
    await settled()
    const fourth = await overHttp2(rig, {}, door)
    expect(fourth.response.status).toBe(200)
    for (const client of [second, fourth]) await client.finish()
  })

  it('a second stream with the session id of a running one ends that one', async () => {
    const rig = createRig()
    const door = createStreamDoor(rig.service)
    const parameters = { 'session-id': '11111111-2222-4333-8444-555555555555' }
    const first = await overHttp2(rig, { parameters }, door)
    const second = await overHttp2(rig, { parameters }, door)
    expect(await first.said()).toEqual([
      'empty',
      'ConflictException: Another stream is in progress with the same session ID',
    ])
    second.send(3200)
    expect((await second.finish()).at(-1)).toBe('final 1600')
  })
})

describe('results', () => {
  it('two channels are heard apart', async () => {
    const rig = createRig()
    const { send, finish } = await overHttp2(rig, {
      parameters: { 'enable-channel-identification': 'true', 'number-of-channels': '2' },
    })
    send(6400)
    const said = await finish()
    expect(said.filter((line) => line.startsWith('final')).sort()).toEqual(['final 1600 ch_0', 'final 1600 ch_1'])
    expect(rig.engine.opened.map(({ source }) => source.channel)).toEqual([0, 1])
  })

  it('stability stands on items when it is on', async () => {
    const on = await overHttp2(createRig(), { parameters: { 'enable-partial-results-stabilization': 'true' } })
    on.send(3200)
    await settled()
    on.body.write(on.signer.end())
    on.body.end()
    const text = new TextDecoder().decode(await on.response.arrayBuffer())
    expect(text).toContain('"Stable":false')
    expect(text).toContain('"Stable":true')
  })

  it('an empty event keeps the stream alive while nothing is heard', async () => {
    const rig = createRig({
      // biome-ignore lint/correctness/useYield: an engine that hears nothing
      async *hear(blocks) {
        for await (const _block of blocks);
      },
    })
    const { send, finish } = await overHttp2(rig)
    for (let i = 0; i < 11; i++) {
      send(32_000)
      await settled()
    }
    expect(await finish()).toEqual(['empty', 'empty', 'empty'])
  })

  it('a fault of the engine is told, and what an AwsError says is said', async () => {
    const own = new Error('segmentation')
    for (const [thrown, expected] of [
      [own, /^InternalFailureException: /],
      [
        new AwsError('ServiceUnavailableException', 'come back later', { fault: 'server' }),
        /^ServiceUnavailableException: come back later$/,
      ],
    ] as const) {
      const rig = createRig({
        // biome-ignore lint/correctness/useYield: an engine that fails before it says anything
        async *hear() {
          throw thrown
        },
      })
      const { said } = await overHttp2(rig)
      expect((await said()).at(-1)).toMatch(expected)
    }
  })

  it('an engine that stops listening does not hold the stream', async () => {
    const rig = createRig({
      async *hear() {
        yield hypothesis(1, 16_000, false)
      },
    })
    const { send, finish } = await overHttp2(rig)
    for (let i = 0; i < 50; i++) send(32_000)
    await settled()
    expect((await finish()).filter((line) => line !== 'empty')).toEqual(['final 1'])
  })

  it('audio that cannot be decoded is refused', async () => {
    const { send, said } = await overHttp2(createRig(), { parameters: { 'media-encoding': 'flac' } })
    for (let i = 0; i < 4; i++) send(3200)
    expect((await said()).at(-1)).toBe(
      'BadRequestException: Could not decode the audio stream that you provided. Check that the audio stream is valid and try your request again.',
    )
  })

  it('every stream stands in the journal', async () => {
    const rig = createRig()
    const { send, finish, response } = await overHttp2(rig)
    send(3200)
    await settled()
    await rig.service.clock.advance(1234)
    await finish()
    await settled()
    expect(rig.service.journal.entries()).toEqual([
      {
        id: `request-${noon}`,
        at: noon,
        door: 'http2',
        operation: 'StartStreamTranscription',
        method: 'POST',
        path: '/stream-transcription',
        accessKeyId: 'AKID',
        input: { LanguageCode: 'en-US', MediaEncoding: 'pcm', MediaSampleRateHertz: '16000' },
        status: 200,
        durationMs: 1234,
        stream: {
          sessionId: response.headers.get('x-amzn-transcribe-session-id'),
          framesIn: 2,
          bytesIn: 3387 + 83,
          eventsOut: 3,
        },
      },
    ])
    expect(rig.lines.map(({ message }) => message)).toEqual(['POST StartStreamTranscription 200 1234 ms'])
  })
})

describe('over WebSocket', () => {
  it.each([
    ['signed, ended by the signed empty frame', true, 'signed-end'],
    ['unsigned, ended by an empty AudioEvent', false, 'empty-event'],
    ['unsigned, ended by a message of no bytes', false, 'no-bytes'],
    ['signed, ended by a message of no bytes', true, 'no-bytes'],
  ])('%s', async (_name, signed, end) => {
    const rig = createRig()
    const client = overWebSocket(rig)
    for (let i = 0; i < 2; i++) {
      if (signed) client.sendSigned(3200)
      else client.send(3200)
      await settled()
    }
    if (end === 'signed-end') client.write(client.signer.end())
    else client.write(end === 'no-bytes' ? audio(0) : encodeAudioEvent(audio(0)))
    await client.done
    expect(client.socket.said()).toEqual(['empty', 'partial 1600', 'partial 3200', 'final 3200'])
    expect(client.socket.closed).toEqual([1000])
    expect(rig.service.journal.entries()[0]).toMatchObject({
      door: 'websocket',
      operation: 'StartStreamTranscriptionWebSocket',
      method: 'GET',
      input: { LanguageCode: 'en-US' },
      status: 101,
    })
    expect(rig.service.journal.entries()[0]).not.toHaveProperty('error')
  })

  it('sends an event before any audio has come', async () => {
    const client = overWebSocket(createRig())
    await settled()
    expect(client.socket.said()).toEqual(['empty'])
    client.gone.abort()
    await client.done
  })

  it.each([
    [
      'an unknown key',
      { credentials: { ...credentials, accessKeyId: 'NOBODY' } },
      'UnrecognizedClientException: The security token included in the request is invalid.',
    ],
    ['a wrong secret', { credentials: { ...credentials, secretAccessKey: 'x' } }, mismatch],
    ['no signature', { change: { query: 'language-code=en-US' } }, 'BadRequestException: Missing Authentication Token'],
    [
      'an expiry of 301 seconds',
      { expires: 301 },
      "BadRequestException: X-Amz-Expires must be a number of seconds from 1 to 300, got '301'.",
    ],
    [
      'a parameter',
      { parameters: { 'sample-rate': 'x' } },
      'SerializationException: class java.lang.String can not be converted to an Integer',
    ],
    [
      'a medical stream',
      { path: '/medical-stream-transcription-websocket' },
      'NotImplemented: scribelite: StartMedicalStreamTranscription is not implemented yet. See FIDELITY.md.',
    ],
    [
      'a call analytics stream',
      { path: '/call-analytics-stream-transcription-websocket' },
      'NotImplemented: scribelite: StartCallAnalyticsStreamTranscription is not implemented yet. See FIDELITY.md.',
    ],
  ] as [string, Asking, string][])('refuses by an exception frame and a close: %s', async (_name, asking, expected) => {
    const client = overWebSocket(createRig(), asking)
    await client.done
    expect(client.socket.said()).toEqual([expected])
    expect(client.socket.closed).toEqual([1000])
  })

  it('a URL past its expiry is refused; an open stream is not cut at it', async () => {
    const rig = createRig()
    const asking = { expires: 60 }
    const { request, signer } = webSocketRequest(rig.service.clock, asking)
    await rig.service.clock.advance(minute)
    const door = createStreamDoor(rig.service)
    const socket = createRigSocket()
    const done = door.webSocket(request, socket, never)
    await settled()
    await rig.service.clock.advance(10_000)
    socket.client.write({ binary: true, data: signer.sign(encodeAudioEvent(audio(3200))) })
    await settled()
    socket.client.write({ binary: true, data: signer.end() })
    await done
    expect(socket.said().at(-1)).toBe('final 1600')

    const late = createRigSocket()
    await door.webSocket(request, late, never)
    expect(late.said()).toEqual([
      'BadRequestException: Signature expired: 20260115T120000Z is now earlier than 20260115T120010Z (20260115T120110Z - 1 min.)',
    ])
  })

  it.each([
    ['a text message', 'hello', false, 'A text message came'],
    ['bytes that are no frame', 'hello, this is no frame at all', true, 'This one could not be read: prelude'],
    ['a frame with bytes behind it', 'trailing', true, 'This one could not be read'],
    ['a frame that is no message', 'headless', true, 'This one could not be read: message type missing'],
  ])('%s is unexpected, byte for byte as recorded', async (_name, what, binary, explanation) => {
    const rig = createRig()
    const client = overWebSocket(rig)
    const data =
      what === 'trailing'
        ? Buffer.concat([encodeAudioEvent(audio(320)), audio(1)])
        : what === 'headless'
          ? encodeFrame({ headers: {}, body: audio(320) })
          : new TextEncoder().encode(what)
    client.write(data, binary)
    await client.done
    expect(client.socket.said()).toEqual(['empty', unexpected])
    expect(rig.lines.at(-1)?.detail).toContain(explanation)
    const frame = Buffer.from(client.socket.sent.at(-1) ?? [])
    expect(frame.length).toBe(0xa3)
    expect(frame.subarray(8, 12).toString('hex')).toBe('68106be1')
    expect(frame.subarray(-4).toString('hex')).toBe('bdce4b8a')
  })

  it('the first frame decides between signed and unsigned', async () => {
    const first = overWebSocket(createRig())
    first.sendSigned(320)
    first.send(320)
    await first.done
    expect(first.socket.said().at(-1)).toContain("The event isn't signed")
    const other = overWebSocket(createRig())
    other.send(320)
    other.sendSigned(320)
    await other.done
    expect(other.socket.said().at(-1)).toContain('Signed events must not follow events without a signature.')
  })

  it.each([
    [
      'ConfigurationEvent',
      "BadRequestException: The event 'ConfigurationEvent' isn't supported by StartStreamTranscription. Send AudioEvent.",
    ],
    [
      'Nonsense',
      "BadRequestException: The event 'Nonsense' isn't supported by StartStreamTranscription. Send AudioEvent.",
    ],
  ])('an event that is not for this operation: %s', async (name, expected) => {
    const client = overWebSocket(createRig())
    client.write(encodeEvent(name, 'application/json', '{}'))
    await client.done
    expect(client.socket.said().at(-1)).toBe(expected)
  })

  it('15 seconds without audio', async () => {
    const rig = createRig()
    const client = overWebSocket(rig)
    await settled()
    await rig.service.clock.advance(15_000)
    await client.done
    expect(client.socket.said()).toEqual(['empty', silence])
    expect(client.socket.closed).toEqual([1000])
  })

  it('a close without an end is a client that went away', async () => {
    const rig = createRig()
    const client = overWebSocket(rig)
    client.send(3200)
    await settled()
    client.socket.client.end()
    await client.done
    expect(client.socket.said()).toEqual(['empty', 'partial 1600'])
    expect(rig.engine.aborted).toHaveLength(1)
    expect(rig.service.journal.entries()[0]).toMatchObject({ error: { code: 'ClientGone' } })
  })

  it('messages after the end, or after a refusal, are read and dropped', async () => {
    const rig = createRig()
    const refused = overWebSocket(rig, { expires: 301 })
    for (let i = 0; i < 10; i++) refused.send(3200)
    await refused.done
    await settled()
    expect(refused.socket.client.waiting).toBe(0)
    const ended = overWebSocket(rig)
    ended.send(3200)
    ended.write(audio(0))
    for (let i = 0; i < 10; i++) ended.send(3200)
    await ended.done
    await settled()
    expect(ended.socket.client.waiting).toBe(0)
    expect(ended.socket.said().at(-1)).toBe('final 1600')
  })

  it('a socket that cannot be written to ends the session without noise', async () => {
    const rig = createRig()
    const { request } = webSocketRequest(rig.service.clock)
    const socket = { ...createRigSocket(), send: () => Promise.reject(new Error('EPIPE')) }
    await createStreamDoor(rig.service).webSocket(request, socket, never)
    expect(rig.lines.map(({ level }) => level)).toEqual(['warn'])
    expect(rig.lines[0]?.message).toContain('ClientGone')
  })

  it('the session id of the upgrade is that of the session', async () => {
    const rig = createRig()
    const door = createStreamDoor(rig.service)
    const { request } = webSocketRequest(rig.service.clock)
    const id = door.sessionId(request)
    expect(door.sessionId(request)).toBe(id)
    const socket = createRigSocket()
    const done = door.webSocket(request, socket, never)
    await settled()
    expect(rig.engine.opened[0]?.source.sessionId).toBe(id)
    socket.client.end()
    await done
    const named = webSocketRequest(rig.service.clock, {
      parameters: { 'session-id': '11111111-2222-4333-8444-555555555555' },
    })
    expect(door.sessionId(named.request)).toBe('11111111-2222-4333-8444-555555555555')
  })

  it('is served at the paths of the service and nowhere else', () => {
    expect(servesWebSocket('/stream-transcription-websocket')).toBe(true)
    expect(servesWebSocket('/medical-stream-transcription-websocket')).toBe(true)
    expect(servesWebSocket('/medical-scribe-stream-websocket')).toBe(false)
    expect(servesWebSocket('/stream-transcription')).toBe(false)
  })
})

function flipped(frame: Uint8Array, at: number): Uint8Array {
  const copy = Uint8Array.from(frame)
  copy[at] = (copy[at] ?? 0) ^ 1
  return copy
}

/** A frame's first bytes, true to their checksum, that announce a gigabyte. */
function giant(): Uint8Array {
  return Buffer.from('4000000000000000' + '4cbf1d84', 'hex')
}
