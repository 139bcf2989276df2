/** The S3 door on a plain node:http server, for tests: everything that arrives, as it stood on the wire. */
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createCredentialStore } from '../packages/emulator/src/auth/credential-store.ts'
import type { AuthMode, KnownCredentials } from '../packages/emulator/src/auth/credentials.ts'
import { createClock, type EmulatorClock } from '../packages/emulator/src/clock.ts'
import { createIds } from '../packages/emulator/src/identity.ts'
import { createJournal, type Journal } from '../packages/emulator/src/journal.ts'
import type { LogLine } from '../packages/emulator/src/log.ts'
import type { ObjectStore } from '../packages/emulator/src/objects/object-store.ts'
import { createS3Api, type S3Api } from '../packages/emulator/src/objects/s3-api.ts'
import type { ReceivedRequest } from '../packages/emulator/src/received-request.ts'

export interface S3OverHttp {
  readonly endpoint: string
  readonly api: S3Api
  readonly clock: EmulatorClock
  readonly journal: Journal
  readonly logged: readonly LogLine[]
  close(): Promise<void>
}

export async function serveS3(
  store: ObjectStore,
  options: { auth?: AuthMode; credentials?: readonly KnownCredentials[]; port?: number } = {},
): Promise<S3OverHttp> {
  const clock = createClock()
  const ids = createIds()
  const journal = createJournal(1000)
  const logged: LogLine[] = []
  const api = createS3Api({
    clock,
    ids,
    journal,
    log: (line) => void logged.push(line),
    auth: options.auth ?? 'strict',
    credentials: createCredentialStore(options.credentials),
    serviceCredentials: { accessKeyId: 'service', secretAccessKey: 'kept', accountId: '000000000000' },
    objects: store,
  })

  const server = createServer((message, reply) => {
    const serve = async (): Promise<void> => {
      const request = received(message, ids.uuid(), clock.now())
      const hasBody =
        message.headers['content-length'] !== undefined || message.headers['transfer-encoding'] !== undefined
      const response = await api.fetch(
        request,
        hasBody ? (Readable.toWeb(message) as ReadableStream<Uint8Array>) : null,
      )
      reply.writeHead(response.status, Object.fromEntries(response.headers))
      if (response.body === null) reply.end()
      else await pipeline(Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]), reply)
    }
    serve().catch((error: unknown) => reply.destroy(error as Error))
  })
  await new Promise<void>((resolve) => {
    server.listen(options.port ?? 0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  return {
    endpoint: `http://127.0.0.1:${port}`,
    api,
    clock,
    journal,
    logged,
    close: async () => {
      clock.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function received(message: IncomingMessage, id: string, receivedAt: number): ReceivedRequest {
  const [path = '', ...query] = (message.url ?? '').split('?')
  const headers: [string, string][] = []
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    headers.push([(message.rawHeaders[index] ?? '').toLowerCase(), message.rawHeaders[index + 1] ?? ''])
  }
  return {
    id,
    receivedAt,
    door: 'http1',
    method: message.method ?? '',
    path,
    query: query.join('?'),
    headers,
    authority: message.headers.host ?? '',
    scheme: 'http',
  }
}
