import {
  createFrameSigner,
  encodeAudioEvent,
  encodeEvent,
  encodeException,
  portableHashing,
} from '@scribelite/core/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { viewFrame } from './frame-view.ts'

const noon = Date.UTC(2026, 0, 15, 12)

test('a result is shown with its headers and its text', () => {
  const frame = encodeEvent('TranscriptEvent', 'application/json', '{"Transcript":{"Results":[]}}')
  expect(viewFrame(frame, 'received', 5)).toEqual({
    direction: 'received',
    at: 5,
    bytes: frame.length,
    headers: [
      { name: ':event-type', type: 'string', value: 'TranscriptEvent' },
      { name: ':content-type', type: 'string', value: 'application/json' },
      { name: ':message-type', type: 'string', value: 'event' },
    ],
    message: 'TranscriptEvent',
    kind: 'event',
    payloadBytes: 29,
    text: '{"Transcript":{"Results":[]}}',
  })
})

test('signed audio is shown with its signature, date and the headers of both frames; sound is no text', () => {
  const signer = createFrameSigner({
    seed: '0'.repeat(64),
    credentials: { secretAccessKey: 'secret' },
    region: 'us-east-1',
    hashing: portableHashing,
    now: () => noon,
  })
  const view = viewFrame(signer.sign(encodeAudioEvent(new Uint8Array(3200))), 'sent', noon)
  expect(view).toMatchObject({ message: 'AudioEvent', kind: 'event', payloadBytes: 3200 })
  expect(view).not.toHaveProperty('text')
  expect(view.signature).toEqual({ hex: expect.stringMatching(/^[0-9a-f]{64}$/), date: '2026-01-15T12:00:00.000Z' })
  expect(view.headers.map(({ name }) => name)).toEqual([
    ':date',
    ':chunk-signature',
    ':event-type',
    ':message-type',
    ':content-type',
  ])
  expect(viewFrame(signer.end(), 'sent', noon)).toMatchObject({ kind: 'end', message: 'end', payloadBytes: 0 })
})

test('an exception is called by its name', () => {
  const view = viewFrame(encodeException('BadRequestException', 'no'), 'received', 0)
  expect(view).toMatchObject({ kind: 'exception', message: 'BadRequestException', text: '{"Message":"no"}' })
})

test('any bytes can be shown', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(viewFrame(bytes, 'sent', 0)).toMatchObject({ kind: 'unreadable', bytes: bytes.length })
    }),
  )
})
