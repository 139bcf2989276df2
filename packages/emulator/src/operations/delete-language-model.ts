import { badRequest } from '@scribelite/core/protocol'
import { isTraining } from '../jobs/language-model-record.ts'
import { noSuchModel } from './describe-language-model.ts'
import type { Desk, Handler } from './operation.ts'

/** What AWS does with an unknown name or a model in training is not known: refused here as with jobs. */
export function deleteLanguageModel({ languageModels }: Desk): Handler {
  return async (input, { owner }) => {
    const deleted = await languageModels.records.delete(
      owner,
      String(input.ModelName),
      (record) => {
        if (isTraining(record))
          throw badRequest(
            `The requested language model can't be deleted while its status is ${record.status}. Wait until it ends and try your request again.`,
          )
      },
      languageModels.removalOf,
    )
    if (!deleted) throw noSuchModel()
    return undefined
  }
}
