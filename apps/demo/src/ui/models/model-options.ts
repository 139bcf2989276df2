import type { Model } from '../../api/api.ts'
import { timeText } from '../words-for.ts'

export interface ModelOption {
  readonly value: string
  readonly label: string
  readonly description: string
  readonly labelTag?: string
  readonly disabled?: boolean
  readonly disabledReason?: string
}

/** Models of a language, ready ones first. One that is being trained can be chosen: a job may wait for it. */
export const modelOptions = (models: readonly Model[], languageCode: string): readonly ModelOption[] =>
  models
    .filter((model) => model.languageCode === languageCode)
    .sort((one, other) => rank(one) - rank(other))
    .map((model) => ({
      value: model.name,
      label: model.name,
      description: `${baseText(model.baseModel)}, created ${timeText(model.createdAt)}`,
      ...(model.status === 'IN_PROGRESS' ? { labelTag: 'Training' } : {}),
      ...(model.status === 'FAILED'
        ? { labelTag: 'Failed', disabled: true, disabledReason: 'Its training has failed.' }
        : {}),
    }))

const rank = ({ status }: Model): number => ['COMPLETED', 'IN_PROGRESS', 'FAILED'].indexOf(status)

export const baseText = (base: string | undefined): string => {
  if (base === 'NarrowBand') return 'NarrowBand (below 16 kHz)'
  if (base === 'WideBand') return 'WideBand (16 kHz and above)'
  return base ?? '-'
}
