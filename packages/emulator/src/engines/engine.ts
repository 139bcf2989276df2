/**
 * The seam between the service and whatever does the hearing. A job is a session whose audio is already there:
 * batch and streams meet here. Above it: container decoding, channel split, resampling to one rate.
 * Below it, in `results/`: items, punctuation, transcript JSON, TranscriptEvents.
 */
import type { LanguageModelArtifact, TrainingInput } from '../language-model/artifact.ts'

/** What trains language models and hears. One serves all jobs and streams of an emulator. */
export interface Engine {
  readonly name: string
  /** Trains a custom language model. Throws `TrainingError` with the FailureReason that DescribeLanguageModel then shows. */
  train(input: TrainingInput): Promise<LanguageModelArtifact>
  /** One recognizer per stream, or per channel of a job. */
  open(settings: RecognitionSettings): Recognizer
}

/** What a recognizer is to know before it hears. */
export interface RecognitionSettings {
  /** Hz of the samples that `hear` is given. */
  readonly sampleRate: number
  /** As in the request, for example `en-US`. */
  readonly languageCode: string
  /** Absent: general model. The caller leaves it out where AWS silently does not apply it (another language). */
  readonly languageModel?: LanguageModelArtifact
  /** Whether partial hypotheses are wanted (streams) or finals only (jobs). */
  readonly partials: boolean
  /** What is known of the audio, by which a fixture may be found. */
  readonly source: AudioSource
}

/** What is known of a recording beside its samples. */
export interface AudioSource {
  readonly kind: 'job' | 'stream'
  /** `s3://bucket/key` of a job's media. */
  readonly mediaUri?: string
  readonly jobName?: string
  readonly sessionId?: string
  readonly languageModelName?: string
  /** 0 or 1 of two-channel audio recognised channel by channel; absent for mixed-down or mono. */
  readonly channel?: number
  /** A transcript that lies beside the media in the bucket (`<media>.transcript.json` or `.txt`), already read. */
  readonly script?: { readonly name: string; readonly text: string }
}

/** Hears one channel of one job or stream. */
export interface Recognizer {
  /**
   * Hears mono 16-bit PCM at `settings.sampleRate`, in blocks of any size, and yields hypotheses as soon as the audio
   * that carries them has been given. Ends after the last final. Throws an `AwsError` only for a scripted fault.
   */
  hear(audio: AsyncIterable<Int16Array>, signal: AbortSignal): AsyncIterable<Hypothesis>
}

/** What was heard of one segment so far. All partials and the final of a segment share `segment` and `start`. */
export interface Hypothesis {
  /** Counts from 0 in a session. */
  readonly segment: number
  readonly partial: boolean
  /** Seconds from the start of the audio. */
  readonly start: number
  readonly end: number
  /** Words and punctuation in order. */
  readonly tokens: readonly Token[]
  /** Further readings, best first, without the one in `tokens`. Finals only. */
  readonly alternatives?: readonly (readonly Token[])[]
}

/** A word or a mark as it was heard. */
export interface Token {
  readonly kind: 'word' | 'punctuation'
  /** As it is written, cased: `Kubernetes`, `.` */
  readonly content: string
  /** Seconds from the start of the audio; for punctuation both are the end of the word before it. */
  readonly start: number
  readonly end: number
  /** 0 to 1. Meaningful for words. */
  readonly confidence: number
  /** Whether later partials of this segment may still change it. */
  readonly stable: boolean
}
