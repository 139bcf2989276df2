/**
 * The operations of the API model that scribelite does not have yet. Each answers HTTP 501 `NotImplemented`; the list
 * is the one in FIDELITY.md. An operation that is neither here nor in `operations.ts` does not compile.
 */
import { AwsError } from '@scribelite/core/protocol'
import type { Handler } from './operation.ts'

export const unbuiltOperations = [
  'CreateCallAnalyticsCategory',
  'CreateMedicalVocabulary',
  'CreateVocabulary',
  'CreateVocabularyFilter',
  'DeleteCallAnalyticsCategory',
  'DeleteCallAnalyticsJob',
  'DeleteMedicalScribeJob',
  'DeleteMedicalTranscriptionJob',
  'DeleteMedicalVocabulary',
  'DeleteVocabulary',
  'DeleteVocabularyFilter',
  'GetCallAnalyticsCategory',
  'GetCallAnalyticsJob',
  'GetMedicalScribeJob',
  'GetMedicalTranscriptionJob',
  'GetMedicalVocabulary',
  'GetVocabulary',
  'GetVocabularyFilter',
  'ListCallAnalyticsCategories',
  'ListCallAnalyticsJobs',
  'ListMedicalScribeJobs',
  'ListMedicalTranscriptionJobs',
  'ListMedicalVocabularies',
  'ListTagsForResource',
  'ListVocabularies',
  'ListVocabularyFilters',
  'StartCallAnalyticsJob',
  'StartMedicalScribeJob',
  'StartMedicalTranscriptionJob',
  'TagResource',
  'UntagResource',
  'UpdateCallAnalyticsCategory',
  'UpdateLanguageModel',
  'UpdateMedicalVocabulary',
  'UpdateVocabulary',
  'UpdateVocabularyFilter',
] as const

export type UnbuiltOperation = (typeof unbuiltOperations)[number]

/** Clients do not retry 501, so the answer is seen at once. */
export const notImplemented = (what: string): AwsError =>
  new AwsError('NotImplemented', `scribelite does not implement ${what} yet.`, { fault: 'server' })

export const unbuiltHandlers: Readonly<Record<UnbuiltOperation, Handler>> = Object.fromEntries(
  unbuiltOperations.map((name): [UnbuiltOperation, Handler] => [name, () => Promise.reject(notImplemented(name))]),
) as Record<UnbuiltOperation, Handler>
