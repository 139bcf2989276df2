import { expect, test } from 'vitest'
import type { Hypothesis, Token } from '../engines/engine.ts'
import { transcriptJson } from './transcript-json.ts'

const word = (content: string, start: number, end: number, confidence = 1): Token => ({
  kind: 'word',
  content,
  start,
  end,
  confidence,
  stable: true,
})
const stop = (at: number): Token => ({
  kind: 'punctuation',
  content: '.',
  start: at,
  end: at,
  confidence: 0,
  stable: true,
})
const heard = (segment: number, tokens: Token[], alternatives?: Token[][]): Hypothesis => ({
  segment,
  partial: false,
  start: tokens[0]?.start ?? 0,
  end: tokens.at(-1)?.end ?? 0,
  tokens,
  ...(alternatives && { alternatives }),
})

const job = { jobName: 'one', accountId: '000000000000', channelIdentification: false }

test('numbers are strings, ids and lists of ids are not, punctuation has neither times nor confidence', () => {
  const hello = heard(0, [word('Hello', 0, 0.4, 0.9971), word('there', 0.4, 1.119, 0.5), stop(1.119)])
  const yes = heard(1, [word('Yes', 3, 4), stop(4)])
  const partial = { ...heard(0, [word('Hell', 0, 0.4)]), partial: true }
  expect(transcriptJson({ ...job, channels: [[partial, hello, yes]] })).toEqual({
    jobName: 'one',
    accountId: '000000000000',
    results: {
      transcripts: [{ transcript: 'Hello there. Yes.' }],
      items: [
        {
          id: 0,
          type: 'pronunciation',
          alternatives: [{ confidence: '0.997', content: 'Hello' }],
          start_time: '0.0',
          end_time: '0.4',
        },
        {
          id: 1,
          type: 'pronunciation',
          alternatives: [{ confidence: '0.5', content: 'there' }],
          start_time: '0.4',
          end_time: '1.119',
        },
        { id: 2, type: 'punctuation', alternatives: [{ confidence: '0.0', content: '.' }] },
        {
          id: 3,
          type: 'pronunciation',
          alternatives: [{ confidence: '1.0', content: 'Yes' }],
          start_time: '3.0',
          end_time: '4.0',
        },
        { id: 4, type: 'punctuation', alternatives: [{ confidence: '0.0', content: '.' }] },
      ],
      audio_segments: [
        { id: 0, transcript: 'Hello there.', start_time: '0.0', end_time: '1.119', items: [0, 1, 2] },
        { id: 1, transcript: 'Yes.', start_time: '3.0', end_time: '4.0', items: [3, 4] },
      ],
    },
    status: 'COMPLETED',
  })
})

test('when nobody spoke the text is empty and there are no items', () => {
  const { results } = transcriptJson({ ...job, channels: [[]] })
  expect(results).toEqual({ transcripts: [{ transcript: '' }], items: [], audio_segments: [] })
})

test('channels are one conversation by time, and each has its own items', () => {
  const channels = [
    [heard(0, [word('Hello', 0, 1)]), heard(1, [word('Bye', 4, 5)])],
    [heard(0, [word('Hi', 2, 3), stop(3)])],
  ]
  const { results } = transcriptJson({ ...job, channels, channelIdentification: true })
  expect(results.transcripts).toEqual([{ transcript: 'Hello Hi. Bye' }])
  expect(results.items.map((item) => [item.id, item.channel_label])).toEqual([
    [0, 'ch_0'],
    [1, 'ch_1'],
    [2, 'ch_1'],
    [3, 'ch_0'],
  ])
  expect(results.channel_labels?.number_of_channels).toBe(2)
  expect(results.channel_labels?.channels.map(({ channel_label, items }) => [channel_label, items.length])).toEqual([
    ['ch_0', 2],
    ['ch_1', 2],
  ])
  expect(results.audio_segments?.map((segment) => segment.channel_label)).toEqual(['ch_0', 'ch_1', 'ch_0'])
})

test('a silent channel is listed without items', () => {
  const channels = [[heard(0, [word('Hello', 0, 1)])], []]
  const { results } = transcriptJson({ ...job, channels, channelIdentification: true })
  expect(results.channel_labels?.channels[1]).toEqual({ channel_label: 'ch_1', items: [] })
})

test('alternatives stand by segment, the best first, as many as were asked for', () => {
  const readings = [
    [word('Hollow', 0, 1, 0.4), stop(1)],
    [word('Hallo', 0, 1, 0.2), stop(1)],
  ]
  const hello = heard(0, [word('Hello', 0, 1, 0.9), stop(1)], readings)
  const { results } = transcriptJson({ ...job, channels: [[hello]], maxAlternatives: 2 })
  expect(results.segments).toEqual([
    {
      start_time: '0.0',
      end_time: '1.0',
      alternatives: [
        {
          transcript: 'Hello.',
          items: [
            { start_time: '0.0', confidence: '0.9', end_time: '1.0', type: 'pronunciation', content: 'Hello' },
            { confidence: '0.0', type: 'punctuation', content: '.' },
          ],
        },
        {
          transcript: 'Hollow.',
          items: [
            { start_time: '0.0', confidence: '0.4', end_time: '1.0', type: 'pronunciation', content: 'Hollow' },
            { confidence: '0.0', type: 'punctuation', content: '.' },
          ],
        },
      ],
    },
  ])
  expect(results.items.every((item) => item.alternatives.length === 1)).toBe(true)
})
