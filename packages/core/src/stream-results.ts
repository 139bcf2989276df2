/** The results of a stream, from the JSON of a TranscriptEvent. Portable. */
import { ScribeliteError } from './errors.ts'

/** One segment as it is understood so far. Partials and the final of a segment share `resultId` and `startTime`. */
export interface StreamResult {
  readonly resultId: string
  /** A later result with the same `resultId` replaces this one. */
  readonly isPartial: boolean
  /** Seconds from the beginning of the stream. */
  readonly startTime: number
  readonly endTime: number
  /** `ch_0` or `ch_1`, with channel identification. */
  readonly channelId?: string
  /** With language identification. */
  readonly languageCode?: string
  readonly languageIdentification?: readonly { readonly languageCode: string; readonly score: number }[]
  /** The text of the best alternative. */
  readonly transcript: string
  /** Words and punctuation of the best alternative. */
  readonly items: readonly StreamItem[]
  /** Personal information found, with PII identification or redaction. */
  readonly entities: readonly StreamEntity[]
}

/** A word or a mark of a result. */
export interface StreamItem {
  readonly type: 'pronunciation' | 'punctuation'
  readonly content: string
  /** Seconds from the beginning of the stream. */
  readonly startTime: number
  readonly endTime: number
  /** 0 to 1; words of final results only. */
  readonly confidence?: number
  /** Will not change any more; with partial result stabilization. */
  readonly stable?: boolean
  /** `0`, `1`, …; with speaker labels, once known. */
  readonly speaker?: string
  readonly vocabularyFilterMatch: boolean
}

/** Personal information that was found. Times in seconds from the beginning of the stream. */
export interface StreamEntity {
  readonly category: string
  readonly type: string
  readonly content: string
  readonly startTime: number
  readonly endTime: number
  readonly confidence?: number
}

type Json = Readonly<Record<string, unknown>>

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null
const objects = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isObject) : [])
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const seconds = (value: unknown): number => (typeof value === 'number' ? value : 0)

/** The results of an event; none for the empty events that AWS sends to keep the line open. */
export const resultsOfEvent = (event: unknown): readonly StreamResult[] => {
  const transcript = isObject(event) && isObject(event.Transcript) ? event.Transcript : {}
  return objects(transcript.Results).map(readResult)
}

const readResult = (result: Json): StreamResult => {
  const best = objects(result.Alternatives)[0] ?? {}
  return {
    resultId: text(result.ResultId),
    isPartial: result.IsPartial === true,
    startTime: seconds(result.StartTime),
    endTime: seconds(result.EndTime),
    ...(typeof result.ChannelId === 'string' ? { channelId: result.ChannelId } : {}),
    ...(typeof result.LanguageCode === 'string' ? { languageCode: result.LanguageCode } : {}),
    ...(Array.isArray(result.LanguageIdentification)
      ? {
          languageIdentification: objects(result.LanguageIdentification).map((one) => ({
            languageCode: text(one.LanguageCode),
            score: seconds(one.Score),
          })),
        }
      : {}),
    transcript: text(best.Transcript),
    items: objects(best.Items).map(readItem),
    entities: objects(best.Entities).map(readEntity),
  }
}

const readItem = (item: Json): StreamItem => ({
  type: item.Type === 'punctuation' ? 'punctuation' : 'pronunciation',
  content: text(item.Content),
  startTime: seconds(item.StartTime),
  endTime: seconds(item.EndTime),
  ...(typeof item.Confidence === 'number' ? { confidence: item.Confidence } : {}),
  ...(typeof item.Stable === 'boolean' ? { stable: item.Stable } : {}),
  ...(typeof item.Speaker === 'string' ? { speaker: item.Speaker } : {}),
  vocabularyFilterMatch: item.VocabularyFilterMatch === true,
})

const readEntity = (entity: Json): StreamEntity => ({
  category: text(entity.Category),
  type: text(entity.Type),
  content: text(entity.Content),
  startTime: seconds(entity.StartTime),
  endTime: seconds(entity.EndTime),
  ...(typeof entity.Confidence === 'number' ? { confidence: entity.Confidence } : {}),
})

const utf8 = new TextDecoder()

/** @throws ScribeliteError `unreadable-answer` when the payload is no JSON */
export const resultsOfPayload = (payload: Uint8Array): readonly StreamResult[] => {
  const json = utf8.decode(payload)
  try {
    return resultsOfEvent(JSON.parse(json))
  } catch (cause) {
    throw new ScribeliteError(
      'unreadable-answer',
      `The service sent a TranscriptEvent that is no JSON (${payload.length} bytes: ${json.slice(0, 60)}).`,
      cause,
    )
  }
}
