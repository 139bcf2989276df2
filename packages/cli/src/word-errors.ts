/** How many words of `reference` are wrong in `heard`: the fewest substitutions, insertions and deletions between them. */
export function wordErrors(reference: string, heard: string): { readonly wrong: number; readonly words: number } {
  const truth = wordsOf(reference)
  const said = wordsOf(heard)
  let row = said.map((_, index) => index + 1)
  row.unshift(0)
  for (const [line, word] of truth.entries()) {
    const next = [line + 1]
    for (const [column, other] of said.entries()) {
      const substituted = (row[column] ?? 0) + (word === other ? 0 : 1)
      next.push(Math.min(substituted, (row[column + 1] ?? 0) + 1, (next[column] ?? 0) + 1))
    }
    row = next
  }
  return { wrong: row.at(-1) ?? 0, words: truth.length }
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []
