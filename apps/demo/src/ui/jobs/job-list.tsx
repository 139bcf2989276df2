import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import Pagination from '@cloudscape-design/components/pagination'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table, { type TableProps } from '@cloudscape-design/components/table'
import TextFilter from '@cloudscape-design/components/text-filter'
import { type ReactNode, useEffect, useState } from 'react'
import type { Job } from '../../api/api.ts'
import { ConfirmDelete } from '../confirm-delete.tsx'
import { Failure } from '../failure.tsx'
import { go, links, replaceQuery } from '../route.ts'
import { server } from '../server-calls.ts'
import { useSettings } from '../settings.tsx'
import { useNarrow } from '../use-narrow.ts'
import { usePolled } from '../use-polled.ts'
import { languageName, spanText, timeText } from '../words-for.ts'
import { isUnfinished, JobStatusText } from './job-status.tsx'

const pageSize = 50
/** Milliseconds between two looks when nothing on the page is under way. */
const idleMilliseconds = 10_000
const typingMilliseconds = 300

const statuses = [
  { value: '', label: 'Any status' },
  { value: 'QUEUED', label: 'Queued' },
  { value: 'IN_PROGRESS', label: 'In progress' },
  { value: 'COMPLETED', label: 'Complete' },
  { value: 'FAILED', label: 'Failed' },
] as const

export const JobList = ({ query }: { readonly query: URLSearchParams }): ReactNode => {
  const name = query.get('name') ?? ''
  const status = statuses.find(({ value }) => value === query.get('status')) ?? statuses[0]
  const { limits } = useSettings()
  const narrow = useNarrow()
  const question = `${status.value} ${name}`
  const [paging, setPaging] = useState<{
    readonly question: string
    readonly tokens: readonly string[]
    readonly page: number
  }>({ question, tokens: [''], page: 1 })
  const { tokens, page } = paging.question === question ? paging : { tokens: [''], page: 1 }
  const token = tokens[page - 1] ?? ''
  const { value, error, loading, refresh } = usePolled(
    JSON.stringify([question, token]),
    (signal) =>
      server.jobs({ status: status.value, nameContains: name, maxResults: pageSize, nextToken: token }, signal),
    (answer) =>
      answer?.jobs.some((job) => isUnfinished(job.status)) === true ? limits.pollMilliseconds : idleMilliseconds,
  )
  const jobs = value?.jobs ?? []
  const [selectedNames, select] = useState<readonly string[]>([])
  const selected = jobs.filter((job) => selectedNames.includes(job.name))
  const [deleting, setDeleting] = useState(false)
  const filtered = name !== '' || status.value !== ''

  const goToPage = (next: number): void => {
    const following = value?.nextToken
    setPaging({
      question,
      page: next,
      tokens: next > tokens.length && following !== undefined ? [...tokens, following] : tokens,
    })
    select([])
  }

  return (
    <>
      {error !== undefined && value !== undefined && (
        <Failure what="The list could not be refreshed" error={error} onRetry={refresh} />
      )}
      <Table
        variant="full-page"
        stickyHeader={!narrow}
        wrapLines={narrow}
        items={jobs}
        trackBy="name"
        loading={loading}
        loadingText="Loading transcription jobs"
        columnDefinitions={columns}
        columnDisplay={columnIds.map((id) => ({ id, visible: !narrow || ['name', 'status'].includes(id) }))}
        selectionType="multi"
        selectedItems={selected}
        onSelectionChange={({ detail }) => select(detail.selectedItems.map((job) => job.name))}
        ariaLabels={{
          tableLabel: 'Transcription jobs',
          selectionGroupLabel: 'Select jobs',
          allItemsSelectionLabel: () => 'Select all jobs',
          itemSelectionLabel: (_, job) => `Select ${job.name}`,
        }}
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={
              value === undefined
                ? ''
                : `(${(page - 1) * pageSize + jobs.length}${value.nextToken === undefined ? '' : '+'})`
            }
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button iconName="refresh" ariaLabel="Refresh" onClick={refresh} />
                <Button disabled={selected.length === 0} onClick={() => setDeleting(true)}>
                  Delete
                </Button>
                <Button variant="primary" href={links.createJob}>
                  Create job
                </Button>
              </SpaceBetween>
            }
          >
            Transcription jobs
          </Header>
        }
        filter={
          <div className="filters">
            <NameFilter key="name" text={name} onChange={(text) => replaceQuery({ name: text })} />
            <Select
              ariaLabel="Status"
              selectedOption={status}
              options={statuses}
              onChange={({ detail }) => replaceQuery({ status: detail.selectedOption.value ?? '' })}
            />
          </div>
        }
        pagination={
          <Pagination
            currentPageIndex={page}
            pagesCount={Math.max(tokens.length, page + (value?.nextToken === undefined ? 0 : 1))}
            openEnd={value?.nextToken !== undefined}
            onChange={({ detail }) => goToPage(detail.currentPageIndex)}
          />
        }
        empty={
          error !== undefined ? (
            <Failure what="The transcription jobs could not be listed" error={error} onRetry={refresh} />
          ) : filtered ? (
            <Nothing title="No matches" text="No transcription job matches the filter.">
              <Button onClick={() => replaceQuery({ name: '', status: '' })}>Clear filter</Button>
            </Nothing>
          ) : (
            <Nothing title="No transcription jobs" text="A job turns a recording into text.">
              <Button href={links.createJob}>Create job</Button>
            </Nothing>
          )
        }
      />
      {deleting && (
        <ConfirmDelete
          kind="transcription job"
          names={selected.map((job) => job.name)}
          consequence="Transcripts that the service stores go with their jobs; those in your own bucket stay."
          remove={server.deleteJob}
          onDismiss={() => setDeleting(false)}
          onDone={() => {
            setDeleting(false)
            select([])
            refresh()
          }}
        />
      )}
    </>
  )
}

const Nothing = ({
  title,
  text,
  children,
}: {
  readonly title: string
  readonly text: string
  readonly children: ReactNode
}): ReactNode => (
  <Box textAlign="center" padding="l">
    <SpaceBetween size="s">
      <div>
        <Box variant="strong">{title}</Box>
        <Box variant="p" color="text-body-secondary">
          {text}
        </Box>
      </div>
      {children}
    </SpaceBetween>
  </Box>
)

/** Asks when the typing has paused. */
const NameFilter = ({
  text,
  onChange,
}: {
  readonly text: string
  readonly onChange: (text: string) => void
}): ReactNode => {
  const [typed, setTyped] = useState(text)
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed starts the pause.
  useEffect(() => {
    if (typed === text) return
    const timer = setTimeout(() => onChange(typed), typingMilliseconds)
    return () => clearTimeout(timer)
  }, [typed])
  useEffect(() => setTyped(text), [text])
  return (
    <TextFilter
      filteringText={typed}
      filteringPlaceholder="Find jobs by name"
      filteringAriaLabel="Find jobs by name"
      filteringClearAriaLabel="Clear filter"
      onChange={({ detail }) => setTyped(detail.filteringText)}
    />
  )
}

const columns: readonly TableProps.ColumnDefinition<Job>[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    minWidth: 130,
    cell: (job) => (
      <Link
        href={links.job(job.name)}
        onFollow={(event) => {
          event.preventDefault()
          go(links.job(job.name))
        }}
      >
        {job.name}
      </Link>
    ),
  },
  { id: 'status', header: 'Status', minWidth: 130, cell: (job) => <JobStatusText status={job.status} /> },
  {
    id: 'language',
    header: 'Language',
    cell: (job) => (job.languageCode === undefined ? '-' : languageName(job.languageCode)),
  },
  {
    id: 'model',
    header: 'Language model',
    cell: (job) =>
      job.languageModelName === undefined ? (
        'General model'
      ) : (
        <Link href={links.model(job.languageModelName)}>{job.languageModelName}</Link>
      ),
  },
  { id: 'created', header: 'Created', cell: (job) => timeText(job.createdAt) },
  { id: 'duration', header: 'Took', cell: (job) => spanText(job.startedAt, job.completedAt) },
  {
    id: 'output',
    header: 'Output',
    cell: (job) => (job.outputLocation === 'CUSTOMER_BUCKET' ? 'Own' : 'Service'),
  },
]

const columnIds = columns.flatMap(({ id }) => (id === undefined ? [] : [id]))
