/** All 44 operations of the API model. A missing one does not compile. */
import { createLanguageModel } from './create-language-model.ts'
import { deleteLanguageModel } from './delete-language-model.ts'
import { deleteTranscriptionJob } from './delete-transcription-job.ts'
import { describeLanguageModel } from './describe-language-model.ts'
import { getTranscriptionJob } from './get-transcription-job.ts'
import { listLanguageModels } from './list-language-models.ts'
import { listTranscriptionJobs } from './list-transcription-jobs.ts'
import type { Desk, Operations } from './operation.ts'
import { startTranscriptionJob } from './start-transcription-job.ts'
import { unbuiltHandlers } from './unbuilt.ts'

export function createOperations(desk: Desk): Operations {
  return {
    ...unbuiltHandlers,
    StartTranscriptionJob: startTranscriptionJob(desk),
    GetTranscriptionJob: getTranscriptionJob(desk),
    ListTranscriptionJobs: listTranscriptionJobs(desk),
    DeleteTranscriptionJob: deleteTranscriptionJob(desk),
    CreateLanguageModel: createLanguageModel(desk),
    DescribeLanguageModel: describeLanguageModel(desk),
    ListLanguageModels: listLanguageModels(desk),
    DeleteLanguageModel: deleteLanguageModel(desk),
  }
}
