/**
 * The `aws-chunked` body encoding: `<hex size>[;chunk-signature=<hex>]CRLF <bytes> CRLF`, a chunk of size 0, then
 * trailers. In: bytes as received, split anyhow. Out: the content, and the trailers once it has been read to its
 * end. Bytes go out before their chunk's signature has come in, so a reader keeps them only when the end is reached.
 */
import { S3Error } from './s3-error.ts'

/** Checks the chain of chunk signatures (`chunk-signatures.ts`); throws S3Error. */
export interface ChunkVerifier {
  update(bytes: Uint8Array): void
  chunkEnd(signature: string | undefined): void
  trailers(lines: readonly (readonly [name: string, value: string])[], signature: string | undefined): void
}

export interface ChunkedBody {
  readonly bytes: AsyncIterable<Uint8Array>
  /** By lower-case name; complete when `bytes` has ended. */
  readonly trailers: ReadonlyMap<string, string>
}

/** A chunk head or a trailer longer than this is no such thing. */
const MAX_LINE_BYTES = 8192
/** S3 refuses smaller chunks but for the last. */
const MIN_CHUNK_BYTES = 8192

export function decodeAwsChunked(source: AsyncIterable<Uint8Array>, verifier?: ChunkVerifier): ChunkedBody {
  const trailers = new Map<string, string>()
  return { bytes: decode(source, verifier, trailers), trailers }
}

async function* decode(
  source: AsyncIterable<Uint8Array>,
  verifier: ChunkVerifier | undefined,
  trailers: Map<string, string>,
): AsyncGenerator<Uint8Array> {
  const input = createInput(source)
  let wasSmall = false
  for (;;) {
    const head = await input.line()
    const match = /^([0-9a-fA-F]{1,13})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(head ?? '')
    if (match === null) throw malformed(head === undefined ? 'the body ends before the last chunk' : 'a chunk head')
    const size = Number.parseInt(match[1] ?? '', 16)
    if (size === 0) {
      verifier?.chunkEnd(match[2])
      break
    }
    if (wasSmall) throw new S3Error('InvalidChunkSizeError')
    wasSmall = size < MIN_CHUNK_BYTES
    for (let left = size; left > 0; ) {
      const bytes = await input.upTo(left)
      if (bytes === undefined) throw malformed('the body ends inside a chunk')
      left -= bytes.byteLength
      verifier?.update(bytes)
      yield bytes
    }
    verifier?.chunkEnd(match[2])
    if ((await input.line()) !== '') throw malformed('no line end after a chunk')
  }

  const lines: [string, string][] = []
  let signature: string | undefined
  // Some clients leave out the empty line at the very end.
  for (let line = await input.line(); line !== undefined && line !== ''; line = await input.line()) {
    const colon = line.indexOf(':')
    if (colon < 1) throw malformed('a trailer')
    const name = line.slice(0, colon).trim().toLowerCase()
    const value = line.slice(colon + 1).trim()
    if (name === 'x-amz-trailer-signature') signature = value
    else {
      lines.push([name, value])
      trailers.set(name, value)
    }
    if (lines.length > 16) throw malformed('more than 16 trailers')
  }
  verifier?.trailers(lines, signature)
  if ((await input.upTo(1)) !== undefined) throw malformed('bytes after the last chunk')
}

const malformed = (what: string): S3Error =>
  new S3Error('IncompleteBody', {
    message: 'The request body terminated unexpectedly',
    explanation: `aws-chunked: ${what}`,
  })

interface Input {
  /** Without its CRLF; undefined at the end. */
  line(): Promise<string | undefined>
  /** At least one byte, at most `most`; undefined at the end. */
  upTo(most: number): Promise<Uint8Array | undefined>
}

function createInput(source: AsyncIterable<Uint8Array>): Input {
  const iterator = source[Symbol.asyncIterator]()
  let rest: Uint8Array = new Uint8Array(0)
  const fill = async (): Promise<boolean> => {
    while (rest.byteLength === 0) {
      const next = await iterator.next()
      if (next.done === true) return false
      rest = next.value
    }
    return true
  }
  return {
    async line() {
      let text = ''
      while (await fill()) {
        const end = rest.indexOf(0x0a)
        const piece = end === -1 ? rest : rest.subarray(0, end)
        if (text.length + piece.byteLength > MAX_LINE_BYTES)
          throw malformed(`a line of more than ${MAX_LINE_BYTES} bytes`)
        text += Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength).toString('latin1')
        rest = end === -1 ? new Uint8Array(0) : rest.subarray(end + 1)
        if (end === -1) continue
        if (text.endsWith('\r')) return text.slice(0, -1)
        throw malformed('a line that does not end in CRLF')
      }
      return text === '' ? undefined : text
    },
    async upTo(most) {
      if (!(await fill())) return undefined
      const bytes = rest.subarray(0, most)
      rest = rest.subarray(bytes.byteLength)
      return bytes
    },
  }
}
