/** Something of the server's, asked for again while the page is looked at. */
import { useCallback, useEffect, useRef, useState } from 'react'
import { ServerError } from './server-calls.ts'

export interface Polled<T> {
  /** The last good answer, kept while a later one fails. */
  readonly value: T | undefined
  readonly error: Error | undefined
  /** The first answer, or that of a changed question, has not come yet. */
  readonly loading: boolean
  /** Somebody has asked again, and the answer has not come yet. */
  readonly refreshing: boolean
  /** Asks again at once. */
  readonly refresh: () => void
}

interface Answer<T> {
  readonly question: string | undefined
  /** How often somebody had asked again. */
  readonly round: number
  readonly value?: T
  readonly error?: Error
}

/**
 * @param question changes when something else is asked for; the old answer is then forgotten. Undefined asks nothing.
 * @param every milliseconds until the next time, by the last answer; undefined stops
 */
export const usePolled = <T>(
  question: string | undefined,
  load: (signal: AbortSignal) => Promise<T>,
  every: (value: T | undefined) => number | undefined,
): Polled<T> => {
  const [answer, setAnswer] = useState<Answer<T>>({ question, round: 0 })
  const [round, setRound] = useState(0)
  const latest = useRef({ load, every })
  useEffect(() => {
    latest.current = { load, every }
  })

  useEffect(() => {
    if (question === undefined) return
    const stopping = new AbortController()
    let timer: ReturnType<typeof setTimeout> | undefined
    let last: T | undefined
    let asking = false
    let refused = false
    const next = (): void => {
      // What was refused from the beginning will be refused again.
      if (refused && last === undefined) return
      const wait = latest.current.every(last)
      if (wait !== undefined && !stopping.signal.aborted) timer = setTimeout(run, wait)
    }
    const run = async (): Promise<void> => {
      if (asking) return
      clearTimeout(timer)
      // Nobody looks: the page asks again when it is shown.
      if (document.hidden && last !== undefined) return
      asking = true
      try {
        const value = await latest.current.load(stopping.signal)
        last = value
        if (!stopping.signal.aborted) setAnswer({ question, round, value })
      } catch (error) {
        if (stopping.signal.aborted) return
        const failure = error instanceof Error ? error : new Error(String(error))
        refused = failure instanceof ServerError && failure.status >= 400 && failure.status < 500
        setAnswer((before) =>
          before.question === question ? { ...before, round, error: failure } : { question, round, error: failure },
        )
      } finally {
        asking = false
      }
      next()
    }
    const shown = (): void => {
      if (!document.hidden && last !== undefined && latest.current.every(last) !== undefined) void run()
    }
    document.addEventListener('visibilitychange', shown)
    void run()
    return () => {
      stopping.abort()
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', shown)
    }
  }, [question, round])

  const refresh = useCallback(() => setRound((before) => before + 1), [])
  const own = answer.question === question
  const answered = own && (answer.value !== undefined || answer.error !== undefined)
  return {
    value: own ? answer.value : undefined,
    error: own ? answer.error : undefined,
    loading: question !== undefined && !answered,
    refreshing: answered && answer.round !== round,
    refresh,
  }
}
