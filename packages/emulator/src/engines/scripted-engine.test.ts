import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { createClock } from '../clock.ts'
import { decodeFile } from '../media/file-decoder.ts'
import { mixDown } from '../media/samples.ts'
import { textOf } from '../results/text.ts'
import type { AudioSource, Hypothesis, RecognitionSettings } from './engine.ts'
import type { FixtureSet } from './fixture.ts'
import { parseFixtures, readFixtures } from './fixtures.ts'
import { createScriptedEngine } from './scripted-engine.ts'

const folder = fileURLToPath(new URL('../../../../fixtures/', import.meta.url))
const drainText = 'Please drain the tainted node and cordon it before the upgrade.'

async function decode(name: string, sampleRate?: number): Promise<Int16Array[]> {
  const bytes = await readFile(`${folder}${name}`)
  const source = (async function* () {
    yield new Uint8Array(bytes)
  })()
  const declared = sampleRate === undefined ? {} : { declaredSampleRate: sampleRate }
  const file = await decodeFile(source, { size: bytes.length, signal: new AbortController().signal, ...declared })
  const parts: Int16Array[][] = Array.from({ length: file.channels }, () => [])
  for await (const block of file.blocks) for (const [channel, part] of block.entries()) parts[channel]?.push(part)
  return parts.map((part) => joined(...part))
}

function joined(...parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Audio with something in it: bursts of a tone, `seconds` long in all, with half a second of quiet after each `burst`. */
function tone(seconds: number, burst = seconds, sampleRate = 16_000, pitch = 220): Int16Array {
  return Int16Array.from({ length: seconds * sampleRate }, (_, index) => {
    const time = index / sampleRate
    return time % (burst + 0.8) < burst ? Math.round(8000 * Math.sin(2 * Math.PI * pitch * time)) || 100 : 0
  })
}

const silence = (seconds: number): Int16Array => new Int16Array(seconds * 16_000)

interface Hearing {
  readonly fixtures?: FixtureSet
  readonly source?: Partial<AudioSource>
  readonly settings?: Partial<RecognitionSettings>
  /** Samples per block, again and again. */
  readonly cut?: readonly number[]
  readonly signal?: AbortSignal
}

const engines = new WeakMap<FixtureSet, ReturnType<typeof createScriptedEngine>>()

async function hear(samples: Int16Array, hearing: Hearing = {}): Promise<Hypothesis[]> {
  const fixtures = hearing.fixtures ?? parseFixtures([])
  const engine = engines.get(fixtures) ?? createScriptedEngine({ fixtures })
  engines.set(fixtures, engine)
  const recognizer = engine.open({
    sampleRate: 16_000,
    languageCode: 'en-US',
    partials: true,
    ...hearing.settings,
    source: { kind: 'stream', ...hearing.source },
  })
  const hypotheses: Hypothesis[] = []
  const audio = blocks(samples, hearing.cut ?? [1600])
  for await (const hypothesis of recognizer.hear(audio, hearing.signal ?? new AbortController().signal))
    hypotheses.push(hypothesis)
  return hypotheses
}

async function* blocks(samples: Int16Array, cut: readonly number[]): AsyncGenerator<Int16Array> {
  for (let at = 0, turn = 0; at < samples.length; turn++) {
    const size = cut[turn % cut.length] ?? 1
    yield samples.subarray(at, at + size)
    at += size
  }
}

const finals = (hypotheses: readonly Hypothesis[]): string[] =>
  hypotheses.filter((hypothesis) => !hypothesis.partial).map((hypothesis) => textOf(hypothesis.tokens))
const said = (text: string, match: Record<string, unknown>): FixtureSet => parseFixtures([{ match, text }])

describe('the scripted engine', () => {
  let house: FixtureSet
  let drain: Int16Array
  beforeAll(async () => {
    house = await readFixtures(folder)
    ;[drain = new Int16Array()] = await decode('kubernetes/drain-node.flac')
  })

  test('gives the text of a known recording as partials that grow, then one final', async () => {
    const heard = await hear(drain, { fixtures: house })
    expect(finals(heard)).toEqual([drainText])
    const partials = heard.filter((hypothesis) => hypothesis.partial)
    expect(partials.length).toBeGreaterThan(6)
    for (const [index, partial] of partials.entries()) {
      expect(drainText.startsWith(textOf(partial.tokens))).toBe(true)
      expect(partial.tokens.length).toBeGreaterThan(partials[index - 1]?.tokens.length ?? 0)
      expect(partial.end).toBeGreaterThan(partials[index - 1]?.end ?? 0)
    }
    expect(new Set(heard.map((hypothesis) => `${hypothesis.segment} ${hypothesis.start}`)).size).toBe(1)
    expect(heard.at(-1)?.partial).toBe(false)
  })

  test('puts words where the speech is, one after the other', async () => {
    const [final] = (await hear(drain, { fixtures: house })).slice(-1)
    const words = final?.tokens.filter((token) => token.kind === 'word') ?? []
    expect(words).toHaveLength(11)
    for (const [index, word] of words.entries()) {
      expect(word.end).toBeGreaterThan(word.start)
      expect(word.start).toBeGreaterThanOrEqual(words[index - 1]?.end ?? 0)
    }
    expect(words.at(-1)?.end).toBeLessThanOrEqual(drain.length / 16_000)
    expect(final?.tokens.at(-1)).toMatchObject({
      kind: 'punctuation',
      start: words.at(-1)?.end,
      end: words.at(-1)?.end,
    })
  })

  test('yields no word before the audio that carries it was given', async () => {
    let given = 0
    const audio = (async function* () {
      for (let at = 0; at < drain.length; at += 160) {
        given = (at + 160) / 16_000
        yield drain.subarray(at, at + 160)
      }
    })()
    const settings = { sampleRate: 16_000, languageCode: 'en-US', partials: true, source: { kind: 'stream' as const } }
    const { signal } = new AbortController()
    let seen = 0
    for await (const hypothesis of createScriptedEngine({ fixtures: house }).open(settings).hear(audio, signal)) {
      seen += 1
      expect(hypothesis.tokens.at(-1)?.end).toBeLessThanOrEqual(given)
    }
    expect(seen).toBeGreaterThan(6)
  })

  test('hears the same whatever the size of the blocks', async () => {
    const stream = joined(silence(0.3), drain, silence(0.7), tone(4, 1.5))
    const expected = await hear(stream, { fixtures: house })
    expect(finals(expected).length).toBeGreaterThan(1)
    const sizes = fc.array(fc.integer({ min: 1, max: 40_000 }), { minLength: 1, maxLength: 8 })
    await fc.assert(
      fc.asyncProperty(sizes, async (cut) => {
        expect(await hear(stream, { fixtures: house, cut: [...cut, 997] })).toEqual(expected)
      }),
      { numRuns: 25 },
    )
  })

  test('returns finals alone when partials are not wanted, with the same words', async () => {
    const settings = { partials: false }
    const heard = await hear(drain, { fixtures: house, settings, source: { kind: 'job' } })
    expect(heard.map((hypothesis) => hypothesis.partial)).toEqual([false])
    expect(finals(heard)).toEqual([drainText])
  })

  test('knows each recording of the house, in every container and channel', async () => {
    const { fixtures } = JSON.parse(await readFile(`${folder}fixtures.json`, 'utf8')) as {
      fixtures: { match: { audio: string | string[] }; text?: string; channels?: { text: string }[] }[]
    }
    let recordings = 0
    for (const fixture of fixtures)
      for (const name of [fixture.match.audio].flat()) {
        const sampleRate = name.includes('-8k') ? 8000 : 16_000
        const channels = await decode(name, sampleRate)
        const texts = fixture.channels?.map((channel) => channel.text) ?? [fixture.text]
        expect(channels).toHaveLength(texts.length)
        for (const [channel, samples] of channels.entries()) {
          const settings = { sampleRate, languageCode: 'de-DE' } // without pronunciations the truth is written
          expect(finals(await hear(samples, { fixtures: house, settings })).join(' ')).toBe(texts[channel])
          recordings += 1
        }
      }
    expect(recordings).toBeGreaterThan(20)
  })

  test('knows both speakers in the mix of their channels, in the order in which they speak', async () => {
    const mixed = mixDown(await decode('general/order-call.flac'))
    expect(finals(await hear(mixed, { fixtures: house }))).toEqual([
      'Thank you for calling.',
      'How can I help you?',
      'My order has not arrived.',
      'I am sorry to hear that.',
      'I will send it again today.',
      'Thank you very much.',
    ])
  })

  test('knows several recordings in one stream, with silence between them', async () => {
    const [library = new Int16Array()] = await decode('general/library.flac')
    const heard = await hear(joined(silence(1), drain, silence(2), library, silence(1)), { fixtures: house })
    expect(finals(heard)).toEqual([drainText, 'Good morning, and welcome to the library.', 'The doors open at nine.'])
    expect([...new Set(heard.map((hypothesis) => hypothesis.segment))]).toEqual([0, 1, 2])
    expect(heard.at(-1)?.start).toBeGreaterThan(3 + drain.length / 16_000)
  })

  test('knows a recording that was sent as a WAV file where PCM was asked for', async () => {
    const file = await readFile(`${folder}kubernetes/toleration.wav`)
    const samples = new Int16Array(file.buffer.slice(file.byteOffset, file.byteOffset + file.length))
    const settings = { languageCode: 'de-DE' }
    expect(finals(await hear(samples, { fixtures: house, settings }))).toEqual([
      'Add a toleration and a node selector to the daemonset manifest.',
    ])
  })

  test('ends what was cut off with the words that were heard', async () => {
    const heard = await hear(drain.subarray(0, 2 * 16_000), { fixtures: house })
    const [text = ''] = finals(heard)
    expect(drainText.startsWith(text.replace(/\.$/, ''))).toBe(true)
    expect(text.length).toBeLessThan(drainText.length)
  })

  test('says nothing for silence, nor for quiet noise', async () => {
    expect(await hear(silence(5), { fixtures: house })).toEqual([])
    const noise = Int16Array.from({ length: 80_000 }, (_, index) => ((index * 7919) % 41) - 20)
    expect(await hear(noise, { fixtures: house })).toEqual([])
    expect(
      await hear(silence(3), { fixtures: said('Hello there.', { sessionId: 's' }), source: { sessionId: 's' } }),
    ).toEqual([])
  })

  describe('audio that nobody scripted', () => {
    test('is given plain sentences, paced by its speech, the same for the same bytes', async () => {
      const heard = await hear(tone(12, 3))
      const texts = finals(heard)
      expect(texts.length).toBeGreaterThan(2)
      for (const text of texts) expect(text).toMatch(/^[A-Z][a-z ]+[.?]$/)
      expect(await hear(tone(12, 3))).toEqual(heard)
      expect(finals(await hear(tone(12, 3, 16_000, 330)))).not.toEqual(texts)
    })

    test('has no word in a pause', async () => {
      const words = (await hear(tone(12, 3))).filter((one) => !one.partial).flatMap((one) => one.tokens)
      expect(words.length).toBeGreaterThan(10)
      for (const word of words.filter((token) => token.kind === 'word')) {
        const [from, to] = [word.start % 3.8, word.end % 3.8]
        expect(from).toBeLessThan(3.02)
        expect(to === 0 || to <= 3.02).toBe(true)
      }
    })

    test('is told of in the log, so that nobody takes the text for what was said', async () => {
      const told: string[] = []
      const hearWith = async (fixtures: FixtureSet): Promise<void> => {
        const engine = createScriptedEngine({
          fixtures,
          log: ({ level, message }) => told.push(`${level}: ${message}`),
        })
        const source: AudioSource = { kind: 'job', jobName: 'nightly-7', channel: 1 }
        const recognizer = engine.open({ sampleRate: 16_000, languageCode: 'en-US', partials: false, source })
        const whole = (async function* () {
          yield tone(2)
        })()
        for await (const _ of recognizer.hear(whole, new AbortController().signal));
      }
      await hearWith(said('Hello there.', {}))
      expect(told).toEqual([])
      await hearWith(parseFixtures([]))
      expect(told).toEqual([
        expect.stringMatching(/^warn: No fixture matches .* job nightly-7, channel 1, .* stand-in text/),
      ])
    })

    test('is the same text in a job as in a stream', async () => {
      const job = await hear(tone(8, 3), { settings: { partials: false }, source: { kind: 'job' } })
      expect(finals(job)).toEqual(finals(await hear(tone(8, 3))))
    })
  })

  describe('fixtures by name', () => {
    const text = 'We will meet at the station. Bring an umbrella, please.'
    const cases: [string, Record<string, unknown>, Partial<AudioSource>][] = [
      ['session id', { sessionId: 'abc' }, { sessionId: 'abc' }],
      ['job name', { jobName: 'nightly-*' }, { kind: 'job', jobName: 'nightly-7' }],
      ['media URI', { mediaUri: 's3://calls/*.wav' }, { kind: 'job', mediaUri: 's3://calls/a/b.wav' }],
      ['language model', { languageModelName: 'clinic*' }, { languageModelName: 'clinic-2' }],
      ['a pattern for all', {}, {}],
    ]
    test.each(cases)('match by %s', async (_, match, source) => {
      const fixtures = said(text, match)
      const partials = source.kind !== 'job'
      const samples = tone(9, 2)
      expect(finals(await hear(samples, { fixtures, source, settings: { partials } })).join(' ')).toBe(text)
    })

    test('do not match another name', async () => {
      const fixtures = said(text, { sessionId: 'abc' })
      const other = finals(await hear(tone(4), { fixtures, source: { sessionId: 'abcd' } }))
      expect(other.length).toBeGreaterThan(0)
      expect(other.join(' ')).not.toContain('station')
    })

    test('give all of their text even when the audio is shorter', async () => {
      const fixtures = said(text, { sessionId: 'abc' })
      expect(finals(await hear(tone(0.5), { fixtures, source: { sessionId: 'abc' } })).join(' ')).toBe(text)
    })

    test('a name goes before the audio, the audio before a language model, a name before a pattern', async () => {
      const [audio] = house.fixtures
      const fixtures: FixtureSet = {
        fixtures: [
          ...said('By pattern.', { sessionId: '*' }).fixtures,
          ...said('By session.', { sessionId: 'abc' }).fixtures,
          ...said('By model.', { languageModelName: 'm' }).fixtures,
          ...(audio ? [audio] : []),
        ],
      }
      const texts = async (source: Partial<AudioSource>): Promise<string> =>
        finals(await hear(drain, { fixtures, source })).join(' ')
      expect(await texts({ sessionId: 'abc' })).toBe('By session.')
      expect(await texts({ sessionId: 'x' })).toBe('By pattern.')
      expect(await texts({ languageModelName: 'm' })).toBe(drainText)
    })

    test('one channel has its own', async () => {
      const fixtures = parseFixtures([
        { match: { sessionId: 's', channel: 1 }, text: 'The second channel.' },
        { match: { sessionId: 's' }, channels: [{ text: 'The first one.' }, { text: 'Not this.' }] },
      ])
      const of = async (channel: number): Promise<string[]> =>
        finals(await hear(tone(3), { fixtures, source: { sessionId: 's', channel } }))
      expect(await of(0)).toEqual(['The first one.'])
      expect(await of(1)).toEqual(['The second channel.'])
    })

    test('by the fingerprint alone', async () => {
      const { fingerprintOf, onsetOf } = await import('./fingerprint.ts')
      const samples = tone(3)
      const fingerprint = fingerprintOf(samples.subarray(onsetOf(samples)), 16_000)
      const fixtures = said('Only the fingerprint tells.', { fingerprint })
      expect(finals(await hear(joined(silence(0.25), samples), { fixtures }))).toEqual(['Only the fingerprint tells.'])
    })
  })

  describe('text beside the media', () => {
    test('is what is spoken', async () => {
      const script = { name: 'call.txt', text: 'The letter came today.\n' }
      const source: Partial<AudioSource> = { kind: 'job', script }
      expect(finals(await hear(tone(3), { source, settings: { partials: false } }))).toEqual(['The letter came today.'])
    })

    test('as the transcript of a job it is returned as it stands, times and all', async () => {
      const word = (content: string, start_time: string, end_time: string) => ({
        type: 'pronunciation',
        alternatives: [{ content, confidence: '0.5' }],
        start_time,
        end_time,
      })
      const mark = { type: 'punctuation', alternatives: [{ content: '.', confidence: '0.0' }] }
      const items = [word('Kubernetes', '0.4', '1.1'), mark, word('Yes', '2.5', '2.75'), mark]
      const script = { name: 'call.transcript.json', text: JSON.stringify({ results: { transcripts: [], items } }) }
      const heard = await hear(tone(3), { source: { kind: 'job', script }, settings: { partials: false } })
      expect(finals(heard)).toEqual(['Kubernetes.', 'Yes.'])
      expect(heard[1]?.tokens[0]).toMatchObject({ start: 2.5, end: 2.75, confidence: 0.5 })
    })
  })

  describe('word for word', () => {
    test('returns times, confidences, partials and alternatives as they were written', async () => {
      const fixtures = parseFixtures([
        {
          match: { sessionId: 's' },
          segments: [
            {
              words: [
                { content: 'Polly', start: 0.5, end: 0.9, confidence: 0.8 },
                { content: 'here', start: 0.9, end: 1.2 },
                '.',
              ],
              partials: [{ at: 0.7, text: 'Paul' }, 'Paul here'],
              alternatives: ['Paul here.'],
            },
          ],
        },
      ])
      const heard = await hear(silence(3), { fixtures, source: { sessionId: 's' } })
      expect(heard.map((one) => [one.partial, textOf(one.tokens)])).toEqual([
        [true, 'Paul'],
        [true, 'Paul here'],
        [false, 'Polly here.'],
      ])
      expect(heard[2]?.tokens[0]).toEqual({
        kind: 'word',
        content: 'Polly',
        start: 0.5,
        end: 0.9,
        confidence: 0.8,
        stable: true,
      })
      expect(heard[2]?.alternatives?.map((reading) => textOf(reading))).toEqual(['Paul here.'])
    })

    test('differs by language model: a name, a pattern, any, none', async () => {
      const models = {
        'clinic-7': { text: 'Exact.' },
        'clinic-*': { text: 'Pattern.' },
        '*': { text: 'Any.' },
        none: { text: 'cooper net is' },
      }
      const fixtures = parseFixtures([{ match: { sessionId: 's' }, models }])
      const of = async (languageModelName?: string): Promise<string> => {
        const model = languageModelName === undefined ? {} : { languageModelName }
        return finals(await hear(tone(3), { fixtures, source: { sessionId: 's', ...model } })).join(' ')
      }
      expect(await of('clinic-7')).toBe('Exact.')
      expect(await of('clinic-8')).toBe('Pattern.')
      expect(await of('other')).toBe('Any.')
      expect(await of()).toBe('cooper net is')
    })
  })

  describe('faults', () => {
    const fault = { afterSeconds: 2, code: 'InternalFailureException', message: 'Disk on fire.' }

    test('throw the exception after the seconds given, and what was heard before stands', async () => {
      const fixtures = parseFixtures([{ match: { sessionId: 's' }, fault }])
      const settings = { sampleRate: 16_000, languageCode: 'en-US', partials: true }
      const source = { kind: 'stream' as const, sessionId: 's' }
      let given = 0
      const audio = (async function* () {
        for await (const block of blocks(tone(5), [800])) {
          given += block.length
          yield block
        }
      })()
      const heard: Hypothesis[] = []
      const hearAll = async (): Promise<void> => {
        const recognizer = createScriptedEngine({ fixtures }).open({ ...settings, source })
        for await (const one of recognizer.hear(audio, new AbortController().signal)) heard.push(one)
      }
      await expect(hearAll()).rejects.toMatchObject({
        name: 'AwsError',
        code: 'InternalFailureException',
        message: 'Disk on fire.',
        fault: 'server',
      })
      expect(given).toBe(2 * 16_000)
      expect(heard.length).toBeGreaterThan(0)
    })

    test('by audio they count from the beginning of the recording', async () => {
      const audio = `${folder}kubernetes/drain-node.flac`
      const fixtures = parseFixtures([{ match: { audio }, text: drainText, fault }])
      expect(finals(await hear(drain.subarray(0, 1.9 * 16_000), { fixtures }))).toHaveLength(1)
      await expect(hear(joined(silence(4), drain), { fixtures })).rejects.toThrow('Disk on fire.')
    })

    test('a delay waits on the clock, and ends when the caller gives up', async () => {
      const clock = createClock()
      clock.freeze(0)
      const fixtures = parseFixtures([{ match: { sessionId: 's' }, text: 'Late.', fault: { delaySeconds: 30 } }])
      const engine = createScriptedEngine({ fixtures, clock })
      const source = { kind: 'stream' as const, sessionId: 's' }
      const open = () => engine.open({ sampleRate: 16_000, languageCode: 'en-US', partials: false, source })
      const collect = async (signal: AbortSignal): Promise<Hypothesis[]> => {
        const heard: Hypothesis[] = []
        for await (const one of open().hear(blocks(tone(2), [1600]), signal)) heard.push(one)
        return heard
      }
      let done = false
      const late = collect(new AbortController().signal).finally(() => {
        done = true
      })
      await new Promise((resolve) => setTimeout(resolve, 20))
      await clock.advance(29_000)
      expect(done).toBe(false)
      await clock.advance(1000)
      expect(finals(await late)).toEqual(['Late.'])
      const controller = new AbortController()
      const given = collect(controller.signal)
      await new Promise((resolve) => setTimeout(resolve, 20))
      controller.abort(new Error('gone'))
      await expect(given).rejects.toThrow('gone')
      clock.close()
    })
  })

  test('stops when the caller gives up while no audio comes', async () => {
    const controller = new AbortController()
    const engine = createScriptedEngine({ fixtures: house })
    const never = (async function* () {
      yield drain.subarray(0, 16_000)
      await new Promise(() => undefined)
    })()
    const settings = { sampleRate: 16_000, languageCode: 'en-US', partials: true, source: { kind: 'stream' as const } }
    const ended = (async () => {
      for await (const _ of engine.open(settings).hear(never, controller.signal)) controller.abort(new Error('gone'))
    })()
    setTimeout(() => controller.abort(new Error('gone')), 50)
    await expect(ended).rejects.toThrow('gone')
  })
})
