/** Bytes of audio, whatever they come from, as one iterator. Portable. */
import { ScribeliteError } from './errors.ts'
import type { AudioSource } from './stream-options.ts'

/** Starts reading. `return()` on the iterator lets go of the source. */
export const iterateAudio = (source: AudioSource): AsyncIterator<Uint8Array, void, undefined> => {
  if (source instanceof Uint8Array) return once(source)
  // Not every browser can iterate a ReadableStream.
  if ('getReader' in source) return readStream(source)
  const iterator = source[Symbol.asyncIterator]()
  return {
    next: async () => {
      const step = await iterator.next()
      return step.done === true ? { done: true, value: undefined } : { done: false, value: step.value }
    },
    return: async () => {
      await iterator.return?.()
      return { done: true, value: undefined }
    },
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, undefined> {
  yield bytes
}

const readStream = (stream: ReadableStream<Uint8Array>): AsyncIterator<Uint8Array, void, undefined> => {
  const reader = stream.getReader()
  return {
    next: async () => {
      const step = await reader.read()
      return step.done ? { done: true, value: undefined } : { done: false, value: step.value }
    },
    // cancel, not releaseLock alone: a read may be waiting, and a microphone should be let go of.
    return: async () => {
      await reader.cancel()
      return { done: true, value: undefined }
    },
  }
}

/** @throws ScribeliteError `unreadable-source`, with what the source threw as cause */
export const readSource = async (
  source: AsyncIterator<Uint8Array, void, undefined>,
): Promise<IteratorResult<Uint8Array, void>> => {
  try {
    return await source.next()
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause)
    throw new ScribeliteError('unreadable-source', `The audio could not be read: ${detail}.`, cause)
  }
}

/** The first bytes, until they are `enough` or the source has ended. */
export const peekAudio = async (
  source: AsyncIterator<Uint8Array, void, undefined>,
  enough: (head: Uint8Array) => boolean,
): Promise<{ readonly head: Uint8Array; readonly ended: boolean }> => {
  let head: Uint8Array = new Uint8Array(0)
  while (!enough(head)) {
    const step = await readSource(source)
    if (step.done === true) return { head, ended: true }
    head = head.length === 0 ? step.value : joinBytes([head, step.value])
  }
  return { head, ended: false }
}

export const joinBytes = (parts: readonly Uint8Array[]): Uint8Array => {
  const joined = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    joined.set(part, at)
    at += part.length
  }
  return joined
}
