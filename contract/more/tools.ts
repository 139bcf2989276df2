/** The programs that the suites in this folder drive. One that is missing fails its suite. */
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { env } from 'node:process'
import type { Target } from '../targets.ts'

export interface PythonTools {
  readonly name: string
  readonly aws: string
  readonly python: string
}

/** Old on purpose: what Debian stable carries. */
export const debian: PythonTools = { name: 'of Debian', aws: '/usr/bin/aws', python: '/usr/bin/python3' }
/** `SCRIBELITE_PYTHON` is the bin folder of a virtual environment; else whatever comes first. */
export const current: PythonTools = {
  name: 'of today',
  aws: fromEnvironment('aws'),
  python: fromEnvironment('python3'),
}

function fromEnvironment(program: string): string {
  const folder = env.SCRIBELITE_PYTHON
  return folder === undefined ? program : join(folder, program)
}

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs to the end, whatever the exit code. */
export function run(program: string, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ended> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { env: environment, maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') return reject(error)
      resolve({ code: Number(error?.code ?? 0), stdout, stderr })
    })
  })
}

/** @throws with what it said, when it ends with anything but 0 */
export async function succeed(
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, environment)
  if (code !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${code}:\n${stderr}${stdout}`)
  return stdout
}

/** Nothing of this machine's own AWS configuration. */
export const environmentOf = ({ credentials, region }: Target): NodeJS.ProcessEnv => ({
  PATH: env.PATH,
  HOME: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
  AWS_PAGER: '',
  AWS_ACCESS_KEY_ID: credentials?.accessKeyId,
  AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey,
  AWS_DEFAULT_REGION: region,
  PYTHONDONTWRITEBYTECODE: '1',
})
