import Skeleton from '@cloudscape-design/components/skeleton'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'

/** The outline of a page that is on its way. */
export const Loading = (): ReactNode => (
  <SpaceBetween size="l">
    <Skeleton variant="text-heading-xl" width="40%" />
    <Skeleton height="200px" />
    <Skeleton height="120px" />
  </SpaceBetween>
)
