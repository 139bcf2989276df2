/** The captions so far, kept for a reload: what was said cannot be asked for again. */
import { readSession, writeSession } from '../use-session-state.ts'
import { type Captions, packCaptions, unpackCaptions } from './captions.ts'
import type { LiveSession } from './live-session.ts'

const key = 'live-captions'
const everyMilliseconds = 2000

interface Kept {
  readonly captions: string
  /** A stream was running when this was written. */
  readonly running: boolean
}

export const restoreCaptions = (): { readonly captions: Captions; readonly interrupted: boolean } => {
  const { captions, running } = readSession<Kept>(key, { captions: '[]', running: false })
  return { captions: unpackCaptions(captions), interrupted: running }
}

/** Keeps them until the page is left, which also ends the stream. */
export const keepCaptions = (session: LiveSession): (() => void) => {
  let written: Captions | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const write = (): void => {
    clearTimeout(timer)
    timer = undefined
    const { captions, phase } = session.state()
    written = captions
    const running = phase === 'running' || phase === 'starting' || phase === 'stopping'
    writeSession(key, { captions: packCaptions(captions), running })
  }
  const changed = (): void => {
    const { captions, phase } = session.state()
    if (phase === 'ended' || phase === 'idle') write()
    else if (captions !== written) timer ??= setTimeout(write, everyMilliseconds)
  }
  const unsubscribe = session.subscribe(changed)
  window.addEventListener('pagehide', write)
  return () => {
    unsubscribe()
    window.removeEventListener('pagehide', write)
    clearTimeout(timer)
    session.leave()
    write()
  }
}
