/**
 * The captions of a stream. In: results as they come. Out: what is settled, and what is still being understood. A partial replaces the
 * one before it with the same id; a final settles it.
 */
import type { StreamResult } from '@scribelite/core/websocket'

export interface CaptionWord {
  readonly text: string
  /** Punctuation stands right behind the word before it. */
  readonly joined: boolean
  /** Will not change any more. */
  readonly stable: boolean
  /** 0 to 1; of settled words. */
  readonly confidence?: number
}

export interface Caption {
  readonly id: string
  /** Seconds from the beginning of the stream. */
  readonly start: number
  readonly end: number
  /** `ch_0`, `ch_1` when channels are identified. */
  readonly channel?: string
  readonly words: readonly CaptionWord[]
  readonly settled: boolean
}

export interface Captions {
  readonly settled: readonly Caption[]
  /** At most one a channel. */
  readonly open: readonly Caption[]
}

export const noCaptions: Captions = { settled: [], open: [] }

export const addResult = (captions: Captions, result: StreamResult): Captions => {
  const caption = captionOf(result)
  const others = captions.open.filter(({ id }) => id !== caption.id)
  if (result.isPartial) return { settled: captions.settled, open: [...others, caption] }
  if (caption.words.length === 0) return { settled: captions.settled, open: others }
  return { settled: [...captions.settled, caption], open: others }
}

/** What is still open when a stream ends will never settle; it is kept as it stands. */
export const endCaptions = (captions: Captions): Captions => ({
  settled: [...captions.settled, ...captions.open],
  open: [],
})

const captionOf = (result: StreamResult): Caption => ({
  id: result.resultId,
  start: result.startTime,
  end: result.endTime,
  ...(result.channelId === undefined ? {} : { channel: result.channelId }),
  words: wordsOf(result),
  settled: !result.isPartial,
})

const wordsOf = (result: StreamResult): readonly CaptionWord[] => {
  // A service may send text without items; then the words of the text have to do.
  if (result.items.length === 0) {
    return result.transcript
      .split(' ')
      .filter((text) => text !== '')
      .map((text) => ({ text, joined: false, stable: !result.isPartial }))
  }
  return result.items.map((item) => ({
    text: item.content,
    joined: item.type === 'punctuation',
    stable: !result.isPartial || item.stable === true,
    ...(item.confidence === undefined ? {} : { confidence: item.confidence }),
  }))
}

export const textOf = (caption: Caption): string =>
  caption.words.reduce((text, word) => (text === '' || word.joined ? text + word.text : `${text} ${word.text}`), '')

/** `0:07`, `12:30`, `1:02:03`. */
export const clockOf = (seconds: number): string => {
  const whole = Math.max(0, Math.floor(seconds))
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (value: number): string => String(value).padStart(2, '0')
  return hours > 0 ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`
}

/** What is kept over a reload: small, since a page may keep some 5 MB. */
type Kept = readonly [
  id: string,
  start: number,
  end: number,
  channel: string,
  words: readonly (readonly [string, number, number])[],
]

export const packCaptions = (captions: Captions): string => {
  const kept: Kept[] = endCaptions(captions).settled.map((caption) => [
    caption.id,
    caption.start,
    caption.end,
    caption.channel ?? '',
    caption.words.map((word) => [word.text, word.joined ? 1 : 0, word.confidence ?? -1]),
  ])
  return JSON.stringify(kept)
}

/** Nothing, when what was kept cannot be read. */
export const unpackCaptions = (packed: string | null): Captions => {
  if (packed === null) return noCaptions
  try {
    const kept = JSON.parse(packed) as readonly Kept[]
    return {
      open: [],
      settled: kept.map(([id, start, end, channel, words]) => ({
        id,
        start,
        end,
        ...(channel === '' ? {} : { channel }),
        settled: true,
        words: words.map(([text, joined, confidence]) => ({
          text,
          joined: joined === 1,
          stable: true,
          ...(confidence < 0 ? {} : { confidence }),
        })),
      })),
    }
  } catch {
    // Written by another version of this page: captions of an ended stream are not worth an error.
    return noCaptions
  }
}
