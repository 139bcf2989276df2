/**
 * One stretch of audio and what is said in it. A session has one when it was known by its name; otherwise one for each
 * recording in it, since a stream may carry several with silence between them.
 */
import type { KnownAudio } from './audio-index.ts'
import type { Says, Speech } from './fixture.ts'
import type { Hearing } from './hearing.ts'
import { createPacer } from './pacer.ts'
import { timedSegments, untimedGroups } from './scripted-groups.ts'
import { sentencesOf } from './sentences.ts'
import { type SpeechRegion, speechRegions } from './speech-frames.ts'
import type { SpokenGroup } from './spoken-group.ts'
import { standInSentences } from './stand-in-text.ts'
import type { TimedSegment } from './timed-segments.ts'
import { placeInRecording } from './whole-recording.ts'

export interface Recording {
  /** What is said, as far as it is known; the reader takes from the front. */
  readonly segments: TimedSegment[]
  /** Samples after which it is over; absent: at the end of the session, or at a silence. */
  readonly length?: number
  /** Whether half a second of zero samples ends it. */
  readonly endsAtSilence: boolean
  /** Wants to know of each 10 ms whether it is speech; absent where all is known. */
  readonly frame?: (speech: boolean) => void
  /** No more audio will come: `seconds` of it were heard. */
  end(seconds: number): void
}

export interface Hearer {
  readonly hearing: Hearing
  /** Whether other readings than the best are wanted. */
  readonly alternatives: boolean
}

type Ending = Pick<Recording, 'length' | 'endsAtSilence'>

/** Audio of a fixture's own file: all of it is known from the first second on. */
export function knownRecording(says: Says, audio: KnownAudio, hearer: Hearer): Recording {
  const segments = speechesFor(says, audio.channel)
    .flatMap((speech, position, all) => {
      const regions = audio.regions[all.length > 1 ? position : audio.regions.length - 1] ?? []
      return timedOf(speech) ?? placeInRecording(sentenceGroups(speech, hearer).flat(), regions)
    })
    .sort((one, other) => one.start - other.start)
  const end = (seconds: number): void => cutOff(segments, seconds)
  return { ...settled(segments), end, length: audio.length, endsAtSilence: false }
}

/** Audio that only a name tells, and that has to be placed while it comes. */
export function pacedRecording(says: Says, channel: number | undefined, hearer: Hearer, ending: Ending): Recording {
  const speeches = speechesFor(says, channel ?? 'mixed')
  const timed = speeches.flatMap((speech) => timedOf(speech) ?? [])
  if (timed.length > 0) return { ...settled(timed.sort((one, other) => one.start - other.start)), ...ending }
  return { ...createPacer({ sentences: eachSentence(speeches, hearer), standIn: false }), ...ending }
}

/** The same of a job, whose audio is heard to its end before anything is returned. */
export function heardOutRecording(says: Says, channel: number | undefined, hearer: Hearer, ending: Ending): Recording {
  const speeches = speechesFor(says, channel ?? 'mixed')
  const segments = speeches.flatMap((speech) => timedOf(speech) ?? []).sort((one, other) => one.start - other.start)
  if (segments.length > 0) return { ...settled(segments), ...ending }
  const flags: boolean[] = []
  return {
    segments,
    ...ending,
    frame: (speech) => {
      flags.push(speech)
    },
    end: () => {
      const regions: readonly SpeechRegion[] = speechRegions(flags)
      segments.push(...placeInRecording([...eachSentence(speeches, hearer)].flat(), regions))
    },
  }
}

/** Audio that nobody scripted. */
export function standInRecording(fingerprint: string): Recording {
  return { ...createPacer({ sentences: standInSentences(fingerprint), standIn: true }), endsAtSilence: true }
}

const nothing = (): void => undefined

const settled = (segments: TimedSegment[]): Pick<Recording, 'segments' | 'end'> => ({ segments, end: nothing })

/** Leaves out what was not said yet when the audio broke off. */
function cutOff(segments: TimedSegment[], seconds: number): void {
  const heard = segments.flatMap((segment) => {
    const tokens = segment.tokens.filter((token) => token.end <= seconds)
    const end = Math.min(segment.end, seconds)
    return tokens.length === 0 ? [] : [tokens.length === segment.tokens.length ? segment : { ...segment, tokens, end }]
  })
  segments.splice(0, segments.length, ...heard)
}

/** A single speech is that of every channel; of two, a mix has both. */
function speechesFor(says: Says, channel: KnownAudio['channel']): readonly Speech[] {
  if (says.length === 1 || typeof channel !== 'number') return says
  return says.slice(channel, channel + 1)
}

const timedOf = (speech: Speech): TimedSegment[] | undefined =>
  speech.kind === 'said' && speech.segments[0]?.start !== undefined ? timedSegments(speech.segments) : undefined

function* eachSentence(speeches: readonly Speech[], hearer: Hearer): Generator<readonly SpokenGroup[]> {
  for (const speech of speeches) {
    if (speech.kind === 'said') yield* untimedGroups(speech.segments)
    else for (const sentence of sentencesOf(speech.text)) yield hearer.hearing.hear(sentence, hearer.alternatives)
  }
}

const sentenceGroups = (speech: Speech, hearer: Hearer): readonly (readonly SpokenGroup[])[] => [
  ...eachSentence([speech], hearer),
]
