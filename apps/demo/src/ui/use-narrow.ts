import { useSyncExternalStore } from 'react'

/** A telephone: tables show their first columns only. */
const narrow = matchMedia('(max-width: 688px)')

const subscribe = (changed: () => void): (() => void) => {
  narrow.addEventListener('change', changed)
  return () => narrow.removeEventListener('change', changed)
}

export const isNarrow = (): boolean => narrow.matches

export const useNarrow = (): boolean => useSyncExternalStore(subscribe, isNarrow)
