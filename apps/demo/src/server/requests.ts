/** The emulator's journal, for the page: what was asked, by whom, how it was answered, and why it was refused. */
import type { JournalEntry } from '@scribelite/emulator'
import type { RequestDetail, RequestList, RequestSummary } from '../api/api.ts'
import { askEmulator } from './emulator-admin.ts'
import { decoded } from './objects.ts'
import type { Presigner } from './presigned.ts'
import { Refusal } from './refusal.ts'
import { shown } from './shown.ts'
import { isRepeatable, snippetsOf } from './snippets.ts'
import type { Target } from './target.ts'

export interface RequestFilter {
  readonly door?: JournalEntry['door']
  readonly errors: boolean
  readonly sessionId?: string
  readonly limit: number
}

/** Newest first. */
export async function listedRequests(target: Target, filter: RequestFilter, signal: AbortSignal): Promise<RequestList> {
  const requests: RequestSummary[] = []
  for (const entry of (await journalOf(target, signal)).reverse()) {
    if (filter.door !== undefined && entry.door !== filter.door) continue
    if (filter.errors && entry.error === undefined) continue
    if (filter.sessionId !== undefined && sessionOf(entry) !== filter.sessionId) continue
    requests.push(summaryOf(entry))
    if (requests.length >= filter.limit) break
  }
  return { requests }
}

export async function shownRequest(
  target: Target,
  presigner: Presigner,
  id: string,
  signal: AbortSignal,
): Promise<RequestDetail> {
  const entry = (await journalOf(target, signal)).findLast((one) => one.id === id)
  if (entry === undefined) {
    throw new Refusal(404, 'no-such-request', 'The journal does not have this request any more.')
  }
  const input = inputOf(entry)
  const { error } = entry
  return shown<RequestDetail>({
    request: summaryOf(entry),
    input,
    explanation: compared(error?.explanation, presigner.signedFor(sessionOf(entry) ?? '')),
    snippets: input === undefined || !isRepeatable(entry) ? undefined : snippetsOf(entry.operation, input, target),
  })
}

/** Why a request was refused, as the journal has it; undefined when it says nothing, or there is none. */
export async function explanationOf(
  target: Target,
  is: (entry: JournalEntry) => boolean,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (target.kind !== 'emulator') return undefined
  return (await journalOf(target, signal)).findLast(is)?.error?.explanation
}

const journalOf = async (target: Target, signal?: AbortSignal): Promise<JournalEntry[]> =>
  (await askEmulator<{ readonly entries: JournalEntry[] }>(target, 'journal', signal)).entries

/** A stream that was refused at the door has no session yet, but may have asked for one. */
export const sessionOf = ({ stream, input }: JournalEntry): string | undefined =>
  stream?.sessionId ?? (typeof input?.SessionId === 'string' ? input.SessionId : undefined)

function summaryOf(entry: JournalEntry): RequestSummary {
  const { id, at, door, operation, method, path, accessKeyId, status, durationMs, error, stream } = entry
  return shown<RequestSummary>({
    id,
    at: new Date(at).toISOString(),
    door,
    operation,
    method,
    path,
    accessKeyId,
    status,
    durationMs: Math.round(durationMs),
    error: error === undefined ? undefined : { code: error.code, message: error.message },
    stream,
  })
}

/** Of an S3 call what its path says. */
function inputOf({ door, path, input }: JournalEntry): Readonly<Record<string, unknown>> | undefined {
  if (door !== 's3') return input
  const [, bucket = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(path) ?? []
  return { ...(bucket === '' ? {} : { Bucket: decoded(bucket) }), ...(key === '' ? {} : { Key: decoded(key) }) }
}

/** The canonical request of a log's explanation beside the one that was signed; the query pair by pair, since it is there that URLs differ. */
function compared(explanation: string | undefined, signed: string | undefined): string | undefined {
  // What the emulator could tell apart by itself is marked already.
  if (explanation === undefined || signed === undefined || /^- /m.test(explanation)) return explanation
  const theirs = canonicalLines(signed)
  const marked = explanation.replace(
    /(canonical request that we computed:\n)(.*?)(?=\n\nThe string to sign)/s,
    (_, title: string, received: string) =>
      title +
      canonicalLines(received)
        .map((line, at) => (theirs[at] === line ? line : `- ${theirs[at] ?? ''}\n+ ${line}`))
        .join('\n'),
  )
  // The emulator cannot know what was signed; this server does.
  const verdict = /^- /m.test(marked)
    ? 'What came is not what was signed: see the marked lines.'
    : 'What came is what was signed, line by line: the secret access key differs.'
  return marked.replace(/^None of the usual mistakes[^\n]*/, verdict)
}

const canonicalLines = (canonical: string): string[] =>
  canonical.split('\n').flatMap((line, at) => (at === 2 ? line.replaceAll('&', '\n&').split('\n') : [line]))
