import { type Transcript, toSrt, toText, toVtt } from '@scribelite/core'

export type TranscriptFormat = 'text' | 'json' | 'srt' | 'vtt'

/** A transcript as it is printed or written, with a final line end where there is any text. */
export function formatTranscript(transcript: Transcript, format: TranscriptFormat): string {
  const text = {
    text: () => toText(transcript),
    json: () => JSON.stringify(transcript, null, 2),
    srt: () => toSrt(transcript),
    vtt: () => toVtt(transcript),
  }[format]()
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

/** The end of a file's name. */
export const extensionOf = (format: TranscriptFormat): string => (format === 'text' ? 'txt' : format)
