/**
 * The recording, and its transcript following it word by word. The word being said is marked on the element itself: hours of words must
 * not be drawn again several times a second.
 */
import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import Toggle from '@cloudscape-design/components/toggle'
import { type KeyboardEvent, memo, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { clockOf } from '../live/captions.ts'
import { type SpokenWord, sureness, type Turn, wordAt } from './transcript-words.ts'

export interface TranscriptPlayerProps {
  readonly media: string
  readonly turns: readonly Turn[]
}

/** More than a few screens. */
const manyTurns = 40

export const TranscriptPlayer = ({ media, turns }: TranscriptPlayerProps): ReactNode => {
  const audio = useRef<HTMLAudioElement>(null)
  const box = useRef<HTMLDivElement>(null)
  const [unplayable, setUnplayable] = useState(false)
  const [showConfidence, setShowConfidence] = useState(true)
  const [following, setFollowing] = useState(true)
  const words = useMemo(() => turns.flatMap((turn) => turn.words), [turns])
  useFollowedWord(audio, box, words, following)

  const hear = useCallback((word: SpokenWord) => {
    const player = audio.current
    if (player === null) return
    player.currentTime = word.start
    // Refused when the media cannot be played, which the element's own error tells.
    player.play().catch(() => undefined)
  }, [])
  const wordOf = (target: EventTarget): SpokenWord | undefined =>
    target instanceof HTMLElement ? words[Number(target.dataset.word ?? Number.NaN)] : undefined

  const onKeyDown = (event: KeyboardEvent): void => {
    const word = wordOf(event.target)
    if (word === undefined) return
    if (event.key === 'Enter' || event.key === ' ') hear(word)
    else if (event.key === 'ArrowRight') focusWord(box.current, word.index + 1)
    else if (event.key === 'ArrowLeft') focusWord(box.current, word.index - 1)
    else if (event.key === 'Home') focusWord(box.current, 0)
    else if (event.key === 'End') focusWord(box.current, words.length - 1)
    else return
    event.preventDefault()
  }

  return (
    <SpaceBetween size="m">
      {/* biome-ignore lint/a11y/useMediaCaption: the transcript below is the caption. */}
      <audio
        ref={audio}
        className="player"
        controls
        preload="metadata"
        src={media}
        aria-label="Recording"
        onError={() => setUnplayable(true)}
      />
      {unplayable && (
        <StatusIndicator type="warning">
          This browser cannot play the recording, or it is no longer there.
        </StatusIndicator>
      )}
      <div className="player-options">
        <Toggle checked={following} onChange={({ detail }) => setFollowing(detail.checked)}>
          Follow the recording
        </Toggle>
        <Toggle checked={showConfidence} onChange={({ detail }) => setShowConfidence(detail.checked)}>
          Show confidence
        </Toggle>
        {showConfidence && <ConfidenceLegend />}
      </div>
      <Box variant="small" color="text-body-secondary">
        Choose a word to hear it. With the keyboard: arrow keys move from word to word, Enter plays.
      </Box>
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms. */}
      <div
        ref={box}
        className={`transcript ${showConfidence ? 'with-confidence' : ''} ${turns.length > manyTurns ? 'long' : ''}`}
        role="group"
        aria-label="Transcript"
        onKeyDown={onKeyDown}
        onClick={(event) => {
          const word = wordOf(event.target)
          if (word !== undefined) hear(word)
        }}
      >
        {turns.map((turn) => (
          <TurnText key={turn.words[0]?.index ?? 0} turn={turn} showConfidence={showConfidence} />
        ))}
      </div>
    </SpaceBetween>
  )
}

const TurnText = memo(({ turn, showConfidence }: { readonly turn: Turn; readonly showConfidence: boolean }) => (
  <div className="turn">
    <div className="turn-start">
      {turn.who !== undefined && <strong>{turn.who}</strong>} <span>{clockOf(turn.start)}</span>
    </div>
    <p>
      {turn.words.map((word) => (
        <WordText key={word.index} word={word} showConfidence={showConfidence} />
      ))}
    </p>
  </div>
))

const WordText = ({
  word,
  showConfidence,
}: {
  readonly word: SpokenWord
  readonly showConfidence: boolean
}): ReactNode => {
  const sure = sureness(word.confidence)
  const percent = word.confidence === undefined ? '' : `${Math.round(word.confidence * 100)} %`
  const label = showConfidence && sure !== 'high' ? `${word.text}, confidence ${percent}` : undefined
  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: buttons do not wrap as text does. */}
      <span
        role="button"
        tabIndex={word.index === 0 ? 0 : -1}
        className={`word ${sure}`}
        data-word={word.index}
        title={percent === '' ? clockOf(word.start) : `${clockOf(word.start)}, confidence ${percent}`}
        aria-label={label}
      >
        {word.text}
      </span>{' '}
    </>
  )
}

const ConfidenceLegend = (): ReactNode => (
  <ul className="legend" aria-label="Confidence of a word">
    <li>
      <span className="word high">word</span> 90 % and above
    </li>
    <li>
      <span className="word medium">word</span> 60 to 90 %
    </li>
    <li>
      <span className="word low">word</span> below 60 %
    </li>
  </ul>
)

/** One word at a time is in the order of the Tab key: the last that had the focus. */
const focusWord = (box: HTMLElement | null, index: number): void => {
  const word = box?.querySelector<HTMLElement>(`[data-word="${index}"]`)
  if (word === null || word === undefined) return
  for (const other of box?.querySelectorAll<HTMLElement>('[data-word][tabindex="0"]') ?? []) other.tabIndex = -1
  word.tabIndex = 0
  word.focus()
}

const useFollowedWord = (
  audio: { readonly current: HTMLAudioElement | null },
  box: { readonly current: HTMLDivElement | null },
  words: readonly SpokenWord[],
  following: boolean,
): void => {
  useEffect(() => {
    const player = audio.current
    if (player === null) return
    let marked: HTMLElement | null = null
    let frame = 0
    const mark = (): void => {
      const index = player.currentTime === 0 && player.paused ? -1 : wordAt(words, player.currentTime)
      if (marked?.dataset.word === String(index)) return
      marked?.classList.remove('said')
      marked = box.current?.querySelector<HTMLElement>(`[data-word="${index}"]`) ?? null
      marked?.classList.add('said')
      if (following && marked !== null && box.current !== null) keepInView(box.current, marked)
    }
    const run = (): void => {
      mark()
      frame = player.paused ? 0 : requestAnimationFrame(run)
    }
    const start = (): void => {
      if (frame === 0) run()
    }
    mark()
    start()
    player.addEventListener('play', start)
    player.addEventListener('seeked', mark)
    return () => {
      cancelAnimationFrame(frame)
      marked?.classList.remove('said')
      player.removeEventListener('play', start)
      player.removeEventListener('seeked', mark)
    }
  }, [audio, box, words, following])
}

/** Scrolls the transcript, never the page. */
const keepInView = (box: HTMLElement, word: HTMLElement): void => {
  const outer = box.getBoundingClientRect()
  const inner = word.getBoundingClientRect()
  if (inner.top < outer.top || inner.bottom > outer.bottom - outer.height / 4) {
    box.scrollTop += inner.top - outer.top - outer.height / 3
  }
}
