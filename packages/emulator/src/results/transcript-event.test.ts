import { encodeEvent } from '@scribelite/core/protocol'
import { expect, test } from 'vitest'
import type { Hypothesis, Token } from '../engines/engine.ts'
import { emptyTranscriptEvent, transcriptEvent, transcriptEventJson } from './transcript-event.ts'

const word = (content: string, start: number, end: number, stable = true): Token => ({
  kind: 'word',
  content,
  start,
  end,
  confidence: 0.98765,
  stable,
})
const stop: Token = { kind: 'punctuation', content: '.', start: 1.1, end: 1.1, confidence: 0, stable: true }

const final: Hypothesis = {
  segment: 0,
  partial: false,
  start: 0.3,
  end: 1.135,
  tokens: [word('Hello', 0.3, 0.6), word('world', 0.6, 1.1), stop],
}
const partial: Hypothesis = {
  ...final,
  partial: true,
  end: 1.135,
  tokens: [word('Hello', 0.3, 0.6), word('worl', 0.6, 1.1, false)],
}

test('a final is written as AWS writes it: keys in order, no blanks, confidence of words alone', () => {
  expect(transcriptEventJson(final, { resultId: 'r-1' })).toBe(
    '{"Transcript":{"Results":[{"Alternatives":[{"Items":[' +
      '{"Confidence":0.9877,"Content":"Hello","EndTime":0.6,"StartTime":0.3,"Type":"pronunciation","VocabularyFilterMatch":false},' +
      '{"Confidence":0.9877,"Content":"world","EndTime":1.1,"StartTime":0.6,"Type":"pronunciation","VocabularyFilterMatch":false},' +
      '{"Content":".","EndTime":1.1,"StartTime":1.1,"Type":"punctuation","VocabularyFilterMatch":false}],' +
      '"Transcript":"Hello world."}],"EndTime":1.135,"IsPartial":false,"ResultId":"r-1","StartTime":0.3}]}}',
  )
})

test('a partial has no confidence, and ends a little after its last word', () => {
  const [result] = JSON.parse(transcriptEventJson(partial, { resultId: 'r-1' })).Transcript.Results
  expect(result).toMatchObject({ IsPartial: true, EndTime: 1.135, ResultId: 'r-1' })
  for (const item of result.Alternatives[0].Items)
    expect(Object.keys(item)).toEqual(['Content', 'EndTime', 'StartTime', 'Type', 'VocabularyFilterMatch'])
})

test('keys are in alphabetical order at every level, whatever was asked for', () => {
  const text = transcriptEventJson(final, {
    resultId: 'r-1',
    channelId: 'ch_1',
    languageCode: 'en-US',
    languageIdentification: [{ languageCode: 'en-US', score: 0.9 }],
    stability: 'low',
  })
  const [result] = JSON.parse(text).Transcript.Results
  expect(result.ChannelId).toBe('ch_1')
  expect(result.LanguageIdentification).toEqual([{ LanguageCode: 'en-US', Score: 0.9 }])
  let objects = 0
  JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    objects += 1
    expect(Object.keys(value)).toEqual(Object.keys(value).sort())
    return value
  })
  expect(objects).toBe(8)
})

test('items say whether they are stable only with stabilization, sooner at a higher level', () => {
  const tokens = [word('one', 0, 0.4), word('two', 0.4, 2), word('three', 2, 2.7), word('four', 2.7, 2.9, false)]
  const long: Hypothesis = { ...partial, start: 0, end: 2.935, tokens }
  const stable = (stability: 'high' | 'medium' | 'low', of = long): boolean[] =>
    JSON.parse(transcriptEventJson(of, { resultId: 'r', stability })).Transcript.Results[0].Alternatives[0].Items.map(
      (item: { Stable: boolean }) => item.Stable,
    )
  expect(stable('high')).toEqual([true, true, true, false])
  expect(stable('medium')).toEqual([true, true, false, false])
  expect(stable('low')).toEqual([true, false, false, false])
  expect(stable('low', { ...long, partial: false })).toEqual([true, true, true, true])
  expect(transcriptEventJson(long, { resultId: 'r' })).not.toContain('Stable')
})

test('the payload is UTF-8', () => {
  const umlaut = { ...final, tokens: [word('Grüße', 0, 1)] }
  expect(new TextDecoder().decode(transcriptEvent(umlaut, { resultId: 'r' }))).toBe(
    transcriptEventJson(umlaut, { resultId: 'r' }),
  )
})

test('an empty event is the frame that was recorded from AWS, byte for byte', () => {
  const frame = encodeEvent('TranscriptEvent', 'application/json', emptyTranscriptEvent())
  expect(Buffer.from(frame).toString('hex')).toBe(
    '0000008200000055b50599e00b3a6576656e742d7479706507000f5472616e7363726970744576656e740d3a636f6e74656e742d747970' +
      '650700106170706c69636174696f6e2f6a736f6e0d3a6d6573736167652d747970650700056576656e747b225472616e736372697074223a' +
      '7b22526573756c7473223a5b5d7d7dac5a832a',
  )
})
