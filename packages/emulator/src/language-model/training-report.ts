/** What a training has brought, for a person to read: the manifest, and the words that general English did not have. */
import type { LanguageModelArtifact, LanguageModelManifest } from './artifact.ts'
import { generalEnglish } from './general-english.ts'

export interface TrainingReport extends LanguageModelManifest {
  /** The most frequent of the new words, as the text writes them. */
  readonly examples: readonly {
    readonly word: string
    readonly count: number
    /** ARPAbet; absent in languages whose sounds are not known here. */
    readonly pronunciation?: string
  }[]
}

const mostExamples = 50

export async function trainingReport({ manifest, lexicon }: LanguageModelArtifact): Promise<TrainingReport> {
  const english = /^en(?:-|$)/.test(manifest.languageCode) ? await generalEnglish() : undefined
  const added = [...lexicon.values()].filter(({ display }) => !english?.knows(display))
  added.sort((one, other) => other.count - one.count || (one.display < other.display ? -1 : 1))
  return {
    ...manifest,
    examples: added.slice(0, mostExamples).map(({ display, count, pronunciations: [pronunciation] }) => ({
      word: display,
      count,
      ...(pronunciation === undefined ? {} : { pronunciation }),
    })),
  }
}
