/** What remains of an answer, whichever door gave it: an entry in the journal and a line in the log, made here alone. */
import type { JournalEntry } from './journal.ts'
import type { LogLine } from './log.ts'
import type { Service } from './service.ts'

/**
 * @param fault what went wrong in the emulator itself: whole in the log with its causes, and nowhere else
 */
export function recordAnswer(
  { journal, log }: Pick<Service, 'journal' | 'log'>,
  entry: JournalEntry,
  fault?: unknown,
): void {
  journal.record(entry)
  const { id, method, operation, status, error, stream } = entry
  const durationMs = Math.round(entry.durationMs)
  const words = error === undefined ? '' : ` ${error.code}${error.message === '' ? '' : `: ${error.message}`}`
  const detail = fault === undefined ? error?.explanation : stackOf(fault)
  log({
    level: levelOf(entry),
    message: `${method} ${operation} ${status} ${durationMs} ms${words}`,
    ...(detail === undefined ? {} : { detail }),
    fields: {
      requestId: id,
      operation,
      status,
      durationMs,
      ...stream,
      ...(error === undefined ? {} : { error: error.code }),
    },
  })
}

/** What is ours to mend is an error, 501 is known to be missing, and what a client did wrong is a warning. */
function levelOf({ status, error }: JournalEntry): LogLine['level'] {
  if (error === undefined) return 'info'
  return (status >= 500 && status !== 501) || error.code.startsWith('InternalFailure') ? 'error' : 'warn'
}

/** The stack of an error and of everything that caused it. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const own = error.stack ?? String(error)
  return error.cause === undefined ? own : `${own}\ncaused by: ${stackOf(error.cause)}`
}
