/** What every operation is given, and what it gives back. */
import type { OperationName } from '@scribelite/core/protocol'
import type { JobRecord } from '../jobs/job-record.ts'
import type { JobRunner } from '../jobs/job-runner.ts'
import type { LanguageModels } from '../jobs/language-models.ts'
import type { TrainingRunner } from '../jobs/training-runner.ts'
import type { ReceivedRequest } from '../received-request.ts'
import type { Records } from '../records.ts'
import type { Owner, Service } from '../service.ts'

/**
 * One operation. `input` is already checked against the API model, so a handler may read it as the model says.
 * Returns the output members; undefined for an operation that has none. Throws `AwsError` to refuse.
 */
export type Handler = (input: Readonly<Record<string, unknown>>, call: Call) => Promise<object | undefined>

export type Operations = Readonly<Record<OperationName, Handler>>

/** Who calls, and over which address. */
interface Call {
  readonly owner: Owner
  readonly request: Pick<ReceivedRequest, 'authority' | 'scheme'>
}

/** What the operations work on. */
export interface Desk {
  readonly service: Omit<Service, 'languageModels'>
  readonly jobs: Records<JobRecord>
  readonly jobRunner: JobRunner
  readonly languageModels: LanguageModels
  readonly trainingRunner: TrainingRunner
  /** Runs `work` while no other work of the same name runs. */
  alone<T>(name: string, work: () => Promise<T>): Promise<T>
}
