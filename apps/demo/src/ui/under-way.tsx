/** Something that takes its time, and tells no more of itself than that it goes on. */
import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { ReactNode } from 'react'
import { Since } from './since.tsx'

export interface UnderWayProps {
  readonly what: string
  readonly from: string | undefined
  readonly hint: string
}

export const UnderWay = ({ what, from, hint }: UnderWayProps): ReactNode => (
  <Container>
    <SpaceBetween size="xs">
      <div className="under-way">
        <StatusIndicator type="in-progress">{what}</StatusIndicator>
        <Box color="text-body-secondary">
          <Since from={from} />
        </Box>
      </div>
      <div className="running-bar" aria-hidden="true" />
      <Box variant="small" color="text-body-secondary">
        {hint}
      </Box>
    </SpaceBetween>
  </Container>
)
