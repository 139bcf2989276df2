/**
 * Subtitles from a transcript. A cue lasts until a natural pause, the end of a sentence or of a speaker's words
 * (documented); how long a pause is and how much text a cue may hold is our choice, AWS does not say.
 */
import type { Transcript, TranscriptItem } from './transcript.ts'

/** The form of a subtitle file, and the number of its first cue. */
export interface SubtitleOptions {
  readonly format: 'srt' | 'vtt'
  /** Number of the first cue: `OutputStartIndex`. Default 0, as AWS. */
  readonly startIndex?: number
}

/** What is on the screen from `start` to `end`, in seconds. */
export interface Cue {
  readonly start: number
  readonly end: number
  /** One line, or a line for each turn when several people speak. */
  readonly lines: readonly string[]
}

/** Seconds without a word that end a cue. */
const pause = 0.7
/** Longer cues are hard to read: two lines of 42 characters, 7 seconds. */
const mostCharacters = 84
const mostSeconds = 7
/** A sentence shorter than this stays with the next one, and so does a turn: "Yes." "When?" */
const tooShort = 1.2

/** The text of an SRT or VTT file; undefined when nobody spoke, since AWS then writes no file at all. */
export function transcriptToSubtitles(transcript: Transcript, options: SubtitleOptions): string | undefined {
  const cues = cuesOf(transcript)
  if (cues.length === 0) return undefined
  const first = options.startIndex ?? 0
  const vtt = options.format === 'vtt'
  const blocks = cues.map((cue, position) => {
    const times = `${timestamp(cue.start, vtt)} --> ${timestamp(cue.end, vtt)}`
    const text = cue.lines.join('\n')
    return `${first + position}\n${times}\n${vtt ? escapeVtt(text) : text}\n\n`
  })
  return (vtt ? 'WEBVTT\n\n' : '') + blocks.join('')
}

/** The cues of a transcript, in order of their start. */
export function cuesOf(transcript: Transcript): readonly Cue[] {
  const cues: Cue[] = []
  let turns: Turn[] = []
  let previous: SpokenWord | undefined
  for (const word of spokenWords(transcript.results.items)) {
    if (previous !== undefined && endsCue(turns, previous, word)) {
      cues.push(cueOf(turns))
      turns = []
    }
    const turn = turns.at(-1)
    if (turn !== undefined && turn.speaker === word.speaker) turn.words.push(word)
    else turns.push({ speaker: word.speaker, words: [word] })
    previous = word
  }
  if (turns.length > 0) cues.push(cueOf(turns))
  return cues.sort((one, other) => one.start - other.start)
}

interface SpokenWord {
  readonly start: number
  readonly end: number
  readonly speaker: string | undefined
  /** The word with the punctuation that follows it. */
  text: string
}

interface Turn {
  readonly speaker: string | undefined
  readonly words: SpokenWord[]
}

function spokenWords(items: readonly TranscriptItem[]): SpokenWord[] {
  const words: SpokenWord[] = []
  for (const item of items) {
    const text = item.alternatives[0]?.content ?? ''
    const last = words.at(-1)
    if (item.type === 'punctuation') {
      if (last !== undefined) last.text += text
    } else {
      const [start, end] = [Number(item.start_time ?? 0), Number(item.end_time ?? 0)]
      words.push({ start, end, speaker: item.speaker_label ?? item.channel_label, text })
    }
  }
  return words
}

function endsCue(turns: readonly Turn[], previous: SpokenWord, next: SpokenWord): boolean {
  const first = turns[0]?.words[0]
  if (first === undefined) return false
  if (next.start - previous.end >= pause || next.start < first.start) return true
  const seconds = previous.end - first.start
  const characters = turns.reduce((sum, turn) => sum + lineOf(turn).length, 0)
  if (next.end - first.start > mostSeconds || characters + 1 + next.text.length > mostCharacters) return true
  const ends = previous.speaker !== next.speaker || /[.?!。？！]$/u.test(previous.text)
  return ends && seconds >= tooShort
}

const lineOf = (turn: Turn): string => turn.words.map((word) => word.text).join(' ')

function cueOf(turns: readonly Turn[]): Cue {
  const words = turns.flatMap((turn) => turn.words)
  return {
    start: Math.min(...words.map((word) => word.start)),
    end: Math.max(...words.map((word) => word.end)),
    lines: turns.length === 1 ? turns.map(lineOf) : turns.map((turn) => `-- ${lineOf(turn)}`),
  }
}

/** `HH:MM:SS,mmm`, with a point instead of the comma in VTT. */
function timestamp(seconds: number, vtt: boolean): string {
  const milliseconds = Math.round(seconds * 1000)
  const pad = (value: number, width: number): string => String(Math.floor(value)).padStart(width, '0')
  const clock = [milliseconds / 3_600_000, (milliseconds / 60_000) % 60, (milliseconds / 1000) % 60]
  return `${clock.map((part) => pad(part, 2)).join(':')}${vtt ? '.' : ','}${pad(milliseconds % 1000, 3)}`
}

/** In a WebVTT cue `&` and `<` begin an entity or a tag. */
const escapeVtt = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
