/** A language model that is being made up. In: what stands in the form. Out: the call, or what is wrong, field by field. */
import type { BaseModel, NewModel } from '../../api/api.ts'
import { nameFault } from '../jobs/job-draft.ts'
import type { UploadedFile } from '../use-uploads.ts'

export type TextSource = 's3' | 'upload'

export interface ModelDraft {
  readonly name: string
  readonly languageCode: string
  readonly baseModel: BaseModel
  readonly trainingSource: TextSource
  readonly trainingUri: string
  readonly tuningSource: TextSource | 'none'
  readonly tuningUri: string
  /** As long as it was not touched, the server's suggestion stands there. */
  readonly roleArn?: string
}

export const emptyModelDraft: ModelDraft = {
  name: '',
  languageCode: 'en-US',
  baseModel: 'WideBand',
  trainingSource: 's3',
  trainingUri: '',
  tuningSource: 'none',
  tuningUri: '',
}

export type ModelField = 'name' | 'training' | 'tuning' | 'roleArn'
export type ModelFaults = Partial<Readonly<Record<ModelField, string>>>

/** Uploaded texts. */
export interface ModelTexts {
  readonly training: readonly UploadedFile[]
  readonly tuning: readonly UploadedFile[]
}

const prefixPattern = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/.*)?$/
const rolePattern = /^arn:(aws|aws-cn|aws-us-gov|aws-iso-?[a-z]?):iam::[0-9]{0,63}:role\/[A-Za-z0-9:_/+=,@.-]{0,1024}$/

export const modelFaults = (draft: ModelDraft, roleArn: string, texts: ModelTexts): ModelFaults => {
  const faults: { -readonly [Field in ModelField]?: string } = {}
  const name = nameFault(draft.name)
  if (name !== undefined) faults.name = name
  const training = sourceFault(draft.trainingSource, draft.trainingUri, texts.training, 'training')
  if (training !== undefined) faults.training = training
  if (draft.tuningSource !== 'none') {
    const tuning = sourceFault(draft.tuningSource, draft.tuningUri, texts.tuning, 'tuning')
    if (tuning !== undefined) faults.tuning = tuning
  }
  if (!rolePattern.test(roleArn)) {
    faults.roleArn =
      roleArn === '' ? 'Enter the ARN of a role.' : 'Enter an ARN such as arn:aws:iam::111122223333:role/transcribe.'
  }
  return faults
}

const sourceFault = (
  source: TextSource,
  uri: string,
  files: readonly UploadedFile[],
  kind: string,
): string | undefined => {
  if (source === 'upload')
    return files.length > 0 ? undefined : `Choose ${kind} text and wait until it has been uploaded.`
  if (uri === '') return `Enter or choose the S3 location of the ${kind} text.`
  return prefixPattern.test(uri) ? undefined : 'Enter s3://, a bucket and a prefix.'
}

export const newModelOf = (draft: ModelDraft, roleArn: string, texts: ModelTexts): NewModel => {
  const uriOf = (source: TextSource, uri: string, files: readonly UploadedFile[]): string =>
    source === 'upload' ? (files[0]?.folderUri ?? '') : uri
  return {
    name: draft.name,
    languageCode: draft.languageCode,
    baseModel: draft.baseModel,
    trainingDataUri: uriOf(draft.trainingSource, draft.trainingUri, texts.training),
    ...(draft.tuningSource === 'none'
      ? {}
      : { tuningDataUri: uriOf(draft.tuningSource, draft.tuningUri, texts.tuning) }),
    roleArn,
  }
}
