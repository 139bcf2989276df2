import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import Table, { type TableProps } from '@cloudscape-design/components/table'
import TextFilter from '@cloudscape-design/components/text-filter'
import { type ReactNode, useState } from 'react'
import type { Model } from '../../api/api.ts'
import { ConfirmDelete } from '../confirm-delete.tsx'
import { Failure } from '../failure.tsx'
import { isUnfinished, JobStatusText } from '../jobs/job-status.tsx'
import { go, links } from '../route.ts'
import { allModels, server } from '../server-calls.ts'
import { useSettings } from '../settings.tsx'
import { useNarrow } from '../use-narrow.ts'
import { usePolled } from '../use-polled.ts'
import { languageName, timeText } from '../words-for.ts'

export const modelConsequence =
  'Jobs and streams can no longer name it. The training text stays in its bucket, transcripts made with the model stay as they are.'

export const ModelList = (): ReactNode => {
  const { limits } = useSettings()
  const narrow = useNarrow()
  const { value, error, loading, refresh } = usePolled('models', allModels, (models) =>
    models?.some(({ status }) => isUnfinished(status)) === true ? limits.pollMilliseconds : 10_000,
  )
  const [filter, setFilter] = useState('')
  const [selectedNames, select] = useState<readonly string[]>([])
  const [deleting, setDeleting] = useState(false)
  const models = (value ?? []).filter(({ name }) => name.toLowerCase().includes(filter.toLowerCase()))
  const selected = models.filter(({ name }) => selectedNames.includes(name))

  return (
    <>
      {error !== undefined && value !== undefined && (
        <Failure what="The list could not be refreshed" error={error} onRetry={refresh} />
      )}
      <Table
        variant="full-page"
        stickyHeader={!narrow}
        wrapLines={narrow}
        items={models}
        trackBy="name"
        loading={loading}
        loadingText="Loading custom language models"
        columnDefinitions={columns}
        columnDisplay={columnIds.map((id) => ({ id, visible: !narrow || ['name', 'status'].includes(id) }))}
        selectionType="multi"
        selectedItems={selected}
        onSelectionChange={({ detail }) => select(detail.selectedItems.map(({ name }) => name))}
        ariaLabels={{
          tableLabel: 'Custom language models',
          selectionGroupLabel: 'Select models',
          allItemsSelectionLabel: () => 'Select all models',
          itemSelectionLabel: (_, model) => `Select ${model.name}`,
        }}
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={value === undefined ? '' : `(${value.length})`}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button iconName="refresh" ariaLabel="Refresh" onClick={refresh} />
                <Button disabled={selected.length === 0} onClick={() => setDeleting(true)}>
                  Delete
                </Button>
                <Button variant="primary" href={links.createModel}>
                  Train model
                </Button>
              </SpaceBetween>
            }
          >
            Custom language models
          </Header>
        }
        filter={
          <TextFilter
            filteringText={filter}
            filteringPlaceholder="Find models by name"
            filteringAriaLabel="Find models by name"
            filteringClearAriaLabel="Clear filter"
            onChange={({ detail }) => setFilter(detail.filteringText)}
          />
        }
        empty={
          error !== undefined ? (
            <Failure what="The models could not be listed" error={error} onRetry={refresh} />
          ) : (
            <Box textAlign="center" padding="l">
              <SpaceBetween size="s">
                <div>
                  <Box variant="strong">{filter === '' ? 'No custom language models' : 'No matches'}</Box>
                  <Box variant="p" color="text-body-secondary">
                    {filter === ''
                      ? 'A model is trained on your own text, so that your words are heard.'
                      : 'No model matches the filter.'}
                  </Box>
                </div>
                {filter === '' ? (
                  <Button href={links.createModel}>Train model</Button>
                ) : (
                  <Button onClick={() => setFilter('')}>Clear filter</Button>
                )}
              </SpaceBetween>
            </Box>
          )
        }
      />
      {deleting && (
        <ConfirmDelete
          kind="custom language model"
          names={selected.map(({ name }) => name)}
          consequence={modelConsequence}
          remove={server.deleteModel}
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
    cell: ({ name }) => (
      <Link
        href={links.model(name)}
        onFollow={(event) => {
          event.preventDefault()
          go(links.model(name))
        }}
      >
        {name}
      </Link>
    ),
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

const columnIds = columns.flatMap(({ id }) => (id === undefined ? [] : [id]))
