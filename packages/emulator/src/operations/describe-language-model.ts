import { badRequest } from '@scribelite/core/protocol'
import { describedModel } from '../jobs/language-model-record.ts'
import type { Desk, Handler } from './operation.ts'

/** BadRequestException as for jobs: Terraform, tested against AWS, takes that for "gone". The words are of the family. */
export const noSuchModel = (): Error =>
  badRequest(
    "The requested language model couldn't be found. Check the language model name and try your request again.",
  )

export function describeLanguageModel({ languageModels }: Desk): Handler {
  return async (input, { owner }) => {
    const record = await languageModels.records.get(owner, String(input.ModelName))
    if (record === undefined) throw noSuchModel()
    return { LanguageModel: describedModel(record) }
  }
}
