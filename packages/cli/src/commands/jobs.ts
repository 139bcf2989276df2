/** `scribelite jobs`: the transcription jobs of the account. */
import {
  fetchTranscript,
  listJobs as jobsOf,
  getJob as readJob,
  deleteJob as removeJob,
  type TranscriptionJob,
  waitForJob as waitUntilDone,
} from '@scribelite/core'
import { table } from '../table.ts'
import { type GlobalOptions, openTarget, type Target } from '../target.ts'
import { printLine, say, statusLine, type Terminal, write } from '../terminal.ts'
import { formatTranscript, type TranscriptFormat } from '../transcript-format.ts'

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
  await at(command, terminal, async (target) => {
    const jobs: TranscriptionJob[] = []
    let left = command.limit
    for await (const job of jobsOf({
      connection: target.connection,
      signal: terminal.signal,
      pageSize: Math.max(1, Math.min(100, command.limit)),
      ...(command.status === undefined ? {} : { status: command.status }),
      ...(command.nameContains === undefined ? {} : { nameContains: command.nameContains }),
    })) {
      if (left-- <= 0) break
      if (command.json) await printLine(terminal, JSON.stringify(job.details))
      else jobs.push(job)
    }
    if (command.json) return
    if (jobs.length === 0) say(terminal, 'There are no jobs.')
    for (const line of table(
      ['NAME', 'STATUS', 'LANGUAGE', 'MODEL', 'CREATED'],
      jobs.map((job) => [
        job.name,
        job.status,
        job.languageCode ?? '',
        job.languageModelName ?? '',
        job.createdAt?.toISOString() ?? '',
      ]),
    )) {
      await printLine(terminal, line)
    }
  })
}

export async function getJob(command: GetJobCommand, terminal: Terminal): Promise<void> {
  await at(command, terminal, async (target) => {
    const options = { connection: target.connection, signal: terminal.signal }
    if (command.format !== undefined) {
      const transcript = await fetchTranscript(command.name, options)
      return write(terminal.stdout, formatTranscript(transcript, command.format))
    }
    await show(await readJob(command.name, options), command, terminal)
  })
}

export async function waitForJob(command: NamedJob, terminal: Terminal): Promise<void> {
  const status = statusLine(terminal)
  const began = Date.now()
  await at(command, terminal, async (target) => {
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
  await at(command, terminal, async (target) => {
    await removeJob(command.name, { connection: target.connection, signal: terminal.signal })
    if (!command.json) say(terminal, `deleted ${command.name}`)
  })
}

async function show(job: TranscriptionJob, command: GlobalOptions, terminal: Terminal): Promise<void> {
  if (command.json) return printLine(terminal, JSON.stringify(job.details))
  const facts: readonly (readonly [string, string | undefined])[] = [
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
  for (const [name, value] of facts) {
    if (value !== undefined) await printLine(terminal, `${name.padEnd(12)}${value}`)
  }
}

async function at<T>(command: GlobalOptions, terminal: Terminal, work: (target: Target) => Promise<T>): Promise<T> {
  const target = await openTarget(command, terminal)
  try {
    return await work(target)
  } finally {
    await target.close()
  }
}
