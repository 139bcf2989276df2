import Button from '@cloudscape-design/components/button'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { TableProps } from '@cloudscape-design/components/table'
import type { ReactNode } from 'react'
import type { Model } from '../../api/api.ts'
import { isUnfinished, JobStatusText } from '../jobs/job-status.tsx'
import { NameFilter, NameLink, Nothing, ResourceList } from '../resource-list.tsx'
import { links, replaceQuery } from '../route.ts'
import { allModels, server } from '../server-calls.ts'
import { useSettings } from '../settings.ts'
import { usePolled } from '../use-polled.ts'
import { languageName, timeText } from '../words-for.ts'

export const modelConsequence =
  'Jobs and streams can no longer name it. The training text stays in its bucket, transcripts made with the model stay as they are.'

export const ModelList = ({ query }: { readonly query: URLSearchParams }): ReactNode => {
  const { limits } = useSettings()
  const polled = usePolled('models', allModels, (models) =>
    models?.some(({ status }) => isUnfinished(status)) === true ? limits.pollMilliseconds : 10_000,
  )
  const filter = query.get('name') ?? ''
  const setFilter = (name: string): void => replaceQuery({ name })
  const models = (polled.value ?? []).filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()))

  return (
    <ResourceList
      title="Custom language models"
      count={String(polled.value?.length ?? 0)}
      items={models}
      idOf={({ name }) => name}
      columns={columns}
      narrowColumns={['name', 'status']}
      polled={polled}
      create={{ text: 'Train model', href: links.createModel }}
      deletion={{ kind: 'custom language model', consequence: modelConsequence, remove: server.deleteModel }}
      filter={<NameFilter label="Find models by name" text={filter} onChange={setFilter} />}
      empty={
        filter === '' ? (
          <Nothing
            title="No custom language models"
            text="A model is trained on your own text, so that your words are heard."
          >
            <Button href={links.createModel}>Train model</Button>
          </Nothing>
        ) : (
          <Nothing title="No matches" text="No model matches the filter.">
            <Button onClick={() => setFilter('')}>Clear filter</Button>
          </Nothing>
        )
      }
    />
  )
}

/** Of a newer base model, which only a new training would use. */
export const UpgradeText = ({ available }: { readonly available: boolean | undefined }): ReactNode =>
  available === true ? (
    <StatusIndicator type="info">Available</StatusIndicator>
  ) : (
    <StatusIndicator type="success">Up to date</StatusIndicator>
  )

const columns: readonly TableProps.ColumnDefinition<Model>[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    minWidth: 130,
    cell: ({ name }) => <NameLink name={name} href={links.model(name)} />,
  },
  { id: 'status', header: 'Training status', minWidth: 140, cell: ({ status }) => <JobStatusText status={status} /> },
  {
    id: 'language',
    header: 'Language',
    cell: ({ languageCode }) => (languageCode === undefined ? '-' : languageName(languageCode)),
  },
  { id: 'base', header: 'Base model', cell: ({ baseModel }) => baseModel ?? '-' },
  {
    id: 'upgrade',
    header: 'Upgrade',
    cell: ({ upgradeAvailable }) => <UpgradeText available={upgradeAvailable} />,
  },
  { id: 'created', header: 'Created', cell: ({ createdAt }) => timeText(createdAt) },
]
