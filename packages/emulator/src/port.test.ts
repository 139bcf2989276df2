import type { EventEmitter } from 'node:events'
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { connect as connectHttp2 } from 'node:http2'
import { request as httpsRequest } from 'node:https'
import { connect as connectTcp, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { localCertificate } from './certificate.ts'
import { createEmulator, type Emulator } from './emulator.ts'
import type { LogLine } from './log.ts'
import { openPort } from './port.ts'

let folder: string
let emulator: Emulator
let log: LogLine[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scribelite-port-'))
  log = []
  emulator = await createEmulator({ dataDir: folder, log: (line) => log.push(line) })
})

afterEach(async () => {
  await emulator.close()
  await rm(folder, { recursive: true })
})

const health = '/_scribelite/health'

function overHttp2(origin: string, ca?: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const session = connectHttp2(origin, ca === undefined ? {} : { ca })
    session.once('error', reject)
    const stream = session.request({ ':path': health })
    let status = 0
    let body = ''
    stream.once('response', (headers) => {
      status = Number(headers[':status'])
    })
    stream.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8')
    })
    stream.once('end', () => {
      session.close()
      resolve({ status, body })
    })
    stream.once('error', reject)
  })
}

function overTls1(url: string, ca: string, headers: Record<string, string> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    httpsRequest(url, { ca, headers }, (response) => {
      response.resume()
      resolve(response.statusCode ?? 0)
    })
      .once('error', reject)
      .end()
  })
}

function opened(socket: WebSocket): Promise<string> {
  return new Promise((resolve) => {
    socket.once('upgrade', (response) => resolve(String(response.headers['x-amzn-sessionid'])))
    socket.once('unexpected-response', (_request, response) => resolve(String(response.statusCode)))
    socket.once('error', (error) => resolve(error.message))
  })
}

/** Resolves with the first piece, and with all of them once it has ended. */
function collect(from: EventEmitter, piece: string, end: string): { first: Promise<unknown>; all: Promise<string> } {
  let said = ''
  from.on(piece, (bytes: Buffer) => {
    said += bytes.toString('latin1')
  })
  return {
    first: new Promise((resolve) => from.once(piece, resolve)),
    all: new Promise((resolve) => from.once(end, () => resolve(said))),
  }
}

/** Writes bytes one after the other and returns what came back until the server closed. */
function raw({ port }: { readonly port: number }, pieces: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connectTcp(port, '127.0.0.1')
    let answer = ''
    socket.setNoDelay(true)
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1')
    })
    socket.once('close', () => resolve(answer))
    socket.once('error', reject)
    socket.once('connect', async () => {
      for (const piece of pieces) {
        socket.write(piece, 'latin1')
        await new Promise((next) => setTimeout(next, 20))
      }
    })
  })
}

describe('one port', () => {
  it('speaks HTTP/1.1, HTTP/2, TLS with either, and WebSocket with and without TLS', async () => {
    const listening = await emulator.listen({ tls: true })
    const ca = await readFile(listening.tls?.caFile ?? '', 'utf8')
    const secure = `https://localhost:${listening.port}`
    expect((await fetch(listening.url + health)).status).toBe(200)
    expect(await overHttp2(listening.url)).toEqual({ status: 200, body: expect.stringContaining('"status":"ok"') })
    expect((await overHttp2(secure, ca)).status).toBe(200)
    expect(await overTls1(secure + health, ca)).toBe(200)
    const uuid = /^[0-9a-f-]{36}$/
    expect(await opened(new WebSocket(`ws://127.0.0.1:${listening.port}/stream-transcription-websocket`))).toMatch(uuid)
    expect(
      await opened(new WebSocket(`wss://localhost:${listening.port}/stream-transcription-websocket`, { ca })),
    ).toMatch(uuid)
  })

  it('answers an upgrade with the documented headers', async () => {
    const { port } = await emulator.listen()
    const socket = new WebSocket(`ws://localhost:${port}/stream-transcription-websocket`)
    const headers = await new Promise<object>((resolve) => {
      socket.once('upgrade', (response) => resolve(response.headers))
    })
    expect(headers).toMatchObject({
      'websocket-origin': `ws://localhost:${port}`,
      'websocket-location': `localhost:${port}`,
      'strict-transport-security': 'max-age=31536000',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'x-amzn-sessionid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    })
    socket.terminate()
  })

  it('accepts a WebSocket first and refuses inside, but only where the service has one', async () => {
    const listening = await emulator.listen()
    const nowhere = new WebSocket(`ws://127.0.0.1:${listening.port}/nowhere-websocket`)
    expect(await opened(nowhere)).toBe('404')
    expect(log.at(-1)?.message).toContain('404: no WebSocket is served there')
    const session = '00000000-0000-4000-8000-000000000002'
    const path = `/stream-transcription-websocket?session-id=${session}`
    const socket = new WebSocket(`ws://127.0.0.1:${listening.port}${path}`)
    const refusal = new Promise<string>((resolve) => socket.once('message', (data) => resolve(String(data))))
    const closed = new Promise<number>((resolve) => socket.once('close', resolve))
    expect(await opened(socket)).toBe(session)
    expect(await refusal).toContain('exception')
    expect(await closed).toBe(1000)
  })

  it('drops who connects and does not come to the point, before the first byte and within the headers', async () => {
    const certificate = await localCertificate(join(folder, 'tls'), '127.0.0.1')
    const frontDoor = { fetch: () => new Response('served'), acceptWebSocket: async () => undefined }
    const silent = { host: '127.0.0.1', port: 0, certificate, frontDoor, log: () => undefined, silenceMs: 200 }
    const port = await openPort(silent)
    const half = 'GET / HTTP/1.1\r\nHost: localhost\r\n'
    expect(await raw(port, [])).toBe('')
    expect(await raw(port, ['P'])).toBe('')
    expect(await raw(port, [half])).toMatch(/^HTTP\/1\.1 408 /)
    // The preface of HTTP/2, and no more.
    const preface = 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0'
    expect(await raw(port, [preface])).not.toBe('')
    expect(await raw(port, ['\x16\x03\x01\x02\0\x01'])).toBe('')
    const overTls = connectTls({ port: port.port, host: '127.0.0.1', rejectUnauthorized: false })
    overTls.write(half)
    overTls.on('error', () => undefined).resume()
    await new Promise((resolve) => overTls.once('close', resolve))
    await port.close()
  })

  it('answers over HTTP/1.1 who offers to speak something else from here on', async () => {
    const listening = await emulator.listen({ tls: true })
    const offer = `Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n`
    const get = `GET ${health} HTTP/1.1\r\nHost: localhost\r\n`
    expect(await raw(listening, [`${get}${offer}\r\n${get}Connection: close\r\n\r\n`])).toMatch(
      /^HTTP\/1\.1 200 .*"status":"ok".*HTTP\/1\.1 200 .*"status":"ok"/s,
    )
    const post = `POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 2\r\n`
    const [head = '', body = ''] = [`${post}${offer}\r\n{`, `}${get}Connection: close\r\n\r\n`]
    expect(await raw(listening, [head, body])).toMatch(/^HTTP\/1\.1 400 .*UnknownOperationException.*HTTP\/1\.1 200 /s)
    const ca = await readFile(listening.tls?.caFile ?? '', 'utf8')
    const headers = { connection: 'Upgrade', upgrade: 'h2c' }
    expect(await overTls1(`https://localhost:${listening.port}${health}`, ca, headers)).toBe(200)
  })

  it('waits for enough bytes to tell the protocols apart', async () => {
    const listening = await emulator.listen()
    const answer = await raw(listening, ['P', 'R', 'OPFIND / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'])
    expect(answer).toMatch(/^HTTP\/1\.1 \d{3} /)
  })

  it('answers an HTTP/2 client that sends more than is taken', async () => {
    const listening = await emulator.listen()
    const session = connectHttp2(listening.url)
    const stream = session.request({ ':method': 'POST', ':path': '/', 'content-type': 'application/x-amz-json-1.1' })
    const status = new Promise((resolve, reject) => {
      stream.once('response', (headers) => resolve(headers[':status']))
      stream.once('error', reject)
    })
    stream.end(Buffer.alloc(3 << 20, ' '))
    expect(await status).toBe(413)
    session.close()
  })

  it('says what to do when TLS is spoken where it is off', async () => {
    const listening = await emulator.listen()
    await raw(listening, ['\x16\x03\x01'])
    expect(log.at(-1)).toMatchObject({ level: 'warn', message: expect.stringContaining('--tls') })
  })

  it('survives broken requests, broken frames and clients that leave', async () => {
    const listening = await emulator.listen()
    await raw(listening, ['PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'this is no frame, but longer than a header of one'])
    const noHttp2 = { level: 'warn', message: expect.stringMatching(/^What came is no HTTP\/2: /) }
    await expect.poll(() => log.at(-1)).toMatchObject(noHttp2)
    const socket = new WebSocket(`ws://127.0.0.1:${listening.port}/stream-transcription-websocket`)
    await opened(socket)
    socket.terminate()
    expect((await fetch(listening.url + health)).status).toBe(200)
  })

  const upgrade = 'Connection: Upgrade, close\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n'
  it.each([
    ['what is no HTTP', 'GET nonsense\r\n\r\n', /^HTTP\/1\.1 400 /, /^A request could not be read: 400/],
    [
      'headers without end',
      `GET / HTTP/1.1\r\nHost: localhost\r\nx-long: ${'a'.repeat(32_768)}`,
      /^HTTP\/1\.1 431 /,
      /^A request could not be read: 431/,
    ],
    [
      'a host that is none',
      'GET / HTTP/1.1\r\nHost: a b\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 400 /,
      /^A request could not be read: 400/,
    ],
    [
      'an upgrade without its key',
      `GET /stream-transcription-websocket?x=y HTTP/1.1\r\nHost: localhost\r\n${upgrade}\r\n`,
      /^HTTP\/1\.1 400 .*Sec-WebSocket-Key/s,
      /^GET \/stream-transcription-websocket 400: .*Sec-WebSocket-Key/,
    ],
    [
      'a stream whose upgrade was lost on the way',
      'GET /stream-transcription-websocket?x=y HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n',
      /^HTTP\/1\.1 404 /,
      /^GET Unknown 404 .*UnknownOperationException/,
    ],
  ])('refuses %s, and says so in the log', async (_, request, answer, message) => {
    const listening = await emulator.listen()
    expect(await raw(listening, [request])).toMatch(answer)
    expect(log.at(-1)).toMatchObject({ level: 'warn', message: expect.stringMatching(message) })
  })

  it('a JSON body that breaks off is the fault of its client', async () => {
    const listening = await emulator.listen()
    const post = 'POST / HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-amz-json-1.1\r\n'
    await raw(listening, [`${post}Transfer-Encoding: chunked\r\n\r\nno chunk\r\n`])
    await expect.poll(() => log.map(({ message }) => message).join('\n')).toContain('SerializationException')
    expect(log.filter(({ level }) => level === 'error')).toEqual([])
  })

  it('says how a WebSocket of a stream was closed', async () => {
    let tell: (line: LogLine) => void = () => undefined
    const open = await createEmulator({ auth: 'off', log: (line) => tell(line) })
    const { port } = await open.listen()
    const query = 'language-code=en-US&sample-rate=16000&media-encoding=pcm'
    const leave = async (how: (socket: WebSocket) => void): Promise<LogLine> => {
      const socket = new WebSocket(`ws://127.0.0.1:${port}/stream-transcription-websocket?${query}`)
      // It may still be writing when the server has hung up.
      socket.on('error', () => undefined)
      await new Promise((resolve) => socket.once('message', resolve))
      const told = new Promise<LogLine>((resolve) => {
        tell = resolve
      })
      how(socket)
      return told
    }
    expect(await leave((socket) => socket.close(1001))).toMatchObject({
      message: expect.stringContaining('ClientGone'),
      detail: 'The WebSocket was closed with code 1001.',
    })
    expect((await leave((socket) => socket.send(new Uint8Array(2 << 20)))).detail).toContain(
      'Max payload size exceeded.',
    )
    await open.close()
  })

  it('is given back when it is closed, with connections that were still open', async () => {
    const listening = await emulator.listen()
    const idle = connectTcp(listening.port, '127.0.0.1')
    const gone = new Promise((resolve) => idle.once('close', resolve))
    await new Promise((resolve) => idle.once('connect', resolve))
    await listening.close()
    await gone
    await expect(fetch(listening.url + health)).rejects.toThrow()
    const again = await emulator.listen({ port: listening.port })
    expect(again.port).toBe(listening.port)
  })

  it('is closed behind the last words of its streams', async () => {
    const open = await createEmulator({ auth: 'off' })
    const { url, port } = await open.listen()
    const query = 'language-code=en-US&sample-rate=16000&media-encoding=pcm'
    const socket = new WebSocket(`ws://127.0.0.1:${port}/stream-transcription-websocket?${query}`)
    const session = connectHttp2(url)
    const stream = session.request({
      ':method': 'POST',
      ':path': '/stream-transcription',
      ...Object.fromEntries(query.split('&').map((pair) => `x-amzn-transcribe-${pair}`.split('='))),
    })
    // What it is about is what was said before the connections went.
    for (const client of [socket, session, stream]) client.on('error', () => undefined)
    const overSocket = collect(socket, 'message', 'close')
    const overHttp2 = collect(stream, 'data', 'end')
    await Promise.all([overSocket.first, overHttp2.first])
    const closed = open.close()
    expect(await overSocket.all).toMatch(/TranscriptEvent.*ServiceUnavailableException/s)
    expect(await overHttp2.all).toMatch(/TranscriptEvent.*ServiceUnavailableException/s)
    session.close()
    await closed
  })

  it('that is taken is an error that names it', async () => {
    const { port } = await emulator.listen()
    await expect(emulator.listen({ port })).rejects.toThrow(String(port))
  })
})

describe('the local authority', () => {
  it('is made once per folder, and its key is for the owner only', async () => {
    const first = await emulator.listen({ tls: true })
    const pem = await readFile(first.tls?.caFile ?? '', 'utf8')
    const second = await emulator.listen({ tls: true })
    expect(await readFile(second.tls?.caFile ?? '', 'utf8')).toBe(pem)
    expect((await stat(join(folder, 'tls', 'ca-key.pem'))).mode & 0o777).toBe(0o600)
  })

  it('is told by its whole path: clients that stand elsewhere are pointed at it', async () => {
    const { caFile } = await localCertificate(relative(process.cwd(), join(folder, 'tls')), 'localhost')
    expect(caFile).toBe(join(folder, 'tls', 'ca.pem'))
  })
})
