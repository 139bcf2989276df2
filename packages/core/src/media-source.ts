/** What `transcribe` is given, and what must be known of it before it is sent. */
import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { checkSampleRate } from './audio-format.ts'
import { iterateAudio, peekAudio, readSource } from './audio-source.ts'
import { ScribeliteError } from './errors.ts'
import { type MediaHeader, needsMoreHeader, readMediaHeader } from './protocol/media-header.ts'
import type { AudioSource } from './stream-options.ts'
import { orAborted } from './timing.ts'

/** A local path, `s3://bucket/key`, an https URL of an S3 object, or the bytes of a media file. */
export type MediaSource = string | AudioSource

/** Media that the service can read where it is. */
export const isRemote = (source: MediaSource): source is string =>
  typeof source === 'string' && /^(s3|https?):\/\//.test(source)

export interface LocalMedia {
  /** The file's own name, or one made from its format. */
  readonly fileName: string
  readonly body: Uint8Array | Readable
  /** Of the body, where that is known before it is read. */
  readonly bytesTotal: number | undefined
  readonly contentType: string | undefined
}

export interface DeclaredMedia {
  readonly format: unknown
  readonly sampleRate: unknown
  /** Ends the wait for the first bytes. */
  readonly signal?: AbortSignal | undefined
}

const contentTypes: Readonly<Record<string, string>> = {
  wav: 'audio/wav',
  flac: 'audio/flac',
  ogg: 'audio/ogg',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  m4a: 'audio/mp4',
  amr: 'audio/amr',
  webm: 'video/webm',
}

/** @throws ScribeliteError `unreadable-source`, `bad-media` when the header contradicts what was declared; nothing has been sent then */
export const openLocalMedia = async (
  source: Exclude<MediaSource, never>,
  declared: DeclaredMedia,
): Promise<LocalMedia> => {
  if (source instanceof Uint8Array) {
    const header = check(source, source.length === 0, declared)
    return { ...nameOf(undefined, header), body: source, bytesTotal: source.length }
  }
  const size = typeof source === 'string' ? await checkFile(source) : undefined
  const bytes = iterateAudio(typeof source === 'string' ? createReadStream(source) : source)
  try {
    const peeked = peekAudio(bytes, (read) => !needsMoreHeader(read))
    const { head, ended } = await (declared.signal === undefined ? peeked : orAborted(peeked, declared.signal))
    const header = check(head, ended && head.length === 0, declared)
    return {
      ...nameOf(typeof source === 'string' ? source : undefined, header),
      body: ended ? head : Readable.from(resume(head, bytes), { objectMode: false }),
      bytesTotal: ended ? head.length : size,
    }
  } catch (error) {
    // Not awaited: a source that is waiting for bytes closes only when it has some.
    bytes.return?.().catch(() => undefined)
    throw error
  }
}

async function* resume(
  head: Uint8Array,
  rest: AsyncIterator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield head
    for (;;) {
      const step = await readSource(rest)
      if (step.done === true) return
      yield step.value
    }
  } finally {
    await rest.return?.()
  }
}

/** Its size in bytes; undefined of a pipe or a device. */
const checkFile = async (path: string): Promise<number | undefined> => {
  let found: Awaited<ReturnType<typeof stat>>
  try {
    found = await stat(path)
  } catch (cause) {
    throw new ScribeliteError('unreadable-source', `There is no file ${path} that can be read.`, cause)
  }
  if (found.isDirectory()) {
    throw new ScribeliteError('unreadable-source', `${path} is a directory; name the files in it.`)
  }
  return found.isFile() ? found.size : undefined
}

const check = (head: Uint8Array, empty: boolean, declared: DeclaredMedia): MediaHeader | undefined => {
  if (empty) throw new ScribeliteError('bad-media', 'The media is empty: it has no byte.')
  const header = readMediaHeader(head)
  if (header === undefined) return undefined
  if (typeof declared.sampleRate === 'number') checkSampleRate(header, declared.sampleRate)
  // mp4 and m4a are one container.
  const sameContainer = declared.format === 'mp4' || declared.format === 'm4a' ? ['mp4', 'm4a'] : [declared.format]
  if (typeof declared.format === 'string' && !sameContainer.includes(header.format)) {
    throw new ScribeliteError(
      'bad-media',
      `The media was declared as ${declared.format}, but it is ${header.format} by its header. Declare ${header.format}, or nothing.`,
    )
  }
  return header
}

const nameOf = (
  path: string | undefined,
  header: MediaHeader | undefined,
): { readonly fileName: string; readonly contentType: string | undefined } => ({
  fileName: path === undefined ? `media${header === undefined ? '' : `.${header.format}`}` : basename(path),
  contentType: header === undefined ? undefined : contentTypes[header.format],
})

/** A job's name says which file it is of; what tells it from another run of the same file stands behind. */
export const jobNameFor = (source: MediaSource, unique: string): string => {
  const path = typeof source !== 'string' ? 'media' : isRemote(source) ? source.replace(/[?#].*$/s, '') : source
  const name = basename(path).replace(/\.[^.]*$/, '')
  const allowed = name
    .normalize('NFKD')
    .replaceAll(/[^0-9a-zA-Z._-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
  return `${allowed.slice(0, 150) || 'media'}-${unique}`
}
