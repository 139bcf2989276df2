/** Bounds of one emulator; AWS's quotas where AWS has one. */
export interface Limits {
  /** Streams at once, per account, region and transport. AWS: 25. */
  readonly concurrentStreams: number
  /** Transcription jobs IN_PROGRESS at once. AWS: 250. */
  readonly concurrentJobs: number
  /** Language models training at once. AWS: 3. */
  readonly concurrentTrainings: number
  /** Language models per account and region. AWS: 10. */
  readonly languageModels: number
  /** Seconds of a stream. AWS: 14 400. */
  readonly streamSeconds: number
  /** Bytes of a JSON request body. */
  readonly jsonBodyBytes: number
}

/** AWS's quotas; a body of the JSON API is bounded by what the front end of its JSON services takes. */
export const awsLimits: Limits = {
  concurrentStreams: 25,
  concurrentJobs: 250,
  concurrentTrainings: 3,
  languageModels: 10,
  streamSeconds: 14_400,
  jsonBodyBytes: 1 << 20,
}
