import { streamingModel } from '@scribelite/core/protocol'
import { expect, test } from 'vitest'
import { http2StreamPaths, streamingOperation, webSocketPaths } from './stream-operations.ts'

test('operations are at the paths of the model, and nowhere else', () => {
  const operations = Object.entries(streamingModel.operations)
  for (const [name, { method, path, websocketPath }] of operations) {
    expect(streamingOperation('http2', method, path.replace('{SessionId}', 'a'))).toBe(name)
    if (websocketPath !== undefined) expect(streamingOperation('websocket', 'GET', websocketPath)).toBe(name)
  }
  const started = operations.filter(([, { method }]) => method === 'POST').map(([, operation]) => operation)
  expect([...http2StreamPaths].sort()).toEqual(started.map(({ path }) => path).sort())
  expect([...webSocketPaths].sort()).toEqual(started.flatMap(({ websocketPath }) => websocketPath ?? []).sort())
  expect(streamingOperation('http2', 'GET', '/stream-transcription')).toBeUndefined()
})
