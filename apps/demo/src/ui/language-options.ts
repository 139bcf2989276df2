import { languageName } from './words-for.ts'

export interface LanguageOption {
  readonly value: string
  readonly label: string
  readonly description: string
}

/** English first, as it is for most; the rest by name. */
export const languageOptions = (codes: readonly string[]): readonly LanguageOption[] =>
  codes
    .map((value) => ({ value, label: languageName(value), description: value }))
    .sort((one, other) => rank(one) - rank(other) || one.label.localeCompare(other.label, 'en'))

const rank = ({ value }: LanguageOption): number => (value === 'en-US' ? 0 : value.startsWith('en-') ? 1 : 2)
