/** Real-time transcription: captions as one speaks, and the frames that carry them. */
import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard'
import Header from '@cloudscape-design/components/header'
import SpaceBetween from '@cloudscape-design/components/space-between'
import StatusIndicator from '@cloudscape-design/components/status-indicator'
import { type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useHearing } from '../settings.ts'
import { useSessionState } from '../use-session-state.ts'
import { durationText } from '../words-for.ts'
import { openAudioFile } from './audio-file.ts'
import { CaptionList } from './caption-list.tsx'
import { textOf } from './captions.ts'
import { FrameInspector } from './frame-inspector.tsx'
import { keepCaptions, restoreCaptions } from './kept-captions.ts'
import { LevelMeter } from './level-meter.tsx'
import { createLiveSession, type LiveState } from './live-session.ts'
import { firstLiveSettings, type LiveSettings, sessionIdFault } from './live-settings.ts'
import { openMicrophone } from './microphone.ts'
import { Refusal } from './refusal.tsx'
import { StreamSettings } from './stream-settings.tsx'
import { useChosenFile } from './use-chosen-file.ts'

export const LivePage = (): ReactNode => {
  const hearing = useHearing()
  const [restored] = useState(restoreCaptions)
  const [interrupted, setInterrupted] = useState(restored.interrupted)
  const [session] = useState(() => createLiveSession(restored.captions))
  const state = useSyncExternalStore(session.subscribe, session.state)
  const [settings, change] = useSessionState<LiveSettings>('live-settings', firstLiveSettings)
  const [file, chooseFile] = useChosenFile()
  const [fault, setFault] = useState<string>()
  const busy = state.phase === 'starting' || state.phase === 'running' || state.phase === 'stopping'
  useEffect(() => keepCaptions(session), [session])

  const start = (): void => {
    setInterrupted(false)
    if (sessionIdFault(settings.sessionId) !== undefined) {
      setFault('The session id in the advanced settings is no UUID.')
      return
    }
    if (settings.source === 'file' && file === undefined) {
      setFault('Choose an audio file first.')
      return
    }
    setFault(undefined)
    void session.start(settings, () =>
      settings.source === 'microphone' || file === undefined
        ? openMicrophone()
        : openAudioFile(file, settings.channelIdentification),
    )
  }

  return (
    <SpaceBetween size="l">
      <Header
        variant="h1"
        description="Captions while one speaks."
        actions={
          busy ? (
            <Button iconName="close" onClick={session.stop}>
              {state.phase === 'stopping' ? 'Stop at once' : 'Stop streaming'}
            </Button>
          ) : (
            <Button variant="primary" iconName="microphone" onClick={start}>
              Start streaming
            </Button>
          )
        }
      >
        Real-time transcription
      </Header>
      {fault !== undefined && (
        <Alert type="warning" dismissible dismissAriaLabel="Dismiss" onDismiss={() => setFault(undefined)}>
          {fault}
        </Alert>
      )}
      {interrupted && (
        <Alert type="info" dismissible dismissAriaLabel="Dismiss" onDismiss={() => setInterrupted(false)}>
          The page was reloaded while a stream was running, which has ended it. The captions so far are kept.
        </Alert>
      )}
      {state.failure !== undefined && (
        <Refusal
          key={state.sessionId}
          failure={state.failure}
          sessionId={state.sessionId}
          started={state.startedAt !== undefined}
        />
      )}
      <StreamSettings settings={settings} change={change} file={file} onFile={chooseFile} locked={busy} />
      <Container
        header={
          <Header variant="h2" description={hearing} actions={<CaptionActions state={state} clear={session.clear} />}>
            Captions
          </Header>
        }
      >
        <SpaceBetween size="s">
          <div className="stream-status">
            <PhaseText state={state} />
            <LevelMeter level={session.level} active={busy} />
            <Elapsed state={state} />
            <span>
              Latency <strong>{state.latency === undefined ? '-' : durationText(state.latency)}</strong>
            </span>
          </div>
          <CaptionLegend stabilized={settings.stability !== 'off'} />
          <CaptionList
            captions={state.captions}
            stabilized={settings.stability !== 'off'}
            empty={busy ? 'Listening' : 'Start streaming, and what is said appears here.'}
          />
          {state.sessionId !== undefined && (
            <Box variant="small" color="text-body-secondary">
              Session id <span className="uri">{state.sessionId}</span>
            </Box>
          )}
        </SpaceBetween>
      </Container>
      <FrameInspector log={session.frames} />
    </SpaceBetween>
  )
}

const PhaseText = ({ state }: { readonly state: LiveState }): ReactNode => {
  switch (state.phase) {
    case 'idle':
      return <StatusIndicator type="stopped">Not streaming</StatusIndicator>
    case 'starting':
      return <StatusIndicator type="pending">Connecting</StatusIndicator>
    case 'running':
      return <StatusIndicator type="in-progress">Streaming</StatusIndicator>
    case 'stopping':
      return <StatusIndicator type="in-progress">Waiting for the last words</StatusIndicator>
    case 'ended':
      return state.failure === undefined ? (
        <StatusIndicator type="success">Stream ended</StatusIndicator>
      ) : (
        <StatusIndicator type="error">Stream refused or broken off</StatusIndicator>
      )
  }
}

const Elapsed = ({ state }: { readonly state: LiveState }): ReactNode => {
  const text = useRef<HTMLElement>(null)
  const { startedAt, endedAt } = state
  useEffect(() => {
    const show = (): void => {
      if (text.current === null) return
      text.current.textContent = startedAt === undefined ? '-' : durationText((endedAt ?? Date.now()) - startedAt)
    }
    show()
    if (startedAt === undefined || endedAt !== undefined) return
    const timer = setInterval(show, 500)
    return () => clearInterval(timer)
  }, [startedAt, endedAt])
  return (
    <span>
      Time <strong ref={text} />
    </span>
  )
}

const CaptionLegend = ({ stabilized }: { readonly stabilized: boolean }): ReactNode => (
  <ul className="legend" aria-label="What the captions show">
    <li>
      <span className="settled-word">word</span> settled
    </li>
    {stabilized && (
      <li>
        <span className="stable-word">word</span> stable
      </li>
    )}
    <li>
      <span className="open-word">word</span> may change
    </li>
  </ul>
)

const CaptionActions = ({ state, clear }: { readonly state: LiveState; readonly clear: () => void }): ReactNode => {
  const { settled } = state.captions
  const over = state.phase === 'idle' || state.phase === 'ended'
  return (
    <SpaceBetween direction="horizontal" size="xs">
      <CopyToClipboard
        copyButtonText="Copy text"
        copyButtonAriaLabel="Copy text of the captions"
        copySuccessText="Copied"
        copyErrorText="The browser did not allow it"
        textToCopy={settled.map(textOf).join('\n')}
        disabled={settled.length === 0}
      />
      <Button disabled={!over || state.phase === 'idle'} onClick={clear}>
        Clear
      </Button>
    </SpaceBetween>
  )
}
