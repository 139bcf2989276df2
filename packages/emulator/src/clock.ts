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
