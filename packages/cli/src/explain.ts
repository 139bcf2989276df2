/** An error as a person reads it, and the exit code that goes with it. */
import { type ExitCode, exitCode, UsageError } from './exit-code.ts'

export function explain(error: unknown): { readonly text: string; readonly code: ExitCode } {
  if (!(error instanceof Error)) return { text: String(error), code: exitCode.failed }
  // What core found missing or contradictory in the options came from the command line.
  const usage = error instanceof UsageError || ('code' in error && error.code === 'bad-option')
  return { text: sentence(error), code: usage ? exitCode.usage : exitCode.failed }
}

/** The service's exceptions are named, as AWS names them; the rest speaks for itself, with its cause where that says more. */
function sentence(error: Error): string {
  const ofService = 'code' in error && error.code === 'aws'
  const cause =
    error.cause instanceof Error && !error.message.includes(error.cause.message) ? ` (${error.cause.message})` : ''
  return `${ofService ? `${error.name}: ` : ''}${error.message}${cause}`
}

/** An error as a program reads it: one line of JSON, with the recording it is about where there are several. */
export const failureLine = (error: unknown, media?: string): string =>
  JSON.stringify({
    ...(media === undefined ? {} : { media }),
    error: { name: error instanceof Error ? error.name : 'Error', message: explain(error).text },
  })
