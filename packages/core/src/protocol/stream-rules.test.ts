import { describe, expect, it } from 'vitest'
import { AwsError } from './aws-error.ts'
import type { StreamParameters } from './stream-parameters.ts'
import { checkStreamParameters } from './stream-rules.ts'

const audio = { MediaSampleRateHertz: 16_000, MediaEncoding: 'pcm' }
const spoken: StreamParameters = { ...audio, LanguageCode: 'en-US' }
const identified: StreamParameters = { ...audio, IdentifyLanguage: true, LanguageOptions: 'en-US,es-US' }
const multiple: StreamParameters = { ...audio, IdentifyMultipleLanguages: true, LanguageOptions: 'en-US,es-US' }

const refusalOf = (parameters: StreamParameters): string | undefined => {
  try {
    checkStreamParameters(parameters)
  } catch (error) {
    if (error instanceof AwsError && error.code === 'BadRequestException') return error.message
    throw error
  }
  return undefined
}

describe('a combination that is allowed', () => {
  it.each<[string, StreamParameters]>([
    ['a language', spoken],
    [
      'a language, identification switched off',
      { ...spoken, IdentifyLanguage: false, IdentifyMultipleLanguages: false },
    ],
    ['a language model', { ...spoken, LanguageModelName: 'demo-clm' }],
    ['a language model with a vocabulary', { ...spoken, LanguageModelName: 'demo-clm', VocabularyName: 'v' }],
    ['language identification', identified],
    ['language identification with a preference', { ...identified, PreferredLanguage: 'es-US' }],
    ['language identification of FLAC', { ...identified, MediaEncoding: 'flac' }],
    ['several languages', multiple],
    ['two channels', { ...spoken, EnableChannelIdentification: true, NumberOfChannels: 2 }],
    [
      'two channels and speakers',
      { ...spoken, EnableChannelIdentification: true, NumberOfChannels: 2, ShowSpeakerLabel: true },
    ],
    ['redaction of some types', { ...spoken, ContentRedactionType: 'PII', PiiEntityTypes: 'NAME, PHONE' }],
    ['a level of stability by itself', { ...spoken, PartialResultsStability: 'low' }],
  ])('%s', (_, parameters) => {
    expect(refusalOf(parameters)).toBeUndefined()
  })
})

describe('a combination that is refused', () => {
  it('no language: with the words that AWS has for jobs', () => {
    const words = 'The language code is missing. Either add a language code or turn on language identification.'
    expect(refusalOf(audio)).toBe(words)
    expect(refusalOf({ ...audio, IdentifyLanguage: false })).toBe(words)
  })

  it.each<[string, StreamParameters, RegExp]>([
    ['a language to identify and one given', { ...identified, LanguageCode: 'en-US' }, /only one of/],
    ['both identifications', { ...identified, IdentifyMultipleLanguages: true }, /only one of/],
    ['options without identification', { ...spoken, LanguageOptions: 'en-US,es-US' }, /need language identification/],
    ['a preference without identification', { ...spoken, PreferredLanguage: 'en-US' }, /need language identification/],
    ['identification without options', { ...audio, IdentifyLanguage: true }, /two or more/],
    ['identification with one option', { ...identified, LanguageOptions: 'en-US' }, /two or more/],
    ['identification with two dialects', { ...identified, LanguageOptions: 'en-US,en-GB' }, /one dialect/],
    ['identification with a language twice', { ...identified, LanguageOptions: 'en-US,es-US,en-US' }, /one dialect/],
    ['an option that is no language', { ...identified, LanguageOptions: 'en-US,xx' }, /'xx'/],
    ['an empty option', { ...identified, LanguageOptions: 'en-US,' }, /''/],
    ['a preference that is no option', { ...identified, PreferredLanguage: 'de-DE' }, /PreferredLanguage/],
    ['a preference among several languages', { ...multiple, PreferredLanguage: 'en-US' }, /PreferredLanguage/],
    ['identification with a language model', { ...identified, LanguageModelName: 'm' }, /custom language model/],
    ['several languages with a language model', { ...multiple, LanguageModelName: 'm' }, /custom language model/],
    ['identification with redaction', { ...identified, ContentRedactionType: 'PII' }, /redaction/],
    ['identification of Opus', { ...identified, MediaEncoding: 'ogg-opus' }, /ogg-opus/],
    ['several languages of FLAC', { ...multiple, MediaEncoding: 'flac' }, /flac/],
    [
      'identification and redaction of PII',
      { ...spoken, ContentIdentificationType: 'PII', ContentRedactionType: 'PII' },
      /only one of/,
    ],
    ['types of PII without either', { ...spoken, PiiEntityTypes: 'NAME' }, /needs ContentIdentificationType/],
    [
      'a type of PII that only batch has',
      { ...spoken, ContentRedactionType: 'PII', PiiEntityTypes: 'NAME,URL' },
      /'URL'/,
    ],
    ['channels without their number', { ...spoken, EnableChannelIdentification: true }, /needs NumberOfChannels/],
    ['a number of channels by itself', { ...spoken, NumberOfChannels: 2 }, /needs EnableChannelIdentification/],
    ['three channels', { ...spoken, EnableChannelIdentification: true, NumberOfChannels: 3 }, /only 2/],
  ])('%s', (_, parameters, words) => {
    expect(refusalOf(parameters)).toMatch(words)
  })
})
