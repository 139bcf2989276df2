/**
 * The batch half of an emulator, put together: the store, jobs and custom language models, and the JSON API over them.
 * In: what the emulator shares. Out: the API, the language models for streams, and the handles of the admin door.
 */
import { isUnfinished, type JobRecord } from './jobs/job-record.ts'
import { createJobRunner } from './jobs/job-runner.ts'
import { createLanguageModels, type LanguageModels } from './jobs/language-models.ts'
import { createTrainingRunner } from './jobs/training-runner.ts'
import { createJsonApi, type JsonApi } from './json-api.ts'
import { emptyServiceBuckets } from './objects/service-bucket.ts'
import { createOperations } from './operations/operations.ts'
import { createRecords } from './records.ts'
import type { Service } from './service.ts'
import { openStore } from './store.ts'

export interface Batch {
  readonly jsonApi: JsonApi
  readonly languageModels: LanguageModels
  /** Resolves when no job runs, waits or stands in the queue, and no model is in training. */
  idle(): Promise<void>
  /** Forgets every job and model and stops their work. Objects stay, as they are the user's; the service's own go. */
  reset(): Promise<void>
  /** Stops the work and closes the store. What was running is taken up again by the next emulator on the same folder. */
  close(): Promise<void>
}

export interface BatchOptions {
  /** Folder of the records; without it they are in memory. */
  readonly directory?: string
  /** The least seconds from the start of a job to its end. Default 0: as long as the work takes. */
  readonly jobSeconds?: number
  /** The least seconds that a training takes. Default 0. */
  readonly trainingSeconds?: number
  /** Jobs worked at the same time; any number up to the limit is IN_PROGRESS. Default 2. */
  readonly jobsAtOnce?: number
  /** Trainings worked at the same time. Default 1. */
  readonly trainingsAtOnce?: number
}

/** Opens the store and takes up the jobs and trainings that an earlier emulator left unfinished in it. */
export async function openBatch(parts: Omit<Service, 'languageModels'>, options: BatchOptions = {}): Promise<Batch> {
  const store = await openStore(options.directory)
  const jobs = createRecords<JobRecord>(store, 'transcription-job', isUnfinished)
  const languageModels = createLanguageModels(store)
  const rooms = { ...parts, languageModels }
  const jobRunner = createJobRunner(parts, jobs, {
    jobSeconds: options.jobSeconds ?? 0,
    atOnce: options.jobsAtOnce ?? 2,
    // The decoders are loaded with the first job, not with the emulator.
    transcribe: async (owner, record, signal) =>
      (await import('./jobs/transcription.ts')).transcribeJob(rooms, owner, record, signal),
  })
  const trainingRunner = createTrainingRunner(parts, languageModels, {
    trainingSeconds: options.trainingSeconds ?? 0,
    atOnce: options.trainingsAtOnce ?? 1,
  })
  const operations = createOperations({
    service: parts,
    jobs,
    jobRunner,
    languageModels,
    trainingRunner,
    alone: store.alone,
  })
  const stop = async (): Promise<void> => {
    await Promise.all([jobRunner.stop(), trainingRunner.stop()])
  }
  await trainingRunner.resume()
  await jobRunner.resume()

  return {
    jsonApi: createJsonApi(parts, operations),
    languageModels,
    async idle() {
      await Promise.all([jobRunner.idle(), trainingRunner.idle()])
    },
    async reset() {
      await stop()
      await store.clear()
      languageModels.forget()
      await emptyServiceBuckets(parts.objects)
    },
    async close() {
      await stop()
      await store.close()
    },
  }
}
