import { createBackoff, type PollOptions } from './backoff.ts'
import { asServiceError, isThrottled, isTransient } from './sdk-errors.ts'
import type { Timing } from './timing.ts'

/** Beyond the SDK's own three tries: a throttled account may need a minute, a broken service does not get better. */
const throttledTries = 12
const faultyTries = 4

/**
 * Calls until it works, waiting longer each time. Throttling is survived for about a minute and a half, faults of the service and
 * of the connection for a few tries; every other refusal is thrown at once, as our error.
 */
export const withRetries = async <T>(
  call: () => Promise<T>,
  timing: Timing,
  signal: AbortSignal | undefined,
  poll: PollOptions = {},
): Promise<T> => {
  const backoff = createBackoff({ firstMs: 500, factor: 2, ...poll }, timing)
  let throttled = 0
  let faulty = 0
  for (;;) {
    signal?.throwIfAborted()
    try {
      return await call()
    } catch (thrown) {
      signal?.throwIfAborted()
      const error = asServiceError(thrown)
      if (!isTransient(error)) throw error
      const exhausted = isThrottled(error) ? ++throttled >= throttledTries : ++faulty >= faultyTries
      if (exhausted) throw error
    }
    await backoff.wait(signal)
  }
}
