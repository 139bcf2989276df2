/** A transcription job that is being made up. In: what stands in the form. Out: the call, or what is wrong, field by field. */
import type { NewJob } from '../../api/api.ts'

export interface JobDraft {
  readonly name: string
  readonly modelType: 'general' | 'custom'
  readonly languageCode: string
  readonly languageModelName: string
  readonly inputType: 's3' | 'upload'
  readonly mediaUri: string
  readonly alternatives: boolean
  readonly maxAlternatives: number
  readonly channelIdentification: boolean
  readonly subtitles: readonly ('srt' | 'vtt')[]
  readonly subtitleStart: 0 | 1
  readonly outputType: 'service' | 'own'
  readonly outputBucket: string
  readonly outputKey: string
}

export const emptyJobDraft: JobDraft = {
  name: '',
  modelType: 'general',
  languageCode: 'en-US',
  languageModelName: '',
  inputType: 's3',
  mediaUri: '',
  alternatives: false,
  maxAlternatives: 2,
  channelIdentification: false,
  subtitles: [],
  subtitleStart: 0,
  outputType: 'service',
  outputBucket: '',
  outputKey: '',
}

export type JobField = 'name' | 'languageModelName' | 'mediaUri' | 'outputBucket' | 'outputKey'
export type JobFaults = Partial<Readonly<Record<JobField, string>>>

/** AWS: 1 to 200 of letters, digits, point, underscore, hyphen. */
const namePattern = /^[0-9a-zA-Z._-]{1,200}$/
const objectPattern = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/.*[^/]$/
const keyPattern = /^[a-zA-Z0-9\-_.!*'()/]{1,1024}$/

export const nameFault = (name: string): string | undefined => {
  if (name === '') return 'Enter a name.'
  return namePattern.test(name)
    ? undefined
    : 'The name can have up to 200 characters: letters, digits, periods, underscores and hyphens; no blanks.'
}

/**
 * @param uploadUri the object that a dropped file has become
 */
export const jobFaults = (draft: JobDraft, uploadUri: string | undefined, step: 0 | 1): JobFaults => {
  const faults: { -readonly [Field in JobField]?: string } = {}
  if (step === 0) {
    const fault = nameFault(draft.name)
    if (fault !== undefined) faults.name = fault
    if (draft.modelType === 'custom' && draft.languageModelName === '') {
      faults.languageModelName = 'Choose a custom language model.'
    }
    if (draft.inputType === 'upload') {
      if (uploadUri === undefined) faults.mediaUri = 'Choose an audio file and wait until it has been uploaded.'
    } else if (!objectPattern.test(draft.mediaUri)) {
      faults.mediaUri =
        draft.mediaUri === ''
          ? 'Enter or choose the S3 location of an audio file.'
          : 'Enter s3://, a bucket and the key of one object.'
    }
    return faults
  }
  if (draft.outputType === 'own') {
    if (draft.outputBucket === '') faults.outputBucket = 'Choose a bucket.'
    if (draft.outputKey !== '' && !keyPattern.test(draft.outputKey)) {
      faults.outputKey = "A key can have up to 1024 of letters, digits and - _ . ! * ' ( ) /"
    }
  }
  return faults
}

export const newJobOf = (draft: JobDraft, uploadUri: string | undefined): NewJob => ({
  name: draft.name,
  mediaUri: draft.inputType === 'upload' ? (uploadUri ?? '') : draft.mediaUri,
  languageCode: draft.languageCode,
  ...(draft.modelType === 'custom' ? { languageModelName: draft.languageModelName } : {}),
  ...(draft.alternatives ? { maxAlternatives: draft.maxAlternatives } : {}),
  ...(draft.channelIdentification ? { channelIdentification: true } : {}),
  ...(draft.subtitles.length > 0 ? { subtitles: { formats: draft.subtitles, startIndex: draft.subtitleStart } } : {}),
  ...(draft.outputType === 'own'
    ? { outputBucket: draft.outputBucket, ...(draft.outputKey === '' ? {} : { outputKey: draft.outputKey }) }
    : {}),
})
