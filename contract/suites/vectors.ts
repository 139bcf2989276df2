/**
 * Every golden request against a running emulator, at the moment for which it was signed and under the host that it
 * names; then the chains of signed frames that begin with those requests.
 */
import { request as httpRequest } from 'node:http'
import { CreateBucketCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { decodeFrame, encodeFrame } from '@scribelite/core/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openBench } from '../batch.ts'
import { s3Client } from '../clients.ts'
import { trainingText } from '../recordings.ts'
import { type Conversation, exceptionIn, speakHttp2, speakWebSocket } from '../spoken.ts'
import type { EmulatorFactory, EmulatorTarget } from '../targets.ts'
import { type Chain, fromHex, named, type RequestVector, vectors } from '../vectors.ts'

const signedAt = Date.UTC(2026, 0, 15, 12)
const { sessionToken, ...longTerm } = vectors.credentials
const accountId = '111122223333'
const bucket = 'amzn-demo-bucket'

export function vectorsSuite(factory: EmulatorFactory): void {
  // A key has its session token always or never, so the requests that carry one go to an emulator of their own.
  const usesToken = ({ headers, url }: RequestVector): boolean =>
    (headers?.some(([name]) => name === 'x-amz-security-token') ?? false) || (url?.includes('Security-Token') ?? false)

  describe.each([
    ['a long-term key', longTerm, vectors.sigv4.filter((vector) => !usesToken(vector))],
    ['a session token', vectors.credentials, vectors.sigv4.filter(usesToken)],
  ])(`golden requests of %s, ${factory.name}`, (_, credentials, requests) => {
    let target: EmulatorTarget
    beforeAll(async () => {
      target = await factory.open({ credentials: [{ ...credentials, accountId }] })
      await target.control.freezeAt(signedAt)
      const as = { ...target, credentials }
      const s3 = s3Client(as, { systemClockOffset: signedAt - Date.now() })
      await s3.send(new CreateBucketCommand({ Bucket: bucket }))
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: 'train/text.txt', Body: await trainingText() }))
      s3.destroy()
      // The streams name this model; vector A1 or A2 makes it.
      const creation = requests.find(({ path, method }) => path === '/' && method === 'POST')
      if (creation !== undefined) {
        const { status, body } = await speakJson(target, creation)
        expect([status, JSON.parse(body)]).toMatchObject([200, { ModelName: 'demo-clm', ModelStatus: 'IN_PROGRESS' }])
      }
      const bench = openBench(as, { systemClockOffset: signedAt - Date.now() })
      expect((await bench.trained('demo-clm')).ModelStatus).toBe('COMPLETED')
      bench.close()
    })
    afterAll(() => target.close())

    const ofForm = (letter: string): [string, RequestVector][] =>
      requests.filter(({ name }) => name.startsWith(letter)).map((vector) => [vector.name, vector])

    test.each(ofForm('A'))('%s passes its signature', async (_, vector) => {
      const { status, body } = await speakJson(target, vector)
      // The model is there already; the one without a body is told what it lacks.
      const refusal = vector.body === '{}' ? 'BadRequestException' : 'ConflictException'
      expect([status, JSON.parse(body).__type]).toEqual([400, refusal])
    })

    test.each(ofForm('A'))('%s with one blank more in its body is refused', async (_, vector) => {
      const { status, body } = await speakJson(target, { ...vector, body: `${vector.body} ` })
      expect([status, JSON.parse(body).__type]).toEqual([400, 'InvalidSignatureException'])
    })

    if (ofForm('B').length > 0) {
      test.each(ofForm('B'))('%s opens a stream', async (_, vector) => {
        const stream = await openVector(target, vector)
        expect(stream.status).toBe(200)
        stream.vanish()
      })
      test.each(ofForm('B'))('%s with another digit in its signature is refused', async (_, vector) => {
        const stream = await openVector(target, {
          ...vector,
          authorization: vector.authorization?.replace(vector.signature, otherDigit(vector.signature)) ?? '',
        })
        expect([stream.status, String(stream.headers['x-amzn-errortype']).split(':')[0]]).toEqual([
          403,
          'InvalidSignatureException',
        ])
      })
      test.each(vectors.chains.map((chain) => [chain.name, chain.seedFrom, chain] as const))(
        'chain %s after request %s is accepted, frame by frame',
        async (_, seedFrom, chain) => {
          const stream = await openVector(target, named(requests, seedFrom))
          await speakChain(target, stream, chain)
          expect(exceptionIn(await stream.all())).toBeUndefined()
          await target.control.freezeAt(signedAt)
        },
      )
      test.each(vectors.chains.map((chain) => [chain.name, chain.seedFrom, chain] as const))(
        'chain %s with one bit changed in its first signature is refused',
        async (_, seedFrom, chain) => {
          const stream = await openVector(target, named(requests, seedFrom))
          await speakChain(target, stream, {
            ...chain,
            chunks: chain.chunks.map((chunk, index) =>
              index === 0 ? { ...chunk, frameHex: otherSignature(chunk.frameHex) } : chunk,
            ),
          })
          expect(exceptionIn(await stream.all())).toMatch(/^BadRequestException: The request signature we calculated/)
          await target.control.freezeAt(signedAt)
        },
      )
    }

    if (ofForm('C').length > 0) {
      test.each(ofForm('C'))('%s opens a WebSocket', async (_, vector) => {
        const stream = await openVector(target, vector)
        expect(stream.status).toBe(101)
        if (vector.url?.includes('identify-language')) {
          // Signed rightly, and refused for what it asks.
          expect(exceptionIn(await stream.all())).toMatch(/^BadRequestException: .*language identification/i)
        } else {
          await stream.until((said) => said.length > 0)
          expect(exceptionIn(stream.said)).toBeUndefined()
        }
        stream.vanish()
      })
      test.each(ofForm('C'))('%s with another digit in its signature is refused', async (_, vector) => {
        const url = vector.url?.replace(vector.signature, otherDigit(vector.signature)) ?? ''
        const stream = await openVector(target, { ...vector, url })
        expect(exceptionIn(await stream.all())).toMatch(/^BadRequestException: The request signature we calculated/)
      })
    }

    if (ofForm('D').length > 0) {
      test.each(ofForm('D'))('%s passes its signature; the operation is not built', async (_, vector) => {
        const stream = await openVector(target, vector)
        expect(stream.status).toBe(501)
        expect(String(stream.headers['x-amzn-errortype'])).toMatch(/^NotImplemented/)
        const refused = await openVector(target, { ...vector, path: vector.path.replace(/1$/, '2') })
        expect(refused.status).toBe(403)
      })
    }
  })

  test('every vector is in one of these forms', () => {
    expect(vectors.sigv4.map(({ name }) => name[0]).filter((form) => !'ABCD'.includes(form ?? '-'))).toEqual([])
    expect(vectors.sigv4.length).toBeGreaterThanOrEqual(11)
    expect(vectors.chains.length).toBeGreaterThanOrEqual(4)
  })
}

const otherDigit = (hex: string): string => hex.replace(/^./, (digit) => (digit === '0' ? '1' : '0'))

/** The checksums stay right. */
function otherSignature(frameHex: string): string {
  const frame = decodeFrame(fromHex(frameHex))
  const signature = frame.headers[':chunk-signature']
  if (signature?.type !== 'binary') throw new Error('not a signed frame')
  const value = signature.value.map((byte, index) => (index === 0 ? byte ^ 1 : byte))
  const headers = { ...frame.headers, ':chunk-signature': { ...signature, value } }
  return Buffer.from(encodeFrame({ headers, body: frame.body })).toString('hex')
}

/** HTTP/1.1 with exactly these headers, Host among them. */
function speakJson(
  target: EmulatorTarget,
  { method, path, headers = [], authorization = '', body = '' }: RequestVector,
): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      new URL(path, target.url),
      {
        method,
        setHost: false,
        headers: { ...Object.fromEntries(headers), authorization, 'content-length': Buffer.byteLength(body) },
      },
      (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.once('end', () => resolve({ status: response.statusCode ?? 0, body: text }))
      },
    )
    request.once('error', reject)
    request.end(body)
  })
}

function openVector(target: EmulatorTarget, vector: RequestVector): Promise<Conversation> {
  if (vector.form === 'query') {
    const { pathname, search } = new URL(vector.url ?? '')
    return speakWebSocket(`${target.url.replace('http', 'ws')}${pathname}${search}`, vector.host)
  }
  const { host: _, ...headers } = Object.fromEntries(vector.headers ?? [])
  const sent = { ...headers, ':authority': vector.host, authorization: vector.authorization ?? '' }
  return speakHttp2(target.url, vector.path, sent, vector.method)
}

/** Each frame at the second for which it was signed. */
async function speakChain(target: EmulatorTarget, stream: Conversation, chain: Chain): Promise<void> {
  for (const { dateMs, frameHex } of chain.chunks) {
    await target.control.freezeAt(dateMs)
    stream.send(fromHex(frameHex))
    await arrived()
  }
}

/** Lets a frame reach the emulator before its time is moved. */
const arrived = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 50))
