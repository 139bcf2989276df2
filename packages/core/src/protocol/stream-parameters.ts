/**
 * The parameters of a stream: AWS's members, and their two carriers, HTTP/2 headers and the query of a WebSocket.
 *
 * Which names exist, their types and limits come from the model. Rules between them are `stream-rules.ts`.
 */
import { shapeOf, violationsOf } from './model/constraints.ts'
import type { Shape, StreamParameter } from './model/model.ts'
import { type StreamingOperationName, streamingModel } from './model/streaming.gen.ts'
import { serializationError, validationError } from './model/validation.ts'

/** Members as AWS names them. Which of them an operation has is the model's to say. */
export interface StreamParameters {
  readonly LanguageCode?: string
  /** Hz. */
  readonly MediaSampleRateHertz: number
  /** `pcm` (signed 16-bit little-endian, no header), `flac`, `ogg-opus`, … */
  readonly MediaEncoding: string
  readonly VocabularyName?: string
  /** 8-4-4-4-12 hex digits. */
  readonly SessionId?: string
  readonly VocabularyFilterName?: string
  readonly VocabularyFilterMethod?: string
  readonly ShowSpeakerLabel?: boolean
  readonly EnableChannelIdentification?: boolean
  readonly NumberOfChannels?: number
  readonly EnablePartialResultsStabilization?: boolean
  readonly PartialResultsStability?: string
  readonly ContentIdentificationType?: string
  readonly ContentRedactionType?: string
  /** Comma-separated. */
  readonly PiiEntityTypes?: string
  readonly LanguageModelName?: string
  readonly IdentifyLanguage?: boolean
  /** Comma-separated. */
  readonly LanguageOptions?: string
  readonly PreferredLanguage?: string
  readonly IdentifyMultipleLanguages?: boolean
  /** Comma-separated. */
  readonly VocabularyNames?: string
  /** Comma-separated. */
  readonly VocabularyFilterNames?: string
  /** Minutes from the start of the stream. */
  readonly SessionResumeWindow?: number
  readonly TranscriptFormat?: string
  /** Medical streams. */
  readonly Specialty?: string
  /** Medical streams. */
  readonly Type?: string
}

/** Where the parameters of a stream stand: in headers (HTTP/2) or in the query (WebSocket). */
export type StreamCarrier = 'header' | 'query'

const HEADER_PREFIX = 'x-amzn-transcribe-'
/** Printed by one guide page of 2021; no SDK has ever sent it. */
const OLD_LANGUAGE_MODEL_HEADER = 'x-amzn-language-model-name'
const DEFAULT_OPERATION: StreamingOperationName = 'StartStreamTranscription'

/**
 * Reads and checks the parameters of a stream; names that the operation does not have are not looked at.
 * A name that is given without a value counts as given.
 *
 * @param read the value of a header (name in lower case) or of a query name, decoded; undefined when absent
 * @throws AwsError SerializationException for a boolean or number that is none, BadRequestException for violated
 *   constraints of the model, in AWS's words
 */
export function readStreamParameters(
  read: (name: string) => string | undefined,
  carrier: StreamCarrier,
  operation: StreamingOperationName = DEFAULT_OPERATION,
): StreamParameters {
  const { parameters } = streamingModel.operations[operation]
  const values: Record<string, string | number | boolean> = {}
  for (const parameter of parameters) {
    const text = readText(read, carrier, parameter)
    if (text !== undefined) values[parameter.member] = readValue(parameter, text)
  }
  const shape: Shape = {
    type: 'structure',
    members: Object.fromEntries(parameters.map(({ member, shape }) => [member, shape])),
    required: parameters.filter(({ required }) => required).map(({ member }) => member),
  }
  const violations = violationsOf(streamingModel.shapes, shape, values)
  if (violations.length > 0) throw validationError(violations)
  return values as unknown as StreamParameters
}

function readText(
  read: (name: string) => string | undefined,
  carrier: StreamCarrier,
  { member, name }: StreamParameter,
): string | undefined {
  if (carrier === 'query') return read(name)
  const text = read(HEADER_PREFIX + name)
  return text === undefined && member === 'LanguageModelName' ? read(OLD_LANGUAGE_MODEL_HEADER) : text
}

function readValue({ shape }: StreamParameter, text: string): string | number | boolean {
  switch (shapeOf(streamingModel.shapes, shape).type) {
    case 'boolean':
      // The Python SDK sends `True` and `False`, all others lower case (captured).
      if (text === 'true' || text === 'True') return true
      if (text === 'false' || text === 'False') return false
      throw serializationError(`'${text.toUpperCase()}' can not be converted to an Boolean`)
    case 'integer': {
      const value = /^[+-]?\d{1,10}$/.test(text) ? Number(text) : Number.NaN
      // Java's int: 9999999 is a number out of range for the model, 99999999999 is none at all.
      if (value === (value | 0)) return value
      throw serializationError('class java.lang.String can not be converted to an Integer')
    }
    default:
      return text
  }
}

/** The parameters as headers, in the model's order; also what the service echoes in its response. */
export function streamHeaders(
  parameters: Partial<StreamParameters>,
  operation: StreamingOperationName = DEFAULT_OPERATION,
): [name: string, value: string][] {
  return streamQuery(parameters, operation).map(([name, value]) => [HEADER_PREFIX + name, value])
}

/** The parameters as names and values of a query, in the model's order, not yet percent-encoded. */
export function streamQuery(
  parameters: Partial<StreamParameters>,
  operation: StreamingOperationName = DEFAULT_OPERATION,
): [name: string, value: string][] {
  const values = parameters as Readonly<Record<string, unknown>>
  return streamingModel.operations[operation].parameters.flatMap(({ member, name }): [string, string][] => {
    const value = values[member]
    return value === undefined ? [] : [[name, String(value)]]
  })
}
