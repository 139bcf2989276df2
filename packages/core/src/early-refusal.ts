/**
 * The body of a refusal, read the moment it comes.
 *
 * The SDK reads it some steps later. On Deno (2.9) the stream may be closed by then, with what it held: a service that refuses without
 * reading the audio resets the stream, and the SDK then waits for an end that was long ago.
 */

import { Readable } from 'node:stream'
import type { TranscribeStreamingClient } from '@aws-sdk/client-transcribe-streaming'

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
