/** The newest frames of a stream, bounded, and the counts of all. Tells that there is more, at most so often. */
import type { FrameView } from '../../api/frame-view.ts'

export interface NumberedFrame extends FrameView {
  /** Of all frames of the stream, from 1. */
  readonly number: number
}

export interface FrameCounts {
  readonly sent: number
  readonly received: number
  readonly sentBytes: number
  readonly receivedBytes: number
}

export interface FrameSnapshot {
  /** Oldest first. */
  readonly frames: readonly NumberedFrame[]
  readonly counts: FrameCounts
}

export interface FrameLog {
  readonly add: (frames: readonly FrameView[], dropped?: number) => void
  readonly clear: () => void
  /** The same object until something has been told. */
  readonly snapshot: () => FrameSnapshot
  readonly subscribe: (changed: () => void) => () => void
}

const nothing: FrameSnapshot = {
  frames: [],
  counts: { sent: 0, received: 0, sentBytes: 0, receivedBytes: 0 },
}

/**
 * @param most frames that are kept
 * @param later runs what is given a little later; once for many frames
 */
export const createFrameLog = (most: number, later: (run: () => void) => void): FrameLog => {
  let kept: NumberedFrame[] = []
  let next = 1
  let counts = nothing.counts
  let shown = nothing
  let waiting = false
  const listeners = new Set<() => void>()

  const tell = (): void => {
    waiting = false
    shown = { frames: kept.slice(-most), counts }
    for (const listener of listeners) listener()
  }
  const tellLater = (): void => {
    if (waiting) return
    waiting = true
    later(tell)
  }

  return {
    add(frames, dropped = 0) {
      // Frames that the server left out have been on the wire all the same.
      next += dropped
      for (const frame of frames) {
        kept.push({ ...frame, number: next++ })
        const { sent, received, sentBytes, receivedBytes } = counts
        counts =
          frame.direction === 'sent'
            ? { received, receivedBytes, sent: sent + 1, sentBytes: sentBytes + frame.bytes }
            : { sent, sentBytes, received: received + 1, receivedBytes: receivedBytes + frame.bytes }
      }
      // In strides: cutting each time would copy the list for every frame.
      if (kept.length > most * 2) kept = kept.slice(-most)
      tellLater()
    },
    clear() {
      kept = []
      next = 1
      counts = nothing.counts
      shown = nothing
      for (const listener of listeners) listener()
    },
    snapshot: () => shown,
    subscribe(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
  }
}
