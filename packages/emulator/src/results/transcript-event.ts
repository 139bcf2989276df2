/**
 * One hypothesis as the payload of a TranscriptEvent. The form is the one recorded from AWS in 2021: keys in
 * alphabetical order at every level, no blanks, one Result with one Alternative, times in seconds.
 */
import type { Hypothesis, Token } from '../engines/engine.ts'
import { textOf } from './text.ts'

export interface TranscriptEventContext {
  /** A UUID, the same for all partials and the final of a segment. */
  readonly resultId: string
  /** `ch_0`, `ch_1` with channel identification. */
  readonly channelId?: string
  /** Only with language identification. */
  readonly languageCode?: string
  readonly languageIdentification?: readonly LanguageScore[]
  /** Level of partial-result stabilization; absent when it is off. AWS's default, once it is on, is `high`. */
  readonly stability?: Stability
}

interface LanguageScore {
  readonly languageCode: string
  /** 0 to 1. */
  readonly score: number
}

export type Stability = 'high' | 'medium' | 'low'

/**
 * Seconds by which a word must lie behind the newest audio before it is called stable. The engine has settled it
 * already: a higher level only says so sooner, so a stable word never changes. The figures are our choice.
 */
const stableAfter: Record<Stability, number> = { high: 0.2, medium: 0.8, low: 2 }

/** The JSON text of a TranscriptEvent. */
export function transcriptEventJson(hypothesis: Hypothesis, context: TranscriptEventContext): string {
  // Property order is the order on the wire.
  return JSON.stringify({
    Transcript: {
      Results: [
        {
          Alternatives: [
            {
              Items: hypothesis.tokens.map((token) => itemOf(token, hypothesis, context)),
              Transcript: textOf(hypothesis.tokens),
            },
          ],
          ChannelId: context.channelId,
          EndTime: seconds(hypothesis.end),
          IsPartial: hypothesis.partial,
          LanguageCode: context.languageCode,
          LanguageIdentification: context.languageIdentification?.map((language) => ({
            LanguageCode: language.languageCode,
            Score: language.score,
          })),
          ResultId: context.resultId,
          StartTime: seconds(hypothesis.start),
        },
      ],
    },
  })
}

const encoder = new TextEncoder()

/** The payload of a TranscriptEvent frame: UTF-8 of `transcriptEventJson`. */
export function transcriptEvent(hypothesis: Hypothesis, context: TranscriptEventContext): Uint8Array {
  return encoder.encode(transcriptEventJson(hypothesis, context))
}

/** The payload that opens a stream and keeps it alive while nobody speaks; byte for byte as recorded from AWS. */
export const emptyTranscriptEvent = (): Uint8Array => encoder.encode('{"Transcript":{"Results":[]}}')

function itemOf(token: Token, hypothesis: Hypothesis, context: TranscriptEventContext): Record<string, unknown> {
  const word = token.kind === 'word'
  return {
    // Finals only, and never for punctuation (recorded).
    Confidence: !hypothesis.partial && word ? confidence(token.confidence) : undefined,
    Content: token.content,
    EndTime: seconds(token.end),
    Stable: context.stability === undefined ? undefined : isStable(token, hypothesis, context.stability),
    StartTime: seconds(token.start),
    Type: word ? 'pronunciation' : 'punctuation',
    VocabularyFilterMatch: false,
  }
}

function isStable(token: Token, hypothesis: Hypothesis, stability: Stability): boolean {
  if (!hypothesis.partial) return true
  return token.stable && hypothesis.end - token.end >= stableAfter[stability]
}

const seconds = (time: number): number => Math.round(time * 1000) / 1000
const confidence = (value: number): number => Math.round(value * 10_000) / 10_000
