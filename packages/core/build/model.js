/**
 * Makes `src/protocol/model/*.gen.ts`: what the validator and the stream parameters need of AWS's two models, in the
 * compact form of `model/model.ts`. Run by hand when AWS's models change; the results are checked in.
 *
 *     node packages/core/build/model.js <batch constraints.json> <streaming constraints.json>
 *
 * The inputs are extracts of botocore's service-2.json and of the Smithy model with the JS client's schema on top:
 * `{ source, operations: { Name: { input, errors, … } }, shapes: { Name: { type, min, max, pattern, enum, members, … } } }`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { argv, exit } from 'node:process'
import { fileURLToPath } from 'node:url'

const HEADER_PREFIX = 'x-amzn-transcribe-'

const [batchPath, streamingPath] = argv.slice(2)
if (batchPath === undefined || streamingPath === undefined) {
  console.error('usage: node packages/core/build/model.js <batch constraints.json> <streaming constraints.json>')
  exit(2)
}
const batch = JSON.parse(readFileSync(batchPath, 'utf8'))
const streaming = JSON.parse(readFileSync(streamingPath, 'utf8'))

write(
  'batch',
  batch,
  Object.entries(batch.operations).map(([name, { input, errors }]) => [name, { input, errors }]),
)
write('streaming', streaming, Object.entries(streaming.operations).map(streamingOperation))

function streamingOperation([name, operation]) {
  const { method, path, websocketPath, input, errors, request } = operation
  const parameters = Object.entries(request.headers ?? {}).map(([member, binding]) => {
    if (binding.header !== HEADER_PREFIX + binding.query)
      throw new Error(`${name}.${member} is bound to ${binding.header}`)
    return { member, name: binding.query, shape: binding.shape, ...(binding.required && { required: true }) }
  })
  return [name, { method, path, ...(websocketPath && { websocketPath }), input, errors, parameters }]
}

function write(name, model, operations) {
  const shapes = new Map()
  for (const operation of Object.values(model.operations)) collect(operation.input, model.shapes, shapes)
  const typeName = name === 'batch' ? 'OperationName' : 'StreamingOperationName'
  const operationType = name === 'batch' ? 'Operation' : 'StreamingOperation'
  const lines = [
    `// Made by packages/core/build/model.js from ${model.source}. Not edited by hand.`,
    `import type { Model, ${operationType} } from './model.ts'`,
    '',
    `/** Every operation of the ${name} API. */`,
    `export type ${typeName} =`,
    ...operations.map(([operation]) => `  | '${operation}'`),
    '',
    `/** The ${name} API model as data: operations, and the shapes that their input is made of. */`,
    `export const ${name}Model: Model<${typeName}, ${operationType}> = {`,
    '  operations: {',
    ...operations.map(([operation, data]) => `    ${operation}: ${literal(data)},`),
    '  },',
    '  shapes: {',
    ...[...shapes].sort(([a], [b]) => (a < b ? -1 : 1)).map(([shape, data]) => `    ${shape}: ${literal(data)},`),
    '  },',
    '}',
    '',
  ]
  const file = fileURLToPath(new URL(`../src/protocol/model/${name}.gen.ts`, import.meta.url))
  writeFileSync(file, lines.join('\n'))
}

/** The shape and all that it is made of. */
function collect(name, from, into) {
  if (into.has(name)) return
  const shape = from[name]
  const compact = compactShape(shape)
  into.set(name, compact)
  const parts = [shape.member, shape.key, shape.value, ...Object.values(shape.members ?? {}).map((m) => m.shape)]
  for (const part of parts) if (part !== undefined) collect(part, from, into)
}

function compactShape(shape) {
  const { min, max } = shape
  const range = { ...(min !== undefined && { min }), ...(max !== undefined && { max }) }
  switch (shape.type) {
    case 'string':
    case 'enum':
      return {
        type: 'string',
        ...range,
        ...(shape.pattern && { pattern: wholePattern(shape.pattern) }),
        ...(shape.enum && { enum: shape.enum }),
        ...(shape.sensitive && { sensitive: true }),
      }
    case 'list':
      return { type: 'list', of: shape.member, ...range }
    case 'map':
      return { type: 'map', key: shape.key, value: shape.value, ...range }
    case 'structure':
    case 'union': {
      const members = Object.fromEntries(Object.entries(shape.members).map(([name, member]) => [name, member.shape]))
      const required = shape.required ?? Object.keys(shape.members).filter((name) => shape.members[name].required)
      return {
        type: 'structure',
        members,
        ...(required.length > 0 && { required }),
        ...((shape.union || shape.type === 'union') && { union: true }),
      }
    }
    case 'float':
      return { type: 'double' }
    case 'integer':
    case 'long':
      return { type: shape.type, ...range }
    case 'boolean':
    case 'double':
    case 'timestamp':
    case 'blob':
      return { type: shape.type }
    default:
      throw new Error(`shape of type ${shape.type}`)
  }
}

/** Patterns are applied to whole values. The streaming model writes "not blank" as a part, the batch model as a whole. */
function wholePattern(pattern) {
  return pattern === '\\S' ? '.*\\S.*' : pattern
}

function literal(value) {
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object') return String(value)
  return `{ ${Object.entries(value)
    .map(([key, part]) => `${key}: ${literal(part)}`)
    .join(', ')} }`
}
