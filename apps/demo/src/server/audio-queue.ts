/** Audio between a page that sends and a stream that takes: in order, bounded, and honest about what has been taken. */

export interface AudioQueue {
  /** False when more waits than may: the sender does not keep to its window. */
  push(chunk: Uint8Array): boolean
  end(): void
  /** Can be read once. */
  readonly chunks: AsyncIterable<Uint8Array>
}

/** `onTaken`: told the total of bytes that were handed on. */
export function createAudioQueue(mostBytes: number, onTaken: (total: number) => void): AudioQueue {
  const waiting: Uint8Array[] = []
  let waitingBytes = 0
  let taken = 0
  let ended = false
  let wake = (): void => undefined

  async function* chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const chunk = waiting.shift()
      if (chunk !== undefined) {
        waitingBytes -= chunk.length
        taken += chunk.length
        onTaken(taken)
        yield chunk
        continue
      }
      if (ended) return
      await new Promise<void>((resolve) => {
        wake = resolve
      })
    }
  }

  return {
    push(chunk) {
      if (ended || chunk.length === 0) return true
      if (waitingBytes + chunk.length > mostBytes) return false
      waiting.push(chunk)
      waitingBytes += chunk.length
      wake()
      return true
    },
    end() {
      ended = true
      wake()
    },
    chunks: chunks(),
  }
}
