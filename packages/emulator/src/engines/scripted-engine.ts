/** The default engine: what is said comes from fixtures, what is heard from the ear and the language model. */
import { type Clock, createClock } from '../clock.ts'
import { trainLanguageModel } from '../language-model/train-language-model.ts'
import { type Log, silentLog } from '../log.ts'
import { createAudioIndex } from './audio-index.ts'
import type { Engine } from './engine.ts'
import type { FixtureSet } from './fixture.ts'
import { noFixtures } from './fixtures.ts'
import { createHearings } from './hearing.ts'
import { hearScripted } from './scripted-recognizer.ts'

export interface ScriptedEngineOptions {
  /** What is said. Default: nothing is scripted. */
  readonly fixtures?: FixtureSet
  /** For scripted delays. Default: the machine's. */
  readonly clock?: Pick<Clock, 'sleep'>
  /** Told when audio gets stand-in text. Default: says nothing. */
  readonly log?: Log
}

/**
 * Deterministic: the same samples, language model and settings give the same hypotheses, whatever the size of the
 * blocks and on every runtime.
 */
export function createScriptedEngine(options: ScriptedEngineOptions = {}): Engine {
  const { fixtures = noFixtures, clock = createClock(), log = silentLog } = options
  const hearings = createHearings()
  const audioIndex = createAudioIndex(fixtures)

  return {
    name: 'scripted',
    train: trainLanguageModel,
    open(settings) {
      const hearing = () => hearings.of(settings.languageCode, settings.languageModel)
      const sleep = (milliseconds: number, signal: AbortSignal): Promise<void> => clock.sleep(milliseconds, signal)
      return {
        hear: (audio, signal) => hearScripted({ settings, fixtures, audioIndex, hearing, sleep, log }, audio, signal),
      }
    },
  }
}
