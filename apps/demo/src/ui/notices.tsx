/** What has happened, told above every page until it is dismissed. */
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar'
import { createContext, type ReactNode, useCallback, useContext, useMemo, useState } from 'react'

export interface Notice {
  readonly type: 'success' | 'error' | 'info' | 'warning'
  readonly header: string
  readonly content?: ReactNode
}

type Notify = (notice: Notice) => void

const NotifyContext = createContext<Notify>(() => undefined)
const ItemsContext = createContext<readonly FlashbarProps.MessageDefinition[]>([])

/** Newest first; older ones fall away. */
const mostNotices = 5

export const NoticesProvider = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const [notices, setNotices] = useState<readonly (Notice & { readonly id: string })[]>([])
  const notify = useCallback<Notify>((notice) => {
    const id = crypto.randomUUID()
    setNotices((before) => [{ ...notice, id }, ...before].slice(0, mostNotices))
  }, [])
  const items = useMemo(
    () =>
      notices.map(({ id, type, header, content }) => ({
        id,
        type,
        header,
        ...(content === undefined ? {} : { content }),
        dismissible: true,
        dismissLabel: 'Dismiss message',
        onDismiss: () => setNotices((before) => before.filter((one) => one.id !== id)),
      })),
    [notices],
  )
  return (
    <NotifyContext value={notify}>
      <ItemsContext value={items}>{children}</ItemsContext>
    </NotifyContext>
  )
}

export const useNotify = (): Notify => useContext(NotifyContext)

export const Notices = (): ReactNode => {
  const items = useContext(ItemsContext)
  return <Flashbar items={items} />
}
