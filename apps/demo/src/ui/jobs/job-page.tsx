import ButtonDropdown from '@cloudscape-design/components/button-dropdown'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import Link from '@cloudscape-design/components/link'
import type { ReactNode } from 'react'
import type { Job } from '../../api/api.ts'
import { NoPage } from '../no-page.tsx'
import { ResourcePage } from '../resource-page.tsx'
import { links } from '../route.ts'
import { server } from '../server-calls.ts'
import { useSettings } from '../settings.ts'
import { usePolled } from '../use-polled.ts'
import { languageText, spanText, timeText } from '../words-for.ts'
import { isUnfinished, JobStatusText } from './job-status.tsx'
import { JobTranscript } from './job-transcript.tsx'

export const JobPage = ({ name }: { readonly name: string }): ReactNode => {
  const { limits } = useSettings()
  const polled = usePolled(
    name,
    (signal) => server.job(name, signal),
    (answer) => (answer === undefined || isUnfinished(answer.status) ? limits.pollMilliseconds : undefined),
  )
  const { value: job, error, refresh } = polled
  if (job === undefined) {
    return <NoPage title={name} error={error} onRetry={refresh} />
  }
  return (
    <ResourcePage
      name={name}
      polled={polled}
      actions={
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
      }
      failure={
        job.status === 'FAILED' ? { title: 'The transcription job has failed', reason: job.failureReason } : undefined
      }
      underWay={
        isUnfinished(job.status)
          ? {
              what: job.status === 'QUEUED' ? 'Waiting for a free place' : 'Transcribing',
              from: job.startedAt ?? job.createdAt,
              hint: 'The transcript appears here as soon as it is ready. You can leave this page.',
            }
          : undefined
      }
      callHint="What makes such a job, elsewhere."
      snippets={job.snippets}
      deletion={{
        kind: 'transcription job',
        consequence: 'A transcript that the service stores goes with its job; one in your own bucket stays.',
        remove: server.deleteJob,
        list: links.jobs,
      }}
    >
      <JobDetails job={job} />
      {job.status === 'COMPLETED' && <JobTranscript name={name} />}
    </ResourcePage>
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
          // Told by the place of the transcript, so not before there is one.
          value:
            job.outputLocation === 'SERVICE_BUCKET' ? (
              'Service-managed bucket'
            ) : (
              <span className="uri">{job.outputUri ?? '-'}</span>
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
