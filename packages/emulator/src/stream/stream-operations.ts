/**
 * The paths of the streaming service. Written here a second time: the front door asks for them at the start, and does not
 * wait for the model. A test holds the two together.
 */
import type { StreamingOperationName } from '@scribelite/core/protocol'

const http2Operations: ReadonlyMap<string, StreamingOperationName> = new Map([
  ['/stream-transcription', 'StartStreamTranscription'],
  ['/medical-stream-transcription', 'StartMedicalStreamTranscription'],
  ['/call-analytics-stream-transcription', 'StartCallAnalyticsStreamTranscription'],
  ['/medical-scribe-stream', 'StartMedicalScribeStream'],
])

/** HealthScribe is documented for HTTP/2 only, and IAM knows no WebSocket action for it. */
const webSocketOperations: ReadonlyMap<string, StreamingOperationName> = new Map(
  [...http2Operations]
    .filter(([path]) => path !== '/medical-scribe-stream')
    .map(([path, name]) => [`${path}-websocket`, name]),
)

export const http2StreamPaths: readonly string[] = [...http2Operations.keys()]
export const webSocketPaths: readonly string[] = [...webSocketOperations.keys()]

/** Undefined: the streaming service has nothing there. */
export function streamingOperation(
  transport: 'http2' | 'websocket',
  method: string,
  path: string,
): StreamingOperationName | undefined {
  if (transport === 'websocket') return webSocketOperations.get(path)
  if (method === 'GET' && /^\/medical-scribe-stream\/[^/]+$/.test(path)) return 'GetMedicalScribeStream'
  return method === 'POST' ? http2Operations.get(path) : undefined
}

/** Whether an upgrade is accepted at this path; refusals of any other kind come after it. */
export const servesWebSocket = (path: string): boolean => webSocketOperations.has(path)
