/** The transcript of a job that is complete: to read and hear, and what else may have been said. */
import Box from '@cloudscape-design/components/box'
import Container from '@cloudscape-design/components/container'
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard'
import ExpandableSection from '@cloudscape-design/components/expandable-section'
import Header from '@cloudscape-design/components/header'
import Skeleton from '@cloudscape-design/components/skeleton'
import { type Transcript, transcriptToText } from '@scribelite/core/protocol'
import { type ReactNode, useMemo } from 'react'
import { Failure } from '../failure.tsx'
import { clockOf } from '../live/captions.ts'
import { server } from '../server-calls.ts'
import { usePolled } from '../use-polled.ts'
import { plural } from '../words-for.ts'
import { TranscriptPlayer } from './transcript-player.tsx'
import { meanConfidence, turnsOf } from './transcript-words.ts'

export const JobTranscript = ({ name }: { readonly name: string }): ReactNode => {
  const {
    value: transcript,
    error,
    refresh,
  } = usePolled(
    `transcript ${name}`,
    (signal) => server.transcript(name, signal),
    () => undefined,
  )
  const turns = useMemo(() => (transcript === undefined ? [] : turnsOf(transcript)), [transcript])
  if (transcript === undefined) {
    if (error !== undefined) return <Failure what="The transcript cannot be shown" error={error} onRetry={refresh} />
    return (
      <Container header={<Header variant="h2">Transcript</Header>}>
        <Skeleton height="160px" />
      </Container>
    )
  }
  const words = turns.flatMap((turn) => turn.words)
  const mean = meanConfidence(words)
  const text = transcriptToText(transcript)
  return (
    <Container
      header={
        <Header
          variant="h2"
          description={
            words.length === 0
              ? 'Nobody speaks in this recording.'
              : `${plural(words.length, 'word')}${mean === undefined ? '' : `, mean confidence ${Math.round(mean * 100)} %`}`
          }
          actions={
            <CopyToClipboard
              copyButtonText="Copy text"
              copyButtonAriaLabel="Copy text of the transcript"
              copySuccessText="Copied"
              copyErrorText="The browser did not allow it"
              textToCopy={text}
            />
          }
        >
          Transcript
        </Header>
      }
    >
      <TranscriptPlayer media={server.mediaLink(name)} turns={turns} />
      <Alternatives transcript={transcript} />
    </Container>
  )
}

const Alternatives = ({ transcript }: { readonly transcript: Transcript }): ReactNode => {
  const segments = (transcript.results.segments ?? []).filter(({ alternatives }) => alternatives.length > 0)
  if (segments.length === 0) return null
  return (
    <Box padding={{ top: 'm' }}>
      <ExpandableSection headerText="Alternative results">
        <ol className="alternatives">
          {segments.map((segment) => (
            <li key={segment.start_time}>
              <Box variant="small">
                {clockOf(Number(segment.start_time))} to {clockOf(Number(segment.end_time))}
              </Box>
              <ol>
                {segment.alternatives.map(({ transcript: text }) => (
                  <li key={text}>{text}</li>
                ))}
              </ol>
            </li>
          ))}
        </ol>
      </ExpandableSection>
    </Box>
  )
}
