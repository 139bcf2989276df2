/** Custom language models: core's answers as the page shows them, with what the emulator tells of their training. */
import { createLanguageModel, describeLanguageModel, type LanguageModel, listLanguageModelPage } from '@scribelite/core'
import type { Model, ModelDetail, ModelPage, NewModel, TrainingReport } from '../api/api.ts'
import { askEmulator } from './emulator-admin.ts'
import { shown } from './shown.ts'
import { snippetsOf } from './snippets.ts'
import type { Target } from './target.ts'

export interface ModelListing {
  readonly status?: LanguageModel['status']
  readonly nameContains?: string
  readonly maxResults?: number
  readonly nextToken?: string
}

export async function listedModels(target: Target, listing: ModelListing, signal: AbortSignal): Promise<ModelPage> {
  const { maxResults, ...rest } = listing
  const page = await listLanguageModelPage({ connection: target.open, signal, pageSize: maxResults ?? 100, ...rest })
  return { ...page, models: page.models.map(modelOf) }
}

export async function shownModel(target: Target, name: string, signal: AbortSignal): Promise<ModelDetail> {
  const model = await describeLanguageModel(name, { connection: target.open, signal })
  const training = model.status === 'COMPLETED' ? await trainingOf(target, name, signal) : undefined
  return shown<ModelDetail>({
    model: modelOf(model),
    training,
    snippets: snippetsOf('CreateLanguageModel', requestOf(model), target),
  })
}

export async function createdModel(target: Target, asked: NewModel, signal: AbortSignal): Promise<Model> {
  await createLanguageModel({ connection: target.open, signal, ...asked })
  return modelOf(await describeLanguageModel(asked.name, { connection: target.open, signal }))
}

/** AWS tells nothing of it. */
async function trainingOf(target: Target, name: string, signal: AbortSignal): Promise<TrainingReport | undefined> {
  if (target.kind !== 'emulator') return undefined
  const path = `language-models/${encodeURIComponent(name)}?region=${encodeURIComponent(target.region)}`
  const { training } = await askEmulator<{ readonly training?: TrainingReport }>(target, path, signal)
  if (training === undefined) return undefined
  const { words, vocabulary, newWords, lambda, perplexityBefore, perplexityAfter, examples } = training
  return { words, vocabulary, newWords, lambda, perplexityBefore, perplexityAfter, examples }
}

const modelOf = (model: LanguageModel): Model => {
  const { details: _, createdAt, modifiedAt, ...rest } = model
  return shown<Model>({ ...rest, createdAt: createdAt?.toISOString(), modifiedAt: modifiedAt?.toISOString() })
}

const requestOf = (model: LanguageModel): Readonly<Record<string, unknown>> => ({
  ModelName: model.name,
  LanguageCode: model.languageCode,
  BaseModelName: model.baseModel,
  InputDataConfig: shown<object>({
    S3Uri: model.trainingDataUri,
    TuningDataS3Uri: model.tuningDataUri,
    DataAccessRoleArn: model.roleArn,
  }),
})
