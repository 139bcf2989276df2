/** Frames of an HTTP/2 stream, shown to somebody as they go by: what the SDK has signed, and what the service answers. */
import { pipeline, Readable, Transform } from 'node:stream'
import type { TranscribeStreamingClient } from '@aws-sdk/client-transcribe-streaming'
import { FRAME_OVERHEAD, MAX_HEADERS_BYTES, MAX_PAYLOAD_BYTES } from './protocol/frame.ts'
import { createFrameSplitter } from './protocol/frame-splitter.ts'
import type { StreamFrame } from './stream-options.ts'

export const tapFrames = (client: TranscribeStreamingClient, onFrame: (frame: StreamFrame) => void): void => {
  client.middlewareStack.add(
    (next) => async (args) => {
      const request = args.request as { body?: unknown }
      if (request.body instanceof Readable) request.body = tapped(request.body, 'sent', onFrame)
      const result = await next(args)
      const response = result.response as { readonly statusCode?: number; body?: unknown } | undefined
      // A refusal is JSON, and answered by an error.
      if (response?.statusCode === 200 && response.body instanceof Readable) {
        response.body = tapped(response.body, 'received', onFrame)
      }
      return result
    },
    // Low priority in this step stands next to the connection: behind whoever signs.
    { step: 'deserialize', priority: 'low', name: 'tapFrames' },
  )
}

const tapped = (
  body: Readable,
  direction: StreamFrame['direction'],
  onFrame: (frame: StreamFrame) => void,
): Readable => {
  const splitter = createFrameSplitter({ maxFrameBytes: FRAME_OVERHEAD + MAX_HEADERS_BYTES + MAX_PAYLOAD_BYTES })
  let readable = true
  const tap = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      done(null, chunk)
      if (!readable) return
      let frames: Uint8Array[] = []
      try {
        frames = splitter.push(chunk)
      } catch {
        // Bytes that are no frame are for the reader of the results to complain of.
        readable = false
      }
      for (const bytes of frames) onFrame({ direction, bytes })
    },
  })
  // An error of the one ends the other; whoever reads the results is told.
  pipeline(body, tap, () => undefined)
  return tap
}
