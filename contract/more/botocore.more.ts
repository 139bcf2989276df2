/** Requests of streams signed by botocore and spoken by plain clients: right ones, and each thing that can be wrong. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterAll } from 'vitest'
import type { RequestSigner } from '../hand-signed.ts'
import { handSignedSuite } from '../suites/hand-signed.ts'
import { nodeProcess } from '../targets.ts'
import { current, debian, type PythonTools } from './tools.ts'

for (const tools of [current, debian]) {
  const signer = botocoreSigner(tools)
  handSignedSuite(nodeProcess, `botocore ${tools.name}`, signer)
  afterAll(() => signer.close())
}

/** One Python process for all requests. */
function botocoreSigner({ python }: PythonTools): RequestSigner & { close(): void } {
  const script = fileURLToPath(new URL('python/sign.py', import.meta.url))
  const child = spawn(python, [script], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  let turn: Promise<unknown> = Promise.resolve()
  const ask = (request: object): Promise<{ url: string; headers: Record<string, string> }> => {
    const answer = turn.then(async () => {
      child.stdin.write(`${JSON.stringify(request)}\n`)
      const { value, done } = await lines.next()
      if (done === true) throw new Error(`${python} ${script} ended`)
      return JSON.parse(value)
    })
    turn = answer.catch(() => undefined)
    return answer
  }
  return {
    presign: async (request) => (await ask({ ...request, url: request.url.href })).url,
    sign: async (request) => (await ask({ ...request, url: request.url.href })).headers,
    close: () => child.stdin.end(),
  }
}
