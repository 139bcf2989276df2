/** Sentences of a true text as the ear hears them, grouped by the words that were truly said. */
import type { LanguageModelArtifact } from '../language-model/artifact.ts'
import { createEar, type Ear, type HeardWord } from '../language-model/ear.ts'
import { endsSentence, type Sentence } from './sentences.ts'
import { type SpokenGroup, weightOf } from './spoken-group.ts'

/** Sentences that are kept: tests and load runs say the same ones again and again. */
const mostKept = 2000
/** AWS returns ten readings at most, the best among them. */
const mostAlternatives = 9

export interface Hearing {
  /** @param alternatives - whether other readings are wanted as well */
  hear(sentence: Sentence, alternatives: boolean): readonly SpokenGroup[]
}

export interface Hearings {
  /** The same ear for the same language and language model: what it has heard once it knows. */
  of(languageCode: string, languageModel: LanguageModelArtifact | undefined): Promise<Hearing>
}

export function createHearings(): Hearings {
  const general = new Map<string, Promise<Hearing>>()
  const withModel = new WeakMap<LanguageModelArtifact, Map<string, Promise<Hearing>>>()
  return {
    of(languageCode, languageModel) {
      let known = general
      if (languageModel !== undefined) {
        known = withModel.get(languageModel) ?? new Map()
        withModel.set(languageModel, known)
      }
      let hearing = known.get(languageCode)
      if (hearing === undefined) {
        hearing = createEar({ languageCode, ...(languageModel !== undefined && { languageModel }) }).then(createHearing)
        known.set(languageCode, hearing)
      }
      return hearing
    },
  }
}

function createHearing(ear: Ear): Hearing {
  const kept = new Map<string, readonly SpokenGroup[]>()
  return {
    hear(sentence, alternatives) {
      const key = JSON.stringify([alternatives, sentence.map((word) => [word.written, word.after])])
      let groups = kept.get(key)
      if (groups === undefined) {
        groups = hearSentence(ear, sentence, alternatives)
        kept.set(key, groups)
        const [oldest] = kept.keys()
        if (kept.size > mostKept && oldest !== undefined) kept.delete(oldest)
      }
      return groups
    },
  }
}

function hearSentence(ear: Ear, sentence: Sentence, alternatives: boolean): readonly SpokenGroup[] {
  const written = sentence.map((word) => word.written)
  const best = byTruth(ear.hear(written))
  const others = alternatives ? ear.alternatives(written, mostAlternatives).map(byTruth) : []
  return best.map((heard, position) => {
    const truth = sentence.slice(heard.from, heard.to)
    const after = truth.at(-1)?.after ?? ''
    return {
      weight: truth.reduce((sum, word) => sum + weightOf(word.written), 0),
      words: heard.words,
      after,
      last: position === best.length - 1 || endsSentence(after),
      alternatives: others.flatMap((reading, rank) => {
        const other = reading.find((candidate) => candidate.from === heard.from && candidate.to === heard.to)
        return other !== undefined && differsOnlyAt(reading, best, heard.from) ? [{ words: other.words, rank }] : []
      }),
    }
  })
}

interface HeardGroup {
  readonly from: number
  readonly to: number
  readonly words: HeardWord[]
}

/** Words that stand for the same words of the truth, together. */
function byTruth(heard: readonly HeardWord[]): readonly HeardGroup[] {
  const groups: HeardGroup[] = []
  for (const word of heard) {
    const last = groups.at(-1)
    if (last !== undefined && last.from === word.from && last.to === word.to) last.words.push(word)
    else groups.push({ from: word.from, to: word.to, words: [word] })
  }
  return groups
}

function differsOnlyAt(reading: readonly HeardGroup[], best: readonly HeardGroup[], from: number): boolean {
  const text = (group: HeardGroup | undefined): string => (group?.words ?? []).map((word) => word.content).join(' ')
  return (
    reading.length === best.length &&
    reading.every((group, position) => (text(group) !== text(best[position])) === (group.from === from))
  )
}
