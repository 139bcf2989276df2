/**
 * CreateLanguageModel: data that cannot be read is refused here, data that breaks a rule makes the model FAILED later.
 * The pattern of the role is the model's and already checked; the role itself is not looked up: there is no IAM here.
 */
import { badRequest, conflict, limitExceeded } from '@scribelite/core/protocol'
import type { CreateLanguageModelInput, LanguageModelRecord } from '../jobs/language-model-record.ts'
import { type S3Location, s3Location } from '../jobs/s3-location.ts'
import { isReadable } from '../jobs/training-data.ts'
import { isServiceBucket } from '../objects/service-bucket.ts'
import type { Owner } from '../service.ts'
import type { Desk, Handler } from './operation.ts'
import { unlessRefused, unreadableUri } from './s3-access.ts'

export function createLanguageModel(desk: Desk): Handler {
  const { service, languageModels, trainingRunner } = desk
  return async (members, { owner, request }) => {
    const input = members as unknown as CreateLanguageModelInput
    checkKey(input)
    await checkName(desk, owner, input.ModelName)
    const training = await readablePrefix(desk, input.InputDataConfig.S3Uri, request.authority)
    const tuningUri = input.InputDataConfig.TuningDataS3Uri
    const tuning = tuningUri === undefined ? undefined : await readablePrefix(desk, tuningUri, request.authority)
    const now = service.clock.now()
    const record: LanguageModelRecord = {
      input,
      training,
      ...(tuning !== undefined && { tuning }),
      uuid: service.ids.uuid(),
      status: 'IN_PROGRESS',
      createdAt: now,
      modifiedAt: now,
      streamable: true,
    }
    const place = trainingRunner.reserve(owner)
    try {
      await create(desk, owner, record)
    } catch (error) {
      place.release()
      throw error
    }
    place.enter(record)
    return {
      LanguageCode: input.LanguageCode,
      BaseModelName: input.BaseModelName,
      ModelName: input.ModelName,
      InputDataConfig: input.InputDataConfig,
      ModelStatus: record.status,
    }
  }

  /** The count and the creation belong together, or two creations at once could both be the tenth. */
  function create({ service: { limits } }: Desk, owner: Owner, record: LanguageModelRecord): Promise<void> {
    return desk.alone(`language models of ${owner.accountId} in ${owner.region}`, async () => {
      let models = 0
      for await (const _ of languageModels.records.list(owner)) models++
      if (models >= limits.languageModels)
        throw limitExceeded(
          `You have reached the maximum of ${limits.languageModels} custom language models. Delete one and try your request again.`,
        )
      if (!(await languageModels.records.create(owner, record.input.ModelName, record))) throw nameTaken()
    })
  }
}

/** Documented: the whole ARN of a key, neither its id nor an alias. The words are ours. */
function checkKey({ EncryptionConfiguration: encryption }: CreateLanguageModelInput): void {
  if (encryption !== undefined && !/^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/.+$/.test(encryption.KMSKey))
    throw badRequest('You must specify the full Amazon Resource Name (ARN) of a key for KMSKey.')
}

async function readablePrefix({ service }: Desk, uri: string, authority: string): Promise<S3Location> {
  const prefix = s3Location(uri, authority)
  // Terraform waits for a new role by the words "Make sure that you have read permission".
  if (prefix === undefined || isServiceBucket(prefix.bucket)) throw unreadableUri()
  if (!(await unlessRefused(isReadable(service.objects, prefix), unreadableUri))) throw unreadableUri()
  return prefix
}

async function checkName({ languageModels }: Desk, owner: Owner, name: string): Promise<void> {
  if ((await languageModels.records.get(owner, name)) !== undefined) throw nameTaken()
}

/** Words as of the other resources of the family. */
const nameTaken = (): Error =>
  conflict('The requested language model name already exists. Use a different language model name.')
