import { type JobStatus, jobSummary } from '../jobs/job-record.ts'
import type { Desk, Handler } from './operation.ts'
import { contains, type PageInput, pageOf } from './page.ts'

interface Input extends PageInput {
  readonly Status?: JobStatus
  readonly JobNameContains?: string
}

export function listTranscriptionJobs({ jobs }: Desk): Handler {
  return async (members, { owner }) => {
    const input = members as Input
    const page = await pageOf(
      'jobs',
      input,
      (after) => jobs.list(owner, after),
      (record) =>
        (input.Status === undefined || record.status === input.Status) &&
        contains(record.input.TranscriptionJobName, input.JobNameContains),
    )
    return {
      // The filter is echoed when given.
      ...(input.Status !== undefined && { Status: input.Status }),
      ...page.next,
      TranscriptionJobSummaries: page.records.map(jobSummary),
    }
  }
}
