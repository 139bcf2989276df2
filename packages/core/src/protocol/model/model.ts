/** The compact form of AWS's API models: what is needed to check an input, and no more. Data: `batch.gen.ts`, `streaming.gen.ts`. */

export interface Model<Name extends string, Op extends Operation> {
  readonly operations: Readonly<Record<Name, Op>>
  readonly shapes: Readonly<Record<string, Shape>>
}

export interface Operation {
  /** Name of a structure among the shapes. */
  readonly input: string
  /** The modelled exceptions. */
  readonly errors: readonly string[]
}

export interface StreamingOperation extends Operation {
  readonly method: string
  readonly path: string
  /** Absent where the operation has no WebSocket form. */
  readonly websocketPath?: string
  readonly parameters: readonly StreamParameter[]
}

/** A member of the input that travels as a header or in the query. */
export interface StreamParameter {
  readonly member: string
  /** In the query of a WebSocket; the header has `x-amzn-transcribe-` before it. */
  readonly name: string
  readonly shape: string
  readonly required?: true
}

export type Shape = StringShape | NumberShape | ListShape | MapShape | StructureShape | PlainShape

export interface StringShape {
  readonly type: 'string'
  readonly min?: number
  readonly max?: number
  /** As printed by AWS; applied to the whole value, whether it is anchored or not. */
  readonly pattern?: string
  /** In the model's order, which AWS prints. */
  readonly enum?: readonly string[]
  readonly sensitive?: true
}

export interface NumberShape {
  readonly type: 'integer' | 'long'
  readonly min?: number
  readonly max?: number
}

export interface PlainShape {
  readonly type: 'boolean' | 'double' | 'timestamp' | 'blob'
}

export interface ListShape {
  readonly type: 'list'
  readonly of: string
  readonly min?: number
  readonly max?: number
}

export interface MapShape {
  readonly type: 'map'
  readonly key: string
  readonly value: string
  readonly min?: number
  readonly max?: number
}

export interface StructureShape {
  readonly type: 'structure'
  /** Member name to shape name, in the model's order. */
  readonly members: Readonly<Record<string, string>>
  readonly required?: readonly string[]
  readonly union?: true
}
