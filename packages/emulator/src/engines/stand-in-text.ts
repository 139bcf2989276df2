/** Text for audio that nobody scripted: plain English sentences, drawn by the audio's fingerprint, the same every time. */
import { type Sentence, sentencesOf } from './sentences.ts'
import { type SpokenGroup, verbatim } from './spoken-group.ts'

const openings = ['Today', 'This morning', 'After lunch', 'Last week', 'Later', 'On Monday', 'In the evening', 'Again']
const people = ['we', 'they', 'my brother', 'the teacher', 'our neighbor', 'the driver', 'a friend', 'the manager']
const deeds = ['talked about', 'looked for', 'brought back', 'asked about', 'waited for', 'found', 'forgot', 'paid for']
const things = ['the letter', 'a new table', 'the garden', 'the old house', 'some coffee', 'the tickets', 'that story']
const places = ['in the kitchen', 'near the station', 'at the office', 'on the way home', 'by the river', 'at school']
const questions = ['Did you see', 'Who has', 'Who took', 'What about', 'Can we keep']

/** Sentences without end. */
export function* standInSentences(fingerprint: string): Generator<readonly SpokenGroup[], never> {
  const next = randomFrom(fingerprint)
  const pick = (list: readonly string[]): string => list[Math.floor(next() * list.length)] ?? ''
  for (;;) {
    const form = next()
    const place = next() < 0.6 ? ` ${pick(places)}` : ''
    const statement = `${pick(people)} ${pick(deeds)} ${pick(things)}${place}.`
    const text =
      form < 0.4
        ? capitalized(statement)
        : form < 0.8
          ? `${pick(openings)} ${statement}`
          : `${pick(questions)} ${pick(things)}${place}?`
    for (const sentence of sentencesOf(text) satisfies readonly Sentence[])
      yield verbatim(sentence, () => Math.round((0.7 + 0.29 * next()) * 1000) / 1000)
  }
}

const capitalized = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** Numbers from 0 to 1, the same for the same seed on every runtime (mulberry32). */
function randomFrom(fingerprint: string): () => number {
  let state = Number.parseInt(fingerprint.slice(0, 8), 16) | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
