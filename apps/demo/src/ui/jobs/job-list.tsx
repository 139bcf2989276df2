import Button from '@cloudscape-design/components/button'
import Link from '@cloudscape-design/components/link'
import Pagination from '@cloudscape-design/components/pagination'
import Select from '@cloudscape-design/components/select'
import type { TableProps } from '@cloudscape-design/components/table'
import { type ReactNode, useState } from 'react'
import { GENERAL_MODEL, type Job } from '../../api/api.ts'
import { languageOptions } from '../language-options.ts'
import { NameFilter, Nothing, ResourceList } from '../resource-list.tsx'
import { go, links, replaceQuery } from '../route.ts'
import { allModels, server } from '../server-calls.ts'
import { useSettings } from '../settings.tsx'
import { usePolled } from '../use-polled.ts'
import { languageName, spanText, timeText } from '../words-for.ts'
import { isUnfinished, JobStatusText } from './job-status.tsx'

const pageSize = 50
/** Milliseconds between two looks when nothing on the page is under way. */
const idleMilliseconds = 10_000

const statuses = [
  { value: '', label: 'Any status' },
  { value: 'QUEUED', label: 'Queued' },
  { value: 'IN_PROGRESS', label: 'In progress' },
  { value: 'COMPLETED', label: 'Complete' },
  { value: 'FAILED', label: 'Failed' },
] as const
const anyLanguage = { value: '', label: 'Any language' }
const anyModel = { value: '', label: 'Any model' }
const noFilter = { name: '', status: '', language: '', model: '' }

export const JobList = ({ query }: { readonly query: URLSearchParams }): ReactNode => {
  const name = query.get('name') ?? ''
  const status = statuses.find(({ value }) => value === query.get('status')) ?? statuses[0]
  const language = query.get('language') ?? ''
  const model = query.get('model') ?? ''
  const { limits, jobLanguages } = useSettings()
  const question = JSON.stringify([status.value, name, language, model])
  const [paging, setPaging] = useState<{
    readonly question: string
    readonly tokens: readonly string[]
    readonly counts: readonly number[]
    readonly page: number
  }>({ question, tokens: [''], counts: [], page: 1 })
  const { tokens, counts, page } = paging.question === question ? paging : { tokens: [''], counts: [], page: 1 }
  const token = tokens[page - 1] ?? ''
  const polled = usePolled(
    JSON.stringify([question, token]),
    (signal) =>
      server.jobs(
        {
          status: status.value,
          nameContains: name,
          languageCode: language,
          languageModelName: model,
          maxResults: pageSize,
          nextToken: token,
        },
        signal,
      ),
    (answer) =>
      answer?.jobs.some((job) => isUnfinished(job.status)) === true ? limits.pollMilliseconds : idleMilliseconds,
  )
  const { value } = polled
  const jobs = value?.jobs ?? []
  const filtered = [name, status.value, language, model].some((filter) => filter !== '')
  const before = counts.slice(0, page - 1).reduce((sum, count) => sum + count, 0)

  const goToPage = (next: number): void => {
    const following = value?.nextToken
    const more = next > tokens.length && following !== undefined
    setPaging({
      question,
      page: next,
      tokens: more ? [...tokens, following] : tokens,
      counts: more ? [...counts.slice(0, page - 1), jobs.length] : counts,
    })
  }

  return (
    <ResourceList
      title="Transcription jobs"
      count={`${before + jobs.length}${value?.nextToken === undefined ? '' : '+'}`}
      items={jobs}
      idOf={(job) => job.name}
      columns={columns}
      narrowColumns={['name', 'status']}
      polled={polled}
      create={{ text: 'Create job', href: links.createJob }}
      deletion={{
        kind: 'transcription job',
        consequence: 'Transcripts that the service stores go with their jobs; those in your own bucket stay.',
        remove: server.deleteJob,
      }}
      filter={
        <div className="filters">
          <NameFilter label="Find jobs by name" text={name} onChange={(text) => replaceQuery({ name: text })} />
          <Select
            ariaLabel="Status"
            selectedOption={status}
            options={statuses}
            onChange={({ detail }) => replaceQuery({ status: detail.selectedOption.value ?? '' })}
          />
          <LanguageFilter languages={jobLanguages} chosen={language} />
          <ModelFilter chosen={model} />
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
        filtered ? (
          <Nothing
            title="No matches"
            text={
              value?.nextToken === undefined
                ? 'No transcription job matches the filter.'
                : 'None of the newest jobs matches the filter. The next page looks further back.'
            }
          >
            <Button onClick={() => replaceQuery(noFilter)}>Clear filter</Button>
          </Nothing>
        ) : (
          <Nothing title="No transcription jobs" text="A job turns a recording into text.">
            <Button href={links.createJob}>Create job</Button>
          </Nothing>
        )
      }
    />
  )
}

const LanguageFilter = ({
  languages,
  chosen,
}: {
  readonly languages: readonly string[]
  readonly chosen: string
}): ReactNode => {
  const options = [anyLanguage, ...languageOptions(languages)]
  return (
    <Select
      ariaLabel="Language"
      selectedOption={options.find(({ value }) => value === chosen) ?? { value: chosen, label: languageName(chosen) }}
      options={options}
      filteringType="auto"
      filteringAriaLabel="Find a language"
      onChange={({ detail }) => replaceQuery({ language: detail.selectedOption.value ?? '' })}
    />
  )
}

/** The models are asked for when they are wanted. */
const ModelFilter = ({ chosen }: { readonly chosen: string }): ReactNode => {
  const [wanted, want] = useState(false)
  const { value, error, loading, refresh } = usePolled(wanted ? 'models' : undefined, allModels, () => undefined)
  const general = { value: GENERAL_MODEL, label: 'General model' }
  const options = [anyModel, general, ...(value ?? []).map((model) => ({ value: model.name, label: model.name }))]
  return (
    <Select
      ariaLabel="Language model"
      selectedOption={options.find((option) => option.value === chosen) ?? { value: chosen, label: chosen }}
      options={options}
      statusType={error !== undefined ? 'error' : loading ? 'loading' : 'finished'}
      loadingText="Loading models"
      errorText="The models could not be listed"
      recoveryText="Retry"
      onLoadItems={() => (error === undefined ? want(true) : refresh())}
      filteringType="auto"
      filteringAriaLabel="Find a model"
      onChange={({ detail }) => replaceQuery({ model: detail.selectedOption.value ?? '' })}
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
