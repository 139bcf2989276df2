/** Amazon Transcribe with custom language models: batch, HTTP/2 and WebSocket, on the official AWS SDK. */
export type { PollOptions } from './backoff.ts'
export {
  type ChainedPresignOptions,
  type ChainedStreamWebSocketOptions,
  presign,
  streamWebSocket,
} from './chained-websocket.ts'
export { type Connection, type ConnectionOptions, type ConnectionSource, openConnection } from './connection.ts'
export {
  type CreateLanguageModelOptions,
  createLanguageModel,
  type LanguageModelProgress,
} from './create-language-model.ts'
export {
  AwsServiceError,
  type AwsServiceErrorDetails,
  LanguageModelFailedError,
  ScribeliteError,
  type ScribeliteErrorCode,
  TranscriptionFailedError,
} from './errors.ts'
export {
  type CallOptions,
  deleteJob,
  getJob,
  type JobPage,
  type JobPageOptions,
  type ListJobsOptions,
  listJobPage,
  listJobs,
  type StartJobOptions,
  type Subtitle,
  startJob,
  type TranscriptionJob,
  type WaitForJobOptions,
  waitForJob,
} from './jobs.ts'
export {
  deleteLanguageModel,
  describeLanguageModel,
  type LanguageModel,
  type LanguageModelPage,
  type LanguageModelPageOptions,
  type ListLanguageModelsOptions,
  listLanguageModelPage,
  listLanguageModels,
  type WaitForLanguageModelOptions,
  waitForLanguageModel,
} from './language-models.ts'
export type { MediaSource } from './media-source.ts'
export type { Credentials } from './protocol/signature.ts'
export type { StreamParameters } from './protocol/stream-parameters.ts'
export type { Transcript, TranscriptItem, TranscriptResults } from './protocol/transcript.ts'
export { type StreamHttp2Options, streamHttp2 } from './stream-http2.ts'
export type { AudioSource, StreamFrame, StreamOptions, StreamSession, StreamSettings } from './stream-options.ts'
export type { StreamEntity, StreamItem, StreamResult } from './stream-results.ts'
export { toSrt, toText, toVtt } from './subtitles.ts'
export type { Timing } from './timing.ts'
export { type TranscribeOptions, type TranscribeProgress, type TranscribeResult, transcribe } from './transcribe.ts'
export { fetchTranscript } from './transcript-download.ts'
export type { WebSocketFactory, WebSocketLike } from './web-socket.ts'
