import { type Transcript, toSrt, toText, toVtt } from '@scribelite/core'
import { UsageError } from './exit-code.ts'

export type TranscriptFormat = 'text' | 'json' | 'srt' | 'vtt'

/** A transcript as it is printed or written, with a final line end where there is any text. JSON for people is indented. */
export function formatTranscript(transcript: Transcript, format: TranscriptFormat | 'json-line'): string {
  const text = {
    text: () => toText(transcript),
    json: () => JSON.stringify(transcript, null, 2),
    'json-line': () => JSON.stringify(transcript),
    srt: () => toSrt(transcript),
    vtt: () => toVtt(transcript),
  }[format]()
  return text === '' || text.endsWith('\n') ? text : `${text}\n`
}

/** What is printed with `--json`, where every result is a line; other forms of a transcript have no place there. */
export function printedFormat(format: TranscriptFormat | undefined, json: boolean): TranscriptFormat | 'json-line' {
  if (!json) return format ?? 'text'
  if (format !== undefined && format !== 'json') {
    throw new UsageError(
      `--json prints a line of JSON for each result, and --format ${format} is none; give one of them`,
    )
  }
  return 'json-line'
}

/** The end of a file's name. */
export const extensionOf = (format: TranscriptFormat): string => (format === 'text' ? 'txt' : format)
