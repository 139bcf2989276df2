/**
 * The custom language models of every owner: their records, the artifacts that training left, and what a job or a
 * stream may know of them. Artifacts are kept in the store beside the record, and read back when first used.
 */

import type { LanguageModelArtifact } from '../language-model/artifact.ts'
import { createRecords, type Records } from '../records.ts'
import type { LanguageModelLookup, Owner, UsableLanguageModel } from '../service.ts'
import type { Change, Store } from '../store.ts'
import { isTraining, type LanguageModelRecord } from './language-model-record.ts'

export interface LanguageModels extends LanguageModelLookup {
  readonly records: Records<LanguageModelRecord>
  /** The changes that keep an artifact, to be written together with the record that names its files. */
  artifactChanges(record: LanguageModelRecord, artifact: LanguageModelArtifact): readonly Change[]
  /** The changes that remove it. */
  removalOf(record: LanguageModelRecord): readonly Change[]
  /** Marks a model as trained before streaming support, or not. False when there is no such model. */
  markStreamable(owner: Owner, modelName: string, streamable: boolean): Promise<boolean>
  /** Lets go of the artifacts held in memory. */
  forget(): void
}

/** Artifacts held in memory at once; the others are read again. */
const mostHeld = 4

export function createLanguageModels(store: Store): LanguageModels {
  const records = createRecords<LanguageModelRecord>(store, 'language-model', isTraining)
  /** By the model's uuid, the one longest unused first. */
  const held = new Map<string, Promise<LanguageModelArtifact>>()

  const read = async (record: LanguageModelRecord): Promise<LanguageModelArtifact> => {
    const files = new Map<string, string>()
    for (const name of record.files ?? []) {
      const text = await store.get(fileKey(record, name))
      if (text === undefined)
        throw new Error(`the file ${name} of language model ${record.input.ModelName} is missing from the store`)
      files.set(name, text)
    }
    const { readLanguageModel } = await import('../language-model/read-language-model.ts')
    return readLanguageModel(files)
  }

  const artifactOf = (record: LanguageModelRecord): Promise<LanguageModelArtifact> => {
    const artifact = held.get(record.uuid) ?? read(record)
    held.delete(record.uuid)
    held.set(record.uuid, artifact)
    artifact.catch(() => held.delete(record.uuid))
    for (const oldest of held.keys()) {
      if (held.size <= mostHeld) break
      held.delete(oldest)
    }
    return artifact
  }

  return {
    records,
    async find(owner, modelName) {
      const record = await records.get(owner, modelName)
      return record === undefined ? undefined : usable(record, () => artifactOf(record))
    },
    artifactChanges: (record, artifact) =>
      [...artifact.files()].map(([name, value]) => ({ key: fileKey(record, name), value })),
    removalOf(record) {
      held.delete(record.uuid)
      return (record.files ?? []).map((name) => ({ key: fileKey(record, name) }))
    },
    async markStreamable(owner, modelName, streamable) {
      return (await records.change(owner, modelName, (record) => ({ ...record, streamable }))) !== undefined
    },
    forget: () => held.clear(),
  }
}

const fileKey = (record: LanguageModelRecord, name: string): string => `artifact/${record.uuid}/${name}`

function usable(record: LanguageModelRecord, artifact: () => Promise<LanguageModelArtifact>): UsableLanguageModel {
  return {
    modelName: record.input.ModelName,
    languageCode: record.input.LanguageCode,
    baseModelName: record.input.BaseModelName,
    status: record.status,
    streamable: record.streamable,
    artifact,
  }
}
