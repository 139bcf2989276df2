/** The wire of Amazon Transcribe: no SDK, no `node:` import. Runs in Node, Deno and browsers. */
export { AwsError, type AwsErrorOptions, badRequest, conflict, internalFailure, limitExceeded } from './aws-error.ts'
export { type CanonicalRequestInput, canonicalQuery, canonicalRequest, encodeRfc3986 } from './canonical-request.ts'
export { FLAC_FRAME_HEADER_BYTES, type FlacFrameHeader, readFlacFrameHeader } from './flac-frame-header.ts'
export {
  type Checksum,
  decodeFrame,
  encodeFrame,
  type Frame,
  FrameError,
  type FrameErrorCode,
  type HeaderValue,
  MAX_HEADERS_BYTES,
  MAX_PAYLOAD_BYTES,
} from './frame.ts'
export {
  createFrameSigner,
  createFrameVerifier,
  type FrameSigner,
  type FrameSignerOptions,
  type FrameVerdict,
  type FrameVerifier,
  type FrameVerifierOptions,
  readSignedEnvelope,
  type SignedEnvelope,
} from './frame-signing.ts'
export { createFrameSplitter, type FrameSplitter, type FrameSplitterOptions } from './frame-splitter.ts'
export { type Hashing, hexSha256, portableHashing } from './hashing.ts'
export type { DetectedEncoding, DetectedFormat, MediaHeader } from './media-format.ts'
export { needsMoreHeader, readMediaHeader } from './media-header.ts'
export { readOggIdentification } from './media-header-ogg.ts'
export {
  encodeAudioEvent,
  encodeEvent,
  encodeException,
  eventEncoder,
  type Message,
  readMessage,
} from './message.ts'
export type { OperationName } from './model/batch.gen.ts'
export type { StreamingOperationName } from './model/streaming.gen.ts'
export { streamingModel } from './model/streaming.gen.ts'
export { isOperationName, operationNames, validateInput, validateMembers } from './model/validation.ts'
export {
  type Credentials,
  formatAmzDate,
  type PresignUrlInput,
  parseAmzDate,
  presignUrl,
  type SignRequestInput,
  scopeOf,
  signatureOf,
  signingKey,
  signRequest,
  stringToSign,
} from './signature.ts'
export {
  readStreamParameters,
  type StreamCarrier,
  type StreamParameters,
  streamHeaders,
  streamQuery,
} from './stream-parameters.ts'
export { checkStreamParameters } from './stream-rules.ts'
export { type SubtitleOptions, transcriptToSubtitles } from './subtitles.ts'
export {
  type AlternativesSegment,
  type AudioSegment,
  type ChannelLabels,
  type ItemAlternative,
  type SegmentItem,
  type SpeakerLabels,
  type Transcript,
  type TranscriptItem,
  type TranscriptResults,
  transcriptToText,
} from './transcript.ts'
