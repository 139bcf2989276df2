import { expect, test } from 'vitest'
import { explanationLines } from './explanation-lines.ts'

test('the line that differs is told from the others, as signed and as received', () => {
  const lines = explanationLines(
    'The query differs.\n\nThe canonical request that we computed:\nGET\n/stream\n- language-code=en-US\n+ language-code=de-DE\nhost:localhost:4600',
  )
  expect(lines.map(({ kind }) => kind)).toEqual([
    'prose',
    'same',
    'prose',
    'same',
    'same',
    'signed',
    'received',
    'same',
  ])
  expect(lines[6]).toEqual({ number: 6, kind: 'received', text: 'language-code=de-DE' })
})
