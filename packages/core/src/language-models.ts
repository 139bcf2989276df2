/** Custom language models: text in, a trained model out, hours later on AWS. */
import { createReadStream } from 'node:fs'
import {
  CreateLanguageModelCommand,
  type CreateLanguageModelCommandInput,
  DeleteLanguageModelCommand,
  DescribeLanguageModelCommand,
  ListLanguageModelsCommand,
  type LanguageModel as SdkLanguageModel,
} from '@aws-sdk/client-transcribe'
import { createBackoff, type PollOptions } from './backoff.ts'
import { type Connection, transcribeClientOf, withConnection } from './connection.ts'
import { AwsServiceError, LanguageModelFailedError, ScribeliteError } from './errors.ts'
import { type CallOptions, call } from './jobs.ts'
import { removeObjects, uploadObject } from './object-upload.ts'
import { type S3Location, s3Uri } from './s3-location.ts'
import { systemTiming } from './timing.ts'
import { collectTrainingText, type TrainingFile } from './training-text.ts'

/** A custom language model as the service tells of it. */
export interface LanguageModel {
  readonly name: string
  readonly status: 'IN_PROGRESS' | 'FAILED' | 'COMPLETED'
  /** AWS's words, when the training has FAILED. */
  readonly failureReason?: string
  readonly languageCode?: string
  /** `NarrowBand` for audio below 16 000 Hz, `WideBand` from there. */
  readonly baseModel?: string
  readonly trainingDataUri?: string
  readonly tuningDataUri?: string
  readonly roleArn?: string
  /** AWS has a newer base model than the one that this was made from. */
  readonly upgradeAvailable?: boolean
  readonly createdAt?: Date
  readonly modifiedAt?: Date
  /** The whole answer, under AWS's names. */
  readonly details: Readonly<Record<string, unknown>>
}

/** What a custom language model is trained from, and how. */
export interface CreateLanguageModelOptions extends CallOptions {
  readonly name: string
  /** `en-US`, `en-GB`, `en-AU`, `es-US`, `de-DE`, `ja-JP`, or `hi-IN` (batch only). */
  readonly languageCode: string
  /** `NarrowBand` for audio below 16 000 Hz, `WideBand` from there. */
  readonly baseModel: string
  /** A role that Transcribe may assume and that may read and list the text. */
  readonly roleArn: string
  /** Local training text: files, or directories with all that is in them. Uploaded to `bucket`. */
  readonly text?: string | readonly string[]
  /** Local tuning text: transcripts of what such speech really sounds like. */
  readonly tuningText?: string | readonly string[]
  /** Training text that is in S3 already: a prefix, of which every object is read. */
  readonly trainingDataUri?: string
  readonly tuningDataUri?: string
  /** Where local text is put for the service to read. */
  readonly bucket?: string
  /** Key prefix of uploads. Default `scribelite/`. */
  readonly prefix?: string
  /** Any other member of CreateLanguageModel, as AWS names it. */
  readonly request?: Readonly<Record<string, unknown>>
  readonly onProgress?: (progress: LanguageModelProgress) => void
}

/** What happens while training text is brought to S3. */
export type LanguageModelProgress =
  | { readonly type: 'uploaded'; readonly uri: string }
  | { readonly type: 'left-behind'; readonly uri: string; readonly error: unknown }

/**
 * Uploads local text and starts the training; `waitForLanguageModel` waits for its end. The text stays in the bucket, since the
 * service reads it while it trains; it is removed when the service refuses to begin.
 *
 * @throws AwsServiceError `ConflictException` when the name is taken, `LimitExceededException`, `BadRequestException`; ScribeliteError
 * @example
 * await createLanguageModel({ name: 'k8s', languageCode: 'en-US', baseModel: 'WideBand', text: 'docs/', bucket: 'media', roleArn })
 * await waitForLanguageModel('k8s')
 */
export const createLanguageModel = async (options: CreateLanguageModelOptions): Promise<LanguageModel> => {
  options.signal?.throwIfAborted()
  // Of this call alone: the service reads all that is below a prefix, and a model of the same name may still be training from its own.
  const folder = `models/${options.name}-${crypto.randomUUID().slice(0, 8)}`
  const training = await dataOf(options, 'training', folder, options.text, options.trainingDataUri)
  const tuning = await dataOf(options, 'tuning', folder, options.tuningText, options.tuningDataUri)
  if (training === undefined) {
    throw new ScribeliteError(
      'bad-option',
      'A language model needs text: give text (local files) or trainingDataUri (an S3 prefix).',
    )
  }
  return withConnection(options.connection, async (connection) => {
    const uploaded: S3Location[] = []
    try {
      for (const data of [training, tuning]) {
        for (const file of data?.files ?? []) await upload(file, data, uploaded, connection, options)
      }
      return await create(training, tuning?.uri, { ...options, connection })
    } catch (error) {
      await removeObjects(connection, uploaded, leftBehind(options))
      throw error
    }
  })
}

interface ModelData {
  readonly uri: string
  readonly bucket: string
  readonly prefix: string
  readonly files: readonly TrainingFile[]
}

const dataOf = async (
  options: CreateLanguageModelOptions,
  kind: 'training' | 'tuning',
  folder: string,
  local: string | readonly string[] | undefined,
  uri: string | undefined,
): Promise<ModelData | undefined> => {
  if (local !== undefined && uri !== undefined) {
    throw new ScribeliteError('bad-option', `The ${kind} text was given twice, as local files and as ${uri}; give one.`)
  }
  if (uri !== undefined) return { uri, bucket: '', prefix: '', files: [] }
  if (local === undefined) return undefined
  if (options.bucket === undefined || options.bucket === '') {
    throw new ScribeliteError(
      'bad-option',
      `Amazon Transcribe reads ${kind} text from S3 only: give bucket, where the local files may be put, or ${kind}DataUri.`,
    )
  }
  const base = (options.prefix ?? 'scribelite/').replace(/(?<=[^/])$/, '/')
  const prefix = `${base}${folder}/${kind}/`
  const files = await collectTrainingText(typeof local === 'string' ? [local] : local)
  return { uri: s3Uri({ bucket: options.bucket, key: prefix }), bucket: options.bucket, prefix, files }
}

const upload = async (
  file: TrainingFile,
  data: ModelData | undefined,
  uploaded: S3Location[],
  connection: Connection,
  options: CreateLanguageModelOptions,
): Promise<void> => {
  const location = { bucket: data?.bucket ?? '', key: `${data?.prefix ?? ''}${file.name}` }
  await uploadObject(connection, location, createReadStream(file.path), uploaded, {
    signal: options.signal,
    contentType: 'text/plain; charset=utf-8',
    onLeft: leftBehind(options),
  })
  options.onProgress?.({ type: 'uploaded', uri: s3Uri(location) })
}

const leftBehind =
  (options: CreateLanguageModelOptions) =>
  (uri: string, error: unknown): void =>
    options.onProgress?.({ type: 'left-behind', uri, error })

const create = async (
  training: ModelData,
  tuningUri: string | undefined,
  options: CreateLanguageModelOptions,
): Promise<LanguageModel> => {
  const input = {
    ...options.request,
    ModelName: options.name,
    LanguageCode: options.languageCode,
    BaseModelName: options.baseModel,
    InputDataConfig: {
      S3Uri: training.uri,
      ...(tuningUri === undefined ? {} : { TuningDataS3Uri: tuningUri }),
      DataAccessRoleArn: options.roleArn,
    },
  } as CreateLanguageModelCommandInput
  try {
    return await call(options, async (connection, abortSignal) =>
      readModel(await transcribeClientOf(connection).send(new CreateLanguageModelCommand(input), { abortSignal })),
    )
  } catch (error) {
    const taken = error instanceof AwsServiceError && error.name === 'ConflictException'
    if (!taken || training.files.length === 0) throw error
    // The answer to an earlier try may have been lost: text that this call alone has uploaded tells whose model it is.
    const model = await describeLanguageModel(options.name, options)
    if (model.trainingDataUri !== training.uri) throw error
    return model
  }
}

/** @throws AwsServiceError `BadRequestException` when there is no such model */
export const describeLanguageModel = async (name: string, options: CallOptions = {}): Promise<LanguageModel> =>
  call(options, async (connection, abortSignal) => {
    const command = new DescribeLanguageModelCommand({ ModelName: name })
    const answer = await transcribeClientOf(connection).send(command, { abortSignal })
    return readModel(answer.LanguageModel ?? {})
  })

/**
 * The model; its training text stays in the bucket.
 *
 * @throws AwsServiceError
 */
export const deleteLanguageModel = async (name: string, options: CallOptions = {}): Promise<void> =>
  call(options, async (connection, abortSignal) => {
    await transcribeClientOf(connection).send(new DeleteLanguageModelCommand({ ModelName: name }), { abortSignal })
  })

/** Which models are listed. */
export interface ListLanguageModelsOptions extends CallOptions {
  readonly status?: LanguageModel['status']
  readonly nameContains?: string
  /** Models asked for at once, 1 to 100. */
  readonly pageSize?: number
}

/** Which page of models, and which models on it. */
export interface LanguageModelPageOptions extends ListLanguageModelsOptions {
  /** From the page before. */
  readonly nextToken?: string
}

/** One page of models, newest first, and the way to the next. */
export interface LanguageModelPage {
  readonly models: readonly LanguageModel[]
  /** Absent on the last page. */
  readonly nextToken?: string
}

/** One page of models, for those who turn pages themselves. */
export const listLanguageModelPage = async (options: LanguageModelPageOptions = {}): Promise<LanguageModelPage> => {
  const input = {
    StatusEquals: options.status,
    NameContains: options.nameContains,
    MaxResults: options.pageSize,
    NextToken: options.nextToken,
  }
  const page = await call(options, (connection, abortSignal) =>
    transcribeClientOf(connection).send(new ListLanguageModelsCommand(input), { abortSignal }),
  )
  return {
    models: (page.Models ?? []).map(readModel),
    ...(page.NextToken === undefined || page.NextToken === '' ? {} : { nextToken: page.NextToken }),
  }
}

/** Every model, page after page as the loop goes on. */
export async function* listLanguageModels(
  options: ListLanguageModelsOptions = {},
): AsyncGenerator<LanguageModel, void, undefined> {
  for (let page: LanguageModelPage | undefined; page === undefined || page.nextToken !== undefined; ) {
    page = await listLanguageModelPage({
      ...options,
      ...(page?.nextToken === undefined ? {} : { nextToken: page.nextToken }),
    })
    yield* page.models
  }
}

/** How the training of a model is waited for. */
export interface WaitForLanguageModelOptions extends CallOptions {
  /** Default: as for jobs, but up to a minute between two looks: AWS trains for hours. */
  readonly poll?: PollOptions
  /** Told of the model at each look. */
  readonly onStatus?: (model: LanguageModel) => void
}

/**
 * Waits until the training has ended.
 *
 * @throws LanguageModelFailedError with AWS's FailureReason; the signal's reason
 */
export const waitForLanguageModel = async (
  name: string,
  options: WaitForLanguageModelOptions = {},
): Promise<LanguageModel> =>
  withConnection(options.connection, async (connection) => {
    const backoff = createBackoff({ maxMs: 60_000, ...options.poll }, options.timing ?? systemTiming)
    for (;;) {
      await backoff.wait(options.signal)
      const model = await describeLanguageModel(name, { ...options, connection })
      options.onStatus?.(model)
      if (model.status === 'COMPLETED') return model
      if (model.status === 'FAILED') {
        throw new LanguageModelFailedError(name, model.failureReason ?? 'The service gave no reason.')
      }
    }
  })

const readModel = (model: Partial<SdkLanguageModel>): LanguageModel => {
  const { ModelName: name, ModelStatus: status, InputDataConfig: data } = model
  if (name === undefined || status === undefined) {
    throw new ScribeliteError(
      'unreadable-answer',
      'The service answered without name and status of the language model.',
    )
  }
  return {
    name,
    status,
    ...(model.FailureReason === undefined ? {} : { failureReason: model.FailureReason }),
    ...(model.LanguageCode === undefined ? {} : { languageCode: model.LanguageCode }),
    ...(model.BaseModelName === undefined ? {} : { baseModel: model.BaseModelName }),
    ...(data?.S3Uri === undefined ? {} : { trainingDataUri: data.S3Uri }),
    ...(data?.TuningDataS3Uri === undefined ? {} : { tuningDataUri: data.TuningDataS3Uri }),
    ...(data?.DataAccessRoleArn === undefined ? {} : { roleArn: data.DataAccessRoleArn }),
    ...(model.UpgradeAvailability === undefined ? {} : { upgradeAvailable: model.UpgradeAvailability }),
    ...(model.CreateTime === undefined ? {} : { createdAt: model.CreateTime }),
    ...(model.LastModifiedTime === undefined ? {} : { modifiedAt: model.LastModifiedTime }),
    details: { ...model },
  }
}
