/** What a fixture says, once read and checked. The file format is described in `fixtures/README.md`. */

/** What recordings say, for the scripted engine; read by `readFixtures` or `parseFixtures`. */
export interface FixtureSet {
  readonly fixtures: readonly Fixture[]
}

export interface Fixture {
  /** For messages: the name that was given, or file and position. */
  readonly name: string
  readonly match: FixtureMatch
  /** What is said, by channel: one for all channels, or one each. Absent: only a fault. */
  readonly says?: Says
  /** What is returned, word for word, with a certain language model: a name, a pattern with `*`, or `none`. */
  readonly models: readonly { readonly pattern: string; readonly says: Says }[]
  readonly fault?: Fault
}

/** Every key that is there must hold. */
export interface FixtureMatch {
  readonly audio: readonly AudioFile[]
  readonly fingerprints: readonly string[]
  /** Patterns with `*`. */
  readonly mediaUri?: string
  readonly jobName?: string
  readonly sessionId?: string
  readonly languageModelName?: string
  readonly channel?: number
}

/** A media file, read when the first audio has to be recognised. */
export interface AudioFile {
  readonly name: string
  /** Refuses a file that is not there, long before it is read. */
  check(): Promise<void>
  read(): Promise<Uint8Array>
}

export type Says = readonly Speech[]

/** `true`: what is spoken, to be heard by the ear. `said`: what is returned, word for word. */
export type Speech =
  | { readonly kind: 'true'; readonly text: string }
  | { readonly kind: 'said'; readonly segments: readonly ScriptedSegment[] }

export interface ScriptedSegment {
  readonly words: readonly ScriptedWord[]
  /** Seconds of the recording. Both or neither; without, the words are placed where speech is. */
  readonly start?: number
  readonly end?: number
  readonly partials: readonly { readonly at?: number; readonly words: readonly ScriptedWord[] }[]
  readonly alternatives: readonly (readonly ScriptedWord[])[]
}

export interface ScriptedWord {
  readonly kind: 'word' | 'punctuation'
  readonly content: string
  readonly start?: number
  readonly end?: number
  readonly confidence: number
}

export interface Fault {
  /** Seconds of the recording after which it happens. */
  readonly afterSeconds: number
  /** Seconds of the emulator's clock in which nothing is heard; then it goes on, or the exception is thrown. */
  readonly delaySeconds: number
  readonly exception?: { readonly code: string; readonly message: string }
}

/** A fixture that cannot be used: the message says in which file, where in it, what was got and what is expected. */
export class FixtureError extends Error {
  override readonly name = 'FixtureError'
  readonly code = 'INVALID_FIXTURE'
}
