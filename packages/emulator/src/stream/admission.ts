/**
 * Whether a stream may start. In: the request as it stood on the wire. Out: everything the session needs, or the one
 * `AwsError` that AWS would give first. Takes no place and reads no audio. The same for HTTP/2 and WebSocket; how a
 * refusal is carried is the transport's.
 */
import {
  AwsError,
  badRequest,
  checkStreamParameters,
  readStreamParameters,
  type StreamParameters,
} from '@scribelite/core/protocol'
import { queryPairs, queryValue } from '../auth/query-pairs.ts'
import { type Principal, type Refusal, verifyRequest } from '../auth/verify-request.ts'
import { otherBandwidth } from '../language-model/bandwidth.ts'
import { header, type ReceivedRequest } from '../received-request.ts'
import type { Owner, Service, UsableLanguageModel } from '../service.ts'
import { refuseWhatIsMissingHere } from './not-built.ts'
import type { StreamTransport } from './running-streams.ts'
import { streamingOperation } from './stream-operations.ts'

export interface AdmittedStream {
  readonly principal: Principal
  readonly owner: Owner
  readonly parameters: StreamParameters
  readonly languageCode: string
  readonly sampleRate: number
  readonly encoding: 'pcm' | 'flac' | 'ogg-opus'
  readonly channels: 1 | 2
  /** Absent where none was asked for, or where AWS silently does not apply it. */
  readonly languageModel?: UsableLanguageModel
}

/** Observed on AWS for streams; its JSON API allows 15 minutes. */
export const streamWindowMs: number = 5 * 60_000
/** Documented for presigned stream URLs; general Signature Version 4 allows a week. */
const longestExpiry = 300

/** Throws `AwsError` for the first thing that is wrong, in AWS's order. */
export async function admitStream(
  service: Service,
  request: ReceivedRequest,
  transport: StreamTransport,
): Promise<AdmittedStream> {
  // 1. The path says what is asked for; the front end knows it before it looks at a signature.
  const operation = streamingOperation(transport, request.method, request.path)
  if (operation === undefined) throw withoutUpgrade()

  // 2. Who asks. Nothing of the parameters is told to somebody who cannot sign.
  const principal = checkSignature(service, request, transport)

  // 3. What this emulator does not have.
  if (operation !== 'StartStreamTranscription') {
    throw new AwsError('NotImplemented', `scribelite: ${operation} is not implemented yet. See FIDELITY.md.`, {
      fault: 'server',
    })
  }
  if (request.door === 'http1') {
    throw badRequest('scribelite: event streams need HTTP/2. Use HTTP/2 (with prior knowledge or TLS) or a WebSocket.')
  }

  // 4. The parameters, one by one: what cannot be parsed, then what the model's constraints forbid.
  const carrier = transport === 'http2' ? 'header' : 'query'
  const pairs = carrier === 'query' ? queryPairs(request.query) : []
  const parameters = readStreamParameters(
    (name) => (carrier === 'header' ? header(request, name) : queryValue(pairs, name)),
    carrier,
  )
  // 5. The parameters together.
  checkStreamParameters(parameters)
  const { LanguageCode: languageCode, MediaEncoding: encoding } = refuseWhatIsMissingHere(parameters)

  // 6. What the parameters name must exist and be usable.
  checkVocabularies(parameters)
  const owner = { accountId: principal.accountId, region: principal.region }
  const languageModel = await findLanguageModel(service, owner, parameters, languageCode)

  return {
    principal,
    owner,
    parameters,
    languageCode,
    sampleRate: parameters.MediaSampleRateHertz,
    encoding,
    channels: parameters.EnableChannelIdentification === true ? 2 : 1,
    ...(languageModel === undefined ? {} : { languageModel }),
  }
}

/** What AWS says to it is not known. */
const withoutUpgrade = (): AwsError =>
  new AwsError('UnknownOperationException', '', {
    messageKey: 'message',
    explanation:
      'A stream over WebSocket begins with an upgrade, and this request has none: a proxy may have taken its headers Connection and Upgrade away.',
  })

function checkSignature(service: Service, request: ReceivedRequest, transport: StreamTransport): Principal {
  // JS, Go and Java announce a chain of signed frames here; Python's CRT client and Rust sign an empty payload instead.
  const streaming = 'STREAMING-AWS4-HMAC-SHA256-EVENTS'
  const payloadHash = header(request, 'x-amz-content-sha256') === streaming ? streaming : hashOfNothing
  const verdict = verifyRequest(request, {
    service: 'transcribe',
    mode: service.auth,
    credentials: service.credentials,
    now: service.clock.now(),
    windowMs: streamWindowMs,
    payloadHash,
    maxExpires: longestExpiry,
  })
  if (verdict.ok) return verdict.principal
  throw signatureError(verdict.refusal, transport)
}

const hashOfNothing = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/**
 * HTTP/2 answers with the names of the front end. A WebSocket has only the documented exceptions: an unknown key is
 * UnrecognizedClientException, everything else BadRequestException with the same words (which of the two AWS takes for
 * a wrong signature is not known).
 */
function signatureError({ reason, code, message, explanation }: Refusal, transport: StreamTransport): AwsError {
  const known = reason === 'unknown-key' || reason === 'token-wrong'
  const name = transport === 'http2' || known ? code : 'BadRequestException'
  return new AwsError(name, message, { messageKey: 'message', ...(explanation === undefined ? {} : { explanation }) })
}

/** Vocabularies cannot be made in this emulator yet, so none exists. The first text was seen from AWS. */
function checkVocabularies(parameters: StreamParameters): void {
  if (parameters.VocabularyName !== undefined || parameters.VocabularyNames !== undefined) {
    throw badRequest("The specified vocabulary doesn't exist. Check the name and try your request again.")
  }
  if (parameters.VocabularyFilterName !== undefined || parameters.VocabularyFilterNames !== undefined) {
    throw badRequest("The specified vocabulary filter doesn't exist. Check the name and try your request again.")
  }
}

/** AWS's words for these refusals are not known; the first follows its words for vocabularies. */
async function findLanguageModel(
  service: Service,
  owner: Owner,
  { LanguageModelName: name, MediaSampleRateHertz: rate }: StreamParameters,
  languageCode: string,
): Promise<UsableLanguageModel | undefined> {
  if (name === undefined) return undefined
  const model = await service.languageModels.find(owner, name)
  if (model === undefined) {
    throw badRequest("The specified language model doesn't exist. Check the name and try your request again.")
  }
  if (model.status !== 'COMPLETED') {
    throw badRequest(
      `The specified language model can't be used because its status is ${model.status}. Use a language model with the status COMPLETED.`,
    )
  }
  // Documented: models from before 2021-10-20 must be created again; hi-IN is for batch jobs only.
  if (!model.streamable) {
    throw badRequest(
      'The specified language model was created before language models could be used in streams. Create it again and try your request again.',
    )
  }
  if (model.languageCode === 'hi-IN') {
    throw badRequest("Custom language models for hi-IN can't be used in streams. Use a transcription job.")
  }
  // Documented: a model of another language is not applied, with no error and no warning to the client.
  if (model.languageCode !== languageCode) {
    service.log({
      level: 'warn',
      message: `Language model ${name} is for ${model.languageCode}, the stream is ${languageCode}: it is not applied, as on AWS.`,
    })
    return undefined
  }
  const warning = otherBandwidth(model, rate)
  if (warning !== undefined) service.log({ level: 'warn', message: warning })
  return model
}
