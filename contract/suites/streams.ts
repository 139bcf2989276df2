/** Streams by the official SDK, over HTTP/2 and over WebSocket alike: what is heard, and in which order it is told. */
import type { TranscribeStreamingClient } from '@aws-sdk/client-transcribe-streaming'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Bench, newName, openBench } from '../batch.ts'
import { http2Client, webSocketClient } from '../clients.ts'
import {
  allFinal,
  type Enough,
  type Heard,
  hear,
  hearRecording,
  inputFor,
  never,
  type StreamInput,
  textOf,
} from '../heard.ts'
import { chunksOf, cut, type Recording, recording, wordsOf } from '../recordings.ts'
import type { Target, TargetFactory } from '../targets.ts'

/** The SDK's WebSocket is closed right behind the last chunk, so a client that wants the last words must wait for them. */
const transports = [
  ['HTTP/2', { open: http2Client, waits: false }],
  ['WebSocket', { open: webSocketClient, waits: true }],
] as const

export function streamsSuite(factory: TargetFactory): void {
  describe(`streams, ${factory.name}`, () => {
    let target: Target
    let bench: Bench
    let speech: Recording
    const model = newName('kubernetes')

    beforeAll(async () => {
      target = await factory.open()
      bench = openBench(target)
      speech = await recording('kubernetes/replica-set.wav')
      await bench.create(model)
      expect((await bench.trained(model)).ModelStatus).toBe('COMPLETED')
    }, factory.patience.training)
    afterAll(async () => {
      bench.close()
      await target.close()
    })

    describe.each(transports)('over %s', (_, { open, waits }) => {
      let client: TranscribeStreamingClient
      const listen = (spoken: Recording, input: StreamInput = {}): Promise<Heard> =>
        hearRecording(client, spoken, input, waits ? allFinal(spoken) : undefined)
      /**
       * The service has the word at once, or behind the first chunk. An SDK that finds its socket closed when it would
       * send audio breaks off with an AbortError of its own, so none is sent where the parameters alone are refused.
       */
      const refusal = async (input: StreamInput, chunks: readonly Uint8Array[] = []): Promise<unknown> =>
        hear(client, { ...inputFor(speech), ...input }, chunks, never).then(
          () => undefined,
          (error: unknown) => error,
        )
      beforeAll(() => {
        client = open(target)
      })
      afterAll(() => client.destroy())

      test('a custom language model changes the words that are heard', async () => {
        const general = await listen(speech)
        const custom = await listen(speech, { LanguageModelName: model })
        expect(wordsOf(custom.text)).toEqual(wordsOf(speech.texts[0] ?? ''))
        expect(wordsOf(general.text)).not.toContain('kubectl')
        expect(wordsOf(general.text).slice(-4)).toEqual(wordsOf(custom.text).slice(-4))
      })

      test('partial results grow under one id and one start, and the final repeats the last of them', async () => {
        const { results, finals } = await listen(speech)
        expect(finals).toHaveLength(1)
        const ids = new Set(results.map((result) => result.ResultId))
        expect(ids.size).toBe(1)
        expect([...ids][0]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
        expect(new Set(results.map((result) => result.StartTime)).size).toBe(1)
        const partials = results.filter((result) => result.IsPartial)
        expect(partials.length).toBeGreaterThan(3)
        expect(results.at(-1)).toBe(finals[0])
        const ends = results.map((result) => result.EndTime ?? 0)
        expect(ends).toEqual([...ends].sort((a, b) => a - b))
        expect(wordsOf(textOf(finals))).toEqual(wordsOf(textOf(partials.slice(-1))))
      })

      test('words carry times in seconds, confidence comes with the final, punctuation has neither length nor confidence', async () => {
        const { results, finals } = await listen(speech)
        const items = finals[0]?.Alternatives?.[0]?.Items ?? []
        const words = items.filter((item) => item.Type === 'pronunciation')
        expect(words.length).toBeGreaterThan(5)
        for (const [index, word] of words.entries()) {
          expect(word.Confidence).toBeGreaterThan(0)
          expect(word.Confidence).toBeLessThanOrEqual(1)
          expect(word.EndTime).toBeGreaterThan(word.StartTime ?? Number.POSITIVE_INFINITY)
          expect(word.StartTime).toBeGreaterThanOrEqual(words[index - 1]?.EndTime ?? 0)
        }
        expect(words.at(-1)?.EndTime).toBeLessThan(speech.audio.length / 32_000)
        const stop = items.at(-1)
        expect(stop).toMatchObject({ Type: 'punctuation', Content: '.' })
        expect(stop?.StartTime).toBe(stop?.EndTime)
        expect(stop?.Confidence).toBeUndefined()
        const inPartials = results.filter((result) => result.IsPartial).flatMap((r) => r.Alternatives?.[0]?.Items ?? [])
        expect(inPartials.filter((item) => item.Confidence !== undefined)).toEqual([])
      })

      test('an event without results comes before anything is heard', async () => {
        const { events } = await listen(speech)
        expect(events[0]?.Transcript?.Results).toEqual([])
      })

      test('the same audio is heard the same whatever the size of its chunks', async () => {
        const small = await hear(client, inputFor(speech), cut(speech.audio, 1600), allFinal(speech))
        const large = await hear(client, inputFor(speech), cut(speech.audio, 16_000), allFinal(speech))
        expect(large.text).toBe(small.text)
        expect(large.finals[0]?.Alternatives?.[0]?.Items).toEqual(small.finals[0]?.Alternatives?.[0]?.Items)
      })

      test('two channels are heard apart', async () => {
        const call = await recording('general/order-call-8k.wav')
        const { finals } = await listen(call)
        const channel = (id: string): string => textOf(finals.filter((result) => result.ChannelId === id))
        expect([wordsOf(channel('ch_0')), wordsOf(channel('ch_1'))]).toEqual(call.texts.map(wordsOf))
      })

      test('a session id is taken as it is given', async () => {
        const SessionId = '0A1B2C3D-0000-4000-8000-00000000000f'
        const { output } = await listen(speech, { SessionId })
        expect(output.SessionId).toBe(SessionId)
      })

      test('an unknown language model is refused', async () => {
        expect(await refusal({ LanguageModelName: 'no-such-model' })).toMatchObject({
          name: 'BadRequestException',
          message: "The specified language model doesn't exist. Check the name and try your request again.",
        })
      })

      test('an unknown vocabulary is refused in AWS’s words', async () => {
        expect(await refusal({ VocabularyName: 'no-such-vocabulary' })).toMatchObject({
          name: 'BadRequestException',
          message: "The specified vocabulary doesn't exist. Check the name and try your request again.",
        })
      })

      test('a sample rate that the model does not allow is refused with its constraint', async () => {
        expect(await refusal({ MediaSampleRateHertz: 7999 })).toMatchObject({
          name: 'BadRequestException',
          message: expect.stringContaining("'mediaSampleRateHertz' failed to satisfy constraint"),
        })
      })

      test('a sample rate that contradicts the FLAC is refused', async () => {
        const encoded = await recording('kubernetes/toleration.flac')
        const input = { ...inputFor(encoded), MediaSampleRateHertz: 44_100 }
        expect(await refusal(input, chunksOf(encoded).slice(0, 1))).toMatchObject({
          name: 'BadRequestException',
        })
      })

      test('no language and two ways of finding it are both refused', async () => {
        expect(await refusal({ LanguageCode: undefined })).toMatchObject({ name: 'BadRequestException' })
        const both = { IdentifyLanguage: true, LanguageOptions: 'en-US,es-US' }
        expect(await refusal(both)).toMatchObject({ name: 'BadRequestException' })
      })

      test('a chunk of more than one second is too big', async () => {
        const big = cut(speech.audio, 40_000).slice(0, 1)
        await expect(hear(client, inputFor(speech), big, never)).rejects.toMatchObject({
          name: 'BadRequestException',
          message: 'Your stream is too big. Reduce the frame size and try your request again.',
        })
      })

      test('silence alone gives no words and no error', async () => {
        const { text, events } = await hear(
          client,
          inputFor(speech),
          cut(new Uint8Array(64_000), 3200),
          waits ? anEvent : undefined,
        )
        expect(text).toBe('')
        expect(events.length).toBeGreaterThan(0)
      })

      test('no audio at all is a stream without words', async () => {
        const { text } = await hear(client, inputFor(speech), [])
        expect(text).toBe('')
      })
    })

    test.each(['kubernetes/toleration.flac', 'kubernetes/toleration.opus'])(
      'over HTTP/2 %s is heard as its WAV is',
      async (file) => {
        const client = http2Client(target)
        const encoded = await recording(file)
        expect(encoded.encoding).not.toBe('pcm')
        const { text } = await hearRecording(client, encoded, { LanguageModelName: model })
        expect(wordsOf(text)).toEqual(wordsOf(encoded.texts[0] ?? ''))
        client.destroy()
      },
    )

    test('over HTTP/2 a session id is made when none is given, and the parameters come back', async () => {
      const client = http2Client(target)
      const { output } = await hearRecording(client, speech, { LanguageModelName: model })
      expect(output.SessionId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect(output.RequestId).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
      expect(output).toMatchObject({
        LanguageCode: 'en-US',
        MediaSampleRateHertz: 16_000,
        MediaEncoding: 'pcm',
        LanguageModelName: model,
        ShowSpeakerLabel: false,
        EnableChannelIdentification: false,
        EnablePartialResultsStabilization: false,
      })
      client.destroy()
    })

    test('both transports hear the same', async () => {
      const [http2, webSocket] = [http2Client(target), webSocketClient(target)]
      const heard = await Promise.all(
        [http2, webSocket].map((client) => hearRecording(client, speech, {}, allFinal(speech))),
      )
      const items = heard.map(({ finals }) => finals.map((final) => final.Alternatives))
      expect(items[0]).toEqual(items[1])
      expect(items[0]).toHaveLength(1)
      http2.destroy()
      webSocket.destroy()
    })
  })
}

const anEvent: Enough = (_, events) => events.length > 0
