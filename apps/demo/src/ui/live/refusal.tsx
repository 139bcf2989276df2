/** Why a stream was refused or broke off, with what the emulator's journal knows of its signature. */
import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import type { RequestDetail } from '../../api/api.ts'
import { isNameOfAws } from '../failure.tsx'
import { Explanation } from '../requests/explanation.tsx'
import { links } from '../route.ts'
import { server } from '../server-calls.ts'
import { useSettings } from '../settings.ts'
import { usePolled } from '../use-polled.ts'
import type { LiveFailure } from './live-session.ts'

export interface RefusalProps {
  readonly failure: LiveFailure
  readonly sessionId: string | undefined
  /** Audio had gone out already. */
  readonly started: boolean
}

export const Refusal = ({ failure, sessionId, started }: RefusalProps): ReactNode => {
  const plain = started ? 'The stream was broken off' : 'The stream did not start'
  const { requests } = useSettings()
  const { value } = usePolled(
    requests && sessionId !== undefined ? sessionId : undefined,
    async (signal): Promise<RequestDetail | null> => {
      const { requests: found } = await server.requests({ sessionId, limit: 1 }, signal)
      return found[0] === undefined ? null : await server.request(found[0].id, signal)
    },
    () => undefined,
  )
  const explanation = value?.explanation ?? failure.explanation
  return (
    <Alert type="error" header={isNameOfAws(failure.code) ? failure.code : plain}>
      <SpaceBetween size="s">
        <span>{failure.message}</span>
        {explanation !== undefined && (
          <ExpandableSection headerText="Why it was refused" defaultExpanded>
            <Explanation text={explanation} />
          </ExpandableSection>
        )}
        {value !== undefined && value !== null && (
          <Box>
            <Link href={links.request(value.request.id)}>Show the request</Link>
          </Box>
        )}
      </SpaceBetween>
    </Alert>
  )
}
