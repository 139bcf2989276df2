/** Reading bytes that come as they come: with an end to waiting, and with a look at the beginning. */

/** Passes chunks on until the signal aborts; then it stops waiting, tells the source to stop, and throws the reason. */
export async function* untilAborted<T>(source: AsyncIterable<T>, signal: AbortSignal): AsyncGenerator<T> {
  signal.throwIfAborted()
  const iterator = source[Symbol.asyncIterator]()
  let stopWaiting: (reason: unknown) => void = () => undefined
  const abort = (): void => stopWaiting(signal.reason)
  signal.addEventListener('abort', abort, { once: true })
  let settled = false
  try {
    while (true) {
      signal.throwIfAborted()
      // Not Promise.race with one promise for the whole stream: that would keep every chunk until the stream ends.
      const next = await new Promise<IteratorResult<T>>((resolve, reject) => {
        stopWaiting = reject
        iterator.next().then(resolve, reject)
      })
      if (next.done === true) {
        settled = true
        return
      }
      yield next.value
    }
  } catch (error) {
    // A generator that is waiting itself settles its return() only later: it is told, not waited for.
    if (signal.aborted) iterator.return?.().catch(() => undefined)
    settled = true
    throw error
  } finally {
    signal.removeEventListener('abort', abort)
    if (!settled) await iterator.return?.()
  }
}

/**
 * Reads until no more is needed, or to the end.
 *
 * @returns `prefix`: what was read; `rest`: the source from its beginning again, to be read once
 */
export async function readPrefix(
  source: AsyncIterable<Uint8Array>,
  needsMore: (prefix: Uint8Array) => boolean,
): Promise<{ prefix: Uint8Array; rest: AsyncIterable<Uint8Array> }> {
  const iterator = source[Symbol.asyncIterator]()
  let prefix: Uint8Array = new Uint8Array(0)
  while (needsMore(prefix)) {
    const next = await iterator.next()
    if (next.done === true) break
    prefix = prefix.length === 0 ? next.value : joinBytes([prefix, next.value])
  }
  return { prefix, rest: resume(prefix, iterator) }
}

/** Not a generator: one that was never begun would not pass its `return()` on to the source. */
function resume(first: Uint8Array, iterator: AsyncIterator<Uint8Array>): AsyncIterable<Uint8Array> {
  let begun = first.length === 0
  const resumed: AsyncIterator<Uint8Array> = {
    next() {
      if (begun) return iterator.next()
      begun = true
      return Promise.resolve({ done: false, value: first })
    },
    async return() {
      await iterator.return?.()
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => resumed }
}

/** Tells a source that will not be read that it may stop. */
export const closeSource = async (source: AsyncIterable<unknown>): Promise<void> => {
  await source[Symbol.asyncIterator]().return?.()
}

export function joinBytes(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** The bytes from an offset on, `length` of them or all that come. */
export async function* bytesWithin(
  chunks: AsyncIterable<Uint8Array>,
  from: number,
  length: number = Number.POSITIVE_INFINITY,
): AsyncGenerator<Uint8Array> {
  let at = 0
  for await (const chunk of chunks) {
    const part = chunk.subarray(Math.max(0, from - at), Math.max(0, from + length - at))
    if (part.length > 0) yield part
    at += chunk.length
    if (at >= from + length) return
  }
}
