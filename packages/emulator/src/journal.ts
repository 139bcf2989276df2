/** What was asked and what was answered: the newest entries, bounded, for the admin door and for tests. */
export interface JournalEntry {
  /** The request id that the client was given. */
  readonly id: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly door: 'json' | 'http2' | 'websocket' | 's3'
  /** `StartTranscriptionJob`, `StartStreamTranscription`, `PutObject`, … as far as it was recognised. */
  readonly operation: string
  readonly method: string
  readonly path: string
  readonly accessKeyId?: string
  /** What was asked, under AWS's names, as it came: checked only when `status` says so. Absent when it is none or too long to keep. */
  readonly input?: Readonly<Record<string, unknown>>
  readonly status: number
  readonly durationMs: number
  /** What was refused and why; `explanation` is what the log shows: the canonical request, the line that differs. */
  readonly error?: { readonly code: string; readonly message: string; readonly explanation?: string }
  /** For a stream: frames and bytes in, events out. */
  readonly stream?: {
    readonly sessionId: string
    readonly framesIn: number
    readonly bytesIn: number
    readonly eventsOut: number
  }
}

/** The newest entries of what was asked and answered; the oldest are forgotten. */
export interface Journal {
  record(entry: JournalEntry): void
  /** Newest last. */
  entries(): readonly JournalEntry[]
  clear(): void
}

/** A journal that keeps the newest `limit` entries. */
export function createJournal(limit: number): Journal {
  let kept: JournalEntry[] = []
  return {
    record(entry) {
      kept.push(entry)
      // Cut in strides, so that recording stays cheap.
      if (kept.length > limit * 2) kept = kept.slice(-limit)
    },
    entries: () => kept.slice(-limit),
    clear() {
      kept = []
    },
  }
}
