import { badRequest } from '@scribelite/core/protocol'
import { describedJob } from '../jobs/job-record.ts'
import { outputUris } from '../jobs/output-location.ts'
import type { Desk, Handler } from './operation.ts'

/** Recorded: a name that is not there is BadRequestException on Get and on Delete, although the model has NotFound. */
export const noSuchJob = (): Error =>
  badRequest("The requested job couldn't be found. Check the job name and try your request again.")

export function getTranscriptionJob({ service, jobs }: Desk): Handler {
  return async (input, { owner, request }) => {
    const record = await jobs.get(owner, String(input.TranscriptionJobName))
    if (record === undefined) throw noSuchJob()
    return { TranscriptionJob: describedJob(owner, record, outputUris(service, request)) }
  }
}
