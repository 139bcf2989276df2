/**
 * Cuts a byte stream into frames: any chunks in, whole frames out, undecoded.
 *
 * Knows nothing of headers or checksums of messages (`decodeFrame` does); checks the prelude, because its length
 * decides how much is kept. smithy's `getChunkedStream` allocates whatever length is declared; this allocates nothing
 * before the prelude's checksum and both limits have been checked.
 */
import { FRAME_OVERHEAD, FrameError, readPrelude } from './frame.ts'

const PRELUDE_BYTES = 12

/** Takes bytes as they come, gives frames as they are complete. Throws `FrameError`. */
export interface FrameSplitter {
  /**
   * Takes the next bytes and returns the frames that are complete with them. A frame that came in one chunk is a view
   * into that chunk, not a copy.
   *
   * @throws FrameError on a prelude that cannot be or a frame above the limit; the splitter is of no use afterwards
   *   and throws the same again
   */
  push(chunk: Uint8Array): Uint8Array[]
  /** @throws FrameError `truncated` when bytes of an incomplete frame are left */
  finish(): void
}

/** Bounds of a splitter. */
export interface FrameSplitterOptions {
  /** The largest frame that is taken, in bytes, prelude and checksums included. */
  readonly maxFrameBytes: number
}

/** Cuts a byte stream into whole frames; holds at most one frame that is not complete. */
export function createFrameSplitter({ maxFrameBytes }: FrameSplitterOptions): FrameSplitter {
  const prelude = new Uint8Array(PRELUDE_BYTES)
  let preludeFilled = 0
  /** The frame being collected over several chunks; undefined while its prelude is not complete. */
  let frame: Uint8Array | undefined
  let frameFilled = 0
  let failure: FrameError | undefined

  const checkedLength = (bytes: Uint8Array, at: number): number => {
    const { total } = readPrelude(bytes, at)
    if (total > maxFrameBytes) throw new FrameError('too-big', `frame of ${total} bytes, at most ${maxFrameBytes}`)
    return total
  }

  const cut = (chunk: Uint8Array): Uint8Array[] => {
    const frames: Uint8Array[] = []
    let at = 0
    while (at < chunk.length) {
      if (frame !== undefined) {
        const part = chunk.subarray(at, at + frame.length - frameFilled)
        frame.set(part, frameFilled)
        frameFilled += part.length
        at += part.length
        if (frameFilled === frame.length) {
          frames.push(frame)
          frame = undefined
        }
      } else if (preludeFilled === 0 && chunk.length - at >= FRAME_OVERHEAD) {
        const total = checkedLength(chunk, at)
        if (chunk.length - at >= total) {
          frames.push(chunk.subarray(at, at + total))
          at += total
        } else {
          frame = new Uint8Array(total)
          frameFilled = 0
        }
      } else {
        const part = chunk.subarray(at, at + PRELUDE_BYTES - preludeFilled)
        prelude.set(part, preludeFilled)
        preludeFilled += part.length
        at += part.length
        if (preludeFilled === PRELUDE_BYTES) {
          frame = new Uint8Array(checkedLength(prelude, 0))
          frame.set(prelude)
          frameFilled = PRELUDE_BYTES
          preludeFilled = 0
        }
      }
    }
    return frames
  }

  return {
    push(chunk) {
      if (failure !== undefined) throw failure
      try {
        return cut(chunk)
      } catch (error) {
        if (error instanceof FrameError) failure = error
        throw error
      }
    },
    finish() {
      if (failure !== undefined) throw failure
      const left = frame === undefined ? preludeFilled : frameFilled
      if (left > 0) throw new FrameError('truncated', `the stream ends ${left} bytes into a frame`)
    },
  }
}
