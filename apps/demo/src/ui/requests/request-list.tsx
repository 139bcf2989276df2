import Link from '@cloudscape-design/components/link'
import Pagination from '@cloudscape-design/components/pagination'
import Select from '@cloudscape-design/components/select'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import type { TableProps } from '@cloudscape-design/components/table'
import Toggle from '@cloudscape-design/components/toggle'
import { type ReactNode, useState } from 'react'
import type { RequestSummary } from '../../api/api.ts'
import { Nothing, ResourceList } from '../resource-list.tsx'
import { links, pageIn, pageText, replaceQuery } from '../route.ts'
import { server } from '../server-calls.ts'
import { useNarrow } from '../use-narrow.ts'
import { usePolled } from '../use-polled.ts'
import { durationText, momentText } from '../words-for.ts'
import { doorText } from './door-text.ts'
import { signerText } from './signer-text.ts'

const pageSize = 50
/** As many as a list to look through may hold; the journal itself forgets, too. */
const mostRequests = 500
const pollMilliseconds = 2000

const doors = [
  { value: '', label: 'Any interface' },
  { value: 'json', label: doorText('json') },
  { value: 'http2', label: doorText('http2') },
  { value: 'websocket', label: doorText('websocket') },
  { value: 's3', label: doorText('s3') },
] as const

export const RequestList = ({ query }: { readonly query: URLSearchParams }): ReactNode => {
  const door = doors.find(({ value }) => value === query.get('door')) ?? doors[0]
  const errors = query.get('errors') === 'true'
  const [auto, setAuto] = useState(true)
  const polled = usePolled(
    `${door.value} ${errors}`,
    (signal) => server.requests({ door: door.value, errors: errors ? 'true' : undefined, limit: mostRequests }, signal),
    () => (auto ? pollMilliseconds : undefined),
  )
  const requests = polled.value?.requests ?? []
  const pages = Math.max(1, Math.ceil(requests.length / pageSize))
  const current = Math.min(pageIn(query), pages)

  return (
    <ResourceList
      title="Requests"
      description="Every call that the emulator has answered, newest first, whoever made it."
      count={`${requests.length}${requests.length === mostRequests ? '+' : ''}`}
      items={requests.slice((current - 1) * pageSize, current * pageSize)}
      idOf={({ id }) => id}
      columns={columns}
      narrowColumns={['operation', 'status']}
      polled={polled}
      filter={
        <div className="filters">
          <Select
            ariaLabel="Interface"
            selectedOption={door}
            options={doors}
            onChange={({ detail }) => replaceQuery({ door: detail.selectedOption.value ?? '', page: '' })}
          />
          <SpaceBetween direction="horizontal" size="m">
            <Toggle
              checked={errors}
              onChange={({ detail }) => replaceQuery({ errors: detail.checked ? 'true' : '', page: '' })}
            >
              Errors only
            </Toggle>
            <Toggle
              checked={auto}
              onChange={({ detail }) => {
                setAuto(detail.checked)
                if (detail.checked) polled.refresh()
              }}
            >
              Auto refresh
            </Toggle>
          </SpaceBetween>
        </div>
      }
      pagination={
        <Pagination
          currentPageIndex={current}
          pagesCount={pages}
          onChange={({ detail }) => replaceQuery({ page: pageText(detail.currentPageIndex) })}
        />
      }
      empty={
        <Nothing
          title="No requests"
          text={
            errors || door.value !== '' ? 'None matches the filter.' : 'What clients ask of the emulator appears here.'
          }
        />
      }
    />
  )
}

export const RequestStatus = ({ request }: { readonly request: RequestSummary }): ReactNode => (
  // A phone has no room for the name of an exception in one line.
  <span className="answer">
    <StatusIndicator type={request.error === undefined ? 'success' : 'error'} wrapText={useNarrow()}>
      {request.error === undefined ? request.status : `${request.status} ${request.error.code}`}
    </StatusIndicator>
  </span>
)

const columns: readonly TableProps.ColumnDefinition<RequestSummary>[] = [
  { id: 'time', header: 'Time', cell: ({ at }) => momentText(at) },
  {
    id: 'operation',
    header: 'Operation',
    isRowHeader: true,
    minWidth: 150,
    cell: ({ id, door, operation, path }) => (
      <span className="operation">
        <Link href={links.request(id)}>{operation}</Link>
        {/* All other requests have the path of their operation. */}
        {door === 's3' && (
          <span className="path" title={path}>
            {path}
          </span>
        )}
      </span>
    ),
  },
  { id: 'door', header: 'Interface', minWidth: 130, cell: ({ door }) => doorText(door) },
  { id: 'status', header: 'Answer', minWidth: 110, cell: (request) => <RequestStatus request={request} /> },
  { id: 'key', header: 'Signed by', cell: signerText },
  { id: 'duration', header: 'Took', cell: ({ durationMs }) => durationText(durationMs) },
]
