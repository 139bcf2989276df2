/** Asks what the server is and offers, once; the console is shown when that is known. */
import Box from '@cloudscape-design/components/box'
import Spinner from '@cloudscape-design/components/spinner'
import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'
import { server } from './server-calls.ts'
import { SettingsContext } from './settings.ts'
import { usePolled } from './use-polled.ts'

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
