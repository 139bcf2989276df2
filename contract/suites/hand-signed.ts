/** Requests of streams signed by hand: the right one is accepted, and each thing that can be wrong is refused by name. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { http2SignedBy, ours, type RequestSigner, type Signing, sendSigned, webSocketSignedBy } from '../hand-signed.ts'
import { chunksOf, recording } from '../recordings.ts'
import { exceptionIn, finalText } from '../spoken.ts'
import type { EmulatorFactory, EmulatorTarget } from '../targets.ts'

const session = {
  accessKeyId: 'ASIACONTRACT',
  secretAccessKey: 'secret-of-the-session',
  sessionToken: 'token/of+the=session==',
}
const ended = { accessKeyId: 'ASIAENDED', secretAccessKey: 'secret-of-the-past', sessionToken: 'token-of-the-past' }

const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.'
const { sessionToken: _, ...withoutToken } = session
const amzDate = /\d{8}T\d{6}Z/.source

interface Case {
  readonly what: string
  readonly sign: (target: EmulatorTarget) => Signing
  /** Over HTTP/2; a WebSocket knows BadRequestException in the place of most. */
  readonly name: string
  readonly nameOnWebSocket?: string
  readonly text: string | RegExp
}

const cases: readonly Case[] = [
  {
    what: 'a date of more than five minutes ago',
    sign: () => ({ at: Date.now() - 301_000 }),
    name: 'InvalidSignatureException',
    text: new RegExp(`^Signature expired: ${amzDate} is now earlier than ${amzDate} \\(${amzDate} - 5 min\\.\\)$`),
  },
  {
    what: 'a date of more than five minutes ahead',
    sign: () => ({ at: Date.now() + 330_000 }),
    name: 'InvalidSignatureException',
    text: new RegExp(`^Signature not yet current: ${amzDate} is still later than ${amzDate}`),
  },
  {
    what: 'a URL past its own expiry',
    sign: () => ({ at: Date.now() - 20_000, expires: 15 }),
    name: 'InvalidSignatureException',
    text: new RegExp(`^Signature expired: ${amzDate} is now earlier than ${amzDate} \\(${amzDate} - 15 sec\\.\\)$`),
  },
  {
    what: 'an expiry of 301 seconds',
    sign: () => ({ expires: 301 }),
    name: 'InvalidSignatureException',
    text: "X-Amz-Expires must be a number of seconds from 1 to 300, got '301'.",
  },
  {
    what: 'a key that nobody has',
    sign: () => ({ credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'test' } }),
    name: 'UnrecognizedClientException',
    nameOnWebSocket: 'UnrecognizedClientException',
    text: 'The security token included in the request is invalid.',
  },
  {
    what: 'a secret of somebody else',
    sign: () => ({ credentials: { accessKeyId: 'test', secretAccessKey: 'tset' } }),
    name: 'InvalidSignatureException',
    text: mismatch,
  },
  {
    what: 'a host without its port',
    sign: (target) => ({ host: new URL(target.url).hostname }),
    name: 'InvalidSignatureException',
    text: mismatch,
  },
  {
    what: 'a session token left out',
    sign: () => ({ credentials: withoutToken }),
    name: 'UnrecognizedClientException',
    nameOnWebSocket: 'UnrecognizedClientException',
    text: 'The security token included in the request is invalid',
  },
  {
    what: 'a session token added behind the signature',
    sign: () => ({
      credentials: withoutToken,
      expires: 300,
      alterUrl: (url) => url.searchParams.append('X-Amz-Security-Token', session.sessionToken),
    }),
    name: 'InvalidSignatureException',
    text: mismatch,
  },
  {
    what: 'a session token that has expired',
    sign: () => ({ credentials: ended }),
    name: 'ExpiredTokenException',
    text: 'The security token included in the request is expired',
  },
  {
    what: 'a parameter added behind the signature',
    sign: () => ({
      alterUrl: (url) => {
        if (url.pathname.endsWith('-websocket')) url.searchParams.append('show-speaker-label', 'true')
      },
      alterHeaders: (headers) => {
        headers['x-amzn-transcribe-show-speaker-label'] = 'true'
      },
    }),
    name: 'InvalidSignatureException',
    text: mismatch,
  },
  {
    what: 'a query added behind the signature',
    sign: () => ({ alterUrl: (url) => url.searchParams.append('x', '1') }),
    name: 'InvalidSignatureException',
    text: mismatch,
  },
  {
    what: 'a parameter changed behind the signature',
    sign: () => ({
      alterUrl: (url) => url.searchParams.set('sample-rate', '8000'),
      alterHeaders: (headers) => {
        headers['x-amzn-transcribe-sample-rate'] = '8000'
      },
    }),
    name: 'InvalidSignatureException',
    text: mismatch,
  },
]

/** `signer` computes the signatures; it is closed by whoever made it. */
export function handSignedSuite(factory: EmulatorFactory, by = 'hand', signer: RequestSigner = ours): void {
  const openWebSocket = webSocketSignedBy(signer)
  const openHttp2 = http2SignedBy(signer)
  describe(`requests signed by ${by}, ${factory.name}`, () => {
    let target: EmulatorTarget
    beforeAll(async () => {
      target = await factory.open({
        credentials: [
          { ...session, accountId: '111122223333' },
          { ...ended, accountId: '111122223333', sessionExpires: Date.now() - 1000 },
        ],
      })
    })
    afterAll(() => target.close())

    describe.each([
      ['WebSocket', openWebSocket],
      ['HTTP/2', openHttp2],
    ] as const)('over %s', (form, open) => {
      // Signed when its turn comes: of a long suite, what was dated at its beginning has expired by then.
      const accepted: [what: string, sign: () => Signing][] = [
        ['a long-term key', () => ({})],
        ['a session token', () => ({ credentials: session })],
        ['every parameter', () => ({ parameters: everything })],
        ['a date of almost five minutes ago', () => ({ at: Date.now() - 270_000 })],
      ]
      if (form === 'WebSocket') {
        accepted.push(
          ['an expiry of 15 seconds', () => ({ expires: 15 })],
          ['an expiry of 300 seconds', () => ({ expires: 300 })],
        )
      }
      test.each(accepted)('a stream with %s is accepted', async (_, sign) => {
        const speech = await recording('kubernetes/replica-set.wav')
        const stream = await open(target, sign())
        expect(stream.status).toBe(form === 'WebSocket' ? 101 : 200)
        sendSigned(stream, chunksOf(speech))
        if (form === 'HTTP/2') stream.end()
        const said = await stream.all()
        expect(exceptionIn(said)).toBeUndefined()
        expect(finalText(said)).toMatch(/replica set has no ready pods/)
        if (form === 'WebSocket') expect(stream.closeCode()).toBe(1000)
      })

      test.each(cases.map((entry) => [entry.what, entry] as const))(
        '%s is refused',
        async (_, { sign, name, nameOnWebSocket = 'BadRequestException', text }) => {
          const stream = await open(target, sign(target))
          const matches = text instanceof RegExp ? expect.stringMatching(text) : text
          if (form === 'HTTP/2') {
            expect(stream.status).toBe(403)
            expect(String(stream.headers['x-amzn-errortype']).split(':')[0]).toBe(name)
            expect(JSON.parse(await stream.body())).toEqual({ message: matches })
            return
          }
          expect(stream.status).toBe(101)
          const [refusal, ...more] = await stream.all()
          expect(more).toEqual([])
          expect(refusal?.message).toMatchObject({
            kind: 'exception',
            exceptionType: nameOnWebSocket,
            message: matches,
          })
          expect(stream.closeCode()).toBe(1000)
        },
      )
    })

    test('a refusal is explained in the journal, with what was signed and what differs', async () => {
      const stream = await openWebSocket(target, { host: new URL(target.url).hostname })
      await stream.all()
      const entry = (await target.control.journal()).at(-1)
      expect(entry?.error?.explanation).toContain(`host:${new URL(target.url).host}`)
      expect(entry?.error?.explanation).toContain('AWS4-HMAC-SHA256')
      expect(entry?.error?.explanation).toMatch(/port/)
    })

    test('no explanation, and no answer, holds a secret', async () => {
      const stream = await openWebSocket(target, {
        credentials: { ...session, secretAccessKey: 'another-secret-entirely' },
      })
      const said = await stream.all()
      const everythingTold = JSON.stringify([await target.control.journal(), exceptionIn(said)])
      expect(everythingTold).not.toContain(session.secretAccessKey)
      expect(everythingTold).not.toContain('another-secret-entirely')
    })
  })
}

/** Of the documented request, all that this emulator has. */
const everything = {
  SessionId: '00000000-0000-4000-8000-0000000000aa',
  EnablePartialResultsStabilization: true,
  PartialResultsStability: 'high',
} as const
