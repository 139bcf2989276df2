/** An error as a person reads it, and the exit code that goes with it. */
import { type ExitCode, exitCode, UsageError } from './exit-code.ts'

export function explain(error: unknown): { readonly text: string; readonly code: ExitCode } {
  if (!(error instanceof Error)) return { text: String(error), code: exitCode.failed }
  // What core found missing or contradictory in the options came from the command line.
  const usage = error instanceof UsageError || ('code' in error && usageCodes.has(error.code))
  return { text: sentence(error), code: usage ? exitCode.usage : exitCode.failed }
}

/** Codes of core and emulator for what the command line itself named wrongly: options, and files. */
const usageCodes: ReadonlySet<unknown> = new Set([
  'bad-option',
  'unreadable-source',
  'INVALID_FIXTURE',
  'SCRIBELITE_CREDENTIALS',
])

/** The service's exceptions are named, as AWS names them; the rest speaks for itself, with its cause where that says more. */
function sentence(error: Error): string {
  const words = ownWords(error)
  switch ('code' in error ? error.code : undefined) {
    case 'aws':
      return `${error.name}: ${error.message}`
    case 'not-configured':
      // Core's own advice is for a program.
      return `${causeOf(error)?.message.replace(/\.?$/, '.') ?? words} ${whoAndWhere}`
    case 'connection-failed':
      if (/CERT/.test(words)) return `${words} ${whomToTrust}`
      return /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|no HTTP.2 connection|could not be opened/.test(words)
        ? `${words} ${whereToLook}`
        : words
    default:
      return words
  }
}

const whoAndWhere =
  'Set AWS_REGION, AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or name a --region and a --profile that has keys; or take the emulator on this machine, with --local.'

const whereToLook =
  'Is the service running, and is this its address? It comes from --endpoint-url or the AWS_ENDPOINT_URL_… variables.'

const whomToTrust = 'NODE_EXTRA_CA_CERTS must name the file of the authority that signed its certificate.'

/** The words of the file system, which stand in front of a path, behind it; the path not again when it was `said`. */
export function ownWords(error: Error, said = ''): string {
  const words = error.message.replace(
    /([A-Z]{3,}): ([a-z][^,]*), (\w+) '([^']*)'(?: -> '[^']*')?/,
    (_, code, reason, call, path) => `${said.includes(path) ? '' : `${path}: `}${reason} (${code}, ${call})`,
  )
  const cause = causeOf(error)
  if (cause === undefined || words.includes(cause.message)) return words
  return `${words.replace(/\.$/, '')}: ${ownWords(cause, words).replace(/\.?$/, '.')}`
}

const causeOf = ({ cause }: Error): Error | undefined => (cause instanceof Error ? cause : undefined)

/** An error as a program reads it: one line of JSON, with the recording it is about where there are several. */
export const failureLine = (error: unknown, media?: string): string =>
  JSON.stringify({
    ...(media === undefined ? {} : { media }),
    error: { name: nameOf(error), message: explain(error).text.replace(`${nameOf(error)}: `, '') },
  })

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : 'Error')
