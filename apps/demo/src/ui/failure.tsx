/** A call that was refused or not answered, in the words of whoever refused it. */
import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useContext } from 'react'
import { links } from './route.ts'
import { ServerError } from './server-calls.ts'
import { SettingsContext } from './settings.ts'

export interface FailureProps {
  /** What could not be done: `The jobs could not be listed`. */
  readonly what: string
  readonly error: Error
  readonly onRetry?: () => void
}

export const Failure = ({ what, error, onRetry }: FailureProps): ReactNode => (
  <Alert
    type="error"
    header={what}
    action={onRetry === undefined ? undefined : <Button onClick={onRetry}>Retry</Button>}
  >
    <FailureWords error={error} />
  </Alert>
)

/** `BadRequestException`, which people look up. Codes of our own, `connection-failed`, are for programs. */
export const isNameOfAws = (code: string): boolean => /^[A-Z]/.test(code)

const FailureWords = ({ error }: { readonly error: Error }): ReactNode => {
  // AWS has no journal to look into; its request id is for its support.
  const journal = useContext(SettingsContext)?.requests === true
  if (!(error instanceof ServerError)) return error.message
  return (
    <SpaceBetween size="xxs">
      <span>
        {isNameOfAws(error.code) && <strong>{error.code}: </strong>}
        {error.message}
      </span>
      {error.requestId !== undefined && (
        <Box variant="small">
          Request id {journal ? <Link href={links.request(error.requestId)}>{error.requestId}</Link> : error.requestId}
        </Box>
      )}
    </SpaceBetween>
  )
}

/** One line, where no component fits. */
export const failureText = (error: unknown): string => {
  if (error instanceof ServerError && isNameOfAws(error.code)) return `${error.code}: ${error.message}`
  return error instanceof Error ? error.message : String(error)
}
