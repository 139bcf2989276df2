import fc from 'fast-check'
import { expect, it } from 'vitest'
import { markedLines } from './marked-lines.ts'

it('marks the line that was changed, once as it was and once as it is', () => {
  expect(markedLines('GET\n/\nhost:localhost', 'GET\n/\nhost:localhost:4600')).toBe(
    'GET\n/\n- host:localhost\n+ host:localhost:4600',
  )
})

it('marks a line that only one text has', () => {
  expect(markedLines('a\nb', 'a\nnew\nb')).toBe('a\n+ new\nb')
  expect(markedLines('a\nold\nb', 'a\nb')).toBe('a\n- old\nb')
})

it('gives back a text that is the same twice, however long it is', () => {
  const long = 'x\n'.repeat(200_000)
  expect(markedLines(long, long)).toBe(long)
})

it('of any two texts, gives the first without what is added and the second without what is gone', () => {
  const text = fc
    .array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 8 })
    .map((lines) => lines.join('\n'))
  fc.assert(
    fc.property(text, text, (first, second) => {
      const lines = markedLines(first, second).split('\n')
      const without = (gone: string, kept: string): string =>
        lines
          .filter((line) => !line.startsWith(gone))
          .map((line) => (line.startsWith(kept) ? line.slice(2) : line))
          .join('\n')
      expect(without('+ ', '- ')).toBe(first)
      expect(without('- ', '+ ')).toBe(second)
    }),
  )
})
