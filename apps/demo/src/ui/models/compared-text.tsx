/** One of two texts, with the words marked that differ from the other or from what was truly said. */
import { Fragment, type ReactNode } from 'react'
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
    {pairs.map((pair, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: the words of a text have no other identity.
      <Fragment key={at}>{comparedWord(pair, side, showMissing === true)}</Fragment>
    ))}
  </div>
)

const comparedWord = (pair: WordPair, side: 'first' | 'second', showMissing: boolean): ReactNode => {
  const word = pair[side]
  const other = side === 'first' ? pair.second : pair.first
  if (word === undefined) {
    if (!showMissing) return null
    return (
      <>
        <del className="missing" title="Left out">
          {other}
        </del>{' '}
      </>
    )
  }
  if (pair.kind === 'same') return `${word} `
  return (
    <>
      <mark className={pair.kind} title={other === undefined ? 'Put in' : `Instead of ${other}`}>
        {word}
      </mark>{' '}
    </>
  )
}
