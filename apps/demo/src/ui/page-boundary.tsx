/** A page that cannot be loaded (the server is gone, or has another version of it) or breaks does not take the console with it. */
import Alert from '@cloudscape-design/components/alert'
import Button from '@cloudscape-design/components/button'
import { Component, type ReactNode } from 'react'

interface Props {
  readonly children: ReactNode
}

interface State {
  readonly error?: Error
}

/** A class: React has no other way to catch what a page throws. */
export class PageBoundary extends Component<Props, State> {
  override state: State = {}

  static getDerivedStateFromError(error: unknown): State {
    return { error: error instanceof Error ? error : new Error(String(error)) }
  }

  override render(): ReactNode {
    const { error } = this.state
    if (error === undefined) return this.props.children
    return (
      <Alert
        type="error"
        header="This page could not be loaded"
        action={<Button onClick={() => window.location.reload()}>Reload</Button>}
      >
        The server of this console may have been stopped (start it with npm run demo), or it has a newer version of the
        page. What you have filled in is kept. ({error.message})
      </Alert>
    )
  }
}
