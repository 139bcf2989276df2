/** One at a time per key: placing a file and writing its record are two steps that must not interleave. */
export interface KeyTurns {
  take<T>(key: string, work: () => Promise<T>): Promise<T>
}

export function createKeyTurns(): KeyTurns {
  const last = new Map<string, Promise<void>>()
  return {
    async take(key, work) {
      const before = last.get(key) ?? Promise.resolve()
      const result = before.then(work)
      const settled = result.then(
        () => undefined,
        () => undefined,
      )
      last.set(key, settled)
      try {
        return await result
      } finally {
        if (last.get(key) === settled) last.delete(key)
      }
    },
  }
}
