import type { Timing } from './timing.ts'

/** How long to wait between two looks at something that takes its time, in milliseconds. */
export interface PollOptions {
  /** Before the first look after the start. Default 250. */
  readonly firstMs?: number
  /** The longest wait between two looks. Default 10 000: a job takes minutes, and AWS allows 30 looks a second to all. */
  readonly maxMs?: number
  /** Each wait is this many times the one before. Default 1.6. */
  readonly factor?: number
}

/** Waits that grow, each with a fifth of chance so that many clients started together do not stay together. */
export const createBackoff = (poll: PollOptions, timing: Timing): { wait(signal?: AbortSignal): Promise<void> } => {
  const factor = poll.factor ?? 1.6
  const longest = poll.maxMs ?? 10_000
  let next = Math.min(poll.firstMs ?? 250, longest)
  return {
    wait: async (signal) => {
      const milliseconds = next * (0.8 + 0.4 * timing.random())
      next = Math.min(next * factor, longest)
      await timing.sleep(milliseconds, signal)
    },
  }
}
