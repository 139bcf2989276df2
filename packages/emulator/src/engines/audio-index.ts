/**
 * Finds the fixture of a recording by its first second. The media files of the fixtures are decoded when the first
 * audio at a rate has to be recognised, one after the other, and of each only what is needed later is kept.
 */
import { readMediaHeader } from '@scribelite/core/protocol'
import { decodeFile } from '../media/file-decoder.ts'
import { mixDown } from '../media/samples.ts'
import { fingerprintOf, onsetOf } from './fingerprint.ts'
import type { AudioFile, Fixture, FixtureSet } from './fixture.ts'
import { FixtureError } from './fixture.ts'
import { conditionsOf } from './fixtures.ts'
import { type SpeechRegion, speechFlags, speechRegions } from './speech-frames.ts'

/** One channel of a file, or the mix of both. */
interface KnownRecording {
  readonly fixture: Fixture
  /** Absent where only the fingerprint was given. */
  readonly audio?: KnownAudio
}

export interface KnownAudio {
  /** Samples from the onset to the end of the file. */
  readonly length: number
  /** Which entry of `channels` is heard. */
  readonly channel: number | 'mono' | 'mixed'
  /** Where speech is, in seconds from the onset. One entry; of a mix three: each channel, then the mix. */
  readonly regions: readonly (readonly SpeechRegion[])[]
}

export interface AudioIndex {
  /** All fixtures for the audio; they differ in what else must hold. */
  find(fingerprint: string, sampleRate: number): Promise<readonly KnownRecording[]>
}

export function createAudioIndex(set: FixtureSet): AudioIndex {
  const byRate = new Map<number, Promise<ReadonlyMap<string, readonly KnownRecording[]>>>()
  return {
    async find(fingerprint, sampleRate) {
      let known = byRate.get(sampleRate)
      if (known === undefined) {
        known = buildIndex(set, sampleRate)
        byRate.set(sampleRate, known)
      }
      return (await known).get(fingerprint) ?? []
    },
  }
}

type Index = Map<string, KnownRecording[]>

async function buildIndex(set: FixtureSet, sampleRate: number): Promise<Index> {
  const index: Index = new Map()
  for (const fixture of set.fixtures) {
    for (const fingerprint of fixture.match.fingerprints) enter(index, fingerprint, { fixture }, fixture.name)
    for (const file of fixture.match.audio) {
      const channels = await decode(file, sampleRate)
      if (channels === undefined) continue
      const kinds = channels.length === 1 ? (['mono'] as const) : ([0, 1, 'mixed'] as const)
      for (const kind of kinds) enterAudio(index, fixture, file, channels, kind, sampleRate)
    }
  }
  return index
}

function enterAudio(
  index: Index,
  fixture: Fixture,
  file: AudioFile,
  channels: readonly Int16Array[],
  kind: KnownAudio['channel'],
  sampleRate: number,
): void {
  const samples = typeof kind === 'number' ? (channels[kind] ?? new Int16Array(0)) : mixDown(channels)
  const onset = onsetOf(samples)
  if (onset < 0) return
  const own = kind === 'mixed' ? [...channels, samples] : [samples]
  const regions = own.map((channel) => speechRegions(speechFlags(channel.subarray(onset), sampleRate)))
  const audio: KnownAudio = { length: samples.length - onset, channel: kind, regions }
  enter(index, fingerprintOf(samples.subarray(onset), sampleRate), { fixture, audio }, file.name)
}

/** The same audio twice within a fixture is its other container; in another fixture it must differ in the names. */
function enter(index: Index, fingerprint: string, recording: KnownRecording, audioName: string): void {
  const known = index.get(fingerprint) ?? []
  index.set(fingerprint, known)
  const same = known.find((other) => conditionsOf(other.fixture) === conditionsOf(recording.fixture))
  if (same === undefined) known.push(recording)
  else if (same.fixture !== recording.fixture)
    throw new FixtureError(
      `${recording.fixture.name}: ${audioName} begins with the same second of audio as ${same.fixture.name}; expected one fixture for it`,
    )
}

/** One array per channel; nothing for a file of another rate. Opus has no rate: it is decoded to the one asked for. */
async function decode(file: AudioFile, sampleRate: number): Promise<readonly Int16Array[] | undefined> {
  const bytes = await file.read()
  const header = readMediaHeader(bytes)
  const opus = header?.encoding === 'ogg-opus'
  if (header !== undefined && !opus && header.sampleRate !== sampleRate) return undefined
  try {
    const signal = new AbortController().signal
    const request = { size: bytes.length, signal, ...(opus && { declaredSampleRate: sampleRate }) }
    const decoded = await decodeFile(once(bytes), request)
    if (decoded.sampleRate !== sampleRate) return undefined
    const channels: Int16Array[][] = Array.from({ length: decoded.channels }, () => [])
    for await (const block of decoded.blocks) {
      for (const [channel, samples] of block.entries()) channels[channel]?.push(samples)
    }
    return channels.map(joined)
  } catch (cause) {
    throw new FixtureError(`${file.name}: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}
