/** Each page is a script of its own, loaded when it is gone to. */
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { lazy, type ReactNode, Suspense } from 'react'
import { Loading } from './loading.tsx'
import { PageBoundary } from './page-boundary.tsx'
import { links, type Place } from './route.ts'

const JobList = lazy(async () => ({ default: (await import('./jobs/job-list.tsx')).JobList }))
const CreateJob = lazy(async () => ({ default: (await import('./jobs/create-job.tsx')).CreateJob }))
const JobPage = lazy(async () => ({ default: (await import('./jobs/job-page.tsx')).JobPage }))
const ModelList = lazy(async () => ({ default: (await import('./models/model-list.tsx')).ModelList }))
const CreateModel = lazy(async () => ({ default: (await import('./models/create-model.tsx')).CreateModel }))
const ModelPage = lazy(async () => ({ default: (await import('./models/model-page.tsx')).ModelPage }))
const Compare = lazy(async () => ({ default: (await import('./models/compare.tsx')).Compare }))
const Live = lazy(async () => ({ default: (await import('./live/live-page.tsx')).LivePage }))
const RequestList = lazy(async () => ({ default: (await import('./requests/request-list.tsx')).RequestList }))
const RequestPage = lazy(async () => ({ default: (await import('./requests/request-page.tsx')).RequestPage }))

export const PageOf = ({ place }: { readonly place: Place }): ReactNode => (
  <PageBoundary key={place.route.page}>
    <Suspense fallback={<Loading />}>{pageOf(place)}</Suspense>
  </PageBoundary>
)

const pageOf = ({ route, query }: Place): ReactNode => {
  switch (route.page) {
    case 'jobs':
      return <JobList query={query} />
    case 'create-job':
      return <CreateJob step={route.step} />
    case 'job':
      return <JobPage key={route.name} name={route.name} />
    case 'models':
      return <ModelList query={query} />
    case 'create-model':
      return <CreateModel forJob={query.get('for') === 'job'} />
    case 'model':
      return <ModelPage key={route.name} name={route.name} />
    case 'compare':
      return <Compare model={query.get('model') ?? undefined} />
    case 'live':
      return <Live />
    case 'requests':
      return <RequestList query={query} />
    case 'request':
      return <RequestPage key={route.id} id={route.id} />
    case 'unknown':
      return (
        <Box textAlign="center" padding="xxl">
          <SpaceBetween size="m">
            <Box variant="h1">Page not found</Box>
            <Box>There is nothing at this address of the console.</Box>
            <Button href={links.jobs}>Go to transcription jobs</Button>
          </SpaceBetween>
        </Box>
      )
  }
}
