/** Work that must not interleave with other work of the same name: changing one record, or one object. */
export type Alone = <T>(name: string, work: () => Promise<T>) => Promise<T>

/** Runs what is given under one name one after the other, in the order in which it came. Each `Alone` has its own names. */
export function createAlone(): Alone {
  const last = new Map<string, Promise<void>>()
  return async (name, work) => {
    const result = (last.get(name) ?? Promise.resolve()).then(work)
    const settled = result.then(
      () => undefined,
      () => undefined,
    )
    last.set(name, settled)
    try {
      return await result
    } finally {
      if (last.get(name) === settled) last.delete(name)
    }
  }
}
