/** A local Amazon Transcribe: JSON API, WebSocket and HTTP/2 streams, signatures and custom language models. */
export { CredentialsError, readCredentials } from './auth/credential-store.ts'
export type { AuthMode, KnownCredentials } from './auth/credentials.ts'
export type { EmulatorClock } from './clock.ts'
export { createEmulator, type Emulator, type EmulatorOptions, type Listening, type ListenOptions } from './emulator.ts'
export type {
  AudioSource,
  Engine,
  Hypothesis,
  RecognitionSettings,
  Recognizer,
  Token,
} from './engines/engine.ts'
export { FixtureError, type FixtureSet } from './engines/fixture.ts'
export { parseFixtures, readFixtures } from './engines/fixtures.ts'
export type { Journal, JournalEntry } from './journal.ts'
export {
  type LanguageModelArtifact,
  type LanguageModelManifest,
  TrainingError,
  type TrainingInput,
  type TrainingText,
} from './language-model/artifact.ts'
export { trainLanguageModel } from './language-model/training.ts'
export type { Limits } from './limits.ts'
export type { Log, LogLine } from './log.ts'
