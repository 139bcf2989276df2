/** The recordings of `fixtures/` with what is said in them, read once, and cut into chunks as a client would send them. */
import { readFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readMediaHeader } from '@scribelite/core/protocol'

export const repository: string = fileURLToPath(new URL('..', import.meta.url))
export const fixturesFolder: string = join(repository, 'fixtures')

interface Fixture {
  readonly match: { readonly audio: string | readonly string[] }
  readonly text?: string
  readonly channels?: readonly { readonly text: string }[]
}

const { fixtures } = JSON.parse(readFileSync(join(fixturesFolder, 'fixtures.json'), 'utf8')) as { fixtures: Fixture[] }

export interface Recording {
  /** Below `fixtures/`. */
  readonly file: string
  readonly path: string
  /** What is said; of two channels, one after the other. */
  readonly texts: readonly string[]
  readonly sampleRate: number
  readonly encoding: 'pcm' | 'flac' | 'ogg-opus'
  readonly channels: number
  /** The file. */
  readonly bytes: Uint8Array
  /** What a stream takes: without the header of a WAV file. */
  readonly audio: Uint8Array
}

/** @throws when the fixtures do not know the file */
export async function recording(file: string): Promise<Recording> {
  const fixture = fixtures.find(({ match }) => [match.audio].flat().includes(file))
  if (fixture === undefined) throw new Error(`fixtures.json says nothing of ${file}`)
  const path = join(fixturesFolder, file)
  const bytes = new Uint8Array(await readFile(path))
  const header = readMediaHeader(bytes)
  if (header === undefined) throw new Error(`${file} has no header that can be read`)
  const pcm = file.endsWith('.wav')
  return {
    file,
    path,
    texts: fixture.channels?.map(({ text }) => text) ?? [fixture.text ?? ''],
    sampleRate: header.sampleRate ?? 0,
    encoding: pcm ? 'pcm' : file.endsWith('.flac') ? 'flac' : 'ogg-opus',
    channels: header.channels ?? 1,
    bytes,
    audio: pcm ? bytes.subarray(header.dataOffset) : bytes,
  }
}

export const trainingFile: string = join(fixturesFolder, 'training/kubernetes/handbook.txt')
export const trainingText = (): Promise<string> => readFile(trainingFile, 'utf8')

/** Chunks of 100 ms of PCM, or 4 KB of what is encoded. */
export function chunksOf({ audio, encoding, sampleRate, channels }: Recording): Uint8Array[] {
  return cut(audio, encoding === 'pcm' ? (sampleRate / 10) * channels * 2 : 4096)
}

export function cut(bytes: Uint8Array, size: number): Uint8Array[] {
  const chunks: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size))
  return chunks
}

/** Words without case and punctuation, as recognizers are compared. */
export const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}']+/gu) ?? []
