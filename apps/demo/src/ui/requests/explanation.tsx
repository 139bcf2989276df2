/** Why a signature was refused: the canonical request line by line, with what differs marked by a sign and a word besides the colour. */
import Box from '@cloudscape-design/components/box'
import type { ReactNode } from 'react'
import { explanationLines } from './explanation-lines.ts'

const read = { prose: '', same: '', signed: 'Signed: ', received: 'Came: ' } as const
const signs = { prose: '', same: ' ', signed: '-', received: '+' } as const

export const Explanation = ({ text }: { readonly text: string }): ReactNode => {
  const lines = explanationLines(text)
  const differs = lines.some(({ kind }) => kind === 'signed' || kind === 'received')
  return (
    <div>
      {differs && (
        <Box variant="small" color="text-body-secondary">
          Lines with - were signed, lines with + came instead.
        </Box>
      )}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard. */}
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms. */}
      <div className="explanation" role="group" aria-label="Explanation of the refusal" tabIndex={0}>
        {lines.map(({ number, kind, text: line }) => (
          <div key={number} className={`line ${kind}`}>
            {read[kind] !== '' && <span className="only-read">{read[kind]}</span>}
            {signs[kind] !== '' && (
              <span className="sign" aria-hidden="true">
                {signs[kind]}
              </span>
            )}
            {line}
          </div>
        ))}
      </div>
    </div>
  )
}
