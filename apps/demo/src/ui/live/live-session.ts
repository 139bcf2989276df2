/**
 * One stream after another, outside of React: what is heard comes several times a second and must not draw the page each time. In: audio
 * and settings. Out: a state to subscribe to, and the log of frames.
 */
import { AwsServiceError, type StreamResult, streamWebSocket } from '@scribelite/core/websocket'
import { viewFrame } from '../../api/frame-view.ts'
import { ServerError, server } from '../server-calls.ts'
import { addResult, type Captions, endCaptions, noCaptions } from './captions.ts'
import { createFrameLog, type FrameLog } from './frame-log.ts'
import type { LiveAudio } from './live-audio.ts'
import { type LiveSettings, streamParametersOf } from './live-settings.ts'
import { streamThroughServer } from './stream-through-server.ts'

export interface LiveState {
  readonly phase: 'idle' | 'starting' | 'running' | 'stopping' | 'ended'
  readonly captions: Captions
  readonly sessionId?: string
  readonly requestId?: string
  /** Milliseconds since the epoch: the first audio went out. */
  readonly startedAt?: number
  readonly endedAt?: number
  /** From when the newest words were spoken until they stood here, milliseconds. */
  readonly latency?: number
  readonly failure?: LiveFailure
}

export interface LiveFailure {
  /** AWS's name for it, or ours. */
  readonly code: string
  readonly message: string
  readonly explanation?: string
}

export interface LiveSession {
  readonly state: () => LiveState
  readonly subscribe: (changed: () => void) => () => void
  readonly frames: FrameLog
  /** The loudest sample now, 0 to 1. */
  readonly level: () => number
  readonly start: (settings: LiveSettings, open: () => Promise<LiveAudio>) => Promise<void>
  /** No more audio; waits for the last results. A second time: ends at once. */
  readonly stop: () => void
  readonly clear: () => void
  /** The page is left: ends at once. */
  readonly leave: () => void
}

const mostFrames = 2000
/** The inspector is told four times a second. */
const frameMilliseconds = 250

export const createLiveSession = (restored: Captions): LiveSession => {
  const frames = createFrameLog(mostFrames, (run) => setTimeout(run, frameMilliseconds))
  const listeners = new Set<() => void>()
  let state: LiveState = { phase: restored.settled.length > 0 ? 'ended' : 'idle', captions: restored }
  let audio: LiveAudio | undefined
  let ending: AbortController | undefined

  const set = (change: Partial<LiveState>): void => {
    state = { ...state, ...change }
    for (const listener of listeners) listener()
  }

  const hear = (result: StreamResult, paced: boolean): void => {
    // What waits while the connection is made was spoken before it is sent.
    const spokenAt = audio?.spokenAt?.() ?? state.startedAt
    const latency = spokenAt === undefined ? undefined : Date.now() - spokenAt - result.endTime * 1000
    set({
      captions: addResult(state.captions, result),
      // A caption that settles ended a while ago: only words that are still coming tell how long they took.
      ...(paced && latency !== undefined && result.isPartial ? { latency: Math.max(0, latency) } : {}),
    })
  }

  const run = async (
    settings: LiveSettings,
    opened: LiveAudio,
    sessionId: string,
    signal: AbortSignal,
  ): Promise<void> => {
    const paced = settings.source === 'microphone' || !settings.fast
    const heard = (startedAt: number): void => {
      if (state.startedAt === undefined) set({ phase: 'running', startedAt })
    }
    const results =
      settings.transport === 'websocket'
        ? overWebSocket(settings, opened, sessionId, signal, frames, heard, set)
        : overHttp2(settings, opened, sessionId, signal, frames, heard, set)
    for await (const result of results) hear(result, paced)
  }

  return {
    state: () => state,
    frames,
    subscribe(changed) {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    level() {
      const running = state.phase === 'running' || state.phase === 'starting'
      if (!running || audio === undefined) return 0
      return audio.level(state.startedAt === undefined ? 0 : (Date.now() - state.startedAt) / 1000)
    },
    async start(settings, open) {
      if (state.phase === 'starting' || state.phase === 'running' || state.phase === 'stopping') return
      const own = new AbortController()
      ending = own
      frames.clear()
      const sessionId = settings.sessionId === '' ? crypto.randomUUID() : settings.sessionId
      state = { phase: 'starting', captions: noCaptions, sessionId }
      set({})
      try {
        audio = await open()
        if (!own.signal.aborted) await run(settings, audio, sessionId, own.signal)
      } catch (error) {
        if (!own.signal.aborted) set({ failure: failureOf(error) })
      } finally {
        audio?.stop()
        audio = undefined
        set({ phase: 'ended', endedAt: Date.now(), captions: endCaptions(state.captions) })
      }
    },
    stop() {
      // A file is there as a whole and cannot be told to end: its stream is.
      const gently = state.phase === 'running' && audio !== undefined && !(audio.bytes instanceof Uint8Array)
      if (!gently) ending?.abort(new Error('Stopped by the reader.'))
      else {
        audio?.stop()
        set({ phase: 'stopping' })
      }
    },
    leave() {
      ending?.abort(new Error('The page was left.'))
    },
    clear() {
      frames.clear()
      state = { phase: 'idle', captions: noCaptions }
      set({})
    },
  }
}

type Set = (change: Partial<LiveState>) => void

/** What is asked for over either transport. */
const sharedOptions = (settings: LiveSettings, audio: LiveAudio, sessionId: string) => ({
  languageCode: settings.languageCode,
  ...(settings.languageModelName === '' ? {} : { languageModelName: settings.languageModelName }),
  ...(audio.encoding === 'pcm' ? { sampleRate: audio.sampleRate } : {}),
  sessionId,
  parameters: streamParametersOf(settings, audio.channels),
  // A microphone sets the pace itself: what has waited for the connection must not be late for the rest of the stream.
  pace: settings.source === 'microphone' || settings.fast ? ('fast' as const) : ('realtime' as const),
})

const overWebSocket = (
  settings: LiveSettings,
  audio: LiveAudio,
  sessionId: string,
  signal: AbortSignal,
  frames: FrameLog,
  heard: (at: number) => void,
  set: Set,
): AsyncIterable<StreamResult> =>
  streamWebSocket(audio.bytes, {
    ...sharedOptions(settings, audio, sessionId),
    signal,
    url: async (parameters) => {
      const { mistake } = settings
      return (await server.presign({ parameters, ...(mistake === 'none' ? {} : { mistake }) })).url
    },
    onSession: (session) => set(session),
    onFrame: ({ bytes, direction }) => {
      const now = Date.now()
      if (direction === 'sent') heard(now)
      frames.add([viewFrame(bytes, direction, now)])
    },
  })

const overHttp2 = (
  settings: LiveSettings,
  audio: LiveAudio,
  sessionId: string,
  signal: AbortSignal,
  frames: FrameLog,
  heard: (at: number) => void,
  set: Set,
): AsyncIterable<StreamResult> =>
  streamThroughServer(audio.bytes, {
    start: { type: 'start', ...sharedOptions(settings, audio, sessionId), frames: true },
    ...(audio.seconds === undefined || settings.fast ? {} : { seconds: audio.seconds }),
    signal,
    onSession: (session) => set(session),
    onFrames: (seen, dropped) => {
      const first = seen.find(({ direction }) => direction === 'sent')
      if (first !== undefined) heard(first.at)
      frames.add(seen, dropped)
    },
  })

const failureOf = (error: unknown): LiveFailure => {
  if (error instanceof ServerError) {
    const { code, message, explanation } = error
    return { code, message, ...(explanation === undefined ? {} : { explanation }) }
  }
  if (error instanceof AwsServiceError) return { code: error.name, message: error.message }
  return { code: '', message: error instanceof Error ? error.message : String(error) }
}
