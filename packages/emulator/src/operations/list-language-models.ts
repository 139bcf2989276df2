import { describedModel, type ModelStatus } from '../jobs/language-model-record.ts'
import type { Desk, Handler } from './operation.ts'
import { contains, type PageInput, pageOf } from './page.ts'

interface Input extends PageInput {
  readonly StatusEquals?: ModelStatus
  readonly NameContains?: string
}

export function listLanguageModels({ languageModels }: Desk): Handler {
  return async (members, { owner }) => {
    const input = members as Input
    const page = await pageOf(
      'models',
      input,
      (after) => languageModels.records.list(owner, after),
      (record) =>
        (input.StatusEquals === undefined || record.status === input.StatusEquals) &&
        contains(record.input.ModelName, input.NameContains),
    )
    return { ...page.next, Models: page.records.map(describedModel) }
  }
}
