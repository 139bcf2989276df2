/**
 * The JSON file behind `TranscriptFileUri`. Every number is a string, besides ids, counts and durations: so AWS writes
 * it. Members that a job did not ask for are absent.
 */
export interface Transcript {
  readonly jobName: string
  readonly accountId: string
  readonly isRedacted?: boolean
  readonly results: TranscriptResults
  readonly status: 'COMPLETED'
}

/** What was heard, in the forms that the job asked for. Times are strings of seconds. */
export interface TranscriptResults {
  /** One element; its text is empty when nobody spoke. */
  readonly transcripts: readonly { readonly transcript: string }[]
  readonly speaker_labels?: SpeakerLabels
  readonly channel_labels?: ChannelLabels
  readonly language_code?: string
  readonly language_identification?: readonly { readonly score: string; readonly code: string }[]
  readonly language_codes?: readonly { readonly language_code: string; readonly duration_in_seconds: number }[]
  readonly items: readonly TranscriptItem[]
  /** Missing in files older than 2025. */
  readonly audio_segments?: readonly AudioSegment[]
  /** With ShowAlternatives. */
  readonly segments?: readonly AlternativesSegment[]
}

/** A word, or the punctuation after it. */
export interface TranscriptItem {
  /** From 0. Missing in older files. */
  readonly id?: number
  readonly type: 'pronunciation' | 'punctuation'
  readonly alternatives: readonly ItemAlternative[]
  /** Seconds, such as `"1.04"`. Punctuation has none. */
  readonly start_time?: string
  readonly end_time?: string
  /** `spk_0`, `spk_1`, … */
  readonly speaker_label?: string
  /** `ch_0` or `ch_1`. */
  readonly channel_label?: string
  readonly language_code?: string
  readonly vocabulary_filter_match?: boolean
}

/** One reading of an item. Confidence is a string from `0.0` to `1.0`. */
export interface ItemAlternative {
  /** 0 to 1, such as `"0.997"`; `"0.0"` for punctuation; absent for a redacted word. */
  readonly confidence?: string
  readonly content: string
  readonly redactions?: readonly { readonly confidence: string; readonly type: string; readonly category: string }[]
}

/** A stretch of speech by one voice, and the ids of its items. Times are strings of seconds. */
export interface AudioSegment {
  readonly id: number
  readonly transcript: string
  readonly start_time: string
  readonly end_time: string
  readonly speaker_label?: string
  readonly channel_label?: string
  readonly language_code?: string
  /** Ids of the items it is made of. */
  readonly items: readonly number[]
}

/** The items of each channel, where channels were told apart. */
export interface ChannelLabels {
  readonly channels: readonly { readonly channel_label: string; readonly items: readonly TranscriptItem[] }[]
  readonly number_of_channels: number
}

/** Who spoke when, where speakers were told apart. Times are strings of seconds. */
export interface SpeakerLabels {
  readonly segments: readonly {
    readonly start_time: string
    readonly end_time: string
    readonly speaker_label: string
    readonly items: readonly {
      readonly speaker_label: string
      readonly start_time: string
      readonly end_time: string
    }[]
  }[]
  readonly channel_label?: string
  readonly speakers: number
}

/** A stretch of speech with its readings, best first; where alternatives were asked for. */
export interface AlternativesSegment {
  readonly start_time: string
  readonly end_time: string
  /** Best first. */
  readonly alternatives: readonly {
    readonly transcript: string
    readonly items: readonly SegmentItem[]
  }[]
}

/** A word or mark inside an alternative. Times are strings of seconds. */
export interface SegmentItem {
  readonly start_time?: string
  readonly confidence?: string
  readonly end_time?: string
  readonly type: 'pronunciation' | 'punctuation'
  readonly content: string
}

/** The text of a transcript, without a final line break; empty when nobody spoke. */
export function transcriptToText(transcript: Transcript): string {
  return transcript.results.transcripts.map((part) => part.transcript).join('\n')
}
