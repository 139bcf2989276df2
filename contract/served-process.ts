/** `scribelite serve` as a process of its own: started, found by what it prints, ended or killed. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { env } from 'node:process'

export interface ServedProcess {
  readonly url: string
  readonly tlsUrl?: string
  /** Everything printed so far, both streams. */
  output(): string
  /** Asks it to end, and resolves with the exit code. @throws with all it printed, when it had ended by itself */
  stop(): Promise<number | null>
  /** `kill -9`. */
  kill(): Promise<void>
}

/** @throws when the process ends, or says nothing for a minute, before it serves */
export async function startServe(command: readonly string[], args: readonly string[]): Promise<ServedProcess> {
  const [program = '', ...first] = command
  const child = spawn(program, [...first, 'serve', '--port', '0', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    // glibc overwrites what is freed: a runtime that uses it afterwards falls at once, not once in a while.
    env: { ...env, MALLOC_PERTURB_: '165' },
  })
  let asked = false
  let endedByItself = false
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', (code, signal) => {
      if (!asked) {
        endedByItself = true
        output += `\n(It ended by itself: ${code === null ? signal : `code ${code}`}.)`
      }
      resolve(code)
    })
  })
  let output = ''
  const where = await new Promise<RegExpExecArray>((resolve, reject) => {
    const late = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`${program} does not serve after a minute:\n${output}`))
    }, 60_000)
    const read = (chunk: Buffer): void => {
      output += chunk
      const found = /scribelite is at (http:\S+)(?: and (https:\S+))?\n/.exec(output)
      if (found === null) return
      clearTimeout(late)
      resolve(found)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('error', reject)
    void ended.then((code) => reject(new Error(`${program} ended with ${code} before it served:\n${output}`)))
  })
  const [, url = '', tlsUrl] = where
  return {
    url,
    ...(tlsUrl === undefined ? {} : { tlsUrl }),
    output: () => output,
    async stop() {
      if (endedByItself) throw new Error(`${program} was not there any more:\n${output.slice(-4000)}`)
      asked = true
      child.kill('SIGTERM')
      return ended
    },
    async kill() {
      asked = true
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
    },
  }
}
