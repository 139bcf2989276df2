import { expect, test } from 'vitest'
import { sentencesOf } from './sentences.ts'
import { type SpeechRegion, speechFlags, speechRegions } from './speech-frames.ts'
import { verbatim } from './spoken-group.ts'
import { placeInRecording } from './whole-recording.ts'

const groups = (text: string) => sentencesOf(text).flatMap((sentence) => verbatim(sentence, () => 0.9))
const place = (text: string, ...regions: [number, number][]) =>
  placeInRecording(
    groups(text),
    regions.map(([start, end]): SpeechRegion => ({ start, end })),
  )
const texts = (text: string, ...regions: [number, number][]): string[] =>
  place(text, ...regions).map((segment) => segment.tokens.map((token) => token.content).join(' '))

test('a sentence ends at the pause that is near its end, not at the one that is nearest by length', () => {
  // By length alone the second region would begin with "very".
  expect(texts('One rather long sentence is here. Very short.', [0, 2.2], [3, 4])).toEqual([
    'One rather long sentence is here .',
    'Very short .',
  ])
})

test('a long pause inside a sentence makes two segments, a short one does not', () => {
  expect(texts('We wait, then go', [0, 0.6], [2, 2.6])).toEqual(['We wait ,', 'then go'])
  expect(texts('We wait, then go', [0, 0.6], [0.9, 1.5])).toEqual(['We wait , then go'])
})

test('all words are placed, inside the speech, in order', () => {
  const text = 'There are many more words in this text than seconds in the audio, which is all that there is to it.'
  const regions: [number, number][] = [
    [0.5, 0.6],
    [0.9, 1],
    [1.5, 3],
  ]
  const words = place(text, ...regions).flatMap((segment) => segment.tokens.filter((token) => token.kind === 'word'))
  expect(words).toHaveLength(21)
  for (const [index, word] of words.entries()) {
    expect(regions.some(([start, end]) => word.start >= start && word.end <= end)).toBe(true)
    expect(word.start).toBeGreaterThanOrEqual(words[index - 1]?.end ?? 0)
  }
})

test('without speech, or without text, there is nothing', () => {
  expect(place('Hello.')).toEqual([])
  expect(place('', [0, 1])).toEqual([])
})

test('speech is found by its energy: short stops belong to it, clicks do not count', () => {
  const sampleRate = 8000
  const loud = (from: number, to: number) => (time: number) => time >= from && time < to
  const parts = [loud(0.5, 1), loud(1.1, 1.5), loud(2.5, 2.51), loud(3, 3.4)]
  const samples = Int16Array.from({ length: 4 * sampleRate }, (_, index) =>
    parts.some((part) => part(index / sampleRate)) ? (index % 2 === 0 ? 900 : -900) : index % 7,
  )
  const regions = speechRegions(speechFlags(samples, sampleRate))
  expect(regions.map(({ start, end }) => [start.toFixed(2), end.toFixed(2)])).toEqual([
    ['0.50', '1.50'],
    ['3.00', '3.40'],
  ])
})
