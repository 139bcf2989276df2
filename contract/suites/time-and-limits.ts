/** What ends a stream by time, or does not let it begin: silence, old frames, the number of streams. */
import { encodeAudioEvent } from '@scribelite/core/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openHttp2, openWebSocket, type SignedStream, sendSigned } from '../hand-signed.ts'
import { chunksOf, recording } from '../recordings.ts'
import { exceptionIn, finalText } from '../spoken.ts'
import type { EmulatorFactory, EmulatorTarget } from '../targets.ts'
import { frameVector } from '../vectors.ts'

const said = /replica set has no ready pods/
const transports = [
  ['HTTP/2', openHttp2],
  ['WebSocket', openWebSocket],
] as const

export function timeAndLimitsSuite(factory: EmulatorFactory): void {
  describe(`time and limits of a stream, ${factory.name}`, () => {
    let target: EmulatorTarget
    beforeAll(async () => {
      target = await factory.open()
      await target.control.freezeAt(Date.now())
    })
    afterAll(() => target.close())

    test.each(transports)('over %s, 15 seconds without audio end it, byte for byte as observed', async (_, open) => {
      const at = await target.control.now()
      const stream = await open(target, { at })
      stream.send(stream.signer.sign(encodeAudioEvent(new Uint8Array(3200))))
      await stream.until((events) => events.length > 0)
      await target.control.advance(14.9)
      expect(exceptionIn(stream.said)).toBeUndefined()
      // Twice the time: the audio may have arrived after the clock was moved. To the millisecond it is held by a unit test.
      await target.control.advance(15.1)
      expect((await stream.all()).at(-1)?.bytes).toEqual(frameVector('F8-exception-timeout'))
    })

    test.each(transports)('over %s, a frame whose date is more than five minutes old is refused', async (_, open) => {
      const at = await target.control.now()
      const stream = await open(target, { at })
      await target.control.freezeAt(at + 301_000)
      stream.send(stream.signer.sign(encodeAudioEvent(new Uint8Array(3200))))
      expect(exceptionIn(await stream.all())).toMatch(
        /^BadRequestException: Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
      )
    })

    test('an open stream outlives its URL', async () => {
      const at = await target.control.now()
      const stream = await openWebSocket(target, { at, expires: 1 })
      await stream.until((events) => events.length > 0)
      await target.control.advance(10)
      for (const chunk of chunksOf(await recording('kubernetes/replica-set.wav'))) stream.send(encodeAudioEvent(chunk))
      stream.send(new Uint8Array(0))
      expect(finalText(await stream.all())).toMatch(said)
    })

    test.each(transports)('over %s, 25 streams at once are allowed, the next is told so', async (_, open) => {
      const at = await target.control.now()
      const streams: SignedStream[] = []
      for (let count = 0; count < 25; count++) streams.push(await open(target, { at }))
      await Promise.all(streams.map((stream) => stream.until((events) => events.length > 0)))
      const oneMore = await open(target, { at })
      if (oneMore.status === 101) {
        expect(exceptionIn(await oneMore.all())).toMatch(/^LimitExceededException: /)
      } else {
        expect([oneMore.status, String(oneMore.headers['x-amzn-errortype']).split(':')[0]]).toEqual([
          429,
          'LimitExceededException',
        ])
      }
      for (const stream of streams) sendSigned(stream, [])
      for (const stream of streams) expect(exceptionIn(await stream.all())).toBeUndefined()
      const again = await open(target, { at })
      await again.until((events) => events.length > 0)
      expect(exceptionIn(again.said)).toBeUndefined()
      for (const stream of [...streams, again]) stream.vanish()
    })
  })
}
