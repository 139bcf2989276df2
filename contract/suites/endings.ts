/** How a stream ends: by the client, in every way there is, and by the service's rules. One file: all are told by the same few frames. */
import { encodeAudioEvent, encodeFrame } from '@scribelite/core/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newName, openBench } from '../batch.ts'
import { openHttp2, openWebSocket, pcm16k, type SignedStream, sendSigned } from '../hand-signed.ts'
import { chunksOf, type Recording, recording } from '../recordings.ts'
import { exceptionIn, finalText } from '../spoken.ts'
import type { EmulatorFactory, EmulatorTarget } from '../targets.ts'
import { badFrame, frameVector } from '../vectors.ts'

const said = /replica set has no ready pods/

const transports = [
  ['HTTP/2', openHttp2],
  ['WebSocket', openWebSocket],
] as const

export function endingsSuite(factory: EmulatorFactory): void {
  describe(`ends of a stream, ${factory.name}`, () => {
    let target: EmulatorTarget
    let speech: Recording
    let chunks: Uint8Array[]
    beforeAll(async () => {
      target = await factory.open()
      speech = await recording('kubernetes/replica-set.wav')
      chunks = chunksOf(speech)
    })
    afterAll(() => target.close())

    /** What AWS says to the end of an HTTP/2 request without the empty frame, byte for byte. */
    const noEmptyFrame = frameVector('F7-exception-no-empty-frame')
    /** The answer to a message that is no frame, byte for byte. */
    const unexpectedFrame = frameVector('F8b-exception-unexpected-ws-frame')

    describe('over HTTP/2', () => {
      test('the answer and its first event come before any audio', async () => {
        const stream = await openHttp2(target)
        expect(stream.status).toBe(200)
        await stream.until((events) => events.length > 0)
        expect(stream.said[0]?.bytes).toEqual(frameVector('F6-transcript-empty'))
        sendSigned(stream, [])
        stream.end()
        await stream.all()
      })

      test('the signed empty frame ends it; the service closes without waiting for the client', async () => {
        const stream = await openHttp2(target)
        sendSigned(stream, chunks)
        const events = await stream.all()
        expect(finalText(events)).toMatch(said)
        expect(exceptionIn(events)).toBeUndefined()
        stream.vanish()
      })

      test('the end of the request without the empty frame is an exception, byte for byte as recorded', async () => {
        const stream = await openHttp2(target)
        for (const chunk of chunks) stream.send(stream.signer.sign(encodeAudioEvent(chunk)))
        stream.end()
        const events = await stream.all()
        expect(events.at(-1)?.bytes).toEqual(noEmptyFrame)
      })

      test('a signed frame with an AudioEvent of no audio ends it as well', async () => {
        const stream = await openHttp2(target)
        for (const chunk of chunks) stream.send(stream.signer.sign(encodeAudioEvent(chunk)))
        stream.send(stream.signer.sign(encodeAudioEvent(new Uint8Array(0))))
        stream.end()
        const events = await stream.all()
        expect(exceptionIn(events)).toBeUndefined()
        expect(finalText(events)).toMatch(said)
      })

      test('frames may be cut and joined anywhere', async () => {
        const stream = await openHttp2(target)
        const frames = chunks.map((chunk) => stream.signer.sign(encodeAudioEvent(chunk)))
        const bytes = Buffer.concat([...frames, stream.signer.end()])
        for (let at = 0; at < bytes.length; at += 1009) stream.send(bytes.subarray(at, at + 1009))
        stream.end()
        expect(finalText(await stream.all())).toMatch(said)
      })

      test('an unsigned frame is refused', async () => {
        const stream = await openHttp2(target)
        stream.send(encodeAudioEvent(chunks[0] ?? new Uint8Array(0)))
        expect(exceptionIn(await stream.all())).toMatch(/^BadRequestException: /)
      })
    })

    describe('over WebSocket', () => {
      const unsignedAudio = (stream: SignedStream): void => {
        for (const chunk of chunks) stream.send(encodeAudioEvent(chunk))
      }
      test.each([
        ['the signed empty frame', (stream: SignedStream) => sendSigned(stream, chunks)],
        [
          'a message of no bytes, after signed frames',
          (stream: SignedStream) => {
            for (const chunk of chunks) stream.send(stream.signer.sign(encodeAudioEvent(chunk)))
            stream.send(new Uint8Array(0))
          },
        ],
        [
          'an unsigned AudioEvent of no audio',
          (stream: SignedStream) => {
            unsignedAudio(stream)
            stream.send(encodeAudioEvent(new Uint8Array(0)))
          },
        ],
        [
          'the sample page’s frame, which has no content type',
          (stream: SignedStream) => {
            unsignedAudio(stream)
            stream.send(frameVector('F4-audio-no-content-type-empty'))
          },
        ],
        [
          'a message of no bytes, after unsigned frames',
          (stream: SignedStream) => {
            unsignedAudio(stream)
            stream.send(new Uint8Array(0))
          },
        ],
      ])('%s ends it: the results come, then the service closes', async (_, speak) => {
        const stream = await openWebSocket(target)
        speak(stream)
        const events = await stream.all()
        expect(exceptionIn(events)).toBeUndefined()
        expect(finalText(events)).toMatch(said)
        expect(stream.closeCode()).toBe(1000)
      })

      test('the answer to the upgrade is as documented', async () => {
        const stream = await openWebSocket(target)
        expect(stream.status).toBe(101)
        expect(stream.headers['x-amzn-requestid']).toMatch(/^[0-9a-f-]{36}$/)
        expect(stream.headers['x-amzn-sessionid']).toMatch(/^[0-9a-f-]{36}$/)
        expect(stream.headers['strict-transport-security']).toBe('max-age=31536000')
        stream.vanish()
      })

      test('the session id of the request is in the answer', async () => {
        const SessionId = '00000000-0000-4000-8000-0000000000bb'
        const stream = await openWebSocket(target, { parameters: { SessionId } })
        expect(stream.headers['x-amzn-sessionid']).toBe(SessionId)
        stream.vanish()
      })

      test('a text message is answered byte for byte as recorded, then closed', async () => {
        const stream = await openWebSocket(target)
        stream.sendText('hello')
        expect((await stream.all()).at(-1)?.bytes).toEqual(unexpectedFrame)
        expect(stream.closeCode()).toBe(1000)
      })

      test.each(['B1-bad-message-crc', 'B2-bad-prelude-crc', 'B3-duplicate-header'])(
        'the broken frame %s as well',
        async (name) => {
          const stream = await openWebSocket(target)
          stream.send(badFrame(name))
          expect((await stream.all()).at(-1)?.bytes).toEqual(unexpectedFrame)
        },
      )

      test('a frame that says it is a gigabyte is not waited for', async () => {
        const stream = await openWebSocket(target)
        stream.send(Buffer.from('400000000000000000000000', 'hex'))
        expect(exceptionIn(await stream.all())).toMatch(/^BadRequestException: /)
      })

      test('a signed frame after an unsigned one is not taken for audio', async () => {
        const stream = await openWebSocket(target)
        stream.send(encodeAudioEvent(chunks[0] ?? new Uint8Array(0)))
        stream.send(stream.signer.sign(encodeAudioEvent(chunks[1] ?? new Uint8Array(0))))
        stream.send(encodeAudioEvent(new Uint8Array(0)))
        expect(exceptionIn(await stream.all())).toMatch(/^BadRequestException: /)
      })

      test('an unsigned frame after a signed one is refused: the first one has decided', async () => {
        const stream = await openWebSocket(target)
        stream.send(stream.signer.sign(encodeAudioEvent(chunks[0] ?? new Uint8Array(0))))
        stream.send(encodeAudioEvent(chunks[1] ?? new Uint8Array(0)))
        expect(exceptionIn(await stream.all())).toMatch(/^BadRequestException: /)
      })

      test.each([
        ['wav', 'kubernetes/replica-set.wav'],
        ['flac', 'kubernetes/toleration.flac'],
        ['ogg-opus', 'kubernetes/toleration.opus'],
      ])('%s is heard in unsigned frames', async (_, file) => {
        const encoded = await recording(file)
        const stream = await openWebSocket(target, { parameters: { MediaEncoding: encoded.encoding } })
        for (const chunk of chunksOf(encoded)) stream.send(encodeAudioEvent(chunk))
        stream.send(encodeAudioEvent(new Uint8Array(0)))
        const events = await stream.all()
        expect(exceptionIn(events)).toBeUndefined()
        expect(finalText(events)).toMatch(/replica set|^Add a/)
      })

      test('a client that goes away leaves its place to others', async () => {
        for (let turn = 0; turn < 30; turn++) {
          const stream = await openWebSocket(target)
          await stream.until((events) => events.length > 0)
          stream.vanish()
        }
        const stream = await openWebSocket(target)
        sendSigned(stream, chunks)
        expect(finalText(await stream.all())).toMatch(said)
      })
    })

    describe.each(transports)('over %s', (_, open) => {
      test('a frame signed with another secret is refused in AWS’s words', async () => {
        const stream = await open(target)
        stream.send(stream.signer.sign(encodeAudioEvent(chunks[0] ?? new Uint8Array(0))))
        const other = await open(target, { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } })
        // The chain of another request: right key, wrong seed.
        stream.send(other.signer.sign(encodeAudioEvent(chunks[1] ?? new Uint8Array(0))))
        expect(exceptionIn(await stream.all())).toBe(
          'BadRequestException: The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
        )
        other.vanish()
      })

      test('a frame left out breaks the chain', async () => {
        const stream = await open(target)
        stream.send(stream.signer.sign(encodeAudioEvent(chunks[0] ?? new Uint8Array(0))))
        stream.signer.sign(encodeAudioEvent(chunks[1] ?? new Uint8Array(0)))
        stream.send(stream.signer.sign(encodeAudioEvent(chunks[2] ?? new Uint8Array(0))))
        expect(exceptionIn(await stream.all())).toMatch(/^BadRequestException: The request signature we calculated/)
      })

      test('an event that is no AudioEvent is refused', async () => {
        const stream = await open(target)
        stream.send(
          stream.signer.sign(
            encodeFrame({
              headers: {
                ':event-type': { type: 'string', value: 'VideoEvent' },
                ':message-type': { type: 'string', value: 'event' },
                ':content-type': { type: 'string', value: 'application/octet-stream' },
              },
              body: chunks[0] ?? new Uint8Array(0),
            }),
          ),
        )
        expect(exceptionIn(await stream.all())).toMatch(/^(BadRequest|Serialization)Exception: /)
      })

      test('an odd number of bytes is no 16-bit PCM', async () => {
        const stream = await open(target)
        sendSigned(stream, [new Uint8Array(1601)])
        expect(exceptionIn(await stream.all())).toMatch(/^BadRequestException: /)
      })

      test('a second stream of the same session ends the first', async () => {
        const SessionId = '00000000-0000-4000-8000-0000000000cc'
        const first = await open(target, { parameters: { SessionId } })
        await first.until((events) => events.length > 0)
        const second = await open(target, { parameters: { SessionId } })
        expect(exceptionIn(await first.all())).toBe(
          'ConflictException: Another stream is in progress with the same session ID',
        )
        sendSigned(second, chunks)
        expect(finalText(await second.all())).toMatch(said)
        second.vanish()
      })

      test('a language model from before streaming cannot be used in a stream', async () => {
        const bench = openBench(target)
        const model = newName('old')
        await bench.create(model)
        await bench.trained(model)
        await target.control.markBeforeStreaming(model)
        const stream = await open(target, { parameters: { LanguageModelName: model } })
        const refusal = stream.status === 400 ? await stream.body() : exceptionIn(await stream.all())
        expect(refusal).toMatch(/created before language models could be used in streams/)
        bench.close()
      })
    })

    test('what a stream needs is told in headers, what it has is told back', async () => {
      const stream = await openHttp2(target, {
        parameters: { ...pcm16k, SessionId: '00000000-0000-4000-8000-0000000000dd' },
      })
      expect(stream.headers).toMatchObject({
        'content-type': 'application/vnd.amazon.eventstream',
        'x-amzn-transcribe-session-id': '00000000-0000-4000-8000-0000000000dd',
        'x-amzn-transcribe-language-code': 'en-US',
        'x-amzn-transcribe-media-encoding': 'pcm',
        'x-amzn-transcribe-sample-rate': '16000',
        'x-amzn-transcribe-show-speaker-label': 'false',
      })
      expect(stream.headers['x-amzn-request-id']).toBe(stream.headers['x-amzn-requestid'])
      stream.vanish()
    })

    test('the older header name of the language model is taken too', async () => {
      const stream = await openHttp2(target, { headers: { 'x-amzn-language-model-name': 'no-such-model' } })
      expect(stream.status).toBe(400)
      expect(await stream.body()).toContain("The specified language model doesn't exist")
    })
  })
}
