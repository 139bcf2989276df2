import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { messageSocket } from './message-socket.ts'

let server: WebSocketServer
let client: WebSocket
let accepted: WebSocket

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  await new Promise((resolve) => server.once('listening', resolve))
  const connection = new Promise<WebSocket>((resolve) => server.once('connection', resolve))
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`)
  await new Promise((resolve) => client.once('open', resolve))
  accepted = await connection
})
afterEach(async () => {
  client.terminate()
  await new Promise((resolve) => server.close(resolve))
})

test.each([
  ['large', 40, 64 * 1024],
  ['empty', 20_000, 0],
])('messages that nobody reads are not taken without end, and none is lost: %s ones', async (_, count, size) => {
  const { messages } = messageSocket(accepted)
  for (let index = 0; index < count; index++) client.send(new Uint8Array(size))
  await expect.poll(() => accepted.isPaused, { timeout: 20_000 }).toBe(true)
  client.close()
  const sizes: number[] = []
  for await (const { data } of messages) sizes.push(data.length)
  expect(sizes).toEqual(new Array(count).fill(size))
})
