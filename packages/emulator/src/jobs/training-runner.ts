/**
 * The training of custom language models: IN_PROGRESS, then COMPLETED with the artifact kept, or FAILED with the rule
 * of AWS's that the data broke. In: records just created, or left over from an earlier run. The rules are the engine's.
 */
import { limitExceeded } from '@scribelite/core/protocol'
import { stackOf } from '../access-log.ts'
import { TrainingError } from '../language-model/artifact.ts'
import { ObjectStoreError } from '../objects/object-store.ts'
import type { Owner, Service } from '../service.ts'
import { createBackground } from './background.ts'
import type { LanguageModelRecord } from './language-model-record.ts'
import type { LanguageModels } from './language-models.ts'
import { textsBelow } from './training-data.ts'

export interface TrainingRunner {
  /** Takes a place for a training. Throws LimitExceededException when none is free. */
  reserve(owner: Owner): TrainingPlace
  /** Begins anew what an earlier run of the emulator left IN_PROGRESS. */
  resume(): Promise<void>
  idle(): Promise<void>
  stop(): Promise<void>
}

/** Held while the record is written: one of `enter` and `release` must follow. */
interface TrainingPlace {
  enter(record: LanguageModelRecord): void
  release(): void
}

export interface TrainingRunnerOptions {
  /** The least seconds that a training takes. */
  readonly trainingSeconds: number
  /** Trainings that are worked at once; up to `limits.concurrentTrainings` are IN_PROGRESS. */
  readonly atOnce: number
}

export function createTrainingRunner(
  service: Pick<Service, 'clock' | 'log' | 'limits' | 'engine' | 'objects'>,
  models: LanguageModels,
  options: TrainingRunnerOptions,
): TrainingRunner {
  const { clock, log } = service
  const background = createBackground(service, options.atOnce)
  const lines = new Map<string, { running: number }>()
  const lineOf = (owner: Owner): { running: number } => {
    const key = `${owner.accountId}/${owner.region}`
    const line = lines.get(key) ?? { running: 0 }
    lines.set(key, line)
    return line
  }

  const finish = async (
    owner: Owner,
    model: LanguageModelRecord,
    update: Partial<LanguageModelRecord>,
    extra: Parameters<LanguageModels['records']['change']>[3] = [],
  ): Promise<void> => {
    await models.records.change(
      owner,
      model.input.ModelName,
      (record) => (record.uuid === model.uuid ? { ...record, ...update, modifiedAt: clock.now() } : undefined),
      extra,
    )
  }

  const train = async (owner: Owner, model: LanguageModelRecord, signal: AbortSignal): Promise<void> => {
    const { input } = model
    const name = input.ModelName
    try {
      const artifact = await service.engine.train({
        languageCode: input.LanguageCode,
        baseModelName: input.BaseModelName,
        training: textsBelow(service.objects, model.training, signal),
        ...(model.tuning !== undefined && { tuning: textsBelow(service.objects, model.tuning, signal) }),
        signal,
      })
      signal.throwIfAborted()
      const files = [...artifact.files().keys()]
      await finish(owner, model, { status: 'COMPLETED', files }, models.artifactChanges(model, artifact))
      log({ level: 'info', message: `Language model ${name} is trained: ${summaryOf(artifact.manifest)}` })
    } catch (error) {
      if (signal.aborted) throw error
      // Another S3 that refuses is told of too: who set it up must hear of it.
      const known = error instanceof TrainingError || error instanceof ObjectStoreError
      // Documented: data that breaks a rule fails the model, not the call. Its FailureReasons are not documented.
      const failureReason = known ? error.message : 'An internal error occurred. Try your request again.'
      await finish(owner, model, { status: 'FAILED', failureReason })
      const message = `Language model ${name} failed: ${failureReason}`
      log({ level: known ? 'warn' : 'error', message, ...(!known && { detail: stackOf(error) }) })
    }
  }

  const begin = (owner: Owner, model: LanguageModelRecord, line: { running: number }): void => {
    const due = model.createdAt + options.trainingSeconds * 1000
    background.run({
      name: `Training of language model ${model.input.ModelName}`,
      async before(signal) {
        if (due > clock.now()) await clock.sleep(due - clock.now(), signal)
      },
      async work(signal) {
        try {
          await train(owner, model, signal)
        } finally {
          line.running--
        }
      },
    })
  }

  return {
    reserve(owner) {
      const line = lineOf(owner)
      if (line.running >= service.limits.concurrentTrainings)
        throw limitExceeded(
          'You have too many custom language models in training at the same time. Try your request again later.',
        )
      line.running++
      return {
        enter: (record) => begin(owner, record, line),
        release() {
          line.running--
        },
      }
    },
    async resume() {
      for await (const { owner, record } of models.records.unfinished()) {
        const line = lineOf(owner)
        line.running++
        begin(owner, record, line)
      }
    },
    idle: () => background.idle(),
    async stop() {
      await background.stop()
      lines.clear()
    },
  }
}

function summaryOf(manifest: {
  readonly words: number
  readonly newWords: number
  readonly perplexityBefore: number
  readonly perplexityAfter: number
}): string {
  const { words, newWords, perplexityBefore, perplexityAfter } = manifest
  return `${words} words, ${newWords} new ones, perplexity ${perplexityBefore.toFixed(1)} before and ${perplexityAfter.toFixed(1)} after`
}
