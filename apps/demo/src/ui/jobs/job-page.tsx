import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useState } from 'react'
import type { Job } from '../../api/api.ts'
import { CallSnippets } from '../call-snippets.tsx'
import { ConfirmDelete } from '../confirm-delete.tsx'
import { Failure } from '../failure.tsx'
import { NoPage } from '../no-page.tsx'
import { go, links } from '../route.ts'
import { server } from '../server-calls.ts'
import { useSettings } from '../settings.tsx'
import { UnderWay } from '../under-way.tsx'
import { usePolled } from '../use-polled.ts'
import { languageText, spanText, timeText } from '../words-for.ts'
import { isUnfinished, JobStatusText } from './job-status.tsx'
import { JobTranscript } from './job-transcript.tsx'

export const JobPage = ({ name }: { readonly name: string }): ReactNode => {
  const { limits } = useSettings()
  const [deleting, setDeleting] = useState(false)
  const {
    value: job,
    error,
    refresh,
  } = usePolled(
    name,
    (signal) => server.job(name, signal),
    (answer) => (answer === undefined || isUnfinished(answer.status) ? limits.pollMilliseconds : undefined),
  )
  if (job === undefined) {
    return <NoPage title={name} error={error} onRetry={refresh} />
  }
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button iconName="refresh" ariaLabel="Refresh" onClick={refresh} />
            <Button onClick={() => setDeleting(true)}>Delete</Button>
            <ButtonDropdown
              disabled={job.status !== 'COMPLETED'}
              items={[
                { id: 'json', text: 'JSON', href: server.transcriptLink(name, 'json') },
                { id: 'text', text: 'Text', href: server.transcriptLink(name, 'text') },
                { id: 'srt', text: 'SRT subtitles', href: server.transcriptLink(name, 'srt') },
                { id: 'vtt', text: 'VTT subtitles', href: server.transcriptLink(name, 'vtt') },
              ]}
            >
              Download transcript
            </ButtonDropdown>
          </SpaceBetween>
        }
      >
        {name}
      </Header>
      {error !== undefined && <Failure what="The status could not be refreshed" error={error} onRetry={refresh} />}
      {job.status === 'FAILED' && (
        <Alert type="error" header="The transcription job has failed">
          {job.failureReason ?? 'The service gave no reason.'}
        </Alert>
      )}
      {isUnfinished(job.status) && (
        <UnderWay
          what={job.status === 'QUEUED' ? 'Waiting for a free place' : 'Transcribing'}
          from={job.startedAt ?? job.createdAt}
          hint="The transcript appears here as soon as it is ready. You can leave this page."
        />
      )}
      <JobDetails job={job} />
      {job.status === 'COMPLETED' && <JobTranscript name={name} />}
      {job.snippets !== undefined && (
        <Container
          header={
            <Header variant="h2" description="What makes such a job, elsewhere.">
              The same call
            </Header>
          }
        >
          <CallSnippets snippets={job.snippets} />
        </Container>
      )}
      {deleting && (
        <ConfirmDelete
          kind="transcription job"
          names={[name]}
          consequence="A transcript that the service stores goes with its job; one in your own bucket stays."
          remove={server.deleteJob}
          onDismiss={() => setDeleting(false)}
          onDone={(deleted) => {
            setDeleting(false)
            if (deleted.length > 0) go(links.jobs)
          }}
        />
      )}
    </SpaceBetween>
  )
}

const JobDetails = ({ job }: { readonly job: Job }): ReactNode => (
  <Container header={<Header variant="h2">Job details</Header>}>
    <KeyValuePairs
      columns={4}
      items={[
        { label: 'Status', value: <JobStatusText status={job.status} /> },
        { label: 'Language', value: languageText(job.languageCode) },
        {
          label: 'Language model',
          value:
            job.languageModelName === undefined ? (
              'General model'
            ) : (
              <Link href={links.model(job.languageModelName)}>{job.languageModelName}</Link>
            ),
        },
        { label: 'Options', value: optionsOf(job).join(', ') || 'None' },
        { label: 'Created', value: timeText(job.createdAt) },
        { label: 'Completed', value: timeText(job.completedAt) },
        { label: 'Duration', value: spanText(job.startedAt, job.completedAt) },
        {
          label: 'Audio',
          value:
            job.mediaFormat === undefined
              ? '-'
              : `${job.mediaFormat.toUpperCase()}${job.sampleRate === undefined ? '' : `, ${job.sampleRate.toLocaleString('en')} Hz`}`,
        },
        { label: 'Input data', value: <span className="uri">{job.mediaUri ?? '-'}</span> },
        {
          label: 'Output data',
          value:
            job.outputLocation === 'CUSTOMER_BUCKET' ? (
              <span className="uri">{job.outputUri ?? 'Own bucket'}</span>
            ) : (
              <Box>Service-managed bucket</Box>
            ),
        },
      ]}
    />
  </Container>
)

/** What was configured, in the words of the form. */
const optionsOf = (job: Job): string[] => {
  const { Settings: settings } = (job.settings ?? {}) as { readonly Settings?: Readonly<Record<string, unknown>> }
  return [
    ...(settings?.ChannelIdentification === true ? ['Channel identification'] : []),
    ...(settings?.ShowAlternatives === true ? [`Up to ${String(settings.MaxAlternatives)} alternatives`] : []),
    ...(job.subtitles.length > 0 ? [`Subtitles (${job.subtitles.join(', ').toUpperCase()})`] : []),
  ]
}
