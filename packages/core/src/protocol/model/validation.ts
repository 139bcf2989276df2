/**
 * Checks inputs against the model and words the violations as AWS does.
 *
 * Two passes, as AWS's front end: first the JSON types (the first mistake ends it, SerializationException), then the
 * constraints (up to ten at once, BadRequestException). Texts: recorded for enum and pattern on Transcribe, the rest
 * from JSON services of the same framework. Rules between members are the operations'.
 */
import { AwsError, badRequest } from '../aws-error.ts'
import { batchModel, type OperationName } from './batch.gen.ts'
import { type Shapes, shapeOf, violationsOf } from './constraints.ts'

/** The 44 operations of the JSON API. */
export const operationNames: readonly OperationName[] = Object.keys(batchModel.operations) as OperationName[]

/** Whether the API model has an operation of this name. */
export function isOperationName(name: string): name is OperationName {
  return Object.hasOwn(batchModel.operations, name)
}

/**
 * The input with what the model knows: unknown members and nulls are dropped, as AWS ignores them.
 *
 * @param input parsed JSON
 * @throws AwsError SerializationException for a wrong JSON type, BadRequestException for violated constraints
 */
export function validateInput(operation: OperationName, input: unknown): Record<string, unknown> {
  return validateMembers(batchModel.shapes, batchModel.operations[operation].input, input)
}

/**
 * The same for any structure of a model, e.g. the payload of an event.
 *
 * @param structure name of a structure in `shapes`
 */
export function validateMembers(shapes: Shapes, structure: string, input: unknown): Record<string, unknown> {
  // AWS gives no text when the whole is no object (recorded on JSON services of the same framework).
  if (typeof input !== 'object' || input === null || Array.isArray(input)) throw serializationError('')
  const value = readValue(shapes, structure, input)
  const violations = violationsOf(shapes, shapeOf(shapes, structure), value)
  if (violations.length > 0) throw validationError(violations)
  return value as Record<string, unknown>
}

/** What AWS says of violated constraints. */
export function validationError(violations: readonly string[]): AwsError {
  const plural = violations.length > 1 ? 's' : ''
  return badRequest(`${violations.length} validation error${plural} detected: ${violations.join('; ')}`)
}

export function serializationError(message: string): AwsError {
  return new AwsError('SerializationException', message)
}

/** The value as the model types it. `an` before any type name is AWS's. */
function readValue(shapes: Shapes, name: string, value: unknown): unknown {
  const shape = shapeOf(shapes, name)
  switch (shape.type) {
    case 'structure': {
      const members = readObject(value, 'Expected null')
      const kept: [string, unknown][] = []
      for (const [member, memberShape] of Object.entries(shape.members)) {
        const given = Object.hasOwn(members, member) ? members[member] : undefined
        if (given !== undefined && given !== null) kept.push([member, readValue(shapes, memberShape, given)])
      }
      return Object.fromEntries(kept)
    }
    case 'map': {
      const entries = Object.entries(readObject(value, 'Expected map or null'))
      return Object.fromEntries(
        entries.filter(([, v]) => v !== null).map(([key, v]) => [key, readValue(shapes, shape.value, v)]),
      )
    }
    case 'list':
      if (!Array.isArray(value)) {
        throw serializationError(
          typeof value === 'object' ? 'Start of structure or map found where not expected.' : 'Expected list or null',
        )
      }
      return value.filter((element) => element !== null).map((element) => readValue(shapes, shape.of, element))
    default:
      return readScalar(shape.type, value)
  }
}

function readObject(value: unknown, otherwise: string): Record<string, unknown> {
  if (Array.isArray(value)) throw serializationError('Start of list found where not expected')
  if (typeof value !== 'object') throw serializationError(otherwise)
  return value as Record<string, unknown>
}

const JAVA_TYPES = {
  string: 'String',
  blob: 'Blob',
  boolean: 'Boolean',
  integer: 'Integer',
  long: 'Long',
  double: 'Double',
  timestamp: 'Date',
} as const

function readScalar(type: keyof typeof JAVA_TYPES, value: unknown): unknown {
  if (Array.isArray(value)) throw serializationError('Start of list found where not expected')
  if (typeof value === 'object') throw serializationError('Start of structure or map found where not expected.')
  switch (type) {
    case 'string':
    case 'blob':
      if (typeof value === 'string') return value
      break
    case 'boolean':
      if (typeof value === 'boolean') return value
      if (typeof value === 'string') {
        throw serializationError(`'${value.toUpperCase()}' can not be converted to an Boolean`)
      }
      break
    case 'integer':
    case 'long':
      // A fraction is cut off, as Java's `intValue`.
      if (typeof value === 'number') return Math.trunc(value)
      break
    case 'double':
    case 'timestamp':
      if (typeof value === 'number') return value
      break
  }
  throw serializationError(`class java.lang.${javaClass(value)} can not be converted to an ${JAVA_TYPES[type]}`)
}

function javaClass(value: unknown): string {
  if (typeof value === 'boolean') return 'Boolean'
  if (typeof value === 'string') return 'String'
  return Number.isInteger(value) ? 'Integer' : 'Double'
}
