/** The paths of the streaming service, and which of its operations this emulator has. */
import type { StreamingOperationName } from '@scribelite/core/protocol'

const http2Paths: ReadonlyMap<string, StreamingOperationName> = new Map([
  ['/stream-transcription', 'StartStreamTranscription'],
  ['/medical-stream-transcription', 'StartMedicalStreamTranscription'],
  ['/call-analytics-stream-transcription', 'StartCallAnalyticsStreamTranscription'],
  ['/medical-scribe-stream', 'StartMedicalScribeStream'],
])

/** HealthScribe is documented for HTTP/2 only, and IAM knows no WebSocket action for it. */
const webSocketPaths: ReadonlyMap<string, StreamingOperationName> = new Map(
  [...http2Paths]
    .filter(([path]) => path !== '/medical-scribe-stream')
    .map(([path, name]) => [`${path}-websocket`, name]),
)

/** Undefined: the streaming service has nothing there. */
export function streamingOperation(
  transport: 'http2' | 'websocket',
  method: string,
  path: string,
): StreamingOperationName | undefined {
  if (transport === 'websocket') return webSocketPaths.get(path)
  if (method === 'GET' && /^\/medical-scribe-stream\/[^/]+$/.test(path)) return 'GetMedicalScribeStream'
  return method === 'POST' ? http2Paths.get(path) : undefined
}

export const servesWebSocket = (path: string): boolean => webSocketPaths.has(path)
