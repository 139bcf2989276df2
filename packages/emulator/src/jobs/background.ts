/**
 * Work that goes on after the answer: each piece waits for what must come before it, then for one of a bounded number
 * of places. In: pieces of work. Out: nothing; what a piece found it writes itself. Stopping leaves a piece unfinished.
 */

import { stackOf } from '../access-log.ts'
import type { Service } from '../service.ts'
import { createTurns } from './turns.ts'

export interface Background {
  run(piece: Piece): void
  /** Resolves when nothing is left that runs or waits. */
  idle(): Promise<void>
  /** Aborts everything and waits until it has ended. New work may be given afterwards. */
  stop(): Promise<void>
}

interface Piece {
  /** For the log. */
  readonly name: string
  /** What comes first and takes no place: waiting for the clock. */
  before(signal: AbortSignal): Promise<void>
  work(signal: AbortSignal): Promise<void>
}

export function createBackground(service: Pick<Service, 'log'>, places: number): Background {
  const { log } = service
  const turns = createTurns(places)
  /** A controller each: hundreds may wait at once, and a signal is no place for hundreds of listeners. */
  const running = new Map<AbortController, Promise<void>>()

  const idle = async (): Promise<void> => {
    while (running.size > 0) await Promise.all(running.values())
  }
  const attempt = async (piece: Piece, signal: AbortSignal): Promise<void> => {
    await piece.before(signal)
    const done = await turns.take(signal)
    try {
      await piece.work(signal)
    } finally {
      done()
    }
  }
  return {
    run(piece) {
      const controller = new AbortController()
      const { signal } = controller
      const going = attempt(piece, signal)
        .catch((error: unknown) => {
          // Being stopped is no fault: the record still says IN_PROGRESS and is taken up at the next start.
          if (signal.aborted) return
          log({ level: 'error', message: `${piece.name} ended unexpectedly`, detail: stackOf(error) })
        })
        .finally(() => {
          running.delete(controller)
        })
      running.set(controller, going)
    },
    idle,
    async stop() {
      for (const controller of running.keys()) controller.abort(new Error('The emulator is stopping'))
      await idle()
    },
  }
}
