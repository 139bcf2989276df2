/** A bounded number of works at once, first come, first served. */
export interface Turns {
  /** Waits for a free place; the returned function gives it back. Rejects with the signal's reason when aborted. */
  take(signal: AbortSignal): Promise<() => void>
}

export function createTurns(places: number): Turns {
  let free = places
  const waiting: (() => void)[] = []
  const giveBack = (): void => {
    const next = waiting.shift()
    if (next === undefined) free++
    else next()
  }
  return {
    async take(signal) {
      signal.throwIfAborted()
      if (free > 0) {
        free--
      } else {
        await new Promise<void>((resolve, reject) => {
          const abort = (): void => {
            waiting.splice(waiting.indexOf(turn), 1)
            reject(signal.reason)
          }
          const turn = (): void => {
            signal.removeEventListener('abort', abort)
            resolve()
          }
          signal.addEventListener('abort', abort, { once: true })
          waiting.push(turn)
        })
      }
      let given = false
      return () => {
        if (!given) giveBack()
        given = true
      }
    },
  }
}
