import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AwsError } from './aws-error.ts'
import { type StreamingOperationName, streamingModel } from './model/streaming.gen.ts'
import { readStreamParameters, type StreamParameters, streamHeaders, streamQuery } from './stream-parameters.ts'

const required = { 'sample-rate': '16000', 'media-encoding': 'pcm' }

const fromQuery = (query: Record<string, string>, operation?: StreamingOperationName): StreamParameters =>
  readStreamParameters((name) => query[name], 'query', operation)

const fromHeaders = (headers: Record<string, string>): StreamParameters => {
  const all: Record<string, string> = {
    'x-amzn-transcribe-sample-rate': '16000',
    'x-amzn-transcribe-media-encoding': 'pcm',
    ...headers,
  }
  return readStreamParameters((name) => all[name], 'header')
}

function refusal(action: () => unknown): { code: string; message: string } {
  try {
    action()
  } catch (error) {
    if (error instanceof AwsError) return { code: error.code, message: error.message }
    throw error
  }
  throw new Error('nothing was refused')
}

/** Every parameter of StartStreamTranscription, as documented for the query of a WebSocket. */
const everything: [name: string, member: keyof StreamParameters, text: string, value: unknown][] = [
  ['language-code', 'LanguageCode', 'en-US', 'en-US'],
  ['sample-rate', 'MediaSampleRateHertz', '16000', 16_000],
  ['media-encoding', 'MediaEncoding', 'ogg-opus', 'ogg-opus'],
  ['vocabulary-name', 'VocabularyName', 'v.1', 'v.1'],
  ['session-id', 'SessionId', '00000000-0000-4000-8000-00000000000a', '00000000-0000-4000-8000-00000000000a'],
  ['vocabulary-filter-name', 'VocabularyFilterName', 'f', 'f'],
  ['vocabulary-filter-method', 'VocabularyFilterMethod', 'mask', 'mask'],
  ['show-speaker-label', 'ShowSpeakerLabel', 'true', true],
  ['enable-channel-identification', 'EnableChannelIdentification', 'false', false],
  ['number-of-channels', 'NumberOfChannels', '2', 2],
  ['enable-partial-results-stabilization', 'EnablePartialResultsStabilization', 'true', true],
  ['partial-results-stability', 'PartialResultsStability', 'high', 'high'],
  ['content-identification-type', 'ContentIdentificationType', 'PII', 'PII'],
  ['content-redaction-type', 'ContentRedactionType', 'PII', 'PII'],
  ['pii-entity-types', 'PiiEntityTypes', 'NAME,PHONE', 'NAME,PHONE'],
  ['language-model-name', 'LanguageModelName', 'demo-clm', 'demo-clm'],
  ['identify-language', 'IdentifyLanguage', 'false', false],
  ['language-options', 'LanguageOptions', 'en-US,es-US', 'en-US,es-US'],
  ['preferred-language', 'PreferredLanguage', 'en-US', 'en-US'],
  ['identify-multiple-languages', 'IdentifyMultipleLanguages', 'true', true],
  ['vocabulary-names', 'VocabularyNames', 'a,b', 'a,b'],
  ['vocabulary-filter-names', 'VocabularyFilterNames', 'c,d', 'c,d'],
  ['session-resume-window', 'SessionResumeWindow', '300', 300],
  ['transcript-format', 'TranscriptFormat', 'written', 'written'],
]
const everyMember = Object.fromEntries(everything.map(([, member, , value]) => [member, value]))

describe('the parameters of a stream', () => {
  it('are all read from a query', () => {
    expect(fromQuery(Object.fromEntries(everything.map(([name, , text]) => [name, text])))).toEqual(everyMember)
    expect(everything).toHaveLength(streamingModel.operations.StartStreamTranscription.parameters.length)
  })

  it('are all read from headers', () => {
    const headers = everything.map(([name, , text]) => [`x-amzn-transcribe-${name}`, text])
    expect(fromHeaders(Object.fromEntries(headers))).toEqual(everyMember)
  })

  it('are all written to both, as they were', () => {
    expect(Object.fromEntries(streamQuery(everyMember))).toEqual(
      Object.fromEntries(everything.map(([name, , text]) => [name, text])),
    )
    expect(streamHeaders({ LanguageModelName: 'demo-clm', MediaSampleRateHertz: 8000 })).toEqual([
      ['x-amzn-transcribe-sample-rate', '8000'],
      ['x-amzn-transcribe-language-model-name', 'demo-clm'],
    ])
  })

  it('take the language model also from the header that one page of 2021 printed', () => {
    expect(fromHeaders({ 'x-amzn-language-model-name': 'old' }).LanguageModelName).toBe('old')
    const both = { 'x-amzn-language-model-name': 'old', 'x-amzn-transcribe-language-model-name': 'new' }
    expect(fromHeaders(both).LanguageModelName).toBe('new')
    const inQuery = fromQuery({ ...required, 'x-amzn-language-model-name': 'old' })
    expect(inQuery.LanguageModelName).toBeUndefined()
  })

  it.each([
    ['true', true],
    ['True', true],
    ['false', false],
    ['False', false],
  ])('take %s for a boolean, as some SDK sends it', (text, value) => {
    expect(fromQuery({ ...required, 'show-speaker-label': text }).ShowSpeakerLabel).toBe(value)
  })

  it('of other operations follow their own tables', () => {
    const medical = { ...required, 'language-code': 'en-US', specialty: 'CARDIOLOGY', type: 'DICTATION' }
    expect(fromQuery(medical, 'StartMedicalStreamTranscription')).toMatchObject({
      Specialty: 'CARDIOLOGY',
      Type: 'DICTATION',
    })
    expect(fromQuery(medical)).not.toHaveProperty('Specialty')
    expect(refusal(() => fromQuery(required, 'StartMedicalStreamTranscription')).message).toMatch(
      /^3 validation errors detected: Value null at 'languageCode'/,
    )
    expect(refusal(() => fromQuery({ ...medical, 'sample-rate': '8000' }, 'StartMedicalScribeStream')).message).toBe(
      "1 validation error detected: Value '8000' at 'mediaSampleRateHertz' failed to satisfy constraint: Member must have value greater than or equal to 16000",
    )
  })
})

describe('a refused parameter', () => {
  it.each<[Record<string, string>, string]>([
    [{ 'show-speaker-label': 'foo' }, "'FOO' can not be converted to an Boolean"],
    [{ 'show-speaker-label': '' }, "'' can not be converted to an Boolean"],
    [{ 'show-speaker-label': 'TRUE' }, "'TRUE' can not be converted to an Boolean"],
    [{ 'sample-rate': '16k' }, 'class java.lang.String can not be converted to an Integer'],
    [{ 'sample-rate': '' }, 'class java.lang.String can not be converted to an Integer'],
    [{ 'sample-rate': '16000.5' }, 'class java.lang.String can not be converted to an Integer'],
    [{ 'sample-rate': '9999999999' }, 'class java.lang.String can not be converted to an Integer'],
  ])('of the wrong type is a SerializationException: %j', (query, message) => {
    expect(refusal(() => fromQuery({ ...required, ...query }))).toEqual({ code: 'SerializationException', message })
  })

  it.each<[Record<string, string>, string]>([
    [
      { 'sample-rate': '9999999' },
      "Value '9999999' at 'mediaSampleRateHertz' failed to satisfy constraint: Member must have value less than or equal to 48000",
    ],
    [
      { 'session-id': 'x'.repeat(36) },
      `Value '${'x'.repeat(36)}' at 'sessionId' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[a-fA-F0-9]{8}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{4}-[a-fA-F0-9]{12}$`,
    ],
    [
      { 'media-encoding': 'mp3' },
      "Value 'mp3' at 'mediaEncoding' failed to satisfy constraint: Member must satisfy enum value set: [pcm, ogg-opus, flac, g711-alaw, g711-ulaw, g729]",
    ],
    [
      { 'session-resume-window': '0' },
      "Value '0' at 'sessionResumeWindow' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
  ])('beyond the model is worded by AWS’s grammar: %j', (query, clause) => {
    const message = `1 validation error detected: ${clause}`
    expect(refusal(() => fromQuery({ ...required, ...query }))).toEqual({ code: 'BadRequestException', message })
  })

  it('that is given without a value is refused too: a script with an empty variable must not lose its model', () => {
    expect(refusal(() => fromQuery({ ...required, 'language-model-name': '' })).message).toMatch(
      /^2 validation errors detected: Value '' at 'languageModelName' failed/,
    )
  })

  it('lists all that is missing', () => {
    expect(refusal(() => fromQuery({}))).toEqual({
      code: 'BadRequestException',
      message:
        "2 validation errors detected: Value null at 'mediaSampleRateHertz' failed to satisfy constraint: Member must not be null; Value null at 'mediaEncoding' failed to satisfy constraint: Member must not be null",
    })
  })

  it('is an AwsError, whatever the text', () => {
    const names = everything.map(([name]) => name)
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...names), fc.string({ unit: 'binary' })), (query) => {
        expect(refusal(() => fromQuery({ ...query, 'sample-rate': '1' })).code).toMatch(/Exception$/)
      }),
    )
  })
})
