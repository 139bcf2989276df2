/** Values as a shell, Python and JavaScript write them. */

export const shellQuoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`

export function python(value: unknown, depth = 0): string {
  if (value === true) return 'True'
  if (value === false) return 'False'
  if (value === null) return 'None'
  if (Array.isArray(value)) return `[${value.map((one) => python(one, depth)).join(', ')}]`
  if (typeof value === 'object') {
    const indent = '    '.repeat(depth + 1)
    const members = Object.entries(value).map(([name, one]) => `${indent}${python(name)}: ${python(one, depth + 1)},\n`)
    return members.length === 0 ? '{}' : `{\n${members.join('')}${'    '.repeat(depth)}}`
  }
  return typeof value === 'string' ? quoted(value) : String(value)
}

/** An expression, written as it stands. */
class Raw {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}
export const raw = (text: string): Raw => new Raw(text)

export function script(value: unknown, depth = 0): string {
  if (value instanceof Raw) return value.text
  if (Array.isArray(value)) return `[${value.map((one) => script(one, depth)).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(
      ([name, one]) => `${/^[A-Za-z_$][\w$]*$/.test(name) ? name : quoted(name)}: ${script(one, depth + 1)}`,
    )
    if (members.length === 0) return '{}'
    const oneLine = `{ ${members.join(', ')} }`
    if (oneLine.length < 80 && !oneLine.includes('\n')) return oneLine
    const indent = '  '.repeat(depth + 1)
    return `{\n${members.map((member) => `${indent}${member},\n`).join('')}${'  '.repeat(depth)}}`
  }
  return typeof value === 'string' ? quoted(value) : String(value)
}

const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
