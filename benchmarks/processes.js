/** Starts a server as a process of its own, reads from its output where it listens, and ends it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request } from 'node:http'

/**
 * @param {string} command
 * @param {string[]} args
 * @param {RegExp} port first group: the port, on a line of standard output or error
 */
export async function startServer(command, args, port) {
  const started = performance.now()
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const found = await new Promise((resolve, reject) => {
    let text = ''
    const read = (chunk) => {
      text += chunk
      const match = port.exec(text)
      if (match) resolve(Number(match[1]))
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`${command} ended with ${code} before it listened:\n${text}`)))
  })
  child.stdout.resume()
  child.stderr.resume()
  return {
    port: found,
    pid: child.pid,
    started,
    stop: async () => {
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

/** Resolves with the status once the server answers at all. */
export async function untilAnswered(port, path) {
  for (;;) {
    const status = await new Promise((resolve) => {
      request({ host: '127.0.0.1', port, path }, (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode))
      })
        .once('error', () => resolve(undefined))
        .end()
    })
    if (status !== undefined) return status
  }
}

/** @param {number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}
