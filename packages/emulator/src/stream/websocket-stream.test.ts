import { badRequest } from '@scribelite/core/protocol'
import { expect, test } from 'vitest'
import type { MessageSocket } from './message-socket.ts'
import { endWebSocket } from './websocket-stream.ts'

test('a client that has stopped reading is closed all the same, behind the exception', () => {
  const done: (string | number)[] = []
  const socket: MessageSocket = {
    messages: { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: true, value: undefined }) }) },
    send() {
      done.push('exception')
      return new Promise(() => undefined)
    },
    close: (code) => void done.push(code),
  }
  void endWebSocket(socket, badRequest('no more'))
  expect(done).toEqual(['exception', 1000])
})
