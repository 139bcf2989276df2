/** Reads and checks fixtures: from files below a folder, or from an object for use in process. */
import { access, constants, readdir, readFile, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { AudioFile, Fault, Fixture, FixtureMatch, FixtureSet } from './fixture.ts'
import { FixtureError } from './fixture.ts'
import { member, type Place, readList, readNumber, readObject, readText, refuse } from './fixture-reader.ts'
import { readSays, speechMembers } from './fixture-speech.ts'

export const noFixtures: FixtureSet = { fixtures: [] }

export interface FixtureOrigin {
  /** For messages. Default `fixtures`. */
  readonly file?: string
  /** Audio files are named relative to it. Default: the current folder. */
  readonly directory?: string
}

/**
 * Reads one file, or every `*.fixtures.json` and `fixtures.json` in a folder and below. Audio files must be there; they
 * are opened when the first audio has to be recognised.
 *
 * @throws FixtureError that names the file, the place in it, what was got and what is expected
 */
export async function readFixtures(path: string): Promise<FixtureSet> {
  const fixtures: Fixture[] = []
  for (const file of await fixtureFiles(path)) {
    const text = await readFile(file, 'utf8').catch((cause: unknown) => {
      throw new FixtureError(`${file}: cannot be read`, { cause })
    })
    let value: unknown
    try {
      value = JSON.parse(text)
    } catch (cause) {
      throw new FixtureError(`${file}: not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause })
    }
    fixtures.push(...parseFixtures(value, { file, directory: dirname(file) }).fixtures)
  }
  await Promise.all(fixtures.flatMap(({ match }) => match.audio.map((audio) => audio.check())))
  return checkDuplicates(fixtures)
}

/**
 * Checks fixtures that are given as an object: `{ fixtures: [...] }`, or the list itself. In process, `match.audio` may
 * hold the bytes of a media file instead of its name.
 *
 * @throws FixtureError
 */
export function parseFixtures(value: unknown, origin: FixtureOrigin = {}): FixtureSet {
  const file = origin.file ?? 'fixtures'
  const directory = origin.directory ?? '.'
  const whole: Place = { file, path: '', value }
  const list = Array.isArray(value) ? whole : (readObject(whole, ['fixtures'])('fixtures') ?? refuse(whole, 'fixtures'))
  return checkDuplicates(readList(list, 'fixtures').map((place) => readFixture(place, directory)))
}

async function fixtureFiles(path: string): Promise<readonly string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new FixtureError(`${path}: no such file or folder; expected fixtures there`, { cause })
  })
  if (found.isFile()) return [path]
  const names = await readdir(path, { recursive: true })
  const files = names.filter((name) => /(^|[/\\]|\.)fixtures\.json$/.test(name) && !/node_modules/.test(name))
  if (files.length === 0) throw new FixtureError(`${path}: got a folder without fixtures.json or *.fixtures.json in it`)
  return files.sort().map((name) => join(path, name))
}

function readFixture(place: Place, directory: string): Fixture {
  const get = readObject(place, ['name', 'match', ...speechMembers, 'models', 'fault'])
  const says = readSays(place, 'true')
  const name = get('name')
  const models = get('models')
  const fault = get('fault')
  if (says === undefined && models === undefined && fault === undefined)
    refuse(place, 'text, segments, channels, models or fault')
  return {
    name: name === undefined ? `${place.file}: ${place.path}` : readText(name, 'a name'),
    match: readMatch(get('match') ?? refuse(member(place, 'match'), 'what the fixture is for'), directory),
    ...(says !== undefined && { says }),
    models: models === undefined ? [] : readModels(models),
    ...(fault !== undefined && { fault: readFault(fault) }),
  }
}

const names = ['mediaUri', 'jobName', 'sessionId', 'languageModelName'] as const

function readMatch(place: Place, directory: string): FixtureMatch {
  const get = readObject(place, ['audio', 'fingerprint', ...names, 'channel'])
  const audio = get('audio')
  const fingerprint = get('fingerprint')
  const channel = get('channel')
  if (channel !== undefined && channel.value !== 0 && channel.value !== 1) refuse(channel, '0 or 1')
  const patterns = names.flatMap((name) => {
    const found = get(name)
    return found === undefined ? [] : [[name, readText(found, 'a name, or a pattern with *')] as const]
  })
  return {
    audio: audio === undefined ? [] : oneOrMore(audio).map((one) => readAudio(one, directory)),
    fingerprints: fingerprint === undefined ? [] : oneOrMore(fingerprint).map(readFingerprint),
    ...Object.fromEntries(patterns),
    ...(channel !== undefined && { channel: channel.value === 1 ? 1 : 0 }),
  }
}

const oneOrMore = (place: Place): readonly Place[] => (Array.isArray(place.value) ? readList(place, 'names') : [place])

function readAudio(place: Place, directory: string): AudioFile {
  const bytes = place.value
  if (bytes instanceof Uint8Array) {
    return { name: place.path, check: () => Promise.resolve(), read: () => Promise.resolve(bytes) }
  }
  const path = resolve(directory, readText(place, 'the name of a media file, relative to this file'))
  const unreadable = (cause: unknown): never => {
    throw new FixtureError(`${place.file}: ${place.path}: ${path} cannot be read`, { cause })
  }
  return {
    name: path,
    check: () => access(path, constants.R_OK).catch(unreadable),
    read: () => readFile(path).catch(unreadable),
  }
}

function readFingerprint(place: Place): string {
  const text = readText(place, 'a fingerprint of 32 hex digits')
  return /^[0-9a-f]{32}$/.test(text) ? text : refuse(place, 'a fingerprint of 32 hex digits')
}

function readModels(place: Place): Fixture['models'] {
  if (typeof place.value !== 'object' || place.value === null || Array.isArray(place.value))
    refuse(place, 'an object: the name of a model, a pattern with *, or none, to what is returned')
  return Object.keys(place.value).map((pattern) => {
    const model = member(place, pattern)
    readObject(model, speechMembers)
    return { pattern, says: readSays(model, 'said') ?? refuse(model, 'text, segments or channels') }
  })
}

function readFault(place: Place): Fault {
  const get = readObject(place, ['afterSeconds', 'delaySeconds', 'code', 'message'])
  const [after, delay, code, message] = ['afterSeconds', 'delaySeconds', 'code', 'message'].map(get)
  if (delay === undefined && code === undefined) refuse(place, 'code, delaySeconds, or both')
  if (message !== undefined && code === undefined) refuse(place, 'a code to the message')
  return {
    afterSeconds: after === undefined ? 0 : readNumber(after, 'seconds, 0 or more'),
    delaySeconds: delay === undefined ? 0 : readNumber(delay, 'seconds, 0 or more'),
    ...(code !== undefined && {
      exception: {
        code: /^[A-Z][A-Za-z]+$/.test(readText(code, 'the name of an exception'))
          ? readText(code, 'the name of an exception')
          : refuse(code, 'the name of an exception, such as InternalFailureException'),
        message: message === undefined ? 'A scripted fault.' : readText(message, 'a message'),
      },
    }),
  }
}

/** Two fixtures for the same audio and the same names: nobody could tell which one is meant. */
function checkDuplicates(fixtures: readonly Fixture[]): FixtureSet {
  const seen = new Map<string, Fixture>()
  for (const fixture of fixtures)
    for (const audio of [...fixture.match.audio.map((file) => file.name), ...fixture.match.fingerprints]) {
      const key = `${audio} ${conditionsOf(fixture)}`
      const other = seen.get(key)
      if (other !== undefined)
        throw new FixtureError(`${fixture.name}: ${audio} is matched by ${other.name} already; expected one fixture`)
      seen.set(key, fixture)
    }
  return { fixtures }
}

/** What else must hold, as text: fixtures for the same audio must differ in it. */
export const conditionsOf = (fixture: Fixture): string =>
  JSON.stringify([...names.map((name) => fixture.match[name] ?? ''), fixture.match.channel ?? ''])
