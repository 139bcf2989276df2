/** What the process ends with; documented in the README and in `--help`. */
export const exitCode = {
  done: 0,
  /** Refused by the service, or failed. */
  failed: 1,
  /** The command line cannot be understood, lacks something, or names a file that cannot be used. */
  usage: 2,
  interrupted: 130,
} as const

export type ExitCode = (typeof exitCode)[keyof typeof exitCode]

/** The command line lacks something or contradicts itself: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
