/**
 * Rules between the parameters of StartStreamTranscription that need no state: no look at models or vocabularies.
 *
 * The rules are documented; AWS's words for them are not known except where said, so the texts are the emulator's.
 * Not refused, because nothing says that AWS does: speaker labels with channel identification (allowed since 2023),
 * a singular vocabulary with language identification, PartialResultsStability without stabilization, a filter
 * without a method, a custom vocabulary next to a custom language model.
 */
import { badRequest } from './aws-error.ts'
import { streamingModel } from './model/streaming.gen.ts'
import type { StreamParameters } from './stream-parameters.ts'

/** What can be identified in streams; batch knows more. */
const STREAM_PII_TYPES = new Set(
  (
    'ADDRESS BANK_ACCOUNT_NUMBER BANK_ROUTING CREDIT_DEBIT_CVV CREDIT_DEBIT_EXPIRY CREDIT_DEBIT_NUMBER EMAIL NAME PHONE ' +
    'PIN SSN AGE DATE_TIME LICENSE_PLATE PASSPORT_NUMBER PASSWORD USERNAME VEHICLE_IDENTIFICATION_NUMBER ALL'
  ).split(' '),
)

/**
 * Checks the combination. Values and limits of single parameters have been checked by `readStreamParameters`.
 *
 * @throws AwsError BadRequestException for the first rule that is broken
 */
export function checkStreamParameters(parameters: StreamParameters): void {
  checkLanguage(parameters)
  checkPii(parameters)
  checkChannels(parameters)
}

function checkLanguage(parameters: StreamParameters): void {
  const { LanguageCode, IdentifyLanguage, IdentifyMultipleLanguages, LanguageOptions, PreferredLanguage } = parameters
  const ways = [LanguageCode !== undefined, IdentifyLanguage === true, IdentifyMultipleLanguages === true]
  const given = ways.filter(Boolean).length
  if (given === 0) {
    // Recorded from AWS for StartTranscriptionJob.
    throw badRequest('The language code is missing. Either add a language code or turn on language identification.')
  }
  if (given > 1) {
    throw badRequest('Use only one of LanguageCode, IdentifyLanguage and IdentifyMultipleLanguages.')
  }
  if (LanguageCode !== undefined) {
    if (LanguageOptions !== undefined || PreferredLanguage !== undefined) {
      throw badRequest('LanguageOptions and PreferredLanguage need language identification. Turn it on or remove them.')
    }
    return
  }
  checkIdentification(parameters)
}

function checkIdentification(parameters: StreamParameters): void {
  const { IdentifyMultipleLanguages, LanguageOptions, PreferredLanguage, MediaEncoding } = parameters
  const options = LanguageOptions === undefined ? [] : LanguageOptions.split(',').map((code) => code.trim())
  const unknown = options.find((code) => !isLanguageCode(code))
  if (unknown !== undefined) throw badRequest(`LanguageOptions has the unsupported language code '${unknown}'.`)
  if (options.length < 2) {
    throw badRequest('Language identification needs LanguageOptions with two or more language codes.')
  }
  const languages = new Set(options.map((code) => code.split('-')[0]))
  if (languages.size < options.length) {
    throw badRequest('LanguageOptions can have only one dialect of each language.')
  }
  if (PreferredLanguage !== undefined && (IdentifyMultipleLanguages || !options.includes(PreferredLanguage))) {
    throw badRequest('PreferredLanguage needs IdentifyLanguage and must be one of the LanguageOptions.')
  }
  if (parameters.LanguageModelName !== undefined) {
    throw badRequest("Language identification can't be used with a custom language model.")
  }
  if (parameters.ContentRedactionType !== undefined) {
    throw badRequest("Language identification can't be used with content redaction.")
  }
  const encodings = IdentifyMultipleLanguages ? ['pcm'] : ['pcm', 'flac']
  if (!encodings.includes(MediaEncoding)) {
    throw badRequest(`Language identification doesn't support the media encoding ${MediaEncoding}.`)
  }
}

function isLanguageCode(code: string): boolean {
  const shape = streamingModel.shapes.LanguageCode
  return shape?.type === 'string' && shape.enum !== undefined && shape.enum.includes(code)
}

function checkPii({ ContentIdentificationType, ContentRedactionType, PiiEntityTypes }: StreamParameters): void {
  if (ContentIdentificationType !== undefined && ContentRedactionType !== undefined) {
    throw badRequest('Use only one of ContentIdentificationType and ContentRedactionType.')
  }
  if (PiiEntityTypes === undefined) return
  if (ContentIdentificationType === undefined && ContentRedactionType === undefined) {
    throw badRequest('PiiEntityTypes needs ContentIdentificationType or ContentRedactionType.')
  }
  const unknown = PiiEntityTypes.split(',')
    .map((type) => type.trim())
    .find((type) => !STREAM_PII_TYPES.has(type))
  if (unknown !== undefined) throw badRequest(`PiiEntityTypes has the unsupported type '${unknown}'.`)
}

function checkChannels({ EnableChannelIdentification, NumberOfChannels }: StreamParameters): void {
  if (EnableChannelIdentification === true && NumberOfChannels === undefined) {
    throw badRequest('EnableChannelIdentification needs NumberOfChannels.')
  }
  if (NumberOfChannels === undefined) return
  if (EnableChannelIdentification !== true) {
    throw badRequest('NumberOfChannels needs EnableChannelIdentification.')
  }
  if (NumberOfChannels !== 2) throw badRequest(`NumberOfChannels is ${NumberOfChannels}, only 2 is supported.`)
}
