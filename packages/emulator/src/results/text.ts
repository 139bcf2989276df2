import type { Token } from '../engines/engine.ts'

/** Tokens as a text: a blank before each word, punctuation set close. */
export function textOf(tokens: Iterable<Pick<Token, 'kind' | 'content'>>): string {
  let text = ''
  for (const token of tokens) text += text !== '' && token.kind === 'word' ? ` ${token.content}` : token.content
  return text
}
