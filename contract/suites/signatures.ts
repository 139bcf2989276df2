/** Keys that are wrong, in the hands of the official SDK: each refusal by its name, over every door. */
import { ListBucketsCommand } from '@aws-sdk/client-s3'
import { ListTranscriptionJobsCommand } from '@aws-sdk/client-transcribe'
import type { Credentials } from '@scribelite/core/protocol'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type As, http2Client, s3Client, transcribeClient, webSocketClient } from '../clients.ts'
import { hear, inputFor, never } from '../heard.ts'
import { chunksOf, recording } from '../recordings.ts'
import type { EmulatorFactory, EmulatorTarget } from '../targets.ts'

const session: Credentials = {
  accessKeyId: 'ASIASESSION',
  secretAccessKey: 'of-the-session',
  sessionToken: 'to/ken+of==',
}
const past: Credentials = { accessKeyId: 'ASIAPAST', secretAccessKey: 'of-the-past', sessionToken: 'gone' }
const mismatch = /^The request signature we calculated does not match the signature you provided\./

const wrongKeys = [
  {
    keys: 'a wrong secret',
    credentials: { accessKeyId: 'test', secretAccessKey: 'wrong' },
    name: 'InvalidSignatureException',
    onWebSocket: 'BadRequestException',
    inS3: 'SignatureDoesNotMatch',
    message: mismatch,
  },
  {
    keys: 'an unknown key',
    credentials: { accessKeyId: 'AKIANOBODY', secretAccessKey: 'wrong' },
    name: 'UnrecognizedClientException',
    onWebSocket: 'UnrecognizedClientException',
    inS3: 'InvalidAccessKeyId',
    message: /^The security token included in the request is invalid\.$/,
  },
  {
    keys: 'a wrong session token',
    credentials: { ...session, sessionToken: 'another' },
    name: 'UnrecognizedClientException',
    onWebSocket: 'UnrecognizedClientException',
    inS3: 'InvalidToken',
    message: /^The security token included in the request is invalid$/,
  },
  {
    keys: 'an expired session token',
    credentials: past,
    name: 'ExpiredTokenException',
    onWebSocket: 'BadRequestException',
    inS3: 'ExpiredToken',
    message: /^The security token included in the request is expired$/,
  },
] as const

export function signaturesSuite(factory: EmulatorFactory): void {
  describe(`keys, ${factory.name}`, () => {
    let target: EmulatorTarget
    beforeAll(async () => {
      target = await factory.open({
        credentials: [
          { ...session, accountId: '111122223333' },
          { ...past, accountId: '111122223333', sessionExpires: Date.now() - 60_000 },
        ],
      })
    })
    afterAll(() => target.close())

    const errorOf = (answer: Promise<unknown>): Promise<unknown> =>
      answer.then(
        () => undefined,
        (error: unknown) => error,
      )
    const listJobs = async (as: As): Promise<unknown> => {
      const client = transcribeClient(target, as)
      return client.send(new ListTranscriptionJobsCommand({})).finally(() => client.destroy())
    }
    const stream = async (open: typeof http2Client | typeof webSocketClient, as: As, listens = false) => {
      const speech = await recording('kubernetes/replica-set.wav')
      const client = open(target, as)
      const enough = listens ? (results: readonly unknown[]) => results.length > 0 : never
      // Without audio where a refusal is expected: an SDK that finds its socket closed would abort before it is told why.
      return hear(client, inputFor(speech), listens ? chunksOf(speech) : [], enough).finally(() => client.destroy())
    }

    describe.each(wrongKeys.map((entry) => [entry.keys, entry] as const))(
      '%s',
      (_, { credentials, name, onWebSocket, inS3, message }) => {
        const as = { credentials, maxAttempts: 1 }
        test('is refused by the JSON API with 400', async () => {
          expect(await errorOf(listJobs(as))).toMatchObject({
            name,
            message: expect.stringMatching(message),
            $metadata: { httpStatusCode: 400 },
          })
        })
        test('is refused by a stream over HTTP/2 with 403', async () => {
          expect(await errorOf(stream(http2Client, as))).toMatchObject({
            name,
            message: expect.stringMatching(message),
            $metadata: { httpStatusCode: 403 },
          })
        })
        test('is refused by a stream over WebSocket with an exception', async () => {
          const error = await errorOf(stream(webSocketClient, as))
          expect(error).toMatchObject({ name: onWebSocket })
          // An exception that is not in the SDK's model reaches its user with the whole body for a message.
          const text = error instanceof Error ? error.message : ''
          expect(/^\{"Message":"([^"]*)"\}/.exec(text)?.[1] ?? text).toMatch(message)
        })
        test('is refused by the objects', async () => {
          const client = s3Client(target, as)
          expect(await errorOf(client.send(new ListBucketsCommand({})))).toMatchObject({ name: inS3 })
          client.destroy()
        })
      },
    )

    test('a session token opens every door', async () => {
      const as = { credentials: session }
      expect(await listJobs(as)).toMatchObject({ TranscriptionJobSummaries: [] })
      expect((await stream(http2Client, as, true)).results.length).toBeGreaterThan(0)
      expect((await stream(webSocketClient, as, true)).results.length).toBeGreaterThan(0)
      const client = s3Client(target, as)
      expect((await client.send(new ListBucketsCommand({}))).Buckets?.length).toBeGreaterThan(0)
      client.destroy()
    })

    test('a client whose clock is wrong sets it by the answer, and is served at its second try', async () => {
      const client = transcribeClient(target, { systemClockOffset: -3_600_000 })
      const answer = await client.send(new ListTranscriptionJobsCommand({}))
      expect(answer.$metadata.attempts).toBe(2)
      client.destroy()
    })

    test('a clock that stays wrong is refused with both times', async () => {
      expect(await errorOf(listJobs({ systemClockOffset: -3_600_000, maxAttempts: 1 }))).toMatchObject({
        name: 'InvalidSignatureException',
        message: expect.stringMatching(/^Signature expired: \d{8}T\d{6}Z is now earlier than .* - 15 min\.\)$/),
      })
    })
  })
}
