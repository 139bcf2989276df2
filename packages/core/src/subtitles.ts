import { transcriptToSubtitles } from './protocol/subtitles.ts'
import { type Transcript, transcriptToText } from './protocol/transcript.ts'

/** The text of a transcript; empty when nobody spoke. */
export const toText = (transcript: Transcript): string => transcriptToText(transcript)

/** SRT, cues numbered from 1 as players expect; empty when nobody spoke. */
export const toSrt = (transcript: Transcript, options: { readonly startIndex?: number } = {}): string =>
  transcriptToSubtitles(transcript, { format: 'srt', startIndex: options.startIndex ?? 1 }) ?? ''

/** WebVTT; a header with no cue when nobody spoke. */
export const toVtt = (transcript: Transcript, options: { readonly startIndex?: number } = {}): string =>
  transcriptToSubtitles(transcript, { format: 'vtt', startIndex: options.startIndex ?? 1 }) ?? 'WEBVTT\n\n'
