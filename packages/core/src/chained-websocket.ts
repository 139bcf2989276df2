/** WebSocket streams and their URLs with region, credentials and endpoint from the AWS SDK's own chain. */
import { StartStreamTranscriptionCommand } from '@aws-sdk/client-transcribe-streaming'
import { getEndpointFromInstructions } from '@smithy/core/endpoints'
import { type ConnectionSource, openStreamingClient } from './connection.ts'
import { type PresignOptions, presign as presignWith } from './presign.ts'
import type { Credentials } from './protocol/signature.ts'
import { asServiceError } from './sdk-errors.ts'
import type { AudioSource } from './stream-options.ts'
import type { StreamResult } from './stream-results.ts'
import { type StreamWebSocketOptions, streamWebSocket as streamWith } from './stream-websocket.ts'

/** What the WebSocket flow needs to know, as the chain has it. */
export interface ResolvedConnection {
  readonly region: string
  readonly credentials: Credentials
  /** `https://host:8443` of AWS, or what was configured in its place. */
  readonly endpoint: string
}

/** @throws ScribeliteError `not-configured` */
export const resolveConnection = async (source: ConnectionSource | undefined): Promise<ResolvedConnection> => {
  const client = openStreamingClient(source)
  try {
    const region = await client.config.region()
    const { accessKeyId, secretAccessKey, sessionToken } = await client.config.credentials()
    // The SDK looks at AWS_ENDPOINT_URL… and at profiles only when it needs an address.
    const { url } = await getEndpointFromInstructions(
      {},
      // The command's class carries the instructions, as the SDK's own middleware passes it.
      StartStreamTranscriptionCommand as unknown as Parameters<typeof getEndpointFromInstructions>[1],
      client.config as never,
    )
    const own = client.config.isCustomEndpoint !== true
    return {
      region,
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
      // AWS has its WebSockets on a port of their own.
      endpoint: own ? `https://${url.host}:8443` : url.href,
    }
  } catch (error) {
    throw asServiceError(error)
  } finally {
    client.destroy()
  }
}

/** What `presign` takes where the SDK’s chain tells who signs. */
export interface ChainedPresignOptions extends Omit<PresignOptions, 'region' | 'credentials' | 'endpoint'> {
  readonly connection?: ConnectionSource
}

/**
 * Signs the URL that opens a stream over WebSocket, as whom the AWS SDK's chain says.
 *
 * @throws ScribeliteError `bad-option` for an expiry outside 1 to 300 whole seconds, `not-configured`
 */
export const presign = async ({ connection, ...options }: ChainedPresignOptions): Promise<string> => {
  return presignWith({ ...options, ...(await resolveConnection(connection)) })
}

/** What `streamWebSocket` takes where the SDK’s chain tells who signs and where the service is. */
export interface ChainedStreamWebSocketOptions
  extends Omit<StreamWebSocketOptions, 'region' | 'credentials' | 'endpoint' | 'url'> {
  readonly connection?: ConnectionSource
}

/**
 * Transcribes audio while it is being heard, over WebSocket, as whom the AWS SDK's chain says. Leaving the loop ends the stream.
 * In a browser use `@scribelite/core/websocket`.
 *
 * @throws ScribeliteError before anything is sent, when audio and options contradict each other; AwsServiceError with the service's
 * own name and text; the signal's reason
 */
export async function* streamWebSocket(
  audio: AudioSource,
  options: ChainedStreamWebSocketOptions = {},
): AsyncGenerator<StreamResult, void, undefined> {
  options.signal?.throwIfAborted()
  const { connection, ...rest } = options
  // Taken once: keys that rotate in the middle would break the chain of signatures.
  yield* streamWith(audio, { ...rest, ...(await resolveConnection(connection)) })
}
