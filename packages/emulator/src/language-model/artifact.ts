/** What training leaves behind and recognition uses: the same for every engine. */
export interface LanguageModelArtifact {
  readonly manifest: LanguageModelManifest
  /** Every word of the training text, in lower case, with its pronunciations in ARPAbet without stress. */
  readonly lexicon: ReadonlyMap<string, LexiconEntry>
  /** log10 P(word | up to two words before it, newest last), of the domain model alone. Unknown words: undefined. */
  logProbability(context: readonly string[], word: string): number | undefined
  /** The files that stand for it on disk: `model.arpa`, `lexicon.txt`, `manifest.json`. */
  files(): ReadonlyMap<string, string>
}

export interface LexiconEntry {
  /** As the training text most often writes it inside a sentence: `Kubernetes`, `IAM`. */
  readonly display: string
  /** Each one phones separated by single blanks: `K UW B ER N EH T IY Z`. */
  readonly pronunciations: readonly string[]
  readonly source: 'dictionary' | 'g2p'
  readonly count: number
}

/** What training found and chose. */
export interface LanguageModelManifest {
  readonly languageCode: string
  readonly baseModelName: 'NarrowBand' | 'WideBand'
  /** Running words of training text. */
  readonly words: number
  readonly vocabulary: number
  /** Words of the training text that general English (the base vocabulary) does not hold. */
  readonly newWords: number
  /** Weight of the domain model, 0 to 1, in its interpolation with the base. */
  readonly lambda: number
  /** On the tuning text, or on held-out training text: the base alone, and with this model. */
  readonly perplexityBefore: number
  readonly perplexityAfter: number
}

/** What a language model is trained from. Texts are read once, in order. */
export interface TrainingInput {
  readonly languageCode: string
  readonly baseModelName: 'NarrowBand' | 'WideBand'
  readonly training: AsyncIterable<TrainingText>
  readonly tuning?: AsyncIterable<TrainingText>
  readonly signal: AbortSignal
}

/** One object below the S3 prefix. */
export interface TrainingText {
  readonly uri: string
  /** Bytes as they stand in the bucket, not yet decoded. */
  readonly bytes: Uint8Array
}

/** Training data broke a rule of AWS's: the model becomes FAILED with this message as its FailureReason. */
export class TrainingError extends Error {
  override readonly name = 'TrainingError'
}
