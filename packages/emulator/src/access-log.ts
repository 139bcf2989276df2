/** What remains of an answer, whichever door gave it: an entry in the journal and a line in the log, made here alone. */
import type { JournalEntry } from './journal.ts'
import type { LogLine } from './log.ts'
import { ObjectStoreError } from './objects/object-store.ts'
import type { Service } from './service.ts'

/**
 * @param fault what went wrong in the emulator itself: whole in the log with its causes, and nowhere else
 */
export function recordAnswer(
  { journal, log }: Pick<Service, 'journal' | 'log'>,
  entry: JournalEntry,
  fault?: unknown,
): void {
  const { id, method, operation, status, stream } = entry
  const error = entry.error === undefined ? undefined : shortened(entry.error)
  journal.record(error === undefined ? entry : { ...entry, error })
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

/** AWS's refusals repeat what was sent, up to ten times over; a journal that keeps megabytes of each is no bounded one. */
const mostWords = 4096
/** Explanations hold a canonical request, and the headers of one can be as long as this. */
const mostExplanation = 32 * 1024

function shortened(error: NonNullable<JournalEntry['error']>): NonNullable<JournalEntry['error']> {
  const { code, message, explanation } = error
  return {
    code,
    message: cut(message, mostWords),
    ...(explanation === undefined ? {} : { explanation: cut(explanation, mostExplanation) }),
  }
}

const cut = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most)}… (${text.length} characters)`

/** What is ours to mend is an error, 501 is known to be missing, and what a client did wrong is a warning. */
function levelOf({ status, error }: JournalEntry): LogLine['level'] {
  if (error === undefined) return 'info'
  return (status >= 500 && status !== 501) || error.code.startsWith('InternalFailure') ? 'error' : 'warn'
}

/** The stack of an error and of everything that caused it. What a store cannot do is no fault of the code: its words are enough. */
export function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error instanceof ObjectStoreError) return error.message
  const own = error.stack ?? String(error)
  return error.cause === undefined ? own : `${own}\ncaused by: ${stackOf(error.cause)}`
}
