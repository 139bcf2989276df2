/** A service that has all audio and says nothing any more: a connection that died shows no other sign. Portable. */
import { ScribeliteError } from './errors.ts'
import type { Timing } from './timing.ts'

/** After the last audio the service closes within seconds. */
const mostSilentMilliseconds = 60_000

/** When the service was last heard, as whoever reads its answers keeps it. */
export interface LastHeard {
  /** Milliseconds since the epoch. */
  lastHeard: number
  /** Whether an answer is being waited for. Else results are taken slowly, and the silence is ours. */
  listening: boolean
}

/** Begins when all audio has been sent. Resolves with what to throw after a minute without an answer; rejects when aborted. */
export const untilGivenUp = async (
  progress: LastHeard,
  timing: Timing,
  signal: AbortSignal,
): Promise<ScribeliteError> => {
  progress.lastHeard = timing.now()
  for (;;) {
    const left = progress.lastHeard + mostSilentMilliseconds - timing.now()
    if (left <= 0 && progress.listening) break
    if (left <= 0) progress.lastHeard = timing.now()
    else await timing.sleep(left, signal)
  }
  return new ScribeliteError(
    'connection-failed',
    `All audio was sent, but for ${mostSilentMilliseconds / 1000} s the service neither answered nor closed the connection.`,
  )
}
