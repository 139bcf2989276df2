/** A place in S3, typed or picked: buckets, then prefixes, then objects. */
import S3ResourceSelector, { type S3ResourceSelectorProps } from '@cloudscape-design/components/s3-resource-selector'
import { type ReactNode, useState } from 'react'
import { Failure } from './failure.tsx'
import { server } from './server-calls.ts'
import { useNarrow } from './use-narrow.ts'

export interface S3FieldProps {
  readonly uri: string
  readonly onChange: (uri: string) => void
  /** One object, or everything below a prefix. */
  readonly pick: 'object' | 'prefix'
  readonly invalid?: boolean
  readonly ariaLabel?: string
  readonly placeholder?: string
}

/** As many pages of objects as a list to pick from can be looked through. */
const mostPages = 10

export const S3Field = ({ uri, onChange, pick, invalid, ariaLabel, placeholder }: S3FieldProps): ReactNode => {
  const [failure, setFailure] = useState<{ readonly what: string; readonly error: Error }>()
  const narrow = useNarrow()
  const told = async <T,>(what: string, answer: Promise<T>): Promise<T> => {
    setFailure(undefined)
    try {
      return await answer
    } catch (error) {
      setFailure({ what, error: error instanceof Error ? error : new Error(String(error)) })
      throw error
    }
  }
  return (
    <S3ResourceSelector
      resource={{ uri }}
      // Where one looks: the list that it is about is a dialog over the page.
      alert={failure !== undefined && <Failure {...failure} />}
      onChange={({ detail }) => onChange(detail.resource.uri)}
      selectableItemsTypes={pick === 'object' ? ['objects'] : ['buckets', 'objects']}
      objectsIsItemDisabled={(item) => (pick === 'object' ? item.IsFolder === true : item.IsFolder !== true)}
      bucketsVisibleColumns={narrow ? ['Name'] : ['Name', 'CreationDate']}
      objectsVisibleColumns={narrow ? ['Key', 'Size'] : ['Key', 'LastModified', 'Size']}
      fetchBuckets={() => told('The buckets could not be listed', fetchBuckets())}
      fetchObjects={(bucket, prefix) => told(`${bucket} could not be listed`, fetchObjects(bucket, prefix))}
      fetchVersions={() => Promise.resolve([])}
      invalid={invalid ?? false}
      inputPlaceholder={placeholder ?? (pick === 'object' ? 's3://bucket/path/to/audio.wav' : 's3://bucket/prefix/')}
      {...(ariaLabel === undefined ? {} : { ariaLabel })}
      i18nStrings={{
        modalTitle: pick === 'object' ? 'Choose an object in S3' : 'Choose a location in S3',
        labelRefresh: 'Refresh',
        labelModalDismiss: 'Close',
        labelBreadcrumbs: 'S3 path',
        labelClearFilter: 'Clear filter',
        labelFiltering: (items) => `Find ${items.toLowerCase()}`,
      }}
    />
  )
}

/** `2026-01-15 12:30:00`: shown as it is, and sorted by what `Date` makes of it. */
const plainTime = (iso: string): string => new Date(iso).toLocaleString('sv-SE')

const fetchBuckets = async (): Promise<S3ResourceSelectorProps.Bucket[]> => {
  const { buckets } = await server.buckets()
  return buckets.map(({ name, createdAt }) => ({
    Name: name,
    ...(createdAt === undefined ? {} : { CreationDate: plainTime(createdAt) }),
  }))
}

const fetchObjects = async (bucket: string, folder: string): Promise<S3ResourceSelectorProps.Object[]> => {
  const prefix = folder === '' || folder.endsWith('/') ? folder : `${folder}/`
  const found: S3ResourceSelectorProps.Object[] = []
  let nextToken: string | undefined
  for (let page = 0; page < mostPages; page++) {
    const answer = await server.objects(bucket, prefix, nextToken)
    found.push(...answer.prefixes.map((key) => ({ Key: key.slice(prefix.length), IsFolder: true })))
    found.push(
      ...answer.objects
        .filter(({ key }) => key !== prefix)
        .map(({ key, size, modifiedAt }) => ({
          Key: key.slice(prefix.length),
          Size: size,
          ...(modifiedAt === undefined ? {} : { LastModified: plainTime(modifiedAt) }),
        })),
    )
    nextToken = answer.nextToken
    if (nextToken === undefined) break
  }
  return found
}
