/** The constraints of the model (presence, length, range, pattern, enum) as AWS's clauses. Types have been checked before. */
import type { ListShape, MapShape, Shape, StringShape } from './model.ts'

/** AWS reports ten violations and stops there. */
const MOST_VIOLATIONS = 10

export type Shapes = Readonly<Record<string, Shape>>

/** The shape of a name; the model is closed, so a missing one is our mistake. */
export function shapeOf(shapes: Shapes, name: string): Shape {
  const shape = shapes[name]
  if (shape === undefined) throw new Error(`the model has no shape ${name}`)
  return shape
}

/** The clauses for a value of a shape, in the model's order of members; at most ten. */
export function violationsOf(shapes: Shapes, shape: Shape, value: unknown): string[] {
  const violations: string[] = []
  collect(shapes, shape, value, '', violations)
  return violations.slice(0, MOST_VIOLATIONS)
}

function collect(shapes: Shapes, shape: Shape, value: unknown, path: string, into: string[]): void {
  if (into.length >= MOST_VIOLATIONS) return
  for (const rule of brokenRules(shapes, shape, value)) into.push(clause(value, shape, path, rule))
  switch (shape.type) {
    case 'structure': {
      const given = value as Record<string, unknown>
      for (const [member, memberShape] of Object.entries(shape.members)) {
        const memberPath = path === '' ? lowerFirst(member) : `${path}.${lowerFirst(member)}`
        const memberValue = Object.hasOwn(given, member) ? given[member] : undefined
        if (memberValue !== undefined) collect(shapes, shapeOf(shapes, memberShape), memberValue, memberPath, into)
        else if (shape.required?.includes(member))
          into.push(clause(undefined, shape, memberPath, 'Member must not be null'))
      }
      break
    }
    case 'list':
      // What a list of plain values breaks is said of the list as a whole, in `brokenRules`.
      if (!isPlain(shapes, shape.of)) {
        for (const [index, element] of (value as unknown[]).entries()) {
          collect(shapes, shapeOf(shapes, shape.of), element, `${path}.${index + 1}.member`, into)
        }
      }
      break
    case 'map':
      if (!isPlain(shapes, shape.value)) {
        for (const [key, entry] of Object.entries(value as Record<string, unknown>)) {
          collect(shapes, shapeOf(shapes, shape.value), entry, `${path}.${key}.member`, into)
        }
      }
      break
  }
}

function brokenRules(shapes: Shapes, shape: Shape, value: unknown): string[] {
  switch (shape.type) {
    case 'string':
      return stringRules(shape)
        .filter(({ holds }) => !holds(value as string))
        .map(({ text }) => text)
    case 'integer':
    case 'long': {
      const rules: string[] = []
      const number = value as number
      if (shape.min !== undefined && number < shape.min) {
        rules.push(`Member must have value greater than or equal to ${shape.min}`)
      }
      if (shape.max !== undefined && number > shape.max) {
        rules.push(`Member must have value less than or equal to ${shape.max}`)
      }
      return rules
    }
    case 'list': {
      const list = value as unknown[]
      return [...sizeRules(shape, list.length), ...elementRules(shapes, shape.of, list, 'Member')]
    }
    case 'map': {
      const entries = Object.entries(value as Record<string, unknown>)
      return [
        ...sizeRules(shape, entries.length),
        ...elementRules(
          shapes,
          shape.key,
          entries.map(([key]) => key),
          'Map keys',
        ),
        ...elementRules(
          shapes,
          shape.value,
          entries.map(([, entry]) => entry),
          'Map value',
        ),
      ]
    }
    default:
      return []
  }
}

interface StringRule {
  readonly text: string
  readonly holds: (value: string) => boolean
}

/** In the order in which AWS words them: what it must be, then how long. */
function stringRules(shape: StringShape): StringRule[] {
  const rules: StringRule[] = []
  const { enum: values, pattern, min, max } = shape
  if (values !== undefined) {
    rules.push({
      text: `Member must satisfy enum value set: [${values.join(', ')}]`,
      holds: (value) => values.includes(value),
    })
  }
  if (pattern !== undefined) {
    rules.push({
      text: `Member must satisfy regular expression pattern: ${pattern}`,
      holds: (value) => wholeMatch(pattern).test(value),
    })
  }
  rules.push(...lengthRules(min, max))
  return rules
}

function lengthRules(min: number | undefined, max: number | undefined): StringRule[] {
  const rules: StringRule[] = []
  if (min !== undefined) {
    rules.push({ text: `Member must have length greater than or equal to ${min}`, holds: (v) => lengthOf(v) >= min })
  }
  if (max !== undefined) {
    rules.push({ text: `Member must have length less than or equal to ${max}`, holds: (v) => lengthOf(v) <= max })
  }
  return rules
}

/** Unicode characters, not UTF-16 units (Smithy specification, length trait). */
function lengthOf(value: string): number {
  let count = 0
  for (const _ of value) count++
  return count
}

/** AWS matches whole values (Java `matches`), though several patterns of the model lack `^` or `$`. */
function wholeMatch(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`)
}

function sizeRules(shape: ListShape | MapShape, size: number): string[] {
  const rules: string[] = []
  if (shape.min !== undefined && size < shape.min) {
    rules.push(`Member must have length greater than or equal to ${shape.min}`)
  }
  if (shape.max !== undefined && size > shape.max) {
    rules.push(`Member must have length less than or equal to ${shape.max}`)
  }
  return rules
}

/** One rule for all plain elements together: it lists every constraint of the element, lengths first, the longest first. */
function elementRules(shapes: Shapes, name: string, elements: readonly unknown[], subject: string): string[] {
  const shape = shapeOf(shapes, name)
  if (shape.type !== 'string') return []
  const rules = stringRules(shape)
  const broken = elements.some((element) => rules.some(({ holds }) => !holds(element as string)))
  if (!broken) return []
  const texts = rules.map(({ text }) => text).reverse()
  return [`${subject} must satisfy constraint: [${texts.join(', ')}]`]
}

const isPlain = (shapes: Shapes, name: string): boolean => shapeOf(shapes, name).type === 'string'

function clause(value: unknown, shape: Shape, path: string, rule: string): string {
  const printed = value === undefined ? 'null' : `'${isSensitive(shape) ? '***Sensitive Data***' : print(value)}'`
  return `Value ${printed} at '${path}' failed to satisfy constraint: ${rule}`
}

const isSensitive = (shape: Shape): boolean => shape.type === 'string' && shape.sensitive === true

/** As Java prints lists and maps. */
function print(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(print).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    return `{${Object.entries(value)
      .map(([key, entry]) => `${key}=${print(entry)}`)
      .join(', ')}}`
  }
  return String(value)
}

const lowerFirst = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1)
