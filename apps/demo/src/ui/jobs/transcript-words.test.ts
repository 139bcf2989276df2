import type { Transcript, TranscriptItem } from '@scribelite/core/protocol'
import { expect, test } from 'vitest'
import { meanConfidence, sureness, turnsOf, wordAt } from './transcript-words.ts'

const word = (content: string, start: number, more: Partial<TranscriptItem> = {}): TranscriptItem => ({
  type: 'pronunciation',
  alternatives: [{ confidence: '0.95', content }],
  start_time: String(start),
  end_time: String(start + 0.4),
  ...more,
})
const mark = (content: string): TranscriptItem => ({
  type: 'punctuation',
  alternatives: [{ confidence: '0.0', content }],
})
const transcript = (...items: TranscriptItem[]): Transcript => ({
  jobName: 'one',
  accountId: '000000000000',
  status: 'COMPLETED',
  results: { transcripts: [{ transcript: '' }], items },
})
const texts = (one: Transcript) => turnsOf(one).map(({ who, words }) => [who, words.map(({ text }) => text).join(' ')])

test('punctuation belongs to the word before it', () => {
  expect(texts(transcript(word('Drain', 0), word('it', 0.5), mark('.')))).toEqual([[undefined, 'Drain it.']])
})

test('a pause begins a new paragraph', () => {
  expect(texts(transcript(word('one', 0), word('two', 0.5), word('three', 4)))).toEqual([
    [undefined, 'one two'],
    [undefined, 'three'],
  ])
})

test('channels take turns by the clock, whatever their order in the file', () => {
  const left = { channel_label: 'ch_0' }
  const right = { channel_label: 'ch_1' }
  expect(texts(transcript(word('Why', 0, left), mark('?'), word('Still', 2, left), word('Because', 1, right)))).toEqual(
    [
      ['Channel 1', 'Why?'],
      ['Channel 2', 'Because'],
      ['Channel 1', 'Still'],
    ],
  )
})

test('the word that is being said is found by its time', () => {
  const words = turnsOf(transcript(word('one', 1), word('two', 2), word('three', 3))).flatMap((turn) => turn.words)
  expect([0.5, 1, 1.9, 2, 99].map((seconds) => wordAt(words, seconds))).toEqual([-1, 0, 0, 1, 2])
  expect(wordAt([], 1)).toBe(-1)
})

test('confidence comes in three steps', () => {
  expect([undefined, 1, 0.9, 0.89, 0.6, 0.59, 0].map(sureness)).toEqual([
    'high',
    'high',
    'high',
    'medium',
    'medium',
    'low',
    'low',
  ])
  expect(meanConfidence([])).toBeUndefined()
  const words = turnsOf(
    transcript(word('one', 1), word('two', 2, { alternatives: [{ confidence: '0.85', content: 'two' }] })),
  )
  expect(meanConfidence(words.flatMap((turn) => turn.words))).toBeCloseTo(0.9)
})
