import { expect, test } from 'vitest'
import { bytesText, durationText, languageText, plural, spanText } from './words-for.ts'

test('languages have names, unknown codes stand for themselves', () => {
  expect(languageText('en-US')).toBe('English (United States) (en-US)')
  expect(languageText('en-AB')).toBe('English (Scotland) (en-AB)')
  expect(languageText('x')).toBe('x (x)')
  expect(languageText(undefined)).toBe('-')
})

test('sizes, times and counts read as people say them', () => {
  expect([0, 999, 1500, 123_456, 2_000_000_000].map(bytesText)).toEqual(['0 B', '999 B', '1.5 kB', '123 kB', '2.0 GB'])
  expect([12, 1500, 61_000, 3_660_000].map(durationText)).toEqual(['12 ms', '1.5 s', '1 min 1 s', '1 h 1 min'])
  expect(spanText('2026-01-01T00:00:00Z', '2026-01-01T00:00:02Z')).toBe('2.0 s')
  expect([plural(1, 'job'), plural(1200, 'job'), plural(2, 'entry', 'entries')]).toEqual([
    '1 job',
    '1,200 jobs',
    '2 entries',
  ])
})
