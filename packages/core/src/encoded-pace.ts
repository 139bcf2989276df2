/**
 * Encoded audio on its way out: cut by time, no faster than it was spoken. In: bytes as the source gives them. Out: chunks, pulled one at
 * a time. Silence cannot be put into the gaps of a quiet source. Portable.
 */
import { joinBytes } from './audio-source.ts'
import { createEncodedClock } from './encoded-clock.ts'
import { orAborted, type Timing } from './timing.ts'

export interface EncodedPaceOptions {
  readonly mediaEncoding: string
  /** Hz. */
  readonly sampleRate: number
  readonly chunkMilliseconds: number
  readonly mostChunkBytes: number
  readonly realtime: boolean
  readonly timing: Timing
  readonly signal: AbortSignal
}

/** Bytes whose time is not known, at once: as they come before there is sound, in its middle about a tenth of a second of FLAC. */
const mostBytesUnknown = 2048
/** As of PCM: a source that falls behind may catch up by this much at once. */
const catchUpMilliseconds = 1000

export async function* paceEncoded(
  source: AsyncIterator<Uint8Array, void, undefined>,
  options: EncodedPaceOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { chunkMilliseconds, realtime, timing, signal } = options
  const clock = createEncodedClock(options.mediaEncoding, options.sampleRate)
  /** Of the source, not looked at yet: a whole file may come in one piece. */
  let ahead: Uint8Array = new Uint8Array(0)
  let held: Uint8Array = new Uint8Array(0)
  let sent = 0
  let ended = false
  let begun = timing.now()

  /** How many bytes the next chunk has, as far as what has been seen can tell. */
  const wanted = (): number | undefined => {
    const end = clock.offsetAt(clock.millisecondsAt(sent) + chunkMilliseconds)
    if (end === undefined) return undefined
    // A guess may have gone by already.
    return end <= sent ? mostBytesUnknown : Math.min(Math.ceil(end - sent), options.mostChunkBytes)
  }

  try {
    for (;;) {
      signal.throwIfAborted()
      while (!ended && held.length < (wanted() ?? 1)) {
        if (ahead.length === 0) {
          const step = await orAborted(source.next(), signal)
          ended = step.done === true
          ahead = step.value ?? ahead
        }
        const piece = ahead.subarray(0, options.mostChunkBytes)
        ahead = ahead.subarray(piece.length)
        clock.push(piece)
        held = joinBytes([held, piece])
      }
      if (held.length === 0) return
      if (realtime) {
        const due = begun + clock.millisecondsAt(sent)
        const now = timing.now()
        if (due > now) await timing.sleep(due - now, signal)
        else begun += Math.max(0, now - due - catchUpMilliseconds)
      }
      const chunk = held.subarray(0, wanted() ?? mostBytesUnknown)
      held = held.subarray(chunk.length)
      sent += chunk.length
      clock.forget(sent)
      yield chunk
    }
  } finally {
    // Not awaited: a source that waits for sound answers only then. Its failure to close is not the stream's.
    source.return?.().catch(() => undefined)
  }
}
