/** Frames on their way to an inspector: gathered, so that they cost little, and bounded, so that nobody waits for it. */
import type { StreamFrame } from '@scribelite/core'
import { type FrameView, viewFrame } from '../api/frame-view.ts'

export interface FrameFeed {
  show(frame: StreamFrame): void
  /** Sends what has gathered. */
  flush(): void
  close(): void
}

const everyMilliseconds = 200
const mostGathered = 100

export function createFrameFeed(send: (frames: readonly FrameView[], dropped: number) => void): FrameFeed {
  let gathered: FrameView[] = []
  let dropped = 0
  const flush = (): void => {
    if (gathered.length === 0) return
    send(gathered, dropped)
    gathered = []
    dropped = 0
  }
  const timer = setInterval(flush, everyMilliseconds)
  timer.unref()
  return {
    show({ direction, bytes }) {
      if (gathered.length >= mostGathered) dropped++
      else gathered.push(viewFrame(bytes, direction, Date.now()))
    },
    flush,
    close() {
      clearInterval(timer)
      flush()
    },
  }
}
