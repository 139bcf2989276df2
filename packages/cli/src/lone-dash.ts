/**
 * `-` names stdin, or stdout where something is written. The argument library takes a lone dash for an option without a
 * name, so the word is carried past it as a URL that no file has.
 */
const dashUrl = 'dash:///'

export const markDash = (word: string): string => (word === '-' ? dashUrl : word)

export const isStdin = (source: string): boolean => source === dashUrl

export const isStdout = (output: string): boolean => output === dashUrl
