import Alert from '@cloudscape-design/components/alert'
import Box from '@cloudscape-design/components/box'
import Button from '@cloudscape-design/components/button'
import Container from '@cloudscape-design/components/container'
import Header from '@cloudscape-design/components/header'
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { CallSnippets, Code } from '../call-snippets.tsx'
import { NoPage } from '../no-page.tsx'
import { server } from '../server-calls.ts'
import { usePolled } from '../use-polled.ts'
import { bytesText, countText, durationText, timeText } from '../words-for.ts'
import { doorText } from './door-text.ts'
import { Explanation } from './explanation.tsx'
import { RequestStatus } from './request-list.tsx'
import { signerText } from './signer-text.ts'

export const RequestPage = ({ id }: { readonly id: string }): ReactNode => {
  const { value, error, refresh } = usePolled(
    id,
    (signal) => server.request(id, signal),
    () => undefined,
  )
  if (value === undefined) {
    return <NoPage title={`Request ${id}`} error={error} onRetry={refresh} />
  }
  const { request, input, explanation, snippets } = value
  return (
    <SpaceBetween size="l">
      <Header variant="h1" actions={<Button iconName="refresh" ariaLabel="Refresh" onClick={refresh} />}>
        {request.operation}
      </Header>
      {request.error !== undefined && (
        <Alert type="error" header={request.error.code}>
          {request.error.message}
        </Alert>
      )}
      <Container header={<Header variant="h2">Call and answer</Header>}>
        <KeyValuePairs
          columns={3}
          items={[
            { label: 'Answer', value: <RequestStatus request={request} /> },
            { label: 'Time', value: timeText(request.at) },
            { label: 'Took', value: durationText(request.durationMs) },
            { label: 'Interface', value: doorText(request.door) },
            { label: 'Signed by', value: signerText(request) },
            { label: 'Request id', value: <span className="uri">{request.id}</span> },
            {
              label: 'Method and path',
              value: (
                <code className="uri">
                  {request.method} {request.path}
                </code>
              ),
            },
            ...(request.stream === undefined
              ? []
              : [
                  { label: 'Session id', value: <span className="uri">{request.stream.sessionId}</span> },
                  {
                    label: 'Frames',
                    value: `${countText(request.stream.framesIn)} received (${bytesText(request.stream.bytesIn)}), ${countText(request.stream.eventsOut)} sent`,
                  },
                ]),
          ]}
        />
      </Container>
      {explanation !== undefined && (
        <Container
          header={
            <Header
              variant="h2"
              description="The canonical request and the string to sign, as the emulator computed them from what came."
            >
              Why it was refused
            </Header>
          }
        >
          <Explanation text={explanation} />
        </Container>
      )}
      {input !== undefined && (
        <Container header={<Header variant="h2">Input</Header>}>
          <Code text={JSON.stringify(input, undefined, 2)} name="Input" />
        </Container>
      )}
      {snippets !== undefined && (
        <Container header={<Header variant="h2">The same call</Header>}>
          <CallSnippets snippets={snippets} />
        </Container>
      )}
      {snippets === undefined && input === undefined && explanation === undefined && (
        <Box color="text-body-secondary">Of this request nothing more is known.</Box>
      )}
    </SpaceBetween>
  )
}
