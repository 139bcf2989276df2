/** Asks before something is gone for good. */
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Modal from '@cloudscape-design/components/modal'
import SpaceBetween from '@cloudscape-design/components/space-between'
import { type ReactNode, useState } from 'react'
import { failureText } from './failure.tsx'
import { useNotify } from './notices.tsx'
import { plural } from './words-for.ts'

export interface ConfirmDeleteProps {
  /** `transcription job`, `custom language model` */
  readonly kind: string
  readonly names: readonly string[]
  /** What goes, and what stays. */
  readonly consequence: string
  readonly remove: (name: string) => Promise<unknown>
  /** With the names that are gone. */
  readonly onDone: (deleted: readonly string[]) => void
  readonly onDismiss: () => void
}

export const ConfirmDelete = ({
  kind,
  names,
  consequence,
  remove,
  onDone,
  onDismiss,
}: ConfirmDeleteProps): ReactNode => {
  const [deleting, setDeleting] = useState(false)
  const notify = useNotify()
  const run = async (): Promise<void> => {
    setDeleting(true)
    const deleted: string[] = []
    for (const name of names) {
      try {
        await remove(name)
        deleted.push(name)
      } catch (error) {
        notify({ type: 'error', header: `${name} was not deleted`, content: failureText(error) })
      }
    }
    if (deleted.length > 0) {
      const what = deleted.length === 1 ? `${kind} ${deleted[0]}` : plural(deleted.length, kind)
      notify({ type: 'success', header: `Deleted ${what}` })
    }
    onDone(deleted)
  }
  const subject = names.length === 1 ? kind : plural(names.length, kind)
  return (
    <Modal
      visible
      // Half done it cannot be called off.
      onDismiss={() => !deleting && onDismiss()}
      header={`Delete ${subject}`}
      footer={
        <Box float="right">
          <SpaceBetween direction="horizontal" size="xs">
            <Button variant="link" onClick={onDismiss} disabled={deleting}>
              Cancel
            </Button>
            <Button variant="primary" loading={deleting} onClick={() => void run()}>
              Delete
            </Button>
          </SpaceBetween>
        </Box>
      }
    >
      <SpaceBetween size="s">
        <div>
          Delete{' '}
          {names.map((name, at) => (
            <span key={name}>
              {at > 0 && ', '}
              <strong>{name}</strong>
            </span>
          ))}
          ?
        </div>
        <Box color="text-body-secondary">{consequence} This cannot be undone.</Box>
      </SpaceBetween>
    </Modal>
  )
}
