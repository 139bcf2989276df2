/**
 * StartTranscriptionJob: the rules, then whether the name is free, then what the job points to (media, output bucket,
 * language model), then a place among the running jobs. In which order AWS looks at these is not known.
 */
import { badRequest, conflict } from '@scribelite/core/protocol'
import { type JobRecord, type StartTranscriptionJobInput, startedJob } from '../jobs/job-record.ts'
import { transcriptLocation } from '../jobs/output-location.ts'
import { type S3Location, s3Location } from '../jobs/s3-location.ts'
import { MAX_KEY_BYTES } from '../objects/object-store.ts'
import { isServiceBucket } from '../objects/service-bucket.ts'
import type { Owner } from '../service.ts'
import { noSuchModel } from './describe-language-model.ts'
import { checkJobRules } from './job-rules.ts'
import type { Desk, Handler } from './operation.ts'
import { unlessRefused, unreadableUri, unwritableBucket } from './s3-access.ts'

/** Bytes of a media file: 2 GB. */
const mostMediaBytes = 2 * 1024 ** 3

/** Recorded; HTTP 400 on the JSON API. */
const nameTaken = (): Error => conflict('The requested job name already exists. Use a different job name.')

export function startTranscriptionJob(desk: Desk): Handler {
  const { service, jobs, jobRunner } = desk
  return async (members, { owner, request }) => {
    const input = members as unknown as StartTranscriptionJobInput
    const name = input.TranscriptionJobName
    checkJobRules(input)
    if ((await jobs.get(owner, name)) !== undefined) throw nameTaken()
    const source = await readableMedia(desk, input, request.authority)
    await checkOutput(desk, owner, input)
    await checkLanguageModel(desk, owner, input)

    const place = jobRunner.reserve(owner, input.JobExecutionSettings?.AllowDeferredExecution === true)
    const now = service.clock.now()
    const record: JobRecord = {
      input,
      source,
      uuid: service.ids.uuid(),
      status: place.status,
      createdAt: now,
      ...(place.status === 'IN_PROGRESS' && { startedAt: now }),
    }
    try {
      if (!(await jobs.create(owner, name, record))) throw nameTaken()
    } catch (error) {
      place.release()
      throw error
    }
    place.enter(record)
    return { TranscriptionJob: startedJob(record) }
  }
}

async function readableMedia(
  { service }: Desk,
  input: StartTranscriptionJobInput,
  authority: string,
): Promise<S3Location> {
  const source = s3Location(input.Media.MediaFileUri ?? '', authority)
  if (source === undefined || isServiceBucket(source.bucket)) throw unreadableUri()
  const info = await unlessRefused(service.objects.head(source.bucket, source.key), unreadableUri)
  if (info === undefined) throw unreadableUri()
  // Recorded: size is looked at here, everything inside the file only by the job.
  if (info.size > mostMediaBytes)
    throw badRequest(
      `The input file that you specified exceeds the maximum size of ${(mostMediaBytes / 1024 ** 2).toFixed(2)} Mb. Try again with a smaller file.`,
    )
  return source
}

async function checkOutput({ service }: Desk, owner: Owner, input: StartTranscriptionJobInput): Promise<void> {
  const bucket = input.OutputBucketName
  if (bucket === undefined) return
  const found = !isServiceBucket(bucket) && (await unlessRefused(service.objects.hasBucket(bucket), unwritableBucket))
  if (!found) throw unwritableBucket()
  // An OutputKey may have 1024 characters, and the name of the job comes behind it. AWS's words are not known.
  const { key } = transcriptLocation(owner, { input, uuid: '' })
  if (key.length > MAX_KEY_BYTES)
    throw badRequest(
      `The output key that you provided is too long: the key of the transcript would have ${key.length} characters, and Amazon S3 takes ${MAX_KEY_BYTES}.`,
    )
}

/** AWS's words for an unknown or unfinished model are not known. */
async function checkLanguageModel({ languageModels }: Desk, owner: Owner, input: StartTranscriptionJobInput) {
  const name = input.ModelSettings?.LanguageModelName
  if (name === undefined) return
  const model = await languageModels.find(owner, name)
  if (model === undefined) throw noSuchModel()
  if (model.status !== 'COMPLETED')
    throw badRequest(
      `The requested language model can't be used while its status is ${model.status}. Check the language model name and try your request again.`,
    )
}
