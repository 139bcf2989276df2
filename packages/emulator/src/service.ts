/** What every room of one emulator shares. Made once by `createEmulator`, passed in everywhere; nothing is global. */
import type { AuthMode, CredentialStore, KnownCredentials } from './auth/credentials.ts'
import type { Clock } from './clock.ts'
import type { Engine } from './engines/engine.ts'
import type { Ids } from './identity.ts'
import type { Journal } from './journal.ts'
import type { LanguageModelArtifact } from './language-model/artifact.ts'
import type { Limits } from './limits.ts'
import type { Log } from './log.ts'
import type { ObjectStore } from './objects/object-store.ts'

export interface Service {
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly journal: Journal
  readonly auth: AuthMode
  readonly credentials: CredentialStore
  /** Signs the TranscriptFileUri of the service bucket; known to `credentials`, given to nobody. */
  readonly serviceCredentials: KnownCredentials
  readonly engine: Engine
  readonly objects: ObjectStore
  readonly languageModels: LanguageModelLookup
  readonly limits: Limits
}

/** Whose resource and where: names are unique per account and region. */
export interface Owner {
  readonly accountId: string
  readonly region: string
}

/** What a stream or a job needs to know of a custom language model. */
export interface LanguageModelLookup {
  find(owner: Owner, modelName: string): Promise<UsableLanguageModel | undefined>
}

export interface UsableLanguageModel {
  readonly modelName: string
  readonly languageCode: string
  readonly baseModelName: 'NarrowBand' | 'WideBand'
  readonly status: 'IN_PROGRESS' | 'COMPLETED' | 'FAILED'
  /** False for a model marked as trained before streaming was supported. */
  readonly streamable: boolean
  /** Only of a COMPLETED model. */
  artifact(): Promise<LanguageModelArtifact>
}
