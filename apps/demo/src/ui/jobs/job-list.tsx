import Button from '@cloudscape-design/components/button'
import Pagination from '@cloudscape-design/components/pagination'
import Select from '@cloudscape-design/components/select'
import type { TableProps } from '@cloudscape-design/components/table'
import { type ReactNode, useState } from 'react'
import { GENERAL_MODEL, type Job } from '../../api/api.ts'
import { languageOptions } from '../language-options.ts'
import { NameFilter, NameLink, Nothing, ResourceList } from '../resource-list.tsx'
import { links, pageIn, pageText, replaceQuery } from '../route.ts'
import { allModels, server } from '../server-calls.ts'
import { useSettings } from '../settings.ts'
import { usePolled } from '../use-polled.ts'
import { useSessionState } from '../use-session-state.ts'
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

/** The service gives a token for the next page only: those of the pages gone through are kept, for a reload and the way back. */
interface Paging {
  readonly question: string
  readonly tokens: readonly string[]
  /** Jobs on each page before the last one seen. */
  readonly counts: readonly number[]
}
const firstPage: Paging = { question: '', tokens: [''], counts: [] }

/** Another question is answered from its first page on. */
const filterBy = (changes: Partial<typeof noFilter>): void => replaceQuery({ ...changes, page: '' })

export const JobList = ({ query }: { readonly query: URLSearchParams }): ReactNode => {
  const name = query.get('name') ?? ''
  const status = statuses.find(({ value }) => value === query.get('status')) ?? statuses[0]
  const language = query.get('language') ?? ''
  const model = query.get('model') ?? ''
  const { limits, jobLanguages } = useSettings()
  const question = JSON.stringify([status.value, name, language, model])
  const [paging, setPaging] = useSessionState<Paging>('job-pages', firstPage)
  const { tokens, counts } = paging.question === question ? paging : firstPage
  const page = Math.min(pageIn(query), tokens.length)
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

  const further = value?.nextToken !== undefined
  const lastPage = value === undefined || further ? Math.max(tokens.length, page + (further ? 1 : 0)) : page

  const goToPage = (next: number): void => {
    const following = value?.nextToken
    const more = next > tokens.length && following !== undefined
    setPaging({
      question,
      tokens: more ? [...tokens, following] : tokens,
      counts: more ? [...counts.slice(0, page - 1), jobs.length] : counts,
    })
    replaceQuery({ page: pageText(next) })
  }

  return (
    <ResourceList
      title="Transcription jobs"
      count={`${before + jobs.length}${further ? '+' : ''}`}
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
          <NameFilter label="Find jobs by name" text={name} onChange={(text) => filterBy({ name: text })} />
          <Select
            ariaLabel="Status"
            selectedOption={status}
            options={statuses}
            onChange={({ detail }) => filterBy({ status: detail.selectedOption.value ?? '' })}
          />
          <LanguageFilter languages={jobLanguages} chosen={language} />
          <ModelFilter chosen={model} />
        </div>
      }
      pagination={
        <Pagination
          currentPageIndex={page}
          pagesCount={lastPage}
          openEnd={further}
          onChange={({ detail }) => goToPage(detail.currentPageIndex)}
        />
      }
      empty={
        filtered ? (
          <Nothing
            title="No matches"
            text={
              further
                ? 'None of the newest jobs matches the filter. The next page looks further back.'
                : 'No transcription job matches the filter.'
            }
          >
            <Button onClick={() => filterBy(noFilter)}>Clear filter</Button>
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
      onChange={({ detail }) => filterBy({ language: detail.selectedOption.value ?? '' })}
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
      onChange={({ detail }) => filterBy({ model: detail.selectedOption.value ?? '' })}
    />
  )
}

const columns: readonly TableProps.ColumnDefinition<Job>[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    minWidth: 150,
    cell: ({ name }) => <NameLink name={name} href={links.job(name)} />,
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
    minWidth: 120,
    cell: ({ languageModelName: model }) =>
      model === undefined ? 'General model' : <NameLink name={model} href={links.model(model)} />,
  },
  { id: 'created', header: 'Created', cell: (job) => timeText(job.createdAt) },
  { id: 'duration', header: 'Took', cell: (job) => spanText(job.startedAt, job.completedAt) },
  {
    id: 'output',
    header: 'Output',
    cell: (job) => (job.outputLocation === 'CUSTOMER_BUCKET' ? 'Own' : 'Service'),
  },
]
