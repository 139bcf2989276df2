/**
 * Time as the emulator knows it. Everything that waits, expires or stamps asks a clock that was passed in,
 * so a test can stop time and move it: a 15-second timeout or a six-hour training then takes no time.
 */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Calls `callback` once, `milliseconds` of this clock from now. The returned function cancels it. */
  after(milliseconds: number, callback: () => void): () => void
  /** Resolves after `milliseconds` of this clock; rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>
}

/** The emulator's own clock: runs with the machine until it is frozen, then moves only when told to. */
export interface EmulatorClock extends Clock {
  readonly frozen: boolean
  /** Stops time, at `at` (milliseconds since the epoch) or where it stands. */
  freeze(at?: number): void
  /** Moves time forward by `milliseconds`, firing everything due on the way, in order. */
  advance(milliseconds: number): Promise<void>
  /** Lets time run again, from where it stands. */
  resume(): void
  /** Cancels everything that still waits. */
  close(): void
}

/** The longest time a machine timer can be set for; a later moment is reached in several of these. */
const longestTimer = 2 ** 31 - 1

interface Waiting {
  readonly due: number
  readonly order: number
  readonly callback: () => void
}

/**
 * A clock that follows the machine. `at` (milliseconds since the epoch) makes one that starts frozen there,
 * which is what tests want: nothing then happens before `advance`.
 */
export function createClock(options: { readonly at?: number } = {}): EmulatorClock {
  /** Where time stands while it is frozen. */
  let frozenAt: number | undefined = options.at
  /** How far this clock is from the machine's while it runs. */
  let offset = 0
  let order = 0
  let waiting: Waiting[] = []
  let timer: ReturnType<typeof setTimeout> | undefined
  let advancing: Promise<void> = Promise.resolve()

  const now = (): number => frozenAt ?? Date.now() + offset

  const arm = (): void => {
    clearTimeout(timer)
    timer = undefined
    const next = waiting[0]
    if (next === undefined || frozenAt !== undefined) return
    timer = setTimeout(fireDue, Math.min(Math.max(next.due - now(), 0), longestTimer))
  }

  const fireDue = (): void => {
    const present = now()
    const due = waiting.filter((entry) => entry.due <= present)
    waiting = waiting.filter((entry) => entry.due > present)
    arm()
    for (const entry of due) entry.callback()
  }

  const after = (milliseconds: number, callback: () => void): (() => void) => {
    const entry: Waiting = { due: now() + Math.max(milliseconds, 0), order: order++, callback }
    const place = waiting.findIndex((other) => other.due > entry.due)
    waiting.splice(place === -1 ? waiting.length : place, 0, entry)
    if (waiting[0] === entry) arm()
    return () => {
      const wasNext = waiting[0] === entry
      waiting = waiting.filter((other) => other !== entry)
      if (wasNext) arm()
    }
  }

  const moveTo = async (target: number): Promise<void> => {
    let runs = frozenAt === undefined
    // Somebody may let time go, or freeze it, while it is being moved.
    let reached = now()
    const stand = (at: number): void => {
      reached = at
      frozenAt = at
    }
    const rest = async (): Promise<void> => {
      await settle()
      runs ||= frozenAt === undefined
    }
    stand(reached)
    arm()
    await rest()
    for (let next = waiting[0]; next !== undefined && next.due <= target; next = waiting[0]) {
      waiting = waiting.slice(1)
      stand(Math.max(reached, next.due))
      next.callback()
      // What the callback set off may itself wait for something due before `target`.
      await rest()
    }
    stand(Math.max(reached, target))
    if (runs) resume()
  }

  const resume = (): void => {
    if (frozenAt === undefined) return
    offset = frozenAt - Date.now()
    frozenAt = undefined
    arm()
  }

  return {
    now,
    after,
    sleep(milliseconds, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason)
        const cancel = after(milliseconds, () => {
          signal?.removeEventListener('abort', abort)
          resolve()
        })
        const abort = (): void => {
          cancel()
          reject(signal?.reason)
        }
        signal?.addEventListener('abort', abort, { once: true })
      })
    },
    get frozen() {
      return frozenAt !== undefined
    },
    freeze(at) {
      frozenAt = at ?? now()
      arm()
    },
    advance(milliseconds) {
      // One after the other, so that two callers together move time by the sum.
      advancing = advancing.then(() => moveTo(now() + milliseconds))
      return advancing
    },
    resume,
    close() {
      clearTimeout(timer)
      waiting = []
    },
  }
}

/** Lets promises and input that are ready run before time goes on. */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
