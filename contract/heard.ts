/** One stream by the official SDK, from its chunks to all that the service said. */
import {
  type Result,
  StartStreamTranscriptionCommand,
  type StartStreamTranscriptionCommandInput,
  type StartStreamTranscriptionCommandOutput,
  type TranscribeStreamingClient,
  type TranscriptEvent,
} from '@aws-sdk/client-transcribe-streaming'
import { chunksOf, type Recording } from './recordings.ts'

export interface Heard {
  readonly output: StartStreamTranscriptionCommandOutput
  readonly events: readonly TranscriptEvent[]
  /** Every result of every event, in order. */
  readonly results: readonly Result[]
  readonly finals: readonly Result[]
  /** Of the finals. */
  readonly text: string
}

export type StreamInput = Partial<Omit<StartStreamTranscriptionCommandInput, 'AudioStream'>>

/** What a stream of this recording says of itself. */
export const inputFor = ({ encoding, sampleRate, channels }: Recording): StreamInput => ({
  LanguageCode: 'en-US',
  MediaEncoding: encoding,
  MediaSampleRateHertz: sampleRate,
  ...(channels === 2 ? { EnableChannelIdentification: true, NumberOfChannels: 2 } : {}),
})

/** Decides, from all that was said so far, whether the client may end its side. */
export type Enough = (results: readonly Result[], events: readonly TranscriptEvent[]) => boolean

/** Every channel has said its last word. */
export const allFinal =
  ({ channels }: Recording): Enough =>
  (results) => {
    const newest = new Map(results.map((result) => [result.ChannelId, result]))
    return newest.size === channels && [...newest.values()].every((result) => result.IsPartial === false)
  }

/** Whatever is said, the client goes on: the service must end the stream. */
export const never: Enough = () => false

export const hearRecording = (
  client: TranscribeStreamingClient,
  recording: Recording,
  input: StreamInput = {},
  enough?: Enough,
): Promise<Heard> => hear(client, { ...inputFor(recording), ...input }, chunksOf(recording), enough)

/**
 * Without `enough` the client ends its side behind the last chunk. With it, it waits until `enough` holds, and sends
 * silence meanwhile where the audio is PCM.
 *
 * @throws the service's exception, from the request or from within the stream
 */
export async function hear(
  client: TranscribeStreamingClient,
  input: StreamInput,
  chunks: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  enough?: Enough,
): Promise<Heard> {
  const events: TranscriptEvent[] = []
  const resultsSoFar = (): Result[] => events.flatMap((event) => event.Transcript?.Results ?? [])
  let over = false
  async function* audio(): AsyncGenerator<Uint8Array> {
    yield* chunks
    while (enough !== undefined && !over && !enough(resultsSoFar(), events)) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      // A sender that finds its socket closed would hide the service's own words.
      if (!over && input.MediaEncoding === 'pcm' && enough !== never) yield silence(input)
    }
  }
  try {
    const output = await client.send(
      new StartStreamTranscriptionCommand({
        ...input,
        AudioStream: audioEvents(audio()),
      } as StartStreamTranscriptionCommandInput),
    )
    for await (const event of output.TranscriptResultStream ?? []) {
      if (event.TranscriptEvent !== undefined) events.push(event.TranscriptEvent)
    }
    const results = resultsSoFar()
    const finals = results.filter((result) => result.IsPartial === false)
    return { output, events, results, finals, text: textOf(finals) }
  } finally {
    over = true
  }
}

const silence = ({ MediaSampleRateHertz: rate = 16_000, NumberOfChannels: channels = 1 }: StreamInput): Uint8Array =>
  new Uint8Array((rate / 10) * channels * 2)

async function* audioEvents(chunks: AsyncIterable<Uint8Array>) {
  for await (const chunk of chunks) yield { AudioEvent: { AudioChunk: chunk } }
}

export const textOf = (results: readonly Result[]): string =>
  results.map((result) => result.Alternatives?.[0]?.Transcript ?? '').join(' ')
