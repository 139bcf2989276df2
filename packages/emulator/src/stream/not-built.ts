/**
 * Features of StartStreamTranscription that this emulator does not have yet. Each is refused, so that no test passes
 * for the wrong reason; the list stands in FIDELITY.md and may only shrink.
 */
import { type AwsError, badRequest, type StreamParameters } from '@scribelite/core/protocol'

const encodings = ['pcm', 'flac', 'ogg-opus'] as const
type Encoding = (typeof encodings)[number]

/** What is left of the parameters is what the session can do. Throws `AwsError`. */
export function refuseWhatIsMissingHere(parameters: StreamParameters): {
  readonly LanguageCode: string
  readonly MediaEncoding: Encoding
} {
  const { LanguageCode, MediaEncoding } = parameters
  if (LanguageCode === undefined) throw missing('language identification')
  if (parameters.ShowSpeakerLabel === true) throw missing('speaker labels (ShowSpeakerLabel)')
  if (parameters.ContentRedactionType !== undefined) throw missing('content redaction')
  if (parameters.ContentIdentificationType !== undefined) throw missing('content identification')
  if (parameters.TranscriptFormat === 'spoken') throw missing('the transcript format spoken')
  const encoding = encodings.find((known) => known === MediaEncoding)
  if (encoding === undefined) throw missing(`the media encoding ${MediaEncoding}`)
  return { LanguageCode, MediaEncoding: encoding }
}

const missing = (feature: string): AwsError =>
  badRequest(`scribelite: streams do not support ${feature} yet. See FIDELITY.md for what the emulator has.`)
