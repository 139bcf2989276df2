/** One frame: its headers, its signature and the beginning of its payload. */
import Box from '@cloudscape-design/components/box'
import SpaceBetween from '@cloudscape-design/components/space-between'
import type { ReactNode } from 'react'
import { Code } from '../call-snippets.tsx'
import { bytesText, momentText } from '../words-for.ts'
import type { NumberedFrame } from './frame-log.ts'

export const FrameDetails = ({ frame }: { readonly frame: NumberedFrame }): ReactNode => (
  <SpaceBetween size="s">
    <Box variant="h3">
      Frame {frame.number}: {frame.message}
    </Box>
    <Box>
      {frame.direction === 'sent' ? 'Sent' : 'Received'} at {momentText(frame.at)}, {bytesText(frame.bytes)} in all,{' '}
      {bytesText(frame.payloadBytes)} of payload.{' '}
      {frame.signature === undefined
        ? frame.direction === 'sent'
          ? 'Not signed: a page without keys sends audio unsigned, and its URL vouches for it.'
          : 'Not signed: the service signs nothing.'
        : `Signed; each signature covers the one before it. Dated ${frame.signature.date}.`}
    </Box>
    {frame.headers.length > 0 && (
      <div className="wide">
        <table className="headers">
          <caption className="only-read">Headers of frame {frame.number}</caption>
          <thead>
            <tr>
              <th scope="col">Header</th>
              <th scope="col">Type</th>
              <th scope="col">Value</th>
            </tr>
          </thead>
          <tbody>
            {frame.headers.map(({ name, type, value }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{type}</td>
                <td>{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
    {frame.text !== undefined && <Code text={indented(frame.text)} name="Payload" />}
  </SpaceBetween>
)

/** JSON over several lines; what is cut short or no JSON as it stands. */
const indented = (text: string): string => {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2)
  } catch {
    return text
  }
}
