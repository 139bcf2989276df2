/** Things of the account as a person or a machine reads them: one with its facts, or many in a table. */
import { table } from './table.ts'
import { printLine, say, type Terminal } from './terminal.ts'

/** What AWS answered, and what of it a person wants to see. */
export interface Listed {
  readonly details: Readonly<Record<string, unknown>>
  readonly facts: readonly (readonly [name: string, value: string | undefined])[]
}

export async function printOne({ details, facts }: Listed, json: boolean, terminal: Terminal): Promise<void> {
  if (json) return printLine(terminal, jsonOf(details))
  const width = Math.max(...facts.map(([name]) => name.length)) + 2
  for (const [name, value] of facts) {
    if (value !== undefined) await printLine(terminal, `${name.padEnd(width)}${value}`)
  }
}

/** Without what the SDK noted of the request. */
function jsonOf({ $metadata, ...details }: Listed['details']): string {
  return JSON.stringify(details)
}

export interface Columns<T> {
  /** In the plural: what there are none of. */
  readonly what: string
  readonly head: readonly string[]
  readonly cells: (one: T) => readonly (string | undefined)[]
}

/** JSON is printed as it comes; a table when all of it is there, at most `limit` rows. */
export async function printMany<T extends { readonly details: Listed['details'] }>(
  all: AsyncIterable<T>,
  { what, head, cells }: Columns<T>,
  {
    json,
    limit = Number.POSITIVE_INFINITY,
    ...filter
  }: {
    readonly json: boolean
    readonly limit?: number
    readonly status?: string | undefined
    readonly nameContains?: string | undefined
  },
  terminal: Terminal,
): Promise<void> {
  const rows: string[][] = []
  let count = 0
  for await (const one of all) {
    if (count++ >= limit) {
      if (!json) say(terminal, `There are more than ${limit} ${what}; --limit says how many are shown.`)
      break
    }
    if (json) await printLine(terminal, jsonOf(one.details))
    else rows.push(cells(one).map((cell) => cell ?? ''))
  }
  if (json) return
  const asked = filter.status !== undefined || filter.nameContains !== undefined
  if (rows.length === 0) say(terminal, `There are no ${what}${asked ? ' like that' : ''}.`)
  for (const line of table(head, rows)) await printLine(terminal, line)
}
