/**
 * From encoded audio to TranscriptEvents: decodes, splits channels, lets the engine hear each, and sends what it heard.
 * In: the queue of audio. Out: event frames, each awaited so that a slow reader slows the hearing and, through the
 * queues, the sender. Knows no transport and no signature.
 */
import { crc32 } from 'node:zlib'
import { eventEncoder } from '@scribelite/core/protocol'
import type { Hypothesis, Recognizer } from '../engines/engine.ts'
import { createStreamDecoder } from '../media/stream-decoder.ts'
import { emptyTranscriptEvent, type Stability, transcriptEvent } from '../results/transcript-event.ts'
import type { Service } from '../service.ts'
import type { AdmittedStream } from './admission.ts'
import { type ChunkQueue, createChunkQueue, joinSamples } from './chunk-queue.ts'

export interface Recognition {
  readonly service: Service
  readonly stream: AdmittedStream
  readonly sessionId: string
  readonly audio: AsyncIterable<Uint8Array>
  readonly signal: AbortSignal
  /** Sends one frame; a promise while the reader is slow. */
  readonly send: (frame: Uint8Array) => Promise<void> | undefined
}

/**
 * Seconds of audio in which nothing was heard, after which an empty event says that the stream lives. AWS sends them
 * more often while somebody speaks (7 of 35 events in a recording of 5 s); the interval is ours.
 */
const keepAliveSeconds = 5
/** Seconds of decoded audio that wait for a recognizer. */
const bufferedSeconds = 2

/** Resolves when the last final result was sent. Throws `AwsError`, or whatever went wrong. */
export async function recognize({ service, stream, sessionId, audio, signal, send }: Recognition): Promise<void> {
  const decoder = createStreamDecoder(stream)
  const languageModel = await stream.languageModel?.artifact()
  signal.throwIfAborted()

  /** Seconds of audio given to the recognizers, and how many there were at the newest event. */
  let given = 0
  let atNewestEvent = 0
  const channels = Array.from({ length: stream.channels }, (_, channel) => ({
    channel,
    samples: createChunkQueue<Int16Array>({ limit: bufferedSeconds * decoder.sampleRate, join: joinSamples }),
    recognizer: service.engine.open({
      sampleRate: decoder.sampleRate,
      languageCode: stream.languageCode,
      ...(languageModel === undefined ? {} : { languageModel }),
      partials: true,
      source: {
        kind: 'stream',
        sessionId,
        ...(stream.languageModel === undefined ? {} : { languageModelName: stream.languageModel.modelName }),
        ...(stream.channels === 1 ? {} : { channel }),
      },
    }),
  }))
  await Promise.all([decode(), ...channels.map(hear)])

  async function decode(): Promise<void> {
    for await (const block of decoder.decode(audio, signal)) {
      for (const { channel, samples } of channels) {
        const full = samples.push(block[channel] ?? nothing)
        if (full !== undefined) await full
      }
      given += (block[0]?.length ?? 0) / decoder.sampleRate
      if (given - atNewestEvent >= keepAliveSeconds) {
        atNewestEvent = given
        await send(encodeTranscriptEvent(emptyTranscriptEvent()))
      }
    }
    for (const { samples } of channels) samples.end()
  }

  async function hear({ channel, samples, recognizer }: Channel): Promise<void> {
    const resultIds = new Map<number, string>()
    try {
      for await (const hypothesis of recognizer.hear(samples.chunks, signal)) {
        signal.throwIfAborted()
        atNewestEvent = given
        const payload = transcriptEvent(hypothesis, { ...context(channel), resultId: resultId(hypothesis, resultIds) })
        await send(encodeTranscriptEvent(payload))
      }
    } finally {
      // A recognizer that is done early must not stop the other channel, nor the check of what still arrives.
      samples.abandon()
    }
  }

  /** One id for all partials and the final of a segment (recorded). */
  function resultId({ segment, partial }: Hypothesis, ids: Map<number, string>): string {
    const id = ids.get(segment) ?? service.ids.uuid()
    if (partial) ids.set(segment, id)
    else ids.delete(segment)
    return id
  }

  function context(channel: number): { channelId?: string; stability?: Stability } {
    const { EnablePartialResultsStabilization: stabilize, PartialResultsStability: level } = stream.parameters
    return {
      ...(stream.channels === 1 ? {} : { channelId: `ch_${channel}` }),
      // Without a level the level is high (documented by the Python SDK).
      ...(stabilize === true ? { stability: level === 'low' || level === 'medium' ? level : 'high' } : {}),
    }
  }
}

interface Channel {
  readonly channel: number
  readonly samples: ChunkQueue<Int16Array>
  readonly recognizer: Recognizer
}

const encodeTranscriptEvent = eventEncoder('TranscriptEvent', 'application/json', crc32)
const nothing = new Int16Array(0)
