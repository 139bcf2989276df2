/** Why a media file cannot be transcribed: what `FailureReason` of the job then says. */
export class MediaError extends Error {
  override readonly name = 'MediaError'
  /** For the caller, whole sentences in AWS's words where AWS's are known. */
  readonly failureReason: string
  /** For the log: what stood in the file. */
  readonly explanation: string | undefined

  constructor(failureReason: string, options: { readonly explanation?: string; readonly cause?: unknown } = {}) {
    super(
      options.explanation === undefined ? failureReason : `${failureReason} (${options.explanation})`,
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.failureReason = failureReason
    this.explanation = options.explanation
  }
}

const sayHours = (seconds: number): string => (seconds / 3600).toFixed(6)

/**
 * FailureReasons. `unsupportedFormat` to `tooManyChannels` begin with the documented words; `tooLong` and `tooShort` were
 * recorded from AWS (no blank after "hours."). The rest is our choice: AWS's words for them are not known.
 */
export const failureReasons = {
  unsupportedFormat: 'Unsupported media format.',
  otherFormat: 'The media format provided does not match the detected media format.',
  otherSampleRate: 'The sample rate provided does not match the detected sample rate.',
  invalidSampleRate: 'Invalid sample rate for audio file.',
  tooManyChannels: 'Invalid number of channels: number of channels too large.',
  tooLong: (maxSeconds: number): string =>
    `Invalid file size: file size too large. Maximum audio duration is ${sayHours(maxSeconds)} hours.Check the length of the file and try your request again.`,
  tooBig: (maxBytes: number): string =>
    `Invalid file size: file size too large. Maximum file size is ${maxBytes / 1024 ** 3} GB. Check the size of the file and try your request again.`,
  tooShort: 'The input media file length is too small. Check the length of the file and try your request again.',
  damaged: "The media file can't be decoded. Check that the file is valid and try your request again.",
  notDecodedHere: (format: string): string =>
    `Amazon Transcribe accepts ${format}, but scribelite does not decode it yet. Use wav, flac, or ogg with Opus.`,
} as const

/** The bytes are not what their format demands. */
export const damaged = (explanation: string, cause?: unknown): MediaError =>
  new MediaError(failureReasons.damaged, { explanation, ...(cause !== undefined && { cause }) })
