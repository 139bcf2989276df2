/** A custom language model as it is kept, and as Describe and List show it. */
import { seconds } from './job-record.ts'
import type { S3Location } from './s3-location.ts'

/** CreateLanguageModel's input, checked against the model. AWS's member names. */
export interface CreateLanguageModelInput {
  readonly LanguageCode: string
  readonly BaseModelName: 'NarrowBand' | 'WideBand'
  readonly ModelName: string
  readonly InputDataConfig: {
    readonly S3Uri: string
    readonly TuningDataS3Uri?: string
    readonly DataAccessRoleArn: string
  }
  readonly EncryptionConfiguration?: {
    readonly KMSKey: string
    readonly KMSEncryptionContext?: Readonly<Record<string, string>>
  }
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[]
}

export type ModelStatus = 'IN_PROGRESS' | 'COMPLETED' | 'FAILED'

/** Times are milliseconds since the epoch. */
export interface LanguageModelRecord {
  readonly input: CreateLanguageModelInput
  /** What S3Uri and TuningDataS3Uri mean: every object below is read. */
  readonly training: S3Location
  readonly tuning?: S3Location
  /** Tells this model from an earlier or later one of the same name. */
  readonly uuid: string
  readonly status: ModelStatus
  readonly createdAt: number
  readonly modifiedAt: number
  readonly failureReason?: string
  /** False for a model marked on the admin door as trained before streaming was supported. */
  readonly streamable: boolean
  /** Names of the files of the artifact, of a COMPLETED model. */
  readonly files?: readonly string[]
}

export const isTraining = (record: LanguageModelRecord): boolean => record.status === 'IN_PROGRESS'

/** LanguageModel of Describe and List. */
export function describedModel(record: LanguageModelRecord): object {
  const { input } = record
  return {
    ModelName: input.ModelName,
    CreateTime: seconds(record.createdAt),
    LastModifiedTime: seconds(record.modifiedAt),
    LanguageCode: input.LanguageCode,
    BaseModelName: input.BaseModelName,
    ModelStatus: record.status,
    // True when AWS has a newer base model than this one was trained on. scribelite has one base model.
    UpgradeAvailability: false,
    ...(record.failureReason !== undefined && { FailureReason: record.failureReason }),
    InputDataConfig: input.InputDataConfig,
    ...(input.EncryptionConfiguration !== undefined && { EncryptionConfiguration: input.EncryptionConfiguration }),
  }
}
