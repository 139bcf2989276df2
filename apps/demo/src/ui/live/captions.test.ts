import type { StreamResult } from '@scribelite/core/websocket'
import { expect, test } from 'vitest'
import { addResult, clockOf, endCaptions, noCaptions, packCaptions, textOf, unpackCaptions } from './captions.ts'

const result = (resultId: string, words: string, more: Partial<StreamResult> = {}): StreamResult => ({
  resultId,
  isPartial: false,
  startTime: 1,
  endTime: 2,
  transcript: words,
  items: words
    .split(' ')
    .filter((word) => word !== '')
    .map((content) => ({
      type: /\w/.test(content) ? 'pronunciation' : 'punctuation',
      content,
      startTime: 1,
      endTime: 2,
      vocabularyFilterMatch: false,
    })),
  entities: [],
  ...more,
})

const texts = (captions: { readonly settled: readonly Parameters<typeof textOf>[0][] }): string[] =>
  captions.settled.map(textOf)

test('a partial replaces the one before it, and the final settles it', () => {
  let captions = addResult(noCaptions, result('a', 'drain', { isPartial: true }))
  captions = addResult(captions, result('a', 'drain the', { isPartial: true }))
  expect(captions.open.map(textOf)).toEqual(['drain the'])
  captions = addResult(captions, result('a', 'Drain the node .'))
  expect(captions.open).toEqual([])
  expect(texts(captions)).toEqual(['Drain the node.'])
})

test('two channels are open side by side', () => {
  let captions = addResult(noCaptions, result('a', 'why', { isPartial: true, channelId: 'ch_0' }))
  captions = addResult(captions, result('b', 'because', { isPartial: true, channelId: 'ch_1' }))
  expect(captions.open.map(({ channel }) => channel)).toEqual(['ch_0', 'ch_1'])
  captions = addResult(captions, result('a', 'Why ?', { channelId: 'ch_0' }))
  expect(captions.open.map(textOf)).toEqual(['because'])
})

test('settled captions stay the same objects, so that a list need not draw them again', () => {
  const before = addResult(noCaptions, result('a', 'one'))
  const after = addResult(before, result('b', 'two', { isPartial: true }))
  expect(after.settled).toBe(before.settled)
})

test('words say whether they are stable', () => {
  const base = result('a', 'two words', { isPartial: true })
  const items = base.items.map((item, at) => ({ ...item, stable: at === 0 }))
  expect(addResult(noCaptions, { ...base, items }).open[0]?.words.map(({ stable }) => stable)).toEqual([true, false])
})

test('captions outlive a reload, what was open included', () => {
  let captions = addResult(noCaptions, result('a', 'Drain the node .', { channelId: 'ch_1' }))
  captions = addResult(captions, result('b', 'and then', { isPartial: true }))
  const back = unpackCaptions(packCaptions(captions))
  expect(texts(back)).toEqual(texts(endCaptions(captions)))
  expect(back.settled[0]).toMatchObject({ id: 'a', start: 1, end: 2, channel: 'ch_1', settled: true })
  expect(unpackCaptions(null)).toEqual(noCaptions)
  expect(unpackCaptions('{')).toEqual(noCaptions)
})

test('an hour of captions fits what a page may keep', () => {
  let captions = noCaptions
  for (let at = 0; at < 1200; at++) {
    captions = addResult(
      captions,
      result(`0f3c2a1e-7b6d-4c5e-9a8b-${at}`, 'eight words that were said in three seconds .'),
    )
  }
  expect(packCaptions(captions).length).toBeLessThan(1_000_000)
})

test('times read as on a player', () => {
  expect([0, 7.9, 750, 3723].map(clockOf)).toEqual(['0:00', '0:07', '12:30', '1:02:03'])
})
