import { badRequest } from '@scribelite/core/protocol'
import { isUnfinished } from '../jobs/job-record.ts'
import { noSuchJob } from './get-transcription-job.ts'
import type { Desk, Handler } from './operation.ts'

/** The files of the job stay in their bucket, as on AWS. */
export function deleteTranscriptionJob({ jobs }: Desk): Handler {
  return async (input, { owner }) => {
    const deleted = await jobs.delete(owner, String(input.TranscriptionJobName), (record) => {
      // Documented in the description of BadRequestException: not in a non-terminal state. The words are ours.
      if (isUnfinished(record))
        throw badRequest(
          `The requested job can't be deleted while its status is ${record.status}. Wait until it ends and try your request again.`,
        )
    })
    if (!deleted) throw noSuchJob()
    return undefined
  }
}
