/** What the server is and offers; every page has it. */
import { type Context, createContext, useContext } from 'react'
import type { Settings } from '../api/api.ts'

/** Undefined until the server has answered for the first time. */
export const SettingsContext: Context<Settings | undefined> = createContext<Settings | undefined>(undefined)

export const useSettings = (): Settings => {
  const settings = useContext(SettingsContext)
  if (settings === undefined) throw new Error('useSettings outside of SettingsProvider.')
  return settings
}
