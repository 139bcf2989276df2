/** Finds out what is said: in the order that `fixture-match.ts` gives. */
import type { Log } from '../log.ts'
import type { AudioIndex } from './audio-index.ts'
import type { AudioSource, RecognitionSettings } from './engine.ts'
import type { Fault, Fixture, FixtureSet, Says } from './fixture.ts'
import { best, matchBySource, matchInGeneral, saysFor } from './fixture-match.ts'
import { readScript } from './fixture-speech.ts'
import type { Hearing } from './hearing.ts'
import {
  type Hearer,
  heardOutRecording,
  knownRecording,
  pacedRecording,
  type Recording,
  standInRecording,
} from './recording.ts'

export interface ScriptedSession {
  readonly settings: RecognitionSettings
  readonly fixtures: FixtureSet
  readonly audioIndex: AudioIndex
  /** Loads the ear, when a true text has to be heard. */
  readonly hearing: () => Promise<Hearing>
  /** Waits on the emulator's clock. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>
  readonly log: Log
}

export interface Recognised<R extends Recording | undefined> {
  readonly recording: R
  readonly fault?: Fault
}

/** Before any audio: by session, job or media URI, or by the text beside the media. A fixture may hold only a fault. */
export async function recogniseByName(session: ScriptedSession): Promise<Recognised<Recording | undefined>> {
  const { source } = session.settings
  const fixture = matchBySource(session.fixtures, source)
  const fault = fixture?.fault
  const says = (fixture && saysFor(fixture, source.languageModelName)) ?? (source.script && readScript(source.script))
  const recording = says && placed(session, says, await hearerOf(session), false)
  return { recording, ...(fault !== undefined && { fault }) }
}

/** From the fingerprint of a recording's first second; whatever else fails, there is stand-in text. */
export async function recogniseByAudio(session: ScriptedSession, fingerprint: string): Promise<Recognised<Recording>> {
  const { source, sampleRate } = session.settings
  const found = await session.audioIndex.find(fingerprint, sampleRate)
  const ofAudio = best(
    found.map((recording) => recording.fixture),
    source,
  )
  const fixture: Fixture | undefined = ofAudio ?? matchInGeneral(session.fixtures, source)
  if (fixture === undefined) session.log({ level: 'warn', message: standInWarning(source) })
  const fault = fixture?.fault
  const says = fixture && saysFor(fixture, source.languageModelName)
  const audio = found.find((recording) => recording.fixture === fixture)?.audio
  const recording =
    says === undefined
      ? standInRecording(fingerprint)
      : audio === undefined
        ? placed(session, says, await hearerOf(session), ofAudio !== undefined)
        : knownRecording(says, audio, await hearerOf(session))
  return { recording, ...(fault !== undefined && { fault }) }
}

/** Whoever brings audio of their own must not take the stand-in for what it says. */
function standInWarning({ kind, jobName, sessionId, channel }: AudioSource): string {
  const heard = kind === 'job' ? `transcription job ${jobName}` : `stream ${sessionId}`
  const part = channel === undefined ? '' : `, channel ${channel}`
  return `No fixture matches the audio of ${heard}${part}, so it gets stand-in text. A fixture says what is said, or for a job <media>.transcript.txt beside the media.`
}

function placed({ settings }: ScriptedSession, says: Says, hearer: Hearer, endsAtSilence: boolean): Recording {
  const place = settings.source.kind === 'job' ? heardOutRecording : pacedRecording
  return place(says, settings.source.channel, hearer, { endsAtSilence })
}

const hearerOf = async (session: ScriptedSession): Promise<Hearer> => ({
  hearing: await session.hearing(),
  alternatives: session.settings.source.kind === 'job',
})
