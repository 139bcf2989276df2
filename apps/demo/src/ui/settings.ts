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

/** What one must know of an emulator that recognises no speech; undefined with one that does, and with AWS. */
export const useHearing = (): string | undefined =>
  useSettings().emulator?.engine === 'scripted'
    ? 'This emulator recognizes no speech: a recording that it knows gets its text, any other audio, your voice too, gets stand-in text.'
    : undefined
