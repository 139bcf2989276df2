/** Custom language models as the API has them: one, a page, all, gone, and waiting for the training, which takes hours on AWS. */
import {
  DeleteLanguageModelCommand,
  DescribeLanguageModelCommand,
  ListLanguageModelsCommand,
  type LanguageModel as SdkLanguageModel,
} from '@aws-sdk/client-transcribe'
import { createBackoff, type PollOptions } from './backoff.ts'
import { transcribeClientOf, withConnection } from './connection.ts'
import { LanguageModelFailedError, ScribeliteError } from './errors.ts'
import { type CallOptions, call } from './jobs.ts'
import { systemTiming } from './timing.ts'

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

/** @throws ScribeliteError `unreadable-answer` without name and status */
export const readModel = (model: Partial<SdkLanguageModel>): LanguageModel => {
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
