import { expect, test } from 'vitest'
import { cuesOf, transcriptToSubtitles } from './subtitles.ts'
import { type Transcript, type TranscriptItem, transcriptToText } from './transcript.ts'

const word = (content: string, start: number, end: number, more: Partial<TranscriptItem> = {}): TranscriptItem => ({
  type: 'pronunciation',
  alternatives: [{ confidence: '0.99', content }],
  start_time: String(start),
  end_time: String(end),
  ...more,
})
const mark = (content: string): TranscriptItem => ({
  type: 'punctuation',
  alternatives: [{ confidence: '0.0', content }],
})
const transcript = (...items: TranscriptItem[]): Transcript => ({
  jobName: 'one',
  accountId: '000000000000',
  results: { transcripts: [{ transcript: items.map((item) => item.alternatives[0]?.content).join(' ') }], items },
  status: 'COMPLETED',
})
const twoCues = transcript(
  word('Good', 0.239, 0.6),
  word('morning', 0.6, 1.5),
  mark(','),
  word('everyone', 1.5, 2),
  mark('.'),
  word('R&D', 3723.5, 3724),
  word('<is>', 3724, 3725.0004),
  word('here', 3725.0004, 3726),
)

test('SRT: number, times with a comma, text, blank line; numbers begin at 0', () => {
  expect(transcriptToSubtitles(twoCues, { format: 'srt' })).toBe(
    '0\n00:00:00,239 --> 00:00:02,000\nGood morning, everyone.\n\n1\n01:02:03,500 --> 01:02:06,000\nR&D <is> here\n\n',
  )
})

test('VTT: a header, points in the times, characters of markup escaped; numbers begin where asked', () => {
  expect(transcriptToSubtitles(twoCues, { format: 'vtt', startIndex: 1 })).toBe(
    'WEBVTT\n\n1\n00:00:00.239 --> 00:00:02.000\nGood morning, everyone.\n\n' +
      '2\n01:02:03.500 --> 01:02:06.000\nR&amp;D &lt;is> here\n\n',
  )
})

test('when nobody spoke there is no file', () => {
  expect(transcriptToSubtitles(transcript(), { format: 'srt' })).toBeUndefined()
  expect(transcriptToSubtitles(transcript(), { format: 'vtt' })).toBeUndefined()
})

test('a cue ends at the end of a sentence and at a pause, but a short sentence stays with the next', () => {
  const texts = (...items: TranscriptItem[]): string[] => cuesOf(transcript(...items)).flatMap((cue) => cue.lines)
  expect(texts(word('Wait', 0, 1), word('here', 1, 2), mark('.'), word('Please', 2, 2.5))).toEqual([
    'Wait here.',
    'Please',
  ])
  expect(texts(word('Yes', 0, 0.3), mark('.'), word('I', 0.3, 0.4), word('do', 0.4, 0.8), mark('.'))).toEqual([
    'Yes. I do.',
  ])
  expect(texts(word('and', 0, 0.3), word('then', 1.2, 1.5))).toEqual(['and', 'then'])
})

test('long speech without a pause is cut to cues that can be read', () => {
  const items = Array.from({ length: 200 }, (_, index) => word(`word${index}`, index / 5, (index + 1) / 5))
  const cues = cuesOf(transcript(...items))
  expect(cues.length).toBeGreaterThan(5)
  for (const [index, cue] of cues.entries()) {
    expect(cue.lines.join(' ').length).toBeLessThanOrEqual(84)
    expect(cue.end - cue.start).toBeLessThanOrEqual(7)
    expect(cue.start).toBeGreaterThanOrEqual(cues[index - 1]?.end ?? 0)
  }
  expect(cues.flatMap((cue) => cue.lines.join(' ').split(' '))).toHaveLength(200)
})

test('several speakers in one cue stand on lines of their own that begin with --', () => {
  const agent = { speaker_label: 'spk_0' }
  const customer = { speaker_label: 'spk_1' }
  const items = [word('Ready', 0, 0.5, agent), mark('?'), word('Yes', 0.6, 0.9, customer), mark('.')]
  expect(transcriptToSubtitles(transcript(...items), { format: 'srt' })).toBe(
    '0\n00:00:00,000 --> 00:00:00,900\n-- Ready?\n-- Yes.\n\n',
  )
  const longer = [word('Shall', 0, 1, agent), word('we', 1, 2, agent), word('Yes', 2.1, 2.4, customer)]
  expect(cuesOf(transcript(...longer)).map((cue) => cue.lines)).toEqual([['Shall we'], ['Yes']])
})

test('words of two channels that overlap make cues in order of their start', () => {
  const left = { channel_label: 'ch_0' }
  const right = { channel_label: 'ch_1' }
  const items = [word('First', 0, 1, left), word('speaker', 1, 3, left), word('interrupts', 0.5, 1.5, right)]
  expect(cuesOf(transcript(...items)).map((cue) => [cue.start, cue.lines])).toEqual([
    [0, ['First speaker']],
    [0.5, ['interrupts']],
  ])
})

test('the text is that of the transcript', () => {
  expect(transcriptToText(transcript(word('Hello', 0, 1)))).toBe('Hello')
  expect(transcriptToText(transcript())).toBe('')
})
