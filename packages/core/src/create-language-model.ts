/** A custom language model made: local text up to S3, where it is not there already, and the training begun. */
import { createReadStream } from 'node:fs'
import { CreateLanguageModelCommand, type CreateLanguageModelCommandInput } from '@aws-sdk/client-transcribe'
import { type Connection, transcribeClientOf, withConnection } from './connection.ts'
import { AwsServiceError, ScribeliteError } from './errors.ts'
import { type CallOptions, call } from './jobs.ts'
import { describeLanguageModel, type LanguageModel, readModel } from './language-models.ts'
import { removeObjects, uploadObject } from './object-upload.ts'
import { type S3Location, s3Uri } from './s3-location.ts'
import { collectTrainingText, type TrainingFile } from './training-text.ts'

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
