import { describe, expect, it } from 'vitest'
import vectors from '../../../../contract/vectors.json' with { type: 'json' }
import { decodeFrame, encodeFrame, FrameError } from './frame.ts'
import { fromHex, toHex } from './hashing.ts'
import { encodeAudioEvent, encodeEvent, encodeException, readMessage } from './message.ts'

const vector = (name: string): Uint8Array => {
  const found = vectors.frames.find((frame) => frame.name === name)
  if (found === undefined) throw new Error(`no vector ${name}`)
  return fromHex(found.hex)
}
const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const string = (value: string) => ({ type: 'string', value }) as const

describe('messages of the service', () => {
  it('are byte for byte what AWS sent: the keep-alive', () => {
    const bytes = encodeEvent('TranscriptEvent', 'application/json', '{"Transcript":{"Results":[]}}')
    expect(toHex(bytes)).toBe(toHex(vector('F6-transcript-empty')))
  })

  it.each([
    ['F7-exception-no-empty-frame', 'A complete signal was sent without the preceding empty frame.'],
    ['F8-exception-timeout', 'Your request timed out because no new audio was received for 15 seconds.'],
    ['F8b-exception-unexpected-ws-frame', 'Unexpected WebSocket frame received.'],
  ])('are byte for byte what AWS sent: %s', (name, message) => {
    expect(toHex(encodeException('BadRequestException', message))).toBe(toHex(vector(name)))
  })

  it('are read back, exceptions with their text', () => {
    expect(readMessage(decodeFrame(vector('F8-exception-timeout')))).toMatchObject({
      kind: 'exception',
      exceptionType: 'BadRequestException',
      message: 'Your request timed out because no new audio was received for 15 seconds.',
    })
    expect(readMessage(decodeFrame(vector('F9-unmodelled-error')))).toEqual({
      kind: 'error',
      code: 'InternalError',
      message: 'An internal server error occurred',
    })
  })

  it.each([
    ['{"message":"lower case"}', 'lower case'],
    ['plain text', 'plain text'],
    ['{"Other":1}', '{"Other":1}'],
    ['null', 'null'],
  ])('give the text of an exception whose body is %s', (body, message) => {
    const headers = { ':message-type': string('exception'), ':exception-type': string('X') }
    const frame = decodeFrame(encodeFrame({ headers, body: new TextEncoder().encode(body) }))
    expect(readMessage(frame)).toMatchObject({ kind: 'exception', message })
  })
})

describe('messages of the client', () => {
  it('are byte for byte those of the JS and Go SDKs', () => {
    expect(toHex(encodeAudioEvent(Uint8Array.of(0, 1, 2, 3, 4, 5, 6, 7)))).toBe(toHex(vector('F2-audio-js-order')))
  })

  it.each([
    ['F2-audio-js-order', 8, 'application/octet-stream'],
    ['F3-audio-python-order', 8, 'application/octet-stream'],
    ['F4-audio-no-content-type-empty', 0, undefined],
  ])('are understood in any order of headers and without a content type: %s', (name, length, contentType) => {
    const message = readMessage(decodeFrame(vector(name)))
    expect(message).toMatchObject({ kind: 'event', eventType: 'AudioEvent', contentType })
    expect(message.kind === 'event' && message.payload.length).toBe(length)
  })

  it('carry structures too', () => {
    const message = readMessage(decodeFrame(vector('F11-configuration-event')))
    expect(message.kind === 'event' && JSON.parse(text(message.payload))).toHaveProperty('ChannelDefinitions')
  })
})

it.each([
  ['no message type', {}],
  ['an unknown message type', { ':message-type': string('initial-response') }],
  ['an event without its type', { ':message-type': string('event') }],
  [
    'an event whose type is no string',
    { ':message-type': string('event'), ':event-type': { type: 'boolean', value: true } as const },
  ],
  ['an exception without its type', { ':message-type': string('exception') }],
  ['an error without its code', { ':message-type': string('error') }],
])('refuses a frame with %s', (_, headers) => {
  expect(() => readMessage({ headers, body: new Uint8Array(0) })).toThrowError(FrameError)
})
