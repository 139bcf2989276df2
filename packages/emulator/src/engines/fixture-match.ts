/**
 * Which fixture an audio has. In this order, the first that is there:
 * 1. by session id, job name or media URI; 2. the text that lies beside the media; 3. by the audio itself;
 * 4. by the name of the language model, or a fixture that matches everything; 5. none: stand-in text.
 * Within a step the more exact fixture wins: more keys before fewer, a name before a pattern; then the first in the file.
 */
import type { AudioSource } from './engine.ts'
import type { Fixture, FixtureMatch, FixtureSet, Says } from './fixture.ts'

const sourceNames = ['sessionId', 'jobName', 'mediaUri'] as const
const names = [...sourceNames, 'languageModelName'] as const

/** Step 1: known before any audio. */
export function matchBySource(set: FixtureSet, source: AudioSource): Fixture | undefined {
  return best(
    set.fixtures.filter(
      (fixture) => !byAudio(fixture) && sourceNames.some((name) => fixture.match[name] !== undefined),
    ),
    source,
  )
}

/** Step 4. */
export function matchInGeneral(set: FixtureSet, source: AudioSource): Fixture | undefined {
  return best(
    set.fixtures.filter(
      (fixture) => !byAudio(fixture) && sourceNames.every((name) => fixture.match[name] === undefined),
    ),
    source,
  )
}

/** The most exact of the fixtures whose names hold. */
export function best(fixtures: readonly Fixture[], source: AudioSource): Fixture | undefined {
  const holding = fixtures
    .filter((fixture) => namesHold(fixture.match, source))
    .map((fixture) => ({ fixture, exactness: exactnessOf(fixture.match) }))
  return holding.sort((one, other) => other.exactness - one.exactness)[0]?.fixture
}

/** What a fixture returns word for word with this language model, if it says so; else what is truly said. */
export function saysFor(fixture: Fixture, languageModelName: string | undefined): Says | undefined {
  const found = fixture.models
    .filter(({ pattern }) =>
      languageModelName === undefined ? pattern === 'none' : matches(pattern, languageModelName),
    )
    .sort((one, other) => exactness(other.pattern) - exactness(one.pattern))[0]
  return found?.says ?? fixture.says
}

const byAudio = (fixture: Fixture): boolean => fixture.match.audio.length + fixture.match.fingerprints.length > 0

function namesHold(match: FixtureMatch, source: AudioSource): boolean {
  if (match.channel !== undefined && match.channel !== source.channel) return false
  return names.every((name) => {
    const pattern = match[name]
    const given = source[name]
    return pattern === undefined || (given !== undefined && matches(pattern, given))
  })
}

/** `*` stands for any characters. Model names are matched as written: AWS tells case apart. */
function matches(pattern: string, name: string): boolean {
  const parts = pattern.split('*').map((part) => part.replace(/[$()+.?[\\\]^{|}]/g, '\\$&'))
  return new RegExp(`^${parts.join('.*')}$`, 's').test(name)
}

/** A name is more exact than any pattern, a long pattern more than a short one. */
const exactness = (pattern: string): number => (pattern.includes('*') ? pattern.length / 10_000 : 1)

const exactnessOf = (match: FixtureMatch): number =>
  names.reduce(
    (sum, name) => sum + (match[name] === undefined ? 0 : exactness(match[name])),
    match.channel === undefined ? 0 : 1,
  )
