/** Captions as they settle. Only the newest are drawn: an hour of them must not slow the page. */
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import { memo, type ReactNode, useLayoutEffect, useRef, useState } from 'react'
import { type Caption, type Captions, clockOf } from './captions.ts'

export interface CaptionListProps {
  readonly captions: Captions
  /** Whether stable words of an open caption are marked. */
  readonly stabilized: boolean
  readonly empty: string
}

const block = 50
/** Pixels from the end within which the list follows. */
const near = 60

export const CaptionList = ({ captions, stabilized, empty }: CaptionListProps): ReactNode => {
  const [most, setMost] = useState(block)
  const box = useRef<HTMLDivElement>(null)
  const atEnd = useRef(true)
  const { settled, open } = captions
  const shown = settled.slice(-most)
  const earlier = settled.length - shown.length

  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is drawn, the end stays in view.
  useLayoutEffect(() => {
    if (atEnd.current && box.current !== null) box.current.scrollTop = box.current.scrollHeight
  }, [captions])

  const onScroll = (): void => {
    const element = box.current
    if (element === null) return
    atEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < near
    // Back at the end: what was shown on demand is let go of.
    if (atEnd.current && most > block) setMost(block)
  }

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    // biome-ignore lint/a11y/useSemanticElements: a section of its own would be a landmark too many.
    <div ref={box} className="captions" onScroll={onScroll} tabIndex={0} role="group" aria-label="Captions">
      {settled.length === 0 && open.length === 0 && (
        <Box textAlign="center" color="text-body-secondary" padding="l">
          {empty}
        </Box>
      )}
      {earlier > 0 && (
        <Box textAlign="center" padding="xs">
          <Button
            onClick={() => {
              atEnd.current = false
              setMost(most + block)
            }}
          >
            Show earlier captions ({earlier})
          </Button>
        </Box>
      )}
      <div role="log" aria-label="Settled captions">
        {shown.map((caption, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: settled captions stay where they are.
          <CaptionText key={earlier + at} caption={caption} stabilized={false} />
        ))}
      </div>
      <div className="open-captions">
        {open.map((caption) => (
          <CaptionText key={caption.id} caption={caption} stabilized={stabilized} />
        ))}
      </div>
    </div>
  )
}

const CaptionText = memo(({ caption, stabilized }: { readonly caption: Caption; readonly stabilized: boolean }) => (
  <div className={caption.settled ? 'caption settled' : 'caption open'}>
    <span className="caption-time">
      {clockOf(caption.start)}
      {caption.channel !== undefined && <strong> Channel {Number(caption.channel.replace('ch_', '')) + 1}</strong>}
    </span>
    <p>
      {caption.words.map((word, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the words of a caption have no other identity.
        <span key={at}>
          {at > 0 && !word.joined && ' '}
          <span className={caption.settled ? 'settled-word' : stabilized && word.stable ? 'stable-word' : 'open-word'}>
            {word.text}
          </span>
        </span>
      ))}
    </p>
  </div>
))
