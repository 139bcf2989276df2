/** Two jobs over the same recording, one of them with a model. What a comparison is, and the jobs that make it. */
import type { NewJob } from '../../api/api.ts'

export interface Comparison {
  readonly mediaUri: string
  readonly languageCode: string
  readonly modelName: string
  /** What is truly said; empty when nobody knows. */
  readonly reference: string
  readonly withoutJob: string
  readonly withJob: string
}

/** Names that show in the list of jobs what they are. */
export const newComparison = (
  asked: Pick<Comparison, 'mediaUri' | 'languageCode' | 'modelName' | 'reference'>,
  id: string,
): Comparison => ({
  ...asked,
  withoutJob: `compare-${id}-general`,
  withJob: `compare-${id}-${asked.modelName}`.slice(0, 200),
})

export const jobsOf = (comparison: Comparison): readonly [NewJob, NewJob] => {
  const { mediaUri, languageCode, modelName } = comparison
  return [
    { name: comparison.withoutJob, mediaUri, languageCode },
    { name: comparison.withJob, mediaUri, languageCode, languageModelName: modelName },
  ]
}
