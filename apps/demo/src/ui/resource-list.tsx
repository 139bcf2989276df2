/** The page of a list, as all lists of this console are: header and count, filter, table, pages, and the deletion of what is selected. */
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Header from '@cloudscape-design/components/header'
import Link from '@cloudscape-design/components/link'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Table, { type TableProps } from '@cloudscape-design/components/table'
import TextFilter from '@cloudscape-design/components/text-filter'
import { type ReactNode, useEffect, useState } from 'react'
import { ConfirmDelete } from './confirm-delete.tsx'
import { Failure } from './failure.tsx'
import { useNarrow } from './use-narrow.ts'
import type { Polled } from './use-polled.ts'

export interface ResourceListProps<T> {
  /** `Transcription jobs` */
  readonly title: string
  readonly description?: string
  /** How many there are, as far as that is known: `50+`. */
  readonly count: string
  readonly items: readonly T[]
  readonly idOf: (item: T) => string
  readonly columns: readonly TableProps.ColumnDefinition<T>[]
  /** Ids of the columns for which a phone has room. */
  readonly narrowColumns: readonly string[]
  readonly polled: Polled<unknown>
  readonly filter: ReactNode
  readonly pagination?: ReactNode
  readonly empty: ReactNode
  readonly create?: { readonly text: string; readonly href: string }
  readonly deletion?: {
    /** `transcription job` */
    readonly kind: string
    readonly consequence: string
    readonly remove: (id: string) => Promise<unknown>
  }
}

export const ResourceList = <T,>(props: ResourceListProps<T>): ReactNode => {
  const { title, items, idOf, polled, deletion, create } = props
  const { value, error, loading, refreshing, refresh } = polled
  const narrow = useNarrow()
  const [selectedIds, select] = useState<readonly string[]>([])
  const selected = items.filter((item) => selectedIds.includes(idOf(item)))
  const [deleting, setDeleting] = useState(false)
  const plural = title.toLowerCase()

  return (
    <>
      {error !== undefined && value !== undefined && (
        <Failure what="The list could not be refreshed" error={error} onRetry={refresh} />
      )}
      <Table<T>
        variant="full-page"
        stickyHeader={!narrow}
        wrapLines={narrow}
        items={items}
        trackBy={idOf}
        loading={loading}
        loadingText={`Loading ${plural}`}
        columnDefinitions={props.columns}
        columnDisplay={props.columns.flatMap(({ id }) =>
          id === undefined ? [] : [{ id, visible: !narrow || props.narrowColumns.includes(id) }],
        )}
        {...(deletion === undefined
          ? {}
          : {
              selectionType: 'multi',
              selectedItems: selected,
              onSelectionChange: ({ detail }) => select(detail.selectedItems.map(idOf)),
            })}
        ariaLabels={{
          tableLabel: title,
          ...(deletion === undefined
            ? {}
            : {
                selectionGroupLabel: `Select ${plural}`,
                allItemsSelectionLabel: () => `Select all ${plural}`,
                itemSelectionLabel: (_, item) => `Select ${idOf(item)}`,
              }),
        }}
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={value === undefined ? '' : `(${props.count})`}
            description={props.description}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button iconName="refresh" ariaLabel="Refresh" loading={refreshing} onClick={refresh} />
                {deletion !== undefined && (
                  <Button
                    disabled={selected.length === 0}
                    // With a reason it keeps the focus, which comes back to it when what was selected is gone.
                    disabledReason="Select what to delete"
                    onClick={() => setDeleting(true)}
                  >
                    Delete
                  </Button>
                )}
                {create !== undefined && (
                  <Button variant="primary" href={create.href}>
                    {create.text}
                  </Button>
                )}
              </SpaceBetween>
            }
          >
            {title}
          </Header>
        }
        filter={props.filter}
        pagination={props.pagination}
        empty={
          error === undefined ? (
            props.empty
          ) : (
            <Failure what={`The ${plural} could not be listed`} error={error} onRetry={refresh} />
          )
        }
      />
      {deleting && deletion !== undefined && (
        <ConfirmDelete
          {...deletion}
          names={selected.map(idOf)}
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

/** Names may have 200 letters: such a one takes several lines, so that the other columns stay in view. */
export const NameLink = ({ name, href }: { readonly name: string; readonly href: string }): ReactNode => (
  <span className="name">
    <Link href={href}>{name}</Link>
  </span>
)

/** What an empty list says, and what one can do then. */
export const Nothing = ({
  title,
  text,
  children,
}: {
  readonly title: string
  readonly text: string
  readonly children?: ReactNode
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

const typingMilliseconds = 300

/** Tells of what was typed when the typing has paused. */
export const NameFilter = ({
  label,
  text,
  onChange,
}: {
  /** `Find jobs by name` */
  readonly label: string
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
      filteringPlaceholder={label}
      filteringAriaLabel={label}
      filteringClearAriaLabel="Clear filter"
      onChange={({ detail }) => setTyped(detail.filteringText)}
    />
  )
}
