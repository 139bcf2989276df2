/** The golden vectors: frames, requests and chains, computed and cross-checked outside this project. Never edited. */
import { readFileSync } from 'node:fs'

export interface RequestVector {
  readonly name: string
  readonly form: 'header' | 'query'
  readonly method: string
  /** As it was signed, port included. */
  readonly host: string
  readonly hostHeaderName?: string
  readonly path: string
  readonly headers?: readonly (readonly [name: string, value: string])[]
  readonly body?: string
  readonly authorization?: string
  readonly signature: string
  /** Of form `query`. */
  readonly url?: string
}

export interface Chain {
  readonly name: string
  /** The request whose signature it begins with. */
  readonly seedFrom: string
  readonly chunks: readonly { readonly dateMs: number; readonly frameHex: string }[]
}

interface Vectors {
  readonly credentials: {
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken: string
  }
  readonly frames: readonly { readonly name: string; readonly hex: string }[]
  readonly badFrames: readonly { readonly name: string; readonly hex: string }[]
  readonly sigv4: readonly RequestVector[]
  readonly chains: readonly Chain[]
}

export const vectors = JSON.parse(readFileSync(new URL('vectors.json', import.meta.url), 'utf8')) as Vectors

export const frameVector = (name: string): Uint8Array => bytesOf(vectors.frames, name)
export const badFrame = (name: string): Uint8Array => bytesOf(vectors.badFrames, name)

function bytesOf(list: Vectors['frames'], name: string): Uint8Array {
  return fromHex(named(list, name).hex)
}

export function named<T extends { readonly name: string }>(list: readonly T[], name: string): T {
  const found = list.find((entry) => entry.name === name)
  if (found === undefined) throw new Error(`vectors.json has no ${name}`)
  return found
}

/** Plain bytes: a Buffer is never equal to a Uint8Array in a test. */
export const fromHex = (hex: string): Uint8Array => new Uint8Array(Buffer.from(hex, 'hex'))
