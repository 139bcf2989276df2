import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createAudioIndex } from './audio-index.ts'
import { FixtureError } from './fixture.ts'
import { readScript } from './fixture-speech.ts'
import { parseFixtures, readFixtures } from './fixtures.ts'

const house = fileURLToPath(new URL('../../../../fixtures/', import.meta.url))
const match = { sessionId: 's' }

describe('a fixture that cannot be used is refused with its place, what was got and what is expected', () => {
  const refused: [string, unknown, string][] = [
    ['not a list', { fixtures: 7 }, 'fixtures: fixtures: got 7, expected a list of fixtures'],
    ['a misspelt member', [{ match, txt: 'a' }], 'fixtures: [0].txt: there is no such member, expected name, match,'],
    ['no match', [{ text: 'a' }], 'fixtures: [0].match: got nothing, expected what the fixture is for'],
    ['nothing said', [{ match }], 'fixtures: [0]: got {"match":{"sessionId":"s"}}, expected text, segments'],
    [
      'a wrong kind',
      [{ match: { audio: 3 }, text: 'a' }],
      'fixtures: [0].match.audio: got 3, expected the name of a media file',
    ],
    ['an empty text', [{ match, text: ' ' }], 'fixtures: [0].text: got " ", expected a text that is not empty'],
    ['two ways to say it', [{ match, text: 'a', segments: [] }], 'expected only one of text, segments and channels'],
    [
      'a channel AWS has not',
      [{ match: { channel: 2 }, text: 'a' }],
      'fixtures: [0].match.channel: got 2, expected 0 or 1',
    ],
    [
      'three channels',
      [{ match, channels: [{}, {}, {}] }],
      'fixtures: [0].channels: got [{},{},{}], expected a list of two',
    ],
    [
      'a channel without text',
      [{ match, channels: [{ text: 'a' }, {}] }],
      'fixtures: [0].channels[1]: got {}, expected text',
    ],
    [
      'a fingerprint',
      [{ match: { fingerprint: 'AB' }, text: 'a' }],
      '[0].match.fingerprint: got "AB", expected a fingerprint',
    ],
    ['models', [{ match, models: { 'a*': 'text' } }], 'fixtures: [0].models["a*"]: got "text", expected an object'],
    [
      'a fault without effect',
      [{ match, fault: { afterSeconds: 1 } }],
      '[0].fault: got {"afterSeconds":1}, expected code,',
    ],
    [
      'a fault',
      [{ match, fault: { code: 'oh no' } }],
      '[0].fault.code: got "oh no", expected the name of an exception',
    ],
    ['a time', [{ match, fault: { delaySeconds: -1 } }], '[0].fault.delaySeconds: got -1, expected seconds, 0 or more'],
    [
      'half a time',
      [{ match, segments: [{ words: [{ content: 'a', start: 1 }] }] }],
      'fixtures: [0].segments[0].words[0]: got {"content":"a","start":1}, expected start and end, or neither',
    ],
    [
      'a confidence',
      [{ match, segments: [{ words: [{ content: 'a', confidence: 99 }] }] }],
      'fixtures: [0].segments[0].words[0].confidence: got 99, expected a number from 0 to 1',
    ],
    [
      'words that overlap',
      [{ match, segments: [{ words: [word('a', 0, 2), word('b', 1, 3)] }] }],
      'expected words in order of time, not overlapping',
    ],
    [
      'segments that overlap',
      [
        {
          match,
          segments: [
            { text: 'a', start: 0, end: 2 },
            { text: 'b', start: 1, end: 3 },
          ],
        },
      ],
      'fixtures: [0].segments[1]: got {"text":"b","start":1,"end":3}, expected segments in order of time',
    ],
    [
      'times for some',
      [{ match, segments: [{ text: 'a', start: 0, end: 1 }, { text: 'b' }] }],
      'times in every segment or in none',
    ],
    [
      'partials without times',
      [{ match, segments: [{ text: 'a', partials: ['a'] }] }],
      '[0].segments[0].partials: got ["a"]',
    ],
    ['text and words', [{ match, segments: [{ text: 'a', words: ['a'] }] }], 'expected either text or words'],
  ]
  test.each(refused)('%s', (_, value, message) => {
    expect(() => parseFixtures(value)).toThrow(FixtureError)
    expect(() => parseFixtures(value)).toThrow(message)
  })

  test('the same audio in two fixtures', () => {
    const twice = [
      { name: 'first', match: { audio: 'a.wav' }, text: 'a' },
      { name: 'second', match: { audio: ['b.wav', './a.wav'] }, text: 'b' },
    ]
    expect(() => parseFixtures(twice)).toThrow(/second: .*a\.wav is matched by first already; expected one fixture/)
  })

  test('but the same audio under different conditions is allowed', () => {
    const both = [
      { match: { audio: 'a.wav' }, text: 'a' },
      { match: { audio: 'a.wav', languageModelName: 'm' }, text: 'b' },
    ]
    expect(parseFixtures(both).fixtures).toHaveLength(2)
  })

  test('a script beside the media', () => {
    expect(() => readScript({ name: 'a.transcript.json', text: '{' })).toThrow('a.transcript.json: not JSON')
    expect(() => readScript({ name: 'a.transcript.json', text: '{"results":{}}' })).toThrow(
      'results.items: got nothing, expected a list',
    )
    expect(() => readScript({ name: 'a.transcript.json', text: '{"tex":"a"}' })).toThrow(
      'a.transcript.json: tex: there is no such member',
    )
  })
})

test('every example of the documentation is accepted', async () => {
  const text = await readFile(`${house}README.md`, 'utf8')
  const examples = [...text.matchAll(/^```json\n(.*?)^```$/gms)].map((match) => JSON.parse(match[1] ?? ''))
  expect(examples.length).toBeGreaterThan(2)
  for (const example of examples)
    expect(parseFixtures('fixtures' in example ? example : [example]).fixtures).toHaveLength(1)
})

test('whatever is given, only a FixtureError is thrown', () => {
  const members = [
    'text',
    'segments',
    'channels',
    'models',
    'fault',
    'match',
    'words',
    'start',
    'content',
    'audio',
    'at',
  ]
  const key = fc.oneof(fc.constantFrom(...members, 'results', 'items', 'alternatives', 'partials'), fc.string())
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof({ maxDepth: 6 }, fc.string(), fc.double(), fc.constant(null), tie('list'), tie('object')),
    list: fc.array(tie('value'), { maxLength: 3 }),
    object: fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  }))
  const onlyFixtureErrors = (read: () => unknown): void => {
    try {
      read()
    } catch (error) {
      expect(error).toBeInstanceOf(FixtureError)
    }
  }
  fc.assert(
    fc.property(value, (given) => {
      onlyFixtureErrors(() => parseFixtures(given))
      onlyFixtureErrors(() => parseFixtures([{ match: {}, ...(given as object) }]))
      onlyFixtureErrors(() => readScript({ name: 'a.json', text: JSON.stringify(given) }))
    }),
    { numRuns: 500 },
  )
})

function word(content: string, start: number, end: number): object {
  return { content, start, end }
}

describe('reading', () => {
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'fixtures-'))
    await mkdir(join(folder, 'calls'))
    await writeFile(join(folder, 'fixtures.json'), JSON.stringify({ fixtures: [{ match, text: 'One.' }] }))
    const call = { fixtures: [{ match: { audio: '../talk.flac' }, text: 'Two.' }] }
    await writeFile(join(folder, 'calls', 'one.fixtures.json'), JSON.stringify(call))
    await writeFile(join(folder, 'other.json'), 'not a fixture')
    await writeFile(join(folder, 'talk.flac'), 'opened only when it is needed')
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('a folder gives all fixture files in it and below, and nothing else', async () => {
    const { fixtures } = await readFixtures(folder)
    expect(fixtures.map((fixture) => fixture.says?.[0])).toEqual([
      { kind: 'true', text: 'Two.' },
      { kind: 'true', text: 'One.' },
    ])
  })

  test('audio is named relative to its file, and opened only when it is needed', async () => {
    const { fixtures } = await readFixtures(join(folder, 'calls', 'one.fixtures.json'))
    expect(fixtures[0]?.match.audio.map((file) => file.name)).toEqual([join(folder, 'talk.flac')])
    const index = createAudioIndex({ fixtures })
    await expect(index.find('0'.repeat(32), 16_000)).rejects.toThrow('talk.flac')
  })

  test('audio that is not there is told at once, not when the first recording has to be recognised', async () => {
    const file = join(folder, 'lost.fixtures.json')
    await writeFile(file, JSON.stringify({ fixtures: [{ match: { audio: 'lost.flac' }, text: 'Three.' }] }))
    await expect(readFixtures(file)).rejects.toThrow(
      `${file}: fixtures[0].match.audio: ${join(folder, 'lost.flac')} cannot be read`,
    )
    await rm(file)
  })

  test('says which file is broken or missing', async () => {
    const broken = join(folder, 'other.json')
    await expect(readFixtures(broken)).rejects.toThrow(`${broken}: not JSON`)
    await expect(readFixtures(join(folder, 'none'))).rejects.toThrow('no such file or folder')
    await mkdir(join(folder, 'empty'))
    await expect(readFixtures(join(folder, 'empty'))).rejects.toThrow('without fixtures.json')
  })

  test('in process the audio may be given as bytes', async () => {
    const bytes = new Uint8Array(await readFile(`${house}general/library.flac`))
    const index = createAudioIndex(parseFixtures([{ match: { audio: bytes }, text: 'Good morning.' }]))
    const named = createAudioIndex(parseFixtures([{ match: { audio: `${house}general/library.flac` }, text: 'a' }]))
    const { fingerprintOf, onsetOf } = await import('./fingerprint.ts')
    const { decodeFlac } = await import('../media/flac.ts')
    const parts: number[] = []
    for await (const [block] of decodeFlac(once(bytes), { wholeFile: true })) parts.push(...(block ?? []))
    const samples = Int16Array.from(parts)
    const fingerprint = fingerprintOf(samples.subarray(onsetOf(samples)), 16_000)
    expect((await index.find(fingerprint, 16_000))[0]?.audio).toMatchObject({ channel: 'mono' })
    expect(await named.find(fingerprint, 16_000)).toHaveLength(1)
    expect(await named.find(fingerprint, 8000)).toHaveLength(0)
  })

  test('two files that begin with the same second are refused when they are first looked at', async () => {
    const twice = [
      { name: 'flac', match: { audio: `${house}kubernetes/toleration.flac` }, text: 'a' },
      { name: 'wav', match: { audio: `${house}kubernetes/toleration.wav` }, text: 'b' },
    ]
    const index = createAudioIndex(parseFixtures(twice))
    await expect(index.find('0'.repeat(32), 16_000)).rejects.toThrow(
      /wav: .*toleration\.wav begins with the same second of audio as flac/,
    )
  })

  test('a file that is no audio is named', async () => {
    const index = createAudioIndex(parseFixtures([{ match: { audio: `${house}make.sh` }, text: 'a' }]))
    await expect(index.find('0'.repeat(32), 16_000)).rejects.toThrow(/make\.sh: Unsupported media format/)
  })
})

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}
