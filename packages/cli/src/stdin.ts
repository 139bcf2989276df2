/**
 * `-` names stdin. The argument library takes a lone dash for an option without a name, so the word is carried past it as
 * a URL that no file has.
 */
const stdinUrl = 'stdin:///'

export const markStdin = (word: string): string => (word === '-' ? stdinUrl : word)

export const isStdin = (source: string): boolean => source === stdinUrl
