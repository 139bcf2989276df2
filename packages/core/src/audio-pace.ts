/**
 * PCM on its way out: cut into even chunks, no faster than it was spoken, with silence in the gaps of a quiet source.
 *
 * In: bytes as the source gives them. Out: chunks of one length (the last may be shorter), pulled one at a time, so that nothing is
 * read ahead of what the connection takes but the chunk being filled. Portable.
 */
import { joinBytes } from './audio-source.ts'
import type { Timing } from './timing.ts'

export interface PaceOptions {
  /** Length of a chunk in bytes, a multiple of `blockBytes`. */
  readonly chunkBytes: number
  /** How long a chunk of `chunkBytes` sounds. */
  readonly chunkMilliseconds: number
  /** A sample of every channel: a chunk never ends inside one. */
  readonly blockBytes: number
  /** Silence after this long without audio; undefined never. */
  readonly silenceAfterMilliseconds: number | undefined
  readonly realtime: boolean
  readonly timing: Timing
  readonly signal: AbortSignal
}

/** A source that falls behind may catch up by this much at once, and no more: after a pause it would be a burst. */
const catchUpMilliseconds = 1000

const quiet = Symbol('quiet')

export async function* paceAudio(
  source: AsyncIterator<Uint8Array, void, undefined>,
  options: PaceOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { chunkBytes, chunkMilliseconds, timing, signal } = options
  let parts: Uint8Array[] = []
  let held = 0
  let pending: Promise<IteratorResult<Uint8Array, void>> | undefined
  let ended = false
  let silent = false
  let due = timing.now()

  const take = (length: number): Uint8Array => {
    const all = parts.length === 1 && parts[0] !== undefined ? parts[0] : joinBytes(parts)
    parts = length < all.length ? [all.subarray(length)] : []
    held = all.length - length
    return all.subarray(0, length)
  }

  /** Fills up to a chunk; true when the source was quiet for too long instead. */
  const fill = async (): Promise<boolean> => {
    while (held < chunkBytes && !ended) {
      pending ??= source.next()
      const step = await orQuiet(pending, quietLimit())
      if (step === quiet) return true
      pending = undefined
      if (step.done === true) ended = true
      else if (step.value.length > 0) {
        parts.push(step.value)
        held += step.value.length
      }
    }
    return false
  }

  /** Once silence is being sent, the next stretch of it follows when the last has been heard. */
  const quietLimit = (): number | undefined =>
    silent ? Math.max(0, due - timing.now()) : options.silenceAfterMilliseconds

  const orQuiet = async (
    next: Promise<IteratorResult<Uint8Array, void>>,
    limit: number | undefined,
  ): Promise<IteratorResult<Uint8Array, void> | typeof quiet> => {
    const waiting = new AbortController()
    const stopWaiting = (): void => waiting.abort(signal.reason)
    signal.addEventListener('abort', stopWaiting)
    try {
      const timer = timing.sleep(limit ?? neverMilliseconds, waiting.signal).then((): typeof quiet => quiet)
      // Ours to cancel: when the source answers first, the cancelled timer is nobody's failure.
      timer.catch(() => undefined)
      return await Promise.race([next, timer])
    } finally {
      signal.removeEventListener('abort', stopWaiting)
      waiting.abort()
    }
  }

  try {
    for (;;) {
      signal.throwIfAborted()
      silent = await fill()
      if (ended && held < options.blockBytes) return
      // What is left of the source at its end, and what a source has said before it went quiet, need not fill a chunk.
      const spoken = Math.min(held - (held % options.blockBytes), chunkBytes)
      let chunk = take(spoken)
      if (silent) chunk = joinBytes([chunk, new Uint8Array(chunkBytes - spoken)])
      const now = timing.now()
      if ((options.realtime || silent) && due > now) await timing.sleep(due - now, signal)
      // Sent fast, audio runs ahead of the clock; the silence after it must not wait until the clock has caught up.
      const from = options.realtime ? Math.max(due, now - catchUpMilliseconds) : now
      due = from + (chunkMilliseconds * chunk.length) / chunkBytes
      yield chunk
    }
  } finally {
    // Not awaited: a source that waits for sound answers only then. Its failure to close is not the stream's.
    source.return?.().catch(() => undefined)
  }
}

/** Longer than any stream lives (4 hours), and what timers can hold. */
const neverMilliseconds = 2_000_000_000
