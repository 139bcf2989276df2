/** An error as a person reads it, and the exit code that goes with it. */
import { type ExitCode, exitCode, UsageError } from './exit-code.ts'

export function explain(error: unknown): { readonly text: string; readonly code: ExitCode } {
  if (!(error instanceof Error)) return { text: String(error), code: exitCode.failed }
  // What core found missing or contradictory in the options came from the command line.
  const usage = error instanceof UsageError || ('code' in error && usageCodes.has(error.code))
  return { text: sentence(error), code: usage ? exitCode.usage : exitCode.failed }
}

/** Codes of core and emulator for what the command line itself named wrongly: options, files of fixtures and of keys. */
const usageCodes: ReadonlySet<unknown> = new Set(['bad-option', 'INVALID_FIXTURE', 'SCRIBELITE_CREDENTIALS'])

/** The service's exceptions are named, as AWS names them; the rest speaks for itself, with its cause where that says more. */
function sentence(error: Error): string {
  const code = 'code' in error ? error.code : undefined
  // Core speaks to a program, of its connection.
  if (code === 'not-configured') return error.message.replace(/, choose a profile, .*$/, `; ${whereToGo}`)
  return code === 'aws' ? `${error.name}: ${error.message}` : ownWords(error)
}

const whereToGo = 'or name them by --region and --profile; or take the emulator on this machine, with --local.'

/** The words of the file system, which stand in front of a path, behind it. */
export function ownWords(error: Error): string {
  const cause = error.cause instanceof Error && !error.message.includes(error.cause.message) ? error.cause : undefined
  const words = error.message.replace(
    /([A-Z]{3,}): ([a-z][^,]*), (\w+) '([^']*)'(?: -> '[^']*')?/,
    (_, code, reason, call, path) => `${path}: ${reason} (${code}, ${call})`,
  )
  return cause === undefined ? words : `${words} (${ownWords(cause)})`
}

/** An error as a program reads it: one line of JSON, with the recording it is about where there are several. */
export const failureLine = (error: unknown, media?: string): string =>
  JSON.stringify({
    ...(media === undefined ? {} : { media }),
    error: { name: nameOf(error), message: explain(error).text.replace(`${nameOf(error)}: `, '') },
  })

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Error')
