/**
 * The scripted engine at work on one session: it listens for the beginning of a recording, finds out what is said in
 * it, and gives that out as the audio comes. All of it goes sample by sample in steps of 100 ms: the same samples give
 * the same hypotheses, however they were cut.
 */
import { AwsError } from '@scribelite/core/protocol'
import { untilAborted } from '../media/media-source.ts'
import type { Hypothesis } from './engine.ts'
import { fingerprintOf, fingerprintSeconds, onsetOf } from './fingerprint.ts'
import type { Fault } from './fixture.ts'
import { withoutHeader } from './leading-header.ts'
import { recogniseByAudio, recogniseByName, type ScriptedSession } from './recognise.ts'
import type { Recording } from './recording.ts'
import { createReveal, type Reveal } from './reveal.ts'
import { blocksOf } from './sample-blocks.ts'
import { frameLength, isSpeech } from './speech-frames.ts'

/** Seconds of zero samples after which a recording that has no known length is over. */
const endingSilence = 0.5

interface Running {
  readonly recording: Recording
  readonly reveal: Reveal
  /** Samples heard of it, and how many zero samples came last. */
  heard: number
  zeros: number
  readonly frame: Int16Array
  frameFilled: number
}

/** The first second of a recording, as far as it is there. */
interface Beginning {
  readonly samples: Int16Array
  filled: number
}

export async function* hearScripted(
  session: ScriptedSession,
  audio: AsyncIterable<Int16Array>,
  signal: AbortSignal,
): AsyncGenerator<Hypothesis> {
  const { partials, sampleRate } = session.settings
  let heard = 0
  let segments = 0
  /** Sample of the session at which the beginning, or the running recording, begins. */
  let origin = 0
  let beginning: Beginning | undefined
  let running: Running | undefined
  let fault: Fault | undefined

  const start = (recording: Recording): Running => ({
    recording,
    reveal: createReveal({
      segments: recording.segments,
      partials,
      origin: origin / sampleRate,
      nextSegment: () => segments++,
    }),
    heard: 0,
    zeros: 0,
    frame: new Int16Array(frameLength(sampleRate)),
    frameFilled: 0,
  })

  /** What is due at this moment of the session, in samples; a fault comes after what was heard before it. */
  async function* due(now: number): AsyncGenerator<Hypothesis> {
    const time = (now - origin) / sampleRate
    if (fault !== undefined && fault.afterSeconds <= time) {
      const happening = fault
      fault = undefined
      if (running !== undefined) yield* running.reveal.upTo(happening.afterSeconds)
      await happen(happening, session, signal)
    }
    if (running !== undefined) yield* running.reveal.upTo(time)
  }

  async function* finish(over: Running): AsyncGenerator<Hypothesis> {
    yield* due(origin + over.heard)
    over.recording.end(over.heard / sampleRate)
    yield* over.reveal.upTo(Number.POSITIVE_INFINITY)
    running = undefined
  }

  async function* identify({ samples, filled }: Beginning): AsyncGenerator<Hypothesis> {
    beginning = undefined
    const recognised = await recogniseByAudio(session, fingerprintOf(samples, sampleRate))
    fault = recognised.fault ?? fault
    running = start(recognised.recording)
    yield* hear(samples.subarray(0, filled), origin)
  }

  /** @param at - sample of the session at which these samples begin */
  async function* hear(samples: Int16Array, at: number): AsyncGenerator<Hypothesis> {
    for (let from = 0; from < samples.length; ) {
      const rest = samples.subarray(from)
      if (running !== undefined) {
        from += take(running, rest, sampleRate)
        if (isOver(running, sampleRate)) yield* finish(running)
      } else if (beginning !== undefined) {
        const part = rest.subarray(0, beginning.samples.length - beginning.filled)
        beginning.samples.set(part, beginning.filled)
        beginning.filled += part.length
        from += part.length
        if (beginning.filled === beginning.samples.length) yield* identify(beginning)
      } else {
        const onset = onsetOf(rest)
        if (onset < 0) return
        from += onset
        origin = at + from
        beginning = { samples: new Int16Array(sampleRate * fingerprintSeconds), filled: 0 }
      }
    }
  }

  const named = await recogniseByName(session)
  fault = named.fault
  if (named.recording !== undefined) running = start(named.recording)
  yield* due(0)
  for await (const blocks of blocksOf(untilAborted(audio, signal), Math.round(sampleRate / 10))) {
    for (const block of blocks) {
      const samples = heard === 0 ? withoutHeader(block) : block
      heard += samples.length
      const from = running === undefined ? 0 : take(running, samples, sampleRate)
      if (running !== undefined && isOver(running, sampleRate)) yield* finish(running)
      if (from < samples.length) yield* hear(samples.subarray(from), heard - samples.length + from)
      if (fault !== undefined) yield* due(heard)
      // Not yield*: it would wait for a promise here even where nothing is due, which is nearly always.
      else if (running !== undefined) {
        for (const hypothesis of running.reveal.upTo((heard - origin) / sampleRate)) yield hypothesis
      }
    }
  }
  if (beginning !== undefined) yield* identify(beginning)
  if (running !== undefined) yield* finish(running)
}

/** Takes samples of the running recording, to its end at most; returns how many. Whole frames tell whether it is over. */
function take(running: Running, samples: Int16Array, sampleRate: number): number {
  const { frame, recording } = running
  const most = Math.min(samples.length, (recording.length ?? Number.POSITIVE_INFINITY) - running.heard)
  if (recording.frame === undefined) {
    running.heard += most
    return most
  }
  for (let from = 0; from < most; ) {
    const step = Math.min(most - from, frame.length - running.frameFilled)
    running.heard += step
    // A frame that lies in these samples is looked at where it is; one that came in parts is put together.
    if (step === frame.length) {
      judge(running, recording.frame, samples, from)
    } else {
      frame.set(samples.subarray(from, from + step), running.frameFilled)
      running.frameFilled += step
      if (running.frameFilled < frame.length) break
      running.frameFilled = 0
      judge(running, recording.frame, frame, 0)
    }
    from += step
    if (isOver(running, sampleRate)) return from
  }
  return most
}

/** Tells whether the frame that begins at `from` is speech, and counts zero samples. */
function judge(running: Running, tell: NonNullable<Recording['frame']>, samples: Int16Array, from: number): void {
  const to = from + running.frame.length
  tell(isSpeech(samples, from, to))
  running.zeros = isZero(samples, from, to) ? running.zeros + running.frame.length : 0
}

function isZero(samples: Int16Array, from: number, to: number): boolean {
  for (let index = from; index < to; index++) if (samples[index] !== 0) return false
  return true
}

function isOver({ recording, heard, zeros }: Running, sampleRate: number): boolean {
  return heard === recording.length || (recording.endsAtSilence && zeros >= endingSilence * sampleRate)
}

async function happen(fault: Fault, session: ScriptedSession, signal: AbortSignal): Promise<void> {
  if (fault.delaySeconds > 0) await session.sleep(fault.delaySeconds * 1000, signal)
  if (fault.exception === undefined) return
  const { code, message } = fault.exception
  throw new AwsError(code, message, { fault: /Internal|Unavailable/.test(code) ? 'server' : 'client' })
}
