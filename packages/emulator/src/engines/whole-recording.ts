/** Places a text in a recording that is known to its end: words stand where speech is, sentences end at pauses. */
import { endsSentence } from './sentences.ts'
import type { SpeechRegion } from './speech-frames.ts'
import type { SpokenGroup } from './spoken-group.ts'
import { createSegmentLine, type TimedSegment } from './timed-segments.ts'

/** Seconds by which a pause may be missed for the sake of putting the end of a sentence, or a comma, before it. */
const pullOfSentence = 0.8
const pullOfComma = 0.35

/** No speech, no segments, whatever the text. */
export function placeInRecording(groups: readonly SpokenGroup[], regions: readonly SpeechRegion[]): TimedSegment[] {
  const line = createSegmentLine()
  let from = 0
  for (const [region, to] of boundaries(groups, regions)) {
    const inside = groups.slice(from, to)
    const weight = sumOf(inside, (group) => group.weight)
    let before = 0
    for (const group of inside) {
      const start = region.start + ((region.end - region.start) * before) / weight
      before += group.weight
      line.add(group, start, region.start + ((region.end - region.start) * before) / weight)
    }
    from = to
  }
  line.close()
  return line.segments
}

/** For each region, the index of the first group that is spoken after it. */
function* boundaries(
  groups: readonly SpokenGroup[],
  regions: readonly SpeechRegion[],
): Generator<[SpeechRegion, number]> {
  const perSecond = sumOf(groups, (group) => group.weight) / sumOf(regions, (region) => region.end - region.start)
  let spoken = 0
  let weight = 0
  let next = 0
  for (const [position, region] of regions.entries()) {
    spoken += region.end - region.start
    if (position === regions.length - 1) {
      yield [region, groups.length]
      return
    }
    let best = { cost: Math.abs(weight / perSecond - spoken), index: next, weight }
    for (let index = next; index < groups.length; index++) {
      weight += groups[index]?.weight ?? 0
      const cost = Math.abs(weight / perSecond - spoken) - pullOf(groups[index])
      if (cost < best.cost) best = { cost, index: index + 1, weight }
      if (weight / perSecond - spoken > 2) break
    }
    ;({ index: next, weight } = best)
    yield [region, next]
  }
}

function pullOf(group: SpokenGroup | undefined): number {
  if (group === undefined) return 0
  if (group.last || endsSentence(group.after)) return pullOfSentence
  return group.after === '' ? 0 : pullOfComma
}

const sumOf = <T>(list: readonly T[], measure: (element: T) => number): number =>
  list.reduce((sum, element) => sum + measure(element), 0)
