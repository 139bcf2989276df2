/**
 * Why a stream did not come about or broke, where the SDK would lose it: the body of a refusal, read the moment it comes, the address of
 * a server that is not there, and a stream that was reset.
 *
 * The SDK reads the body some steps later. On Deno (2.9) the stream may be closed by then, with what it held: a service that refuses without
 * reading the audio resets the stream, and the SDK then waits for an end that was long ago.
 */

import { Readable } from 'node:stream'
import type { TranscribeStreamingClient } from '@aws-sdk/client-transcribe-streaming'
import { ScribeliteError } from './errors.ts'

export const readRefusalsEarly = (client: TranscribeStreamingClient): void => {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const response = result.response as { readonly statusCode?: number; body?: unknown } | undefined
      if ((response?.statusCode ?? 200) >= 300 && response?.body instanceof Readable) {
        response.body = await wholeOf(response.body)
      }
      return result
    },
    // Low priority in this step stands next to the connection.
    { step: 'deserialize', priority: 'low', name: 'readRefusalsEarly' },
  )
}

/**
 * The SDK says of a server that is not there only that its stream was aborted with code 2; where it was looked for is known here.
 */
export const nameTheUnreachable = (client: TranscribeStreamingClient): void => {
  client.middlewareStack.add(
    (next) => async (args) => {
      try {
        return await next(args)
      } catch (error) {
        if (!(error instanceof Error) || !/abnormally aborted .*result code 2\b/.test(error.message)) throw error
        const { hostname, port } = args.request as { readonly hostname: string; readonly port?: number }
        const host = port === undefined ? hostname : `${hostname}:${port}`
        throw new ScribeliteError(
          'connection-failed',
          `There is no HTTP/2 connection to ${host}, or it broke before the service answered.`,
          error,
        )
      }
    },
    { step: 'deserialize', priority: 'low', name: 'nameTheUnreachable' },
  )
}

/** Tells afterwards whether the stream was reset or its connection lost: to whoever reads it, that looks like its end. */
export const noticeReset = (client: TranscribeStreamingClient): (() => boolean) => {
  let body: { readonly rstCode?: number } | undefined
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      body = (result.response as { readonly body?: { readonly rstCode?: number } } | undefined)?.body
      return result
    },
    { step: 'deserialize', priority: 'low', name: 'noticeReset' },
  )
  return () => (body?.rstCode ?? 0) !== 0
}

/** What has come by the time the stream ends or is closed. */
const wholeOf = (body: Readable): Promise<Uint8Array> =>
  new Promise((resolve) => {
    const parts: Uint8Array[] = []
    const done = (): void => resolve(new Uint8Array(Buffer.concat(parts)))
    if (body.destroyed) {
      // It can no longer be read, but it still holds what came; @types/node does not know the getter.
      const { readableBuffer } = body as { readonly readableBuffer?: Iterable<Uint8Array> }
      parts.push(...(readableBuffer ?? []))
      done()
      return
    }
    body.on('data', (part: Uint8Array) => parts.push(part))
    // A broken connection ends it too: status and headers say what was refused.
    for (const event of ['end', 'close', 'error']) body.once(event, done)
  })
