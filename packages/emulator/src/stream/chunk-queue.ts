/**
 * Audio between the one who brings it and the one who hears it, bounded. Pushing is synchronous; only when the queue is
 * full does it give a promise to wait for. Reading takes all that has come meanwhile as one chunk.
 */
interface Chunk {
  readonly length: number
}

export interface ChunkQueue<T extends Chunk> {
  /** Undefined while there is room; otherwise resolves when there is again, or when nobody reads any more. */
  push(chunk: T): Promise<void> | undefined
  /** No more will come. */
  end(): void
  /** Nobody reads any more: what is here is dropped, and so is what comes. */
  abandon(): void
  /** Read by one reader, once. */
  readonly chunks: AsyncIterable<T>
}

export interface ChunkQueueOptions<T extends Chunk> {
  /** Elements (bytes, samples) above which the writer is to wait. */
  readonly limit: number
  readonly join: (chunks: readonly T[]) => T
}

export function createChunkQueue<T extends Chunk>({ limit, join }: ChunkQueueOptions<T>): ChunkQueue<T> {
  let waiting: T[] = []
  let held = 0
  let ended = false
  let abandoned = false
  let wakeReader: (() => void) | undefined
  let room: { readonly promise: Promise<void>; readonly open: () => void } | undefined

  // One turn of the event loop later: what one read of the socket brings is then heard as one chunk, which under load
  // saves the way through all the iterators for each frame, and costs a lone frame less than a millisecond.
  const notifyReader = (): void => {
    if (wakeReader === undefined) return
    setImmediate(wakeReader)
    wakeReader = undefined
  }
  const makeRoom = (): void => {
    waiting = []
    held = 0
    room?.open()
    room = undefined
  }

  return {
    push(chunk) {
      if (abandoned || ended || chunk.length === 0) return undefined
      waiting.push(chunk)
      held += chunk.length
      notifyReader()
      if (held < limit) return undefined
      if (room === undefined) {
        let open = (): void => undefined
        const promise = new Promise<void>((resolve) => {
          open = resolve
        })
        room = { promise, open }
      }
      return room.promise
    },
    end() {
      ended = true
      notifyReader()
    },
    abandon() {
      abandoned = true
      makeRoom()
      notifyReader()
    },
    chunks: { [Symbol.asyncIterator]: read },
  }

  async function* read(): AsyncGenerator<T> {
    while (!abandoned) {
      const [first] = waiting
      if (first !== undefined) {
        const chunk = waiting.length === 1 ? first : join(waiting)
        makeRoom()
        yield chunk
      } else if (ended) {
        return
      } else {
        await new Promise<void>((resolve) => {
          wakeReader = resolve
        })
      }
    }
  }
}

export function joinSamples(chunks: readonly Int16Array[]): Int16Array {
  const joined = new Int16Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0))
  let at = 0
  for (const chunk of chunks) {
    joined.set(chunk, at)
    at += chunk.length
  }
  return joined
}
