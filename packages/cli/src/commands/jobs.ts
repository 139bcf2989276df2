/** `scribelite jobs`: the transcription jobs of the account. */
import {
  fetchTranscript,
  listJobs as jobsOf,
  getJob as readJob,
  deleteJob as removeJob,
  type TranscriptionJob,
  waitForJob as waitUntilDone,
} from '@scribelite/core'
import { UsageError } from '../exit-code.ts'
import { type Columns, type Listed, printMany, printOne } from '../listing.ts'
import { type GlobalOptions, withTarget } from '../target.ts'
import { say, statusLine, type Terminal, write } from '../terminal.ts'
import { formatTranscript, printedFormat, type TranscriptFormat } from '../transcript-format.ts'

interface NamedJob extends GlobalOptions {
  readonly name: string
}

export interface GetJobCommand extends NamedJob {
  readonly format?: TranscriptFormat | undefined
}

export interface ListJobsCommand extends GlobalOptions {
  readonly status?: TranscriptionJob['status'] | undefined
  readonly nameContains?: string | undefined
  readonly limit: number
}

export async function listJobs(command: ListJobsCommand, terminal: Terminal): Promise<void> {
  if (!Number.isInteger(command.limit) || command.limit < 1) {
    throw new UsageError(`--limit must be a whole number from 1, got ${command.limit}.`)
  }
  await withTarget(command, terminal, ({ connection }) => {
    const jobs = jobsOf({
      connection,
      signal: terminal.signal,
      pageSize: Math.min(100, command.limit),
      ...(command.status === undefined ? {} : { status: command.status }),
      ...(command.nameContains === undefined ? {} : { nameContains: command.nameContains }),
    })
    return printMany(jobs, columns, command, terminal)
  })
}

const columns: Columns<TranscriptionJob> = {
  what: 'jobs',
  head: ['NAME', 'STATUS', 'LANGUAGE', 'MODEL', 'CREATED'],
  cells: (job) => [job.name, job.status, job.languageCode, job.languageModelName, job.createdAt?.toISOString()],
}

export async function getJob(command: GetJobCommand, terminal: Terminal): Promise<void> {
  const format = command.format === undefined ? undefined : printedFormat(command.format, command.json)
  await withTarget(command, terminal, async (target) => {
    const options = { connection: target.connection, signal: terminal.signal }
    if (format !== undefined) {
      const transcript = await fetchTranscript(command.name, options)
      return write(terminal.stdout, formatTranscript(transcript, format))
    }
    await show(await readJob(command.name, options), command, terminal)
  })
}

export async function waitForJob(command: NamedJob, terminal: Terminal): Promise<void> {
  const status = statusLine(terminal)
  const began = Date.now()
  await withTarget(command, terminal, async (target) => {
    try {
      const job = await waitUntilDone(command.name, {
        connection: target.connection,
        signal: terminal.signal,
        onStatus: (now) => status.show(`${now.name}: ${now.status} ${Math.round((Date.now() - began) / 1000)} s`),
      })
      status.clear()
      await show(job, command, terminal)
    } finally {
      status.clear()
    }
  })
}

export async function deleteJob(command: NamedJob, terminal: Terminal): Promise<void> {
  await withTarget(command, terminal, async (target) => {
    await removeJob(command.name, { connection: target.connection, signal: terminal.signal })
    if (!command.json) say(terminal, `deleted ${command.name}`)
  })
}

function show(job: TranscriptionJob, command: GlobalOptions, terminal: Terminal): Promise<void> {
  const facts: Listed['facts'] = [
    ['name', job.name],
    ['status', job.status],
    ['reason', job.failureReason],
    ['language', job.languageCode],
    ['model', job.languageModelName],
    ['media', job.mediaUri],
    ['format', job.mediaFormat],
    ['rate', job.sampleRate === undefined ? undefined : `${job.sampleRate} Hz`],
    ['transcript', job.transcriptUri],
    ['created', job.createdAt?.toISOString()],
    ['completed', job.completedAt?.toISOString()],
  ]
  return printOne({ details: job.details, facts }, command.json, terminal)
}
