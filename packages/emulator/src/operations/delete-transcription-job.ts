import { badRequest } from '@scribelite/core/protocol'
import { isUnfinished, type JobRecord } from '../jobs/job-record.ts'
import { outputLocations } from '../jobs/output-location.ts'
import type { Owner } from '../service.ts'
import { noSuchJob } from './get-transcription-job.ts'
import type { Desk, Handler } from './operation.ts'

/** The output goes with the job where the service keeps it; in a bucket of the caller's it stays, as on AWS. */
export function deleteTranscriptionJob({ service, jobs }: Desk): Handler {
  return async (input, { owner }) => {
    let found: JobRecord | undefined
    await jobs.delete(owner, String(input.TranscriptionJobName), (record) => {
      // Documented in the description of BadRequestException: not in a non-terminal state. The words are ours.
      if (isUnfinished(record))
        throw badRequest(
          `The requested job can't be deleted while its status is ${record.status}. Wait until it ends and try your request again.`,
        )
      found = record
    })
    if (found === undefined) throw noSuchJob()
    if (found.input.OutputBucketName === undefined) await deleteOutput(service, owner, found)
    return undefined
  }
}

async function deleteOutput({ objects }: Desk['service'], owner: Owner, record: JobRecord): Promise<void> {
  // Before the first output in a region its bucket is not there.
  for (const { bucket, key } of outputLocations(owner, record))
    if (await objects.hasBucket(bucket)) await objects.delete(bucket, key)
}
