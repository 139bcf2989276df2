/** HTTP/1.1 with as little of its own as can be, so that what is measured is the server: one request at a time on each connection. */
import { connect } from 'node:net'

/** The bytes of a POST, ready to be sent again and again. */
export function postBytes(port, headers, body) {
  const lines = Object.entries({ ...headers, host: `127.0.0.1:${port}`, 'content-length': body.length })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.concat([Buffer.from(`POST / HTTP/1.1\r\n${head}\r\n`, 'latin1'), body])
}

/** Sends the request `count` times over `connections` connections, opened anew where the server closes them. Throws unless all are answered 200. */
export async function sendAll(port, request, count, connections) {
  let left = count
  const worker = () =>
    new Promise((resolve, reject) => {
      let socket
      let answer = Buffer.alloc(0)
      const next = () => {
        if (left-- <= 0) {
          socket?.destroy()
          resolve()
        } else if (socket?.writable) socket.write(request)
        else open()
      }
      const open = () => {
        const opened = connect({ port, host: '127.0.0.1', noDelay: true }, () => opened.write(request))
        socket = opened
        opened.on('data', (chunk) => {
          answer = answer.length === 0 ? chunk : Buffer.concat([answer, chunk])
          const end = answer.indexOf('\r\n\r\n')
          if (end < 0) return
          const head = answer.toString('latin1', 0, end)
          const length = Number(/content-length: (\d+)/i.exec(head)?.[1])
          if (answer.length < end + 4 + length) return
          if (!/^HTTP\/1\.[01] 200 /.test(head)) return reject(new Error(answer.toString('latin1')))
          answer = Buffer.alloc(0)
          if (/^HTTP\/1\.0|connection: close/im.test(head)) {
            opened.destroy()
            socket = undefined
          }
          next()
        })
        opened.once('error', reject)
      }
      next()
    })
  await Promise.all(Array.from({ length: connections }, worker))
}
