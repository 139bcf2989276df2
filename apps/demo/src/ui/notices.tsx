/** What has happened, told above every page until it is dismissed. */
import Flashbar, { type FlashbarProps } from '@cloudscape-design/components/flashbar'
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react'

export interface Notice {
  readonly type: 'success' | 'error' | 'info' | 'warning'
  readonly header: string
  readonly content?: ReactNode
}

type Notify = (notice: Notice) => void

const NotifyContext = createContext<Notify>(() => undefined)
const TurnContext = createContext<() => void>(() => undefined)
const ItemsContext = createContext<readonly FlashbarProps.MessageDefinition[]>([])

/** Newest first; older ones fall away. */
const mostNotices = 5

export const NoticesProvider = ({ children }: { readonly children: ReactNode }): ReactNode => {
  const [notices, setNotices] = useState<readonly (Notice & { readonly id: string; readonly turns: number })[]>([])
  const notify = useCallback<Notify>((notice) => {
    const id = crypto.randomUUID()
    setNotices((before) => [{ ...notice, id, turns: 0 }, ...before].slice(0, mostNotices))
  }, [])
  const turn = useCallback(
    () =>
      setNotices((before) =>
        before
          .map((one) => ({ ...one, turns: one.turns + 1 }))
          .filter(({ type, turns }) => type === 'error' || turns < 2),
      ),
    [],
  )
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
      <TurnContext value={turn}>
        <ItemsContext value={items}>{children}</ItemsContext>
      </TurnContext>
    </NotifyContext>
  )
}

export const useNotify = (): Notify => useContext(NotifyContext)

/** Good news is told on the page that it leads to, and gone on the one after it; errors stay until they are dismissed. */
export const useNoticesOfPage = (page: string): void => {
  const turn = useContext(TurnContext)
  const last = useRef(page)
  useEffect(() => {
    if (last.current !== page) turn()
    last.current = page
  }, [page, turn])
}

export const Notices = (): ReactNode => {
  const items = useContext(ItemsContext)
  return <Flashbar items={items} />
}
