/** State that outlives a reload of the tab. */
import { useCallback, useState } from 'react'

const prefix = 'scribelite.'

export const readSession = <T extends object>(key: string, initial: T): T => {
  const kept = sessionStorage.getItem(prefix + key)
  if (kept === null) return initial
  try {
    // Over the initial state: what an older version of the page did not keep has its first value.
    return { ...initial, ...(JSON.parse(kept) as Partial<T>) }
  } catch {
    // Not ours, or cut short: as if nothing had been kept.
    return initial
  }
}

export const writeSession = (key: string, value: object | undefined): void => {
  if (value === undefined) sessionStorage.removeItem(prefix + key)
  else sessionStorage.setItem(prefix + key, JSON.stringify(value))
}

export type Change<T> = Partial<T> | ((before: T) => Partial<T>)

export const useSessionState = <T extends object>(
  key: string,
  initial: T,
): readonly [T, (change: Change<T>) => void, () => void] => {
  const [state, setState] = useState(() => readSession(key, initial))
  const change = useCallback(
    (next: Change<T>) =>
      setState((before) => {
        const after = { ...before, ...(typeof next === 'function' ? next(before) : next) }
        writeSession(key, after)
        return after
      }),
    [key],
  )
  const clear = useCallback(() => writeSession(key, undefined), [key])
  return [state, change, clear]
}
