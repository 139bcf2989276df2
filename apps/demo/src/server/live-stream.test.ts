import { readFile } from 'node:fs/promises'
import { streamWebSocket } from '@scribelite/core/websocket'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import type { StreamMessage } from '../api/stream.ts'
import { type LiveStream, openRig, type Rig } from './console.rig.ts'

const said = 'Add a toleration and a node selector to the daemonset manifest.'
const recording = await readFile('fixtures/kubernetes/toleration.wav')
let rig: Rig

beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig.close())

const start = { type: 'start', languageCode: 'en-US', pace: 'fast' }
const pieces = (bytes: Uint8Array): Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / 8192) }, (_, at) => bytes.subarray(at * 8192, (at + 1) * 8192))

async function speak(stream: LiveStream, more: object = {}): Promise<StreamMessage[]> {
  stream.send({ ...start, ...more })
  for (const piece of pieces(recording)) stream.send(piece)
  stream.send({ type: 'end' })
  return stream.messages
}
const finals = (messages: readonly StreamMessage[]): string =>
  messages
    .flatMap((message) => (message.type === 'results' ? message.results : []))
    .filter(({ isPartial }) => !isPartial)
    .map(({ transcript }) => transcript)
    .join(' ')

describe('over HTTP/2, through the server', () => {
  test('audio goes in, captions come out, partials before finals', async () => {
    const sessionId = '0f5aa8d9-20f9-4c6f-8a3c-9c9a2a6d4a11'
    const messages = await speak(await rig.openStream(), { sessionId })
    expect(messages[0]).toMatchObject({ type: expect.stringMatching(/taken|session/) })
    expect(messages).toContainEqual({ type: 'session', sessionId, requestId: expect.any(String) })
    expect(messages.at(-1)).toEqual({ type: 'end' })
    const heard = messages.flatMap((message) => (message.type === 'results' ? message.results : []))
    expect(heard.filter(({ isPartial }) => isPartial).length).toBeGreaterThan(2)
    // Without a model the ear knows no toleration.
    expect(finals(messages)).not.toBe('')
    expect(finals(messages)).not.toBe(said)
    const taken = messages.flatMap((message) => (message.type === 'taken' ? [message.bytes] : []))
    expect(taken).toEqual([...taken].sort((a, b) => a - b))
    expect(taken.at(-1)).toBe(recording.length)
  })

  test('frames are shown when they are asked for: signed ones out, plain ones in', async () => {
    const messages = await speak(await rig.openStream(), { frames: true })
    const frames = messages.flatMap((message) => (message.type === 'frames' ? message.frames : []))
    const sent = frames.filter(({ direction }) => direction === 'sent')
    expect(sent[0]).toMatchObject({
      message: 'AudioEvent',
      kind: 'event',
      signature: { hex: expect.stringMatching(/^[0-9a-f]{64}$/) },
    })
    expect(sent.at(-1)).toMatchObject({ kind: 'end', payloadBytes: 0 })
    const got = frames.filter(({ direction }) => direction === 'received')
    expect(got.at(-1)).toMatchObject({ message: 'TranscriptEvent', text: expect.stringContaining('"IsPartial":false') })
    expect(got.every(({ signature }) => signature === undefined)).toBe(true)
    expect((await speak(await rig.openStream())).filter(({ type }) => type === 'frames')).toEqual([])
  })

  test('a refusal is told in the service’s words', async () => {
    const stream = await rig.openStream()
    const messages = await speak(stream, { languageModelName: 'nobody' })
    expect(messages.at(-1)).toMatchObject({ type: 'error', error: { code: 'BadRequestException' } })
    expect(await stream.closed).toBe(1000)
  })

  test('a page that goes away ends the stream', async () => {
    const stream = await rig.openStream()
    stream.send({ ...start, pace: 'realtime', sampleRate: 16_000 })
    stream.send(new Uint8Array(32_000))
    await stream.next('session')
    stream.close()
    await stream.closed
    await expect
      .poll(() => rig.emulator.journal.entries().at(-1))
      .toMatchObject({ door: 'http2', error: { code: 'ClientGone' } })
    expect(rig.surprises).toEqual([])
  })

  test('who sends more than the window is cut off', async () => {
    const stream = await rig.openStream()
    stream.send({ ...start, pace: 'realtime', sampleRate: 8000 })
    for (let piece = 0; piece < 20; piece++) stream.send(new Uint8Array(60_000))
    expect(await stream.closed).toBe(1009)
  })

  test.each([
    ['audio first', new Uint8Array(100)],
    ['no language', { type: 'start' }],
    ['an end first', { type: 'end' }],
    ['a parameter that is none', { ...start, parameters: { LanguageCode: { a: 1 } } }],
  ])('%s is no stream', async (_, message) => {
    const stream = await rig.openStream()
    stream.send(message)
    expect((await stream.messages).at(-1)).toMatchObject({ type: 'error', error: { code: 'bad-call' } })
  })

  test('only the console’s own page can open one', async () => {
    await expect(rig.openStream('http://evil.example')).rejects.toThrow('403')
    await expect(rig.openStream('')).rejects.toThrow()
  })
})

describe('over WebSocket, by a presigned URL', () => {
  const url = async (parameters: object, mistake?: string): Promise<string> =>
    (await rig.call('POST', '/api/presign', { parameters, ...(mistake === undefined ? {} : { mistake }) })).json.url
  const listen = async (mistake?: string): Promise<string> => {
    const heard: string[] = []
    const results = streamWebSocket(recording, {
      url: (parameters) => url(parameters, mistake),
      webSocket: (address) => new WebSocket(address),
      languageCode: 'en-US',
      pace: 'fast',
      sessionId: crypto.randomUUID(),
    })
    for await (const { isPartial, transcript } of results) if (!isPartial) heard.push(transcript)
    return heard.join(' ')
  }

  test('the page needs no key', async () => {
    expect(await listen()).not.toBe('')
    expect(rig.emulator.journal.entries().at(-1)).toMatchObject({ door: 'websocket', accessKeyId: 'AKIACONSOLE' })
  })

  test.each([
    ['expired', /expired|now earlier/i, undefined],
    ['wrong-secret', /signature/i, /what was signed, line by line: the secret access key differs/],
    ['changed-after-signing', /signature/i, /not what was signed/],
  ])('a URL that is %s is refused, and the journal explains it', async (mistake, words, reason) => {
    await expect(listen(mistake)).rejects.toThrow(words)
    const [newest] = (await rig.call('GET', '/api/requests?door=websocket&errors')).json.requests
    const { json } = await rig.call('GET', `/api/requests/${newest.id}`)
    expect(json.input).toMatchObject({ MediaEncoding: 'pcm' })
    if (reason !== undefined) expect(json.explanation).toMatch(reason)
    const marked = (json.explanation ?? '').split('\n').filter((line: string) => /^[-+] /.test(line))
    expect(marked).toEqual(
      mistake === 'changed-after-signing' ? ['- &language-code=en-US', '+ &language-code=en-GB'] : [],
    )
    const { sessionId } = json.request.stream ?? { sessionId: json.input.SessionId }
    const found = (await rig.call('GET', `/api/requests?sessionId=${sessionId}`)).json.requests
    expect(found.map(({ id }: { id: string }) => id)).toEqual([newest.id])
  })
})
