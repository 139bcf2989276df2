/** The page of one thing of the service, a job or a model: its name and what one can do, what went wrong, what is under way, the same call elsewhere, and its deletion. */
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useState } from 'react'
import type { Snippets } from '../api/api.ts'
import { CallSnippets } from './call-snippets.tsx'
import { ConfirmDelete } from './confirm-delete.tsx'
import { Failure } from './failure.tsx'
import { go } from './route.ts'
import { UnderWay } from './under-way.tsx'
import type { Polled } from './use-polled.ts'

export interface ResourcePageProps {
  readonly name: string
  /** Buttons besides refresh and delete. */
  readonly actions: ReactNode
  /** Its error is that of the last look, while an older answer is shown. */
  readonly polled: Pick<Polled<unknown>, 'error' | 'refreshing' | 'refresh'>
  /** In the service's words, where it has failed. */
  readonly failure?: { readonly title: string; readonly reason: string | undefined } | undefined
  readonly underWay?: { readonly what: string; readonly from: string | undefined; readonly hint: string } | undefined
  /** `What makes such a job, elsewhere.` */
  readonly callHint: string
  readonly snippets: Snippets | undefined
  readonly deletion: {
    readonly kind: string
    readonly consequence: string
    readonly remove: (name: string) => Promise<unknown>
    /** Where one is afterwards. */
    readonly list: string
  }
  readonly children: ReactNode
}

export const ResourcePage = (props: ResourcePageProps): ReactNode => {
  const { name, failure, underWay, snippets, deletion } = props
  const { error, refreshing, refresh } = props.polled
  const [deleting, setDeleting] = useState(false)
  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            <Button iconName="refresh" ariaLabel="Refresh" loading={refreshing} onClick={refresh} />
            <Button onClick={() => setDeleting(true)}>Delete</Button>
            {props.actions}
          </SpaceBetween>
        }
      >
        {name}
      </Header>
      {error !== undefined && <Failure what="The status could not be refreshed" error={error} onRetry={refresh} />}
      {failure !== undefined && (
        <Alert type="error" header={failure.title}>
          {failure.reason ?? 'The service gave no reason.'}
        </Alert>
      )}
      {underWay !== undefined && <UnderWay {...underWay} />}
      {props.children}
      {snippets !== undefined && (
        <Container
          header={
            <Header variant="h2" description={props.callHint}>
              The same call
            </Header>
          }
        >
          <CallSnippets snippets={snippets} />
        </Container>
      )}
      {deleting && (
        <ConfirmDelete
          kind={deletion.kind}
          consequence={deletion.consequence}
          remove={deletion.remove}
          names={[name]}
          onDismiss={() => setDeleting(false)}
          onDone={(deleted) => {
            setDeleting(false)
            if (deleted.length > 0) go(deletion.list)
          }}
        />
      )}
    </SpaceBetween>
  )
}
