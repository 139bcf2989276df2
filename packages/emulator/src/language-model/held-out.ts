/**
 * Whether a word of the dictionary is kept from the training of the grapheme-to-phoneme model, so that its error is
 * measured on words it never saw: one in fifty, by spelling alone (FNV-1a), the same at every build.
 */
export function isHeldOut(word: string): boolean {
  let hash = 0x811c9dc5
  for (const letter of word) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return hash % 50 === 0
}
