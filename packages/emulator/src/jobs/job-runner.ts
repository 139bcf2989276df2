/**
 * The states of transcription jobs: a place or the queue at the start, then IN_PROGRESS, then COMPLETED or FAILED, by
 * the clock and by the work, never by reading. What the work is stands in `transcription.ts`.
 */
import { limitExceeded } from '@scribelite/core/protocol'
import type { Records } from '../records.ts'
import type { Owner, Service } from '../service.ts'
import { createBackground } from './background.ts'
import type { JobRecord } from './job-record.ts'

export interface JobRunner {
  /**
   * Takes a place for a new job, or for one that may wait a place in the queue.
   * Throws LimitExceededException when neither is free.
   */
  reserve(owner: Owner, deferrable: boolean): JobPlace
  /** Takes up what an earlier run of the emulator left unfinished. */
  resume(): Promise<void>
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Held while the record is written: one of `enter` and `release` must follow. */
interface JobPlace {
  readonly status: 'IN_PROGRESS' | 'QUEUED'
  /** The record is written: the job begins, or stands in the queue. */
  enter(record: JobRecord): void
  /** The record was not written after all. */
  release(): void
}

/** What came of a job's work. */
export type JobOutcome = Pick<JobRecord, 'media' | 'subtitles'> | { readonly failureReason: string }

export interface JobRunnerOptions {
  /** The least seconds from StartTime to CompletionTime. */
  readonly jobSeconds: number
  /** Jobs that are worked at once; up to `limits.concurrentJobs` are IN_PROGRESS. */
  readonly atOnce: number
  readonly transcribe: (owner: Owner, record: JobRecord, signal: AbortSignal) => Promise<JobOutcome>
}

/** Documented: more than 10 000 queued jobs are refused. */
const longestQueue = 10_000

interface Line {
  running: number
  readonly queue: JobRecord[]
}

export function createJobRunner(
  service: Pick<Service, 'clock' | 'log' | 'limits'>,
  records: Records<JobRecord>,
  options: JobRunnerOptions,
): JobRunner {
  const { clock, limits } = service
  const background = createBackground(service, options.atOnce)
  const lines = new Map<string, Line>()

  const lineOf = (owner: Owner): Line => {
    const key = `${owner.accountId}/${owner.region}`
    const line = lines.get(key) ?? { running: 0, queue: [] }
    lines.set(key, line)
    return line
  }

  /** Only the record of this very job changes: a deleted one may have a successor of the same name. */
  const change = (owner: Owner, job: JobRecord, update: Partial<JobRecord>): Promise<JobRecord | undefined> =>
    records.change(owner, job.input.TranscriptionJobName, (record) =>
      record.uuid === job.uuid ? { ...record, ...update } : undefined,
    )

  const begin = (owner: Owner, job: JobRecord, line: Line, written: Promise<unknown> = Promise.resolve()): void => {
    const due = (job.startedAt ?? job.createdAt) + options.jobSeconds * 1000
    background.run({
      name: `Transcription job ${job.input.TranscriptionJobName}`,
      async before(signal) {
        await written
        if (due > clock.now()) await clock.sleep(due - clock.now(), signal)
      },
      async work(signal) {
        try {
          const outcome = await options.transcribe(owner, job, signal)
          const update: Partial<JobRecord> =
            'failureReason' in outcome
              ? { status: 'FAILED', failureReason: outcome.failureReason }
              : { status: 'COMPLETED', completedAt: clock.now(), ...outcome }
          signal.throwIfAborted()
          await change(owner, job, update)
        } finally {
          line.running--
          if (!signal.aborted) advance(owner, line)
        }
      },
    })
  }

  /** The queue moves up: first in, first out (documented). */
  const advance = (owner: Owner, line: Line): void => {
    while (line.running < limits.concurrentJobs) {
      const job = line.queue.shift()
      if (job === undefined) return
      line.running++
      const update = { status: 'IN_PROGRESS', startedAt: clock.now() } as const
      begin(owner, { ...job, ...update }, line, change(owner, job, update))
    }
  }

  return {
    reserve(owner, deferrable) {
      const line = lineOf(owner)
      if (line.running < limits.concurrentJobs) {
        line.running++
        return {
          status: 'IN_PROGRESS',
          enter: (record) => begin(owner, record, line),
          release() {
            line.running--
            advance(owner, line)
          },
        }
      }
      if (!deferrable || line.queue.length >= longestQueue)
        throw limitExceeded('You have too many jobs running at the same time. Try your request again later.')
      return {
        status: 'QUEUED',
        enter(record) {
          line.queue.push(record)
          // A place may have become free while the record was written.
          advance(owner, line)
        },
        release: () => undefined,
      }
    },
    async resume() {
      const resumed = new Map<Line, Owner>()
      for await (const { owner, record } of records.unfinished()) {
        const line = lineOf(owner)
        if (record.status === 'QUEUED') {
          line.queue.push(record)
        } else {
          line.running++
          begin(owner, record, line)
        }
        resumed.set(line, owner)
      }
      for (const [line, owner] of resumed) advance(owner, line)
    },
    idle: () => background.idle(),
    async stop() {
      await background.stop()
      lines.clear()
    },
  }
}
