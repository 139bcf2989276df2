/** Reads what a fixture says: a true text, or segments word for word, or the transcript file of a job. */
import type { Says, ScriptedSegment, ScriptedWord, Speech } from './fixture.ts'
import { FixtureError } from './fixture.ts'
import { member, type Place, readList, readNumber, readObject, readText, refuse } from './fixture-reader.ts'
import { betweenWords, endsSentence, isAbbreviation } from './sentences.ts'
import { segmentPause } from './timed-segments.ts'

export const speechMembers: readonly string[] = ['text', 'segments', 'channels']

/** Confidence of scripted words that give none. */
const sure = 0.99

/** @param text - whether a plain `text` is what is spoken (`true`) or what is returned (`said`) */
export function readSays(place: Place, text: 'true' | 'said'): Says | undefined {
  const [own, segments, channels] = speechMembers.map((key) => member(place, key))
  const given = [own, segments, channels].filter((found) => found?.value !== undefined)
  if (given.length > 1) refuse(place, 'only one of text, segments and channels')
  if (own?.value !== undefined) return [readSpeechText(own, text)]
  if (segments?.value !== undefined) return [{ kind: 'said', segments: readSegments(segments) }]
  if (channels?.value === undefined) return undefined
  const list = readList(channels, 'two channels')
  if (list.length !== 2) refuse(channels, 'a list of two channels')
  return list.map((channel) => {
    readObject(channel, ['text', 'segments'])
    const says = readSays(channel, text)
    return says?.[0] ?? refuse(channel, 'text or segments')
  })
}

function readSpeechText(place: Place, kind: 'true' | 'said'): Speech {
  const text = readText(place, 'a text that is not empty')
  if (kind === 'true') return { kind, text }
  return { kind, segments: bySentence(wordsOf(text)).map((words) => ({ words, partials: [], alternatives: [] })) }
}

function readSegments(place: Place): readonly ScriptedSegment[] {
  const places = readList(place, 'segments')
  const segments = places.map(readSegment)
  const timed = segments.filter((segment) => segment.start !== undefined).length
  if (timed !== 0 && timed !== segments.length) refuse(place, 'times in every segment or in none')
  for (const [index, segment] of segments.entries())
    if ((segment.start ?? 0) < (segments[index - 1]?.end ?? 0))
      refuse(places[index] ?? place, 'segments in order of time, not overlapping')
  return segments
}

function readSegment(place: Place): ScriptedSegment {
  const get = readObject(place, ['text', 'words', 'start', 'end', 'partials', 'alternatives'])
  const words = readWords(place)
  const spoken = words.filter((word) => word.kind === 'word')
  const read = (key: string): number | undefined => {
    const found = get(key)
    return found === undefined ? undefined : readNumber(found, 'seconds, 0 or more')
  }
  const start = read('start') ?? spoken[0]?.start
  const end = read('end') ?? spoken.at(-1)?.end
  if ((start === undefined) !== (end === undefined)) refuse(place, 'start and end, or neither')
  if (start !== undefined && end !== undefined && end < start) refuse(place, 'an end that is not before the start')
  const partials = get('partials')
  if (partials !== undefined && start === undefined) refuse(partials, 'partials only in a segment with start and end')
  const alternatives = get('alternatives')
  return {
    words,
    ...(start !== undefined && end !== undefined && { start, end }),
    partials: partials === undefined ? [] : readList(partials, 'partials').map(readPartial),
    alternatives: alternatives === undefined ? [] : readList(alternatives, 'texts').map(readReading),
  }
}

function readPartial(place: Place): ScriptedSegment['partials'][number] {
  if (typeof place.value === 'string') return { words: readReading(place) }
  const at = readObject(place, ['at', 'text', 'words'])('at')
  return { ...(at !== undefined && { at: readNumber(at, 'seconds, 0 or more') }), words: readWords(place) }
}

const readReading = (place: Place): readonly ScriptedWord[] => wordsOf(readText(place, 'a text'))

function readWords(place: Place): readonly ScriptedWord[] {
  const [text, words] = [member(place, 'text'), member(place, 'words')]
  if ((text.value === undefined) === (words.value === undefined)) refuse(place, 'either text or words')
  if (text.value !== undefined) return readReading(text)
  const list = readList(words, 'words').map(readWord)
  if (list.length === 0) refuse(words, 'at least one word')
  const spoken = list.filter((word) => word.kind === 'word')
  const timed = spoken.filter((word) => word.start !== undefined)
  if (timed.length !== 0 && timed.length !== spoken.length) refuse(words, 'times for every word or for none')
  for (const [index, word] of timed.entries())
    if ((word.start ?? 0) < (timed[index - 1]?.end ?? 0)) refuse(words, 'words in order of time, not overlapping')
  return list
}

function readWord(place: Place): ScriptedWord {
  if (typeof place.value === 'string') return scriptedWord(readText(place, 'a word'))
  const get = readObject(place, ['content', 'start', 'end', 'confidence'])
  const number = (key: string, what: string, most?: number): number | undefined => {
    const found = get(key)
    return found === undefined ? undefined : readNumber(found, what, most)
  }
  const start = number('start', 'seconds, 0 or more')
  const end = number('end', 'seconds, 0 or more')
  const confidence = number('confidence', 'a number from 0 to 1', 1)
  if ((start === undefined) !== (end === undefined)) refuse(place, 'start and end, or neither')
  if (start !== undefined && end !== undefined && end < start) refuse(place, 'an end that is not before the start')
  return {
    ...scriptedWord(readText(member(place, 'content'), 'a word')),
    ...(start !== undefined && end !== undefined && { start, end }),
    ...(confidence !== undefined && { confidence }),
  }
}

function scriptedWord(content: string): ScriptedWord {
  if (/^[.,?!;:。、？！।]$/u.test(content)) return { kind: 'punctuation', content, confidence: 0 }
  return { kind: 'word', content, confidence: sure }
}

/** Split at blanks, with marks at the end of a word as tokens of their own. */
function wordsOf(text: string): readonly ScriptedWord[] {
  return text
    .split(betweenWords)
    .flatMap((chunk, index, chunks) =>
      isAbbreviation(chunk, chunks[index + 1])
        ? [chunk]
        : (/^(.+?)([.,?!;:、。？！।]?)$/su.exec(chunk)?.slice(1) ?? []),
    )
    .filter((content) => content !== '')
    .map(scriptedWord)
}

function bySentence<T extends { readonly content: string }>(words: readonly T[]): T[][] {
  const sentences: T[][] = [[]]
  for (const word of words) {
    sentences.at(-1)?.push(word)
    if (endsSentence(word.content)) sentences.push([])
  }
  return sentences.filter((sentence) => sentence.length > 0)
}

/** A text that lies beside the media: plain text is what is spoken, JSON says it as a fixture does or is a transcript. */
export function readScript(script: { readonly name: string; readonly text: string }): Says {
  if (!script.name.endsWith('.json')) {
    return [{ kind: 'true', text: script.text }]
  }
  let value: unknown
  try {
    value = JSON.parse(script.text)
  } catch (cause) {
    throw new FixtureError(`${script.name}: not JSON: ${cause instanceof Error ? cause.message : cause}`, { cause })
  }
  const place: Place = { file: script.name, path: '', value }
  if (typeof value === 'object' && value !== null && 'results' in value) return saysOfTranscript(place)
  readObject(place, speechMembers)
  return readSays(place, 'true') ?? refuse(place, 'text, segments, channels, or the transcript of a job')
}

/** The transcript of a job, returned as it stands: words, times and confidences. */
function saysOfTranscript(place: Place): Says {
  const results = member(place, 'results')
  const items = childOf(results, 'items', 'the results of a transcript')
  const channels = new Map<unknown, ScriptedWord[]>()
  for (const item of readList(items, 'items')) {
    const label = childOf(item, 'channel_label', 'an item').value
    channels.set(label, [...(channels.get(label) ?? []), wordOfItem(item)])
  }
  const labels = [...channels.keys()].sort()
  return labels.map((label) => ({ kind: 'said', segments: timedSegments(channels.get(label) ?? []) }))
}

function wordOfItem(item: Place): ScriptedWord {
  const [best] = readList(childOf(item, 'alternatives', 'an item'), 'alternatives')
  if (best === undefined) refuse(item, 'an item with an alternative')
  const content = readText(childOf(best, 'content', 'an alternative'), 'a text')
  if (member(item, 'type').value === 'punctuation') return { kind: 'punctuation', content, confidence: 0 }
  const number = (place: Place, what: string): number => readNumber({ ...place, value: Number(place.value) }, what)
  const start = number(member(item, 'start_time'), 'seconds')
  const end = number(member(item, 'end_time'), 'seconds')
  const confidence = member(best, 'confidence')
  return {
    kind: 'word',
    content,
    start,
    end,
    // A redacted word has none.
    confidence: confidence.value === undefined ? sure : number(confidence, 'a confidence'),
  }
}

function childOf(place: Place, key: string, what: string): Place {
  if (typeof place.value !== 'object' || place.value === null || Array.isArray(place.value)) refuse(place, what)
  return member(place, key)
}

function timedSegments(words: readonly ScriptedWord[]): readonly ScriptedSegment[] {
  const parts: ScriptedWord[][] = [[]]
  for (const [index, word] of words.entries()) {
    const part = parts.at(-1)
    const before = part?.findLast((other) => other.kind === 'word')
    const afterPause = word.kind === 'word' && (word.start ?? 0) - (before?.end ?? word.start ?? 0) >= segmentPause
    if (afterPause || endsSentence(words[index - 1]?.content ?? '')) parts.push([word])
    else part?.push(word)
  }
  return parts
    .filter((part) => part.some((word) => word.kind === 'word'))
    .map((part) => {
      const spoken = part.filter((word) => word.kind === 'word')
      const [start, end] = [spoken[0]?.start ?? 0, spoken.at(-1)?.end ?? 0]
      return { words: part, start, end, partials: [], alternatives: [] }
    })
}
