import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator'
import type { ReactNode } from 'react'
import type { JobStatus } from '../../api/api.ts'

const shown: Readonly<Record<JobStatus, readonly [StatusIndicatorProps.Type, string]>> = {
  QUEUED: ['pending', 'Queued'],
  IN_PROGRESS: ['in-progress', 'In progress'],
  COMPLETED: ['success', 'Complete'],
  FAILED: ['error', 'Failed'],
}

/** In the words of the AWS console; of jobs and of language models. */
export const JobStatusText = ({ status }: { readonly status: JobStatus }): ReactNode => {
  const [type, text] = shown[status]
  return <StatusIndicator type={type}>{text}</StatusIndicator>
}

export const isUnfinished = (status: JobStatus): boolean => status === 'QUEUED' || status === 'IN_PROGRESS'
