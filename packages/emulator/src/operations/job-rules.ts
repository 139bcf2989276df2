/**
 * What StartTranscriptionJob checks beyond the model. In: input that the model allows. Out: nothing, or the refusal.
 * First the rules of the service, in words recorded from AWS where they are known, else ours; then what scribelite does
 * not build yet, named, so that nobody takes silence for support.
 */
import { badRequest } from '@scribelite/core/protocol'
import type { JobSettings, StartTranscriptionJobInput } from '../jobs/job-record.ts'
import { notImplemented } from './unbuilt.ts'

type Input = StartTranscriptionJobInput

export function checkJobRules(input: Input): void {
  checkLanguage(input)
  checkMedia(input)
  checkSettings(input.Settings ?? {})
  checkOutput(input)
  checkExecution(input)
  checkBuilt(input)
}

function checkLanguage(input: Input): void {
  const ways = [
    input.LanguageCode !== undefined,
    input.IdentifyLanguage === true,
    input.IdentifyMultipleLanguages === true,
  ].filter(Boolean).length
  // Recorded.
  if (ways === 0)
    throw badRequest('The language code is missing. Either add a language code or turn on language identification.')
  if (ways > 1)
    throw badRequest(
      'You can specify only one of LanguageCode, IdentifyLanguage, and IdentifyMultipleLanguages. Choose one and try your request again.',
    )
  const identifies = input.LanguageCode === undefined
  for (const name of ['LanguageOptions', 'LanguageIdSettings'] as const)
    if (!identifies && input[name] !== undefined)
      throw badRequest(`You can specify ${name} only when language identification is turned on.`)
  if (!identifies) return
  if (input.ModelSettings?.LanguageModelName !== undefined)
    throw badRequest("You can't specify ModelSettings when language identification is turned on.")
  for (const name of ['VocabularyName', 'VocabularyFilterName'] as const)
    if (input.Settings?.[name] !== undefined)
      throw badRequest(`You can't specify ${name} in Settings when language identification is turned on.`)
}

function checkMedia({ Media: media }: Input): void {
  if (media.MediaFileUri === undefined)
    throw badRequest('The media file URI is missing. Add MediaFileUri and try your request again.')
  if (media.RedactedMediaFileUri !== undefined)
    throw badRequest('You can specify RedactedMediaFileUri only for Call Analytics jobs.')
}

function checkSettings(settings: JobSettings): void {
  needEachOther('ShowSpeakerLabels', settings.ShowSpeakerLabels, 'MaxSpeakerLabels', settings.MaxSpeakerLabels)
  needEachOther('ShowAlternatives', settings.ShowAlternatives, 'MaxAlternatives', settings.MaxAlternatives)
  if (settings.VocabularyFilterName !== undefined && settings.VocabularyFilterMethod === undefined)
    throw badRequest('You must specify a value for VocabularyFilterMethod when you specify VocabularyFilterName.')
}

function needEachOther(flag: string, shown: boolean | undefined, most: string, value: number | undefined): void {
  if (shown === true && value === undefined)
    throw badRequest(`You must specify a value for ${most} when ${flag} is true.`)
  if (shown !== true && value !== undefined)
    throw badRequest(`You can specify a value for ${most} only when ${flag} is true.`)
}

function checkOutput(input: Input): void {
  for (const name of ['OutputKey', 'OutputEncryptionKMSKeyId'] as const)
    if (input[name] !== undefined && input.OutputBucketName === undefined)
      throw badRequest(`You must specify a value for OutputBucketName when you specify ${name}.`)
}

/** Documented: neither goes without the other, be it to say that the job shall not wait. */
function checkExecution({ JobExecutionSettings: settings }: Input): void {
  if (settings === undefined) return
  if (settings.AllowDeferredExecution === undefined || settings.DataAccessRoleArn === undefined)
    throw badRequest('You must specify AllowDeferredExecution and DataAccessRoleArn in JobExecutionSettings.')
}

function checkBuilt(input: Input): void {
  // There are no vocabularies here yet, so AWS's answer to an unknown one is the true one. Words of the family.
  if (input.Settings?.VocabularyName !== undefined)
    throw badRequest(
      "The requested vocabulary couldn't be found. Check the vocabulary name and try your request again.",
    )
  if (input.Settings?.VocabularyFilterName !== undefined)
    throw badRequest(
      "The requested vocabulary filter couldn't be found. Check the vocabulary filter name and try your request again.",
    )
  for (const [member, asked] of unbuiltMembers(input))
    if (asked) throw notImplemented(`${member} of StartTranscriptionJob`)
}

/** Members that scribelite does not build yet: the list is the one in FIDELITY.md. */
function unbuiltMembers(input: Input): readonly (readonly [member: string, asked: boolean])[] {
  return [
    ['IdentifyLanguage', input.IdentifyLanguage === true],
    ['IdentifyMultipleLanguages', input.IdentifyMultipleLanguages === true],
    ['Settings.ShowSpeakerLabels', input.Settings?.ShowSpeakerLabels === true],
    ['ContentRedaction', input.ContentRedaction !== undefined],
    ['ToxicityDetection', input.ToxicityDetection !== undefined],
  ]
}
