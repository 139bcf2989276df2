/**
 * The audio of one stream, ready to be sent: format known, contradictions refused, chunks cut and paced. Portable.
 *
 * A feed can be sent twice as long as the service has not accepted the stream: the clock may turn out to be wrong, and the audio of a
 * microphone cannot be asked for again.
 */
import { type StreamFormat, streamFormatOf, suffices } from './audio-format.ts'
import { type PaceOptions, paceAudio } from './audio-pace.ts'
import { iterateAudio, peekAudio, readSource } from './audio-source.ts'
import { paceEncoded } from './encoded-pace.ts'
import { ScribeliteError } from './errors.ts'
import type { StreamParameters } from './protocol/stream-parameters.ts'
import type { AudioSource, StreamOptions } from './stream-options.ts'
import { orAborted, systemTiming } from './timing.ts'

export interface AudioFeed {
  /** The parameters of the request, with what the header told. */
  readonly parameters: StreamParameters
  /** The chunks from the first on. Another attempt may follow while `restartable`. */
  attempt(): AsyncGenerator<Uint8Array, void, undefined>
  restartable(): boolean
  /** The service has the stream: nothing will be sent again, nothing is kept. */
  accepted(): void
  /** Everything was taken. */
  finished(): boolean
  /** Lets go of the source. */
  close(): void
}

/** Documented in older models; a second of audio at 16 kHz in newer ones. */
const mostChunkBytes = 32_768
/** Six seconds of chunks: more than a refusal takes to arrive. */
const mostKept = 64

/**
 * Reads the header and prepares what will be sent. Nothing has been sent when this refuses.
 *
 * @throws ScribeliteError `bad-media`, `bad-option`
 */
export const openAudioFeed = async (
  audio: AudioSource,
  options: StreamOptions,
  signal: AbortSignal,
): Promise<AudioFeed> => {
  const chunkMilliseconds = options.chunkMilliseconds ?? 100
  if (!(chunkMilliseconds >= 50 && chunkMilliseconds <= 200)) {
    throw new ScribeliteError('bad-option', `chunkMilliseconds is ${chunkMilliseconds}; give 50 to 200.`)
  }
  const source = iterateAudio(audio)
  const { format, samples } = await readFormat(source, options, signal)
  const timing = options.timing ?? systemTiming
  const pace = { realtime: (options.pace ?? 'realtime') === 'realtime', timing, signal }
  const chunks =
    format.mediaEncoding === 'pcm'
      ? paceAudio(samples, {
          ...pcmLayout(format, chunkMilliseconds),
          ...pace,
          silenceAfterMilliseconds: silenceOf(options),
        })
      : paceEncoded(samples, {
          mediaEncoding: format.mediaEncoding,
          sampleRate: format.sampleRate,
          chunkMilliseconds,
          mostChunkBytes,
          ...pace,
        })
  return {
    parameters: parametersOf(options, format),
    ...createReplay(chunks),
    // Not awaited: a source that is waiting for sound closes only when it has some.
    close: () => void samples.return?.().catch(() => undefined),
  }
}

const readFormat = async (
  source: AsyncIterator<Uint8Array, void, undefined>,
  options: StreamOptions,
  signal: AbortSignal,
): Promise<{ readonly format: StreamFormat; readonly samples: AsyncIterator<Uint8Array, void, undefined> }> => {
  const { parameters = {} } = options
  try {
    const { head, ended } = await orAborted(peekAudio(source, suffices), signal)
    if (ended && head.length === 0) throw new ScribeliteError('bad-media', 'The audio is empty: no byte came.')
    const format = streamFormatOf(head, {
      mediaEncoding: options.mediaEncoding ?? parameters.MediaEncoding,
      sampleRate: options.sampleRate ?? parameters.MediaSampleRateHertz,
      channels: parameters.NumberOfChannels,
    })
    if (format.mediaEncoding === 'pcm' && format.channels > 1 && parameters.EnableChannelIdentification !== true) {
      throw new ScribeliteError(
        'bad-media',
        `The audio has ${format.channels} channels; a stream takes one, or two with parameters EnableChannelIdentification: true and NumberOfChannels: 2.`,
      )
    }
    return { format, samples: rest(head, source, format) }
  } catch (error) {
    // Not awaited: a source that is waiting for sound closes only when it has some.
    source.return?.().catch(() => undefined)
    throw error
  }
}

/** The samples: the header left out, and whatever stands behind them in the file. */
const rest = (
  head: Uint8Array,
  source: AsyncIterator<Uint8Array, void, undefined>,
  format: StreamFormat,
): AsyncIterator<Uint8Array, void, undefined> => {
  let skip = format.skipBytes
  let left = format.dataBytes ?? Number.POSITIVE_INFINITY
  let first: Uint8Array | undefined = head
  return {
    next: async () => {
      if (left <= 0) return { done: true, value: undefined }
      let bytes: Uint8Array
      if (first !== undefined) bytes = first
      else {
        const step = await readSource(source)
        if (step.done === true) return step
        bytes = step.value
      }
      first = undefined
      const dropped = Math.min(skip, bytes.length)
      skip -= dropped
      const kept = bytes.subarray(dropped, Math.min(bytes.length, dropped + left))
      left -= kept.length
      return { done: false, value: kept }
    },
    return: async () => (await source.return?.()) ?? { done: true, value: undefined },
  }
}

const silenceOf = ({ silenceAfterMilliseconds = 1000 }: StreamOptions): number | undefined =>
  silenceAfterMilliseconds === false ? undefined : silenceAfterMilliseconds

const pcmLayout = (
  format: StreamFormat,
  chunkMilliseconds: number,
): Pick<PaceOptions, 'chunkBytes' | 'chunkMilliseconds' | 'blockBytes'> => {
  const blockBytes = 2 * format.channels
  const blocks = Math.min(
    Math.round((chunkMilliseconds / 1000) * format.sampleRate),
    Math.floor(mostChunkBytes / blockBytes),
  )
  return { chunkBytes: blocks * blockBytes, blockBytes, chunkMilliseconds: (blocks / format.sampleRate) * 1000 }
}

const parametersOf = (options: StreamOptions, format: StreamFormat): StreamParameters => ({
  ...options.parameters,
  ...(options.languageCode === undefined ? {} : { LanguageCode: options.languageCode }),
  ...(options.languageModelName === undefined ? {} : { LanguageModelName: options.languageModelName }),
  ...(options.sessionId === undefined ? {} : { SessionId: options.sessionId }),
  MediaEncoding: format.mediaEncoding,
  MediaSampleRateHertz: format.sampleRate,
})

const createReplay = (chunks: AsyncGenerator<Uint8Array, void, undefined>): Omit<AudioFeed, 'parameters' | 'close'> => {
  let kept: Uint8Array[] = []
  let first = 0
  let keeping = true
  let done = false
  let advancing: Promise<void> | undefined

  const advance = async (): Promise<void> => {
    const step = await chunks.next()
    if (step.done === true) done = true
    else kept.push(step.value)
  }

  return {
    attempt: async function* () {
      for (let at = 0; ; at++) {
        while (!done && at >= first + kept.length) {
          advancing ??= advance().finally(() => {
            advancing = undefined
          })
          await advancing
        }
        const chunk = kept[at - first]
        if (chunk === undefined) return
        if (!keeping || kept.length > mostKept) {
          keeping = false
          kept = kept.slice(at + 1 - first)
          first = at + 1
        }
        yield chunk
      }
    },
    restartable: () => keeping,
    accepted: () => {
      keeping = false
    },
    finished: () => done,
  }
}
