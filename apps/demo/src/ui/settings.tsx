/** What the server is and offers, asked for once; every page has it. */
import Box from '@cloudscape-design/components/box'
import Spinner from '@cloudscape-design/components/spinner'
import { createContext, type ReactNode, useContext } from 'react'
import type { Settings } from '../api/api.ts'
import { Failure } from './failure.tsx'
import { server } from './server-calls.ts'
import { usePolled } from './use-polled.ts'

const SettingsContext = createContext<Settings | undefined>(undefined)

/** Milliseconds between two tries while the server does not answer. */
const retryMilliseconds = 3000

export const SettingsProvider = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const { value, error, refresh } = usePolled(
    'settings',
    (signal) => server.settings(signal),
    (settings) => (settings === undefined ? retryMilliseconds : undefined),
  )
  if (value !== undefined) return <SettingsContext value={value}>{children}</SettingsContext>
  return (
    <Box padding="xxl">
      {error === undefined ? (
        <Box textAlign="center">
          <Spinner size="large" />
          <Box variant="p">Loading the console</Box>
        </Box>
      ) : (
        <Failure what="The console cannot start" error={error} onRetry={refresh} />
      )}
    </Box>
  )
}

export const useSettings = (): Settings => {
  const settings = useContext(SettingsContext)
  if (settings === undefined) throw new Error('useSettings outside of SettingsProvider.')
  return settings
}
