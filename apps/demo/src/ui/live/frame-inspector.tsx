/** The frames of a stream as they go by. Rows have one height, and only those in view are drawn. */
import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import Toggle from '@cloudscape-design/components/toggle'
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState, useSyncExternalStore } from 'react'
import { bytesText, countText, momentText } from '../words-for.ts'
import { FrameDetails } from './frame-details.tsx'
import type { FrameLog, NumberedFrame } from './frame-log.ts'

const rowHeight = 30
const viewHeight = 300
/** Rows drawn beyond those in view. */
const beyond = 6
/** Pixels from the end that count as the end. */
const near = 4

export const FrameInspector = ({ log }: { readonly log: FrameLog }): ReactNode => {
  const { frames, counts } = useSyncExternalStore(log.subscribe, log.snapshot)
  const [following, setFollowing] = useState(true)
  const [top, setTop] = useState(0)
  const [chosen, choose] = useState<NumberedFrame>()
  const box = useRef<HTMLDivElement>(null)
  // Another stream counts its frames from 1 again.
  if (chosen !== undefined && frames.length === 0) {
    choose(undefined)
    setFollowing(true)
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: with each new frame the end stays in view.
  useLayoutEffect(() => {
    if (following && box.current !== null) box.current.scrollTop = box.current.scrollHeight
  }, [frames, following])

  const first = Math.max(0, Math.floor(top / rowHeight) - beyond)
  const shown = frames.slice(first, first + Math.ceil(viewHeight / rowHeight) + 2 * beyond)
  const chosenAt = frames.findIndex(({ number }) => number === chosen?.number)

  const onKeyDown = (event: KeyboardEvent): void => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? frames.length - 1
          : steps[event.key] === undefined
            ? undefined
            : (chosenAt < 0 ? frames.length - 1 : chosenAt) + (steps[event.key] ?? 0)
    if (to === undefined || frames.length === 0) return
    event.preventDefault()
    const at = Math.max(0, Math.min(frames.length - 1, to))
    setFollowing(false)
    choose(frames[at])
    const element = box.current
    if (element === null) return
    if (at * rowHeight < element.scrollTop) element.scrollTop = at * rowHeight
    else if ((at + 1) * rowHeight > element.scrollTop + viewHeight)
      element.scrollTop = (at + 1) * rowHeight - viewHeight
  }

  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            counts.sent + counts.received === 0
              ? 'The event-stream frames of a stream appear here as they go by.'
              : `${countText(counts.sent)} sent (${bytesText(counts.sentBytes)}), ${countText(counts.received)} received (${bytesText(counts.receivedBytes)})`
          }
          actions={
            <Toggle checked={following} onChange={({ detail }) => setFollowing(detail.checked)}>
              Follow
            </Toggle>
          }
        >
          Frames
        </Header>
      }
    >
      <SpaceBetween size="s">
        <div className="frames">
          <div className="frame-row frame-head" aria-hidden="true">
            <span>No.</span>
            <span>Time</span>
            <span>Way</span>
            <span>Message</span>
            <span>Size</span>
            <span>Signature</span>
          </div>
          <div
            ref={box}
            className="frame-list"
            role="listbox"
            aria-label="Frames"
            tabIndex={0}
            aria-activedescendant={chosenAt < 0 ? undefined : `frame-${chosen?.number}`}
            onScroll={({ currentTarget: list }) => {
              setTop(list.scrollTop)
              // Away from the end, by wheel, finger or scroll bar: somebody reads there.
              if (list.scrollHeight - list.scrollTop - list.clientHeight > near) setFollowing(false)
            }}
            onKeyDown={onKeyDown}
          >
            <div className="frame-space" style={{ height: frames.length * rowHeight }}>
              {shown.map((frame, at) => (
                <FrameRow
                  key={frame.number}
                  frame={frame}
                  top={(first + at) * rowHeight}
                  selected={frame.number === chosen?.number}
                  onChoose={() => {
                    setFollowing(false)
                    choose(frame)
                  }}
                />
              ))}
            </div>
          </div>
        </div>
        {chosen === undefined ? (
          <Box variant="small" color="text-body-secondary">
            Choose a frame to see its headers and payload.
          </Box>
        ) : (
          <FrameDetails frame={chosen} />
        )}
      </SpaceBetween>
    </Container>
  )
}

interface FrameRowProps {
  readonly frame: NumberedFrame
  readonly top: number
  readonly selected: boolean
  readonly onChoose: () => void
}

const FrameRow = ({ frame, top, selected, onChoose }: FrameRowProps): ReactNode => (
  // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself has the focus and the keys.
  // biome-ignore lint/a11y/useFocusableInteractive: the list itself has the focus and the keys.
  <div
    id={`frame-${frame.number}`}
    role="option"
    aria-selected={selected}
    className={`frame-row ${frame.direction} ${frame.kind} ${selected ? 'selected' : ''}`}
    style={{ transform: `translateY(${top}px)` }}
    onClick={onChoose}
  >
    <span>{frame.number}</span>
    <span>{momentText(frame.at)}</span>
    <span>{frame.direction === 'sent' ? 'Sent ↑' : 'Received ↓'}</span>
    <span>{frame.message}</span>
    <span>{bytesText(frame.bytes)}</span>
    <span>{frame.signature === undefined ? 'None' : `${frame.signature.hex.slice(0, 8)}…`}</span>
  </div>
)
