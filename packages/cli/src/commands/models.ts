/** `scribelite models`: custom language models, from text to COMPLETED and away. */
import {
  type CreateLanguageModelOptions,
  createLanguageModel,
  deleteLanguageModel,
  describeLanguageModel,
  type LanguageModel,
  listLanguageModels,
  waitForLanguageModel,
} from '@scribelite/core'
import { UsageError } from '../exit-code.ts'
import { type Columns, type Listed, printMany, printOne } from '../listing.ts'
import { type GlobalOptions, type Target, withTarget } from '../target.ts'
import { say, statusLine, type Terminal } from '../terminal.ts'
import { dataAccessRole, uploadBucket } from '../upload-bucket.ts'

interface NamedModel extends GlobalOptions {
  readonly name: string
}

export interface CreateModelCommand extends NamedModel {
  readonly text: readonly string[]
  readonly tuning?: readonly string[] | undefined
  readonly base: 'WideBand' | 'NarrowBand'
  readonly language: string
  readonly role?: string | undefined
  readonly bucket?: string | undefined
  readonly wait: boolean
}

export interface ListModelsCommand extends GlobalOptions {
  readonly status?: LanguageModel['status'] | undefined
  readonly nameContains?: string | undefined
}

export async function createModel(command: CreateModelCommand, terminal: Terminal): Promise<void> {
  const text = localOrS3('--text', command.text)
  const tuning = command.tuning === undefined ? undefined : localOrS3('--tuning', command.tuning)
  await withTarget(command, terminal, async (target) => {
    const uploads = text.local !== undefined || tuning?.local !== undefined
    const options: CreateLanguageModelOptions = {
      connection: target.connection,
      signal: terminal.signal,
      name: command.name,
      languageCode: command.language,
      baseModel: command.base,
      roleArn: dataAccessRole(command.role, target, terminal),
      ...(text.local === undefined ? {} : { text: text.local }),
      ...(text.uri === undefined ? {} : { trainingDataUri: text.uri }),
      ...(tuning?.local === undefined ? {} : { tuningText: tuning.local }),
      ...(tuning?.uri === undefined ? {} : { tuningDataUri: tuning.uri }),
      ...(uploads ? { bucket: await uploadBucket(command.bucket, target, terminal) } : {}),
      onProgress: (progress) => {
        if (progress.type === 'uploaded') say(terminal, `uploaded ${progress.uri}`)
        else say(terminal, `could not be removed: ${progress.uri}`)
      },
    }
    const model = await createLanguageModel(options)
    // An emulator that lives inside this command ends with it; the training is taken up by the next one.
    if (command.wait) await waitAt(target, command, terminal)
    else await show(model, command, terminal)
  })
}

export async function listModels(command: ListModelsCommand, terminal: Terminal): Promise<void> {
  await withTarget(command, terminal, ({ connection }) => {
    const models = listLanguageModels({
      connection,
      signal: terminal.signal,
      pageSize: 100,
      ...(command.status === undefined ? {} : { status: command.status }),
      ...(command.nameContains === undefined ? {} : { nameContains: command.nameContains }),
    })
    return printMany(models, columns, command, terminal)
  })
}

const columns: Columns<LanguageModel> = {
  what: 'models',
  head: ['NAME', 'STATUS', 'LANGUAGE', 'BASE', 'CREATED'],
  cells: (model) => [model.name, model.status, model.languageCode, model.baseModel, model.createdAt?.toISOString()],
}

export async function describeModel(command: NamedModel, terminal: Terminal): Promise<void> {
  await withTarget(command, terminal, async (target) => {
    const model = await describeLanguageModel(command.name, { connection: target.connection, signal: terminal.signal })
    await show(model, command, terminal)
  })
}

export async function waitForModel(command: NamedModel, terminal: Terminal): Promise<void> {
  await withTarget(command, terminal, (target) => waitAt(target, command, terminal))
}

export async function deleteModel(command: NamedModel, terminal: Terminal): Promise<void> {
  await withTarget(command, terminal, async (target) => {
    await deleteLanguageModel(command.name, { connection: target.connection, signal: terminal.signal })
    if (!command.json) say(terminal, `deleted ${command.name}`)
  })
}

async function waitAt(target: Target, command: NamedModel, terminal: Terminal): Promise<void> {
  const status = statusLine(terminal)
  const began = Date.now()
  try {
    const model = await waitForLanguageModel(command.name, {
      connection: target.connection,
      signal: terminal.signal,
      onStatus: (now) => status.show(`${now.name}: ${now.status} ${Math.round((Date.now() - began) / 1000)} s`),
    })
    status.clear()
    await show(model, command, terminal)
  } finally {
    status.clear()
  }
}

function show(model: LanguageModel, command: GlobalOptions, terminal: Terminal): Promise<void> {
  const facts: Listed['facts'] = [
    ['name', model.name],
    ['status', model.status],
    ['reason', model.failureReason],
    ['language', model.languageCode],
    ['base', model.baseModel],
    ['training', model.trainingDataUri],
    ['tuning', model.tuningDataUri],
    ['created', model.createdAt?.toISOString()],
  ]
  return printOne({ details: model.details, facts }, command.json, terminal)
}

/** Local files and folders are uploaded; an S3 prefix is used where it is. Not both. */
function localOrS3(
  option: string,
  values: readonly string[],
): { readonly local?: readonly string[]; readonly uri?: string } {
  const uris = values.filter((value) => value.startsWith('s3://'))
  if (uris.length === 0) return { local: values }
  if (values.length > 1) {
    throw new UsageError(`${option} takes files and folders, or one s3:// prefix; got ${values.join(' ')}.`)
  }
  return { uri: uris[0] ?? '' }
}
