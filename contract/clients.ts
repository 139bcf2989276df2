/** The official JS SDK, pointed at a target as its user would do it. */
import { S3Client } from '@aws-sdk/client-s3'
import { TranscribeClient } from '@aws-sdk/client-transcribe'
import {
  type ServiceInputTypes,
  type ServiceOutputTypes,
  TranscribeStreamingClient,
  type TranscribeStreamingClientConfig,
} from '@aws-sdk/client-transcribe-streaming'
import { WebSocketFetchHandler } from '@aws-sdk/middleware-websocket'
import type { Credentials } from '@scribelite/core/protocol'
import type { FinalizeHandler, FinalizeHandlerArguments } from '@smithy/types'
import WebSocket from 'ws'
import type { Target } from './targets.ts'

/** In place of what the target says. */
export interface As {
  readonly credentials?: Credentials
  /** Milliseconds to add to this machine's time. */
  readonly systemClockOffset?: number
  readonly maxAttempts?: number
  readonly endpoint?: string
}

function settings(target: Target, as: As): object {
  const credentials = as.credentials ?? target.credentials
  return {
    region: target.region,
    ...(target.url === undefined ? {} : { endpoint: target.url }),
    ...as,
    // A copy: the SDK writes into what it is given.
    ...(credentials === undefined ? {} : { credentials: { ...credentials } }),
  }
}

export const transcribeClient = (target: Target, as: As = {}): TranscribeClient =>
  new TranscribeClient(settings(target, as))

export const s3Client = (target: Target, as: As = {}): S3Client =>
  new S3Client({ ...settings(target, as), forcePathStyle: target.url !== undefined })

/** HTTP/2, which is what the SDK speaks in Node unless told otherwise. */
export const http2Client = (
  target: Target,
  as: As & Pick<TranscribeStreamingClientConfig, 'requestHandler'> = {},
): TranscribeStreamingClient => new TranscribeStreamingClient({ ...settings(target, as), logger: quiet })

/** Without a logger of its own the SDK warns on the console that a stream cannot be sent again. */
const nothing = (): void => undefined
const quiet = { trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing }

/**
 * The SDK's WebSocket, in Node. It always dials `wss://…:8443`; away from AWS a middleware sets scheme, host and port
 * before the request is signed. The handler wants a global WebSocket, which Node 20 does not have.
 */
export function webSocketClient(target: Target, as: As = {}): TranscribeStreamingClient {
  globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket
  const client = new TranscribeStreamingClient({
    ...settings(target, as),
    // The SDK gives a connection three seconds, which a busy machine may need for itself.
    requestHandler: new WebSocketFetchHandler({ connectionTimeout: 30_000 }),
    logger: quiet,
  })
  if (target.url === undefined) return client
  const url = new URL(target.url)
  client.middlewareStack.addRelativeTo(
    (next: FinalizeHandler<ServiceInputTypes, ServiceOutputTypes>) =>
      (args: FinalizeHandlerArguments<ServiceInputTypes>) => {
        const request = args.request as {
          protocol: string
          hostname: string
          port?: number
          headers: { host?: string }
        }
        request.protocol = 'ws:'
        request.hostname = url.hostname
        request.port = Number(url.port)
        request.headers.host = url.host
        return next(args)
      },
    { relation: 'before', toMiddleware: 'httpSigningMiddleware', name: 'localWebSocket' },
  )
  return client
}
