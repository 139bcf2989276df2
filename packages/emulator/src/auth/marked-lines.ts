/**
 * Two texts in one, line by line: what only the first has is marked with `- `, what only the second has with `+ `, and
 * what both have stands as it is. Equal texts come back unmarked.
 */
export function markedLines(first: string, second: string): string {
  // The table below grows with the square of the lines: nothing for a text that a stranger may make as long as they like.
  if (first === second) return first
  const [a, b] = [first.split('\n'), second.split('\n')]
  // common[i][j]: how many lines the ends of both from i and j on have in common, in order.
  const common = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0))
  const at = (i: number, j: number): number => common[i]?.[j] ?? 0
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = common[i]
      if (row !== undefined) row[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1))
    }
  }
  const lines: string[] = []
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push(a[i++] ?? '')
      j++
    } else if (i < a.length && (j >= b.length || at(i + 1, j) >= at(i, j + 1))) {
      lines.push(`- ${a[i++]}`)
    } else {
      lines.push(`+ ${b[j++]}`)
    }
  }
  return lines.join('\n')
}
