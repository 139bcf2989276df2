/** One of two texts, with the words marked that differ from the other or from what was truly said. */
import type { ReactNode } from 'react'
import type { WordPair } from './word-diff.ts'

export interface ComparedTextProps {
  readonly pairs: readonly WordPair[]
  readonly side: 'first' | 'second'
  readonly label: string
  /** Show what is missing here, as in a text compared with its reference. */
  readonly showMissing?: boolean
}

export const ComparedText = ({ pairs, side, label, showMissing }: ComparedTextProps): ReactNode => (
  // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms.
  <div role="group" className="compared" aria-label={label}>
    {pairs.map((pair, at) => {
      const word = pair[side]
      const other = side === 'first' ? pair.second : pair.first
      if (word === undefined) {
        if (showMissing !== true) return null
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the words of a text have no other identity.
          <del key={at} className="missing" title="Left out">
            {other}{' '}
          </del>
        )
      }
      if (pair.kind === 'same') return `${word} `
      return (
        // biome-ignore lint/suspicious/noArrayIndexKey: the words of a text have no other identity.
        <mark key={at} className={pair.kind} title={other === undefined ? 'Put in' : `Instead of ${other}`}>
          {word}{' '}
        </mark>
      )
    })}
  </div>
)
