/** Time that stands still until a test moves it, and chance that is none. */
import { setImmediate } from 'node:timers/promises'
import type { Timing } from '../src/timing.ts'

export interface ManualTiming extends Timing {
  /** Moves time forward, letting everything that falls due on the way happen in order. */
  advance(milliseconds: number): Promise<void>
  /** What has been slept for, in order of asking. */
  readonly sleeps: readonly number[]
}

export const createManualTiming = (start: number = Date.UTC(2026, 0, 15, 12)): ManualTiming => {
  let now = start
  const waiting = new Set<{ readonly due: number; readonly wake: () => void }>()
  const sleeps: number[] = []
  /** Promises and sockets of this process get their turn. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 10; turn++) await setImmediate()
  }
  return {
    sleeps,
    now: () => now,
    random: () => 0.5,
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason)
          return
        }
        sleeps.push(milliseconds)
        const entry = { due: now + milliseconds, wake: resolve }
        waiting.add(entry)
        signal?.addEventListener('abort', () => {
          waiting.delete(entry)
          reject(signal.reason)
        })
      }),
    advance: async (milliseconds) => {
      const until = now + milliseconds
      await settle()
      for (;;) {
        const next = [...waiting].sort((a, b) => a.due - b.due)[0]
        if (next === undefined || next.due > until) break
        waiting.delete(next)
        now = Math.max(now, next.due)
        next.wake()
        await settle()
      }
      now = until
      await settle()
    },
  }
}

/** Time in which every wait is over at once: for flows that only wait for the other side. */
export const createHastyTiming = (start: number = Date.now()): Timing & { readonly sleeps: number[] } => {
  let now = start
  const sleeps: number[] = []
  return {
    sleeps,
    now: () => now,
    random: () => 0.5,
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted()
      sleeps.push(milliseconds)
      now += milliseconds
      await setImmediate()
      signal?.throwIfAborted()
    },
  }
}
