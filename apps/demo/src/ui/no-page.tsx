/** A page whose subject cannot be shown: still being asked for, or refused. */
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { Failure } from './failure.tsx'
import { Loading } from './loading.tsx'

export interface NoPageProps {
  readonly title: string
  readonly error: Error | undefined
  readonly onRetry: () => void
}

export const NoPage = ({ title, error, onRetry }: NoPageProps): ReactNode =>
  error === undefined ? (
    <Loading />
  ) : (
    <SpaceBetween size="l">
      <Header variant="h1">{title}</Header>
      <Failure what="This cannot be shown" error={error} onRetry={onRetry} />
    </SpaceBetween>
  )
