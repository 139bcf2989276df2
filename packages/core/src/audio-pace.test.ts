import { expect, test } from 'vitest'
import { createManualTiming, type ManualTiming } from '../test/manual-timing.ts'
import { type PaceOptions, paceAudio } from './audio-pace.ts'

/** A microphone: what the test says, when it says it. */
const createMicrophone = (): AsyncIterator<Uint8Array, void, undefined> & {
  say(bytes: Uint8Array): void
  stop(): void
  closed: boolean
} => {
  const said: IteratorResult<Uint8Array, void>[] = []
  let wake: (() => void) | undefined
  const put = (result: IteratorResult<Uint8Array, void>): void => {
    said.push(result)
    wake?.()
  }
  return {
    closed: false,
    say: (bytes) => put({ done: false, value: bytes }),
    stop: () => put({ done: true, value: undefined }),
    next: async () => {
      while (said.length === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve
        })
      }
      return said.shift() ?? { done: true, value: undefined }
    },
    async return() {
      this.closed = true
      return { done: true, value: undefined }
    },
  }
}

const speech = (bytes: number): Uint8Array => new Uint8Array(bytes).fill(7)

/** 16 kHz mono in chunks of 100 ms. */
const options = (timing: ManualTiming, more: Partial<PaceOptions> = {}): PaceOptions => ({
  chunkBytes: 3200,
  chunkMilliseconds: 100,
  blockBytes: 2,
  silenceAfterMilliseconds: 1000,
  realtime: true,
  timing,
  signal: new AbortController().signal,
  ...more,
})

/** Everything that comes out, and when. */
const record = (
  source: AsyncIterator<Uint8Array, void, undefined>,
  settings: PaceOptions,
): { readonly sent: { readonly at: number; readonly chunk: Uint8Array }[]; readonly done: Promise<void> } => {
  const begun = settings.timing.now()
  const sent: { at: number; chunk: Uint8Array }[] = []
  const run = async (): Promise<void> => {
    for await (const chunk of paceAudio(source, settings)) sent.push({ at: settings.timing.now() - begun, chunk })
  }
  return { sent, done: run() }
}

const isSilence = (chunk: Uint8Array): boolean => chunk.every((byte) => byte === 0)

test('a second of audio in one piece goes out in ten chunks, one each 100 ms', async () => {
  const timing = createManualTiming()
  const microphone = createMicrophone()
  microphone.say(speech(32_000))
  microphone.stop()
  const { sent, done } = record(microphone, options(timing))
  await timing.advance(450)
  expect(sent.map(({ at }) => at)).toEqual([0, 100, 200, 300, 400])
  await timing.advance(600)
  await done
  expect(sent.map(({ chunk }) => chunk.length)).toEqual(Array(10).fill(3200))
})

test('crumbs of any odd size are joined into even chunks and no byte is lost or moved', async () => {
  const timing = createManualTiming()
  const microphone = createMicrophone()
  const whole = Uint8Array.from({ length: 7001 }, (_, position) => position % 251)
  for (let at = 0; at < whole.length; at += 333) microphone.say(whole.subarray(at, at + 333))
  microphone.stop()
  const { sent, done } = record(microphone, options(timing, { realtime: false }))
  await timing.advance(0)
  await done
  expect(sent.map(({ chunk }) => chunk.length)).toEqual([3200, 3200, 600])
  // The half sample at the very end is no sample.
  expect(Buffer.concat(sent.map(({ chunk }) => chunk)).equals(whole.subarray(0, 7000))).toBe(true)
})

test('a quiet microphone is filled in with silence at the pace of speech, and speech goes on after it', async () => {
  const timing = createManualTiming()
  const microphone = createMicrophone()
  microphone.say(speech(1000))
  const { sent } = record(microphone, options(timing))
  await timing.advance(999)
  expect(sent).toEqual([])
  await timing.advance(1)
  const first = sent[0]?.chunk ?? new Uint8Array()
  expect([...first.subarray(0, 1000)].every((byte) => byte === 7)).toBe(true)
  expect(isSilence(first.subarray(1000))).toBe(true)
  await timing.advance(59_000)
  // A minute of silence, in real time.
  expect(sent.length).toBeGreaterThanOrEqual(590)
  expect(sent.length).toBeLessThanOrEqual(602)
  expect(sent.slice(1).every(({ chunk }) => chunk.length === 3200 && isSilence(chunk))).toBe(true)
  const before = sent.length
  microphone.say(speech(3200))
  await timing.advance(100)
  expect(sent.slice(before).some(({ chunk }) => !isSilence(chunk))).toBe(true)
})

test('after a file sent fast, silence does not wait for the clock to catch up with the audio', async () => {
  const timing = createManualTiming()
  const microphone = createMicrophone()
  microphone.say(speech(32_000 * 60))
  const { sent } = record(microphone, options(timing, { realtime: false }))
  await timing.advance(0)
  expect(sent.length).toBe(600)
  await timing.advance(2000)
  expect(sent.length).toBeGreaterThan(605)
})

test('without filling in, a quiet source sends nothing', async () => {
  const timing = createManualTiming()
  const { sent } = record(createMicrophone(), options(timing, { silenceAfterMilliseconds: undefined }))
  await timing.advance(60_000)
  expect(sent).toEqual([])
})

test('an abort ends the wait for a quiet source and lets go of it', async () => {
  const timing = createManualTiming()
  const microphone = createMicrophone()
  const controller = new AbortController()
  const { done } = record(microphone, options(timing, { signal: controller.signal }))
  await timing.advance(10)
  controller.abort(new Error('enough'))
  await expect(done).rejects.toThrow('enough')
  expect(microphone.closed).toBe(true)
})
