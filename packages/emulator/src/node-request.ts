/** A request of `node:http` or `node:http2` as the emulator knows requests: names in lower case, order and spelling as they came. */
import type { IncomingMessage } from 'node:http'
import type { Http2ServerRequest } from 'node:http2'
import type { ReceivedRequest } from './received-request.ts'

export type NodeRequest = IncomingMessage | Http2ServerRequest

export function receivedRequest(incoming: NodeRequest): Omit<ReceivedRequest, 'id' | 'receivedAt'> {
  const headers: [string, string][] = []
  let authority = ''
  for (let index = 0; index + 1 < incoming.rawHeaders.length; index += 2) {
    const name = (incoming.rawHeaders[index] ?? '').toLowerCase()
    const value = incoming.rawHeaders[index + 1] ?? ''
    if (name === ':authority' || (name === 'host' && authority === '')) authority = value
    if (!name.startsWith(':')) headers.push([name, value])
  }
  const encrypted = 'encrypted' in incoming.socket && incoming.socket.encrypted === true
  const target = (incoming.url ?? '/').replace(/^https?:\/\/[^/?]*/, '')
  const question = target.indexOf('?')
  return {
    door: incoming.httpVersionMajor === 2 ? 'http2' : 'http1',
    method: incoming.method ?? 'GET',
    path: (question < 0 ? target : target.slice(0, question)) || '/',
    query: question < 0 ? '' : target.slice(question + 1),
    headers,
    authority,
    scheme: encrypted ? 'https' : 'http',
  }
}
