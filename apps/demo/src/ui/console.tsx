/** The frame around every page: top bar, navigation, where one is, what has happened, and help. */
import AppLayoutToolbar, { type AppLayoutToolbarProps } from '@cloudscape-design/components/app-layout-toolbar'
import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group'
import SideNavigation from '@cloudscape-design/components/side-navigation'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Help, helpFor } from './help.tsx'
import { Notices, useNoticesOfPage } from './notices.tsx'
import { PageOf } from './pages.tsx'
import { links, type Place, type Route, readPlace, useHash } from './route.ts'
import { useSettings } from './settings.ts'
import { TopBar } from './top-bar.tsx'
import { isNarrow, useNarrow } from './use-narrow.ts'

export const Console = (): ReactNode => {
  const hash = useHash()
  const place = useMemo(() => readPlace(hash), [hash])
  const { target, requests } = useSettings()
  const layout = useRef<AppLayoutToolbarProps.Ref>(null)
  const [helpOpen, setHelpOpen] = useState(false)
  const narrow = useNarrow()
  // The layout closes the navigation when the window becomes narrow; as wide as before it is open again.
  const [navigation, setNavigation] = useState({ wide: true, narrow: false })
  const trail = trailOf(place.route)
  useArrival(place)
  useNoticesOfPage(JSON.stringify(place.route))
  const help = helpFor(place.route.page)

  return (
    <>
      <TopBar />
      <AppLayoutToolbar
        ref={layout}
        headerSelector="#top-bar"
        contentType={contentTypes[place.route.page] ?? 'default'}
        navigationOpen={narrow ? navigation.narrow : navigation.wide}
        onNavigationChange={({ detail }) =>
          setNavigation((before) => ({ ...before, [isNarrow() ? 'narrow' : 'wide']: detail.open }))
        }
        navigation={
          <SideNavigation
            header={{ text: 'Amazon Transcribe', href: links.jobs }}
            activeHref={areaOf(place.route)}
            onFollow={() => layout.current?.closeNavigationIfNecessary()}
            items={[
              { type: 'link', text: 'Real-time transcription', href: links.live },
              { type: 'link', text: 'Transcription jobs', href: links.jobs },
              { type: 'divider' },
              { type: 'link', text: 'Custom language models', href: links.models },
              { type: 'link', text: 'Compare models', href: links.compare },
              ...(requests
                ? [{ type: 'divider' } as const, { type: 'link', text: 'Requests', href: links.requests } as const]
                : []),
            ]}
          />
        }
        breadcrumbs={
          <BreadcrumbGroup
            ariaLabel="Breadcrumbs"
            items={[
              { text: target === 'emulator' ? 'scribelite' : 'Amazon Transcribe', href: links.jobs },
              ...trail.map(({ text, href }) => ({ text, href })),
            ]}
          />
        }
        notifications={<Notices />}
        stickyNotifications
        toolsHide={help === undefined}
        toolsOpen={helpOpen && help !== undefined}
        onToolsChange={({ detail }) => setHelpOpen(detail.open)}
        tools={help !== undefined && <Help topic={help} />}
        content={
          // biome-ignore lint/a11y/useSemanticElements: a section would be a landmark too many.
          <div id="page" tabIndex={-1} role="group" aria-label={trail.at(-1)?.text}>
            <PageOf place={place} />
          </div>
        }
      />
    </>
  )
}

/** A page that was gone to is announced by its title, and reading begins at its top. */
const useArrival = (place: Place): void => {
  const title = trailOf(place.route).at(-1)?.text ?? 'Console'
  // From step to step the wizard itself leads on, to the title of the step.
  const path = JSON.stringify({ ...place.route, step: undefined })
  const first = useRef(true)
  // biome-ignore lint/correctness/useExhaustiveDependencies: two pages may have the same title.
  useEffect(() => {
    document.title = `${title} | scribelite`
    if (first.current) {
      first.current = false
      return
    }
    window.scrollTo(0, 0)
    document.getElementById('page')?.focus({ preventScroll: true })
  }, [title, path])
}

const contentTypes: Partial<Record<Route['page'], AppLayoutToolbarProps.ContentType>> = {
  jobs: 'table',
  models: 'table',
  requests: 'table',
  'create-job': 'wizard',
  'create-model': 'form',
}

const areaOf = (route: Route): string => {
  switch (route.page) {
    case 'models':
    case 'model':
    case 'create-model':
      return links.models
    case 'compare':
      return links.compare
    case 'live':
      return links.live
    case 'requests':
    case 'request':
      return links.requests
    default:
      return links.jobs
  }
}

const trailOf = (route: Route): readonly { readonly text: string; readonly href: string }[] => {
  const jobs = { text: 'Transcription jobs', href: links.jobs }
  const models = { text: 'Custom language models', href: links.models }
  const requests = { text: 'Requests', href: links.requests }
  switch (route.page) {
    case 'jobs':
      return [jobs]
    case 'create-job':
      return [jobs, { text: 'Create job', href: links.createJob }]
    case 'job':
      return [jobs, { text: route.name, href: links.job(route.name) }]
    case 'models':
      return [models]
    case 'create-model':
      return [models, { text: 'Train model', href: links.createModel }]
    case 'model':
      return [models, { text: route.name, href: links.model(route.name) }]
    case 'compare':
      return [models, { text: 'Compare models', href: links.compare }]
    case 'live':
      return [{ text: 'Real-time transcription', href: links.live }]
    case 'requests':
      return [requests]
    case 'request':
      return [requests, { text: route.id, href: links.request(route.id) }]
    case 'unknown':
      return [{ text: 'Page not found', href: links.jobs }]
  }
}
