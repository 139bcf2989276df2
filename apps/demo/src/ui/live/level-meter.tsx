import { type ReactNode, useEffect, useRef } from 'react'
import { meterLevel } from './pcm.ts'

/** How loud it is, moved on the element itself: sixty times a second is no matter for React. */
export const LevelMeter = ({
  level,
  active,
}: {
  readonly level: () => number
  readonly active: boolean
}): ReactNode => {
  const bar = useRef<HTMLDivElement>(null)
  const meter = useRef<HTMLDivElement>(null)
  useEffect(() => {
    let shown = 0
    let frame = 0
    const move = (): void => {
      // Rises at once and falls slowly, as meters do.
      shown = Math.max(active ? meterLevel(level()) : 0, shown - 0.03)
      if (bar.current !== null) bar.current.style.transform = `scaleX(${shown.toFixed(3)})`
      meter.current?.setAttribute('aria-valuenow', String(Math.round(shown * 100)))
      if (active || shown > 0) frame = requestAnimationFrame(move)
    }
    move()
    return () => cancelAnimationFrame(frame)
  }, [level, active])
  return (
    // biome-ignore lint/a11y/useSemanticElements: browsers draw a meter element each in its own way, and smooth nothing.
    <div
      ref={meter}
      className="meter"
      role="meter"
      aria-label="Audio level"
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={0}
    >
      <div ref={bar} className="meter-bar" />
    </div>
  )
}
