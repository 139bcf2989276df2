import type { LanguageModelArtifact, TrainingInput } from './artifact.ts'

/**
 * Trains a custom language model, for engines of your own: the artifact is the same for all. What it needs (the dictionary, the
 * grapheme-to-phoneme model) is loaded with the first call.
 *
 * @throws TrainingError with the FailureReason that AWS's rules give the text
 */
export async function trainLanguageModel(input: TrainingInput): Promise<LanguageModelArtifact> {
  const { trainLanguageModel: train } = await import('./train-language-model.ts')
  return train(input)
}
