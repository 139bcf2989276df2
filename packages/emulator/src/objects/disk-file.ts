/** Files written whole or not at all, and read as they stood when opened. */
import { createHash, randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ByteRange } from './object-store.ts'

const READ_CHUNK_BYTES = 256 * 1024

export interface WrittenFile {
  readonly path: string
  /** Bytes. */
  readonly size: number
  /** MD5 in hex. */
  readonly md5: string
}

/** Streams a body to a new file in `folder` and makes it durable. A body that throws leaves no file. */
export async function writeNewFile(
  folder: string,
  body: AsyncIterable<Uint8Array>,
  modified: number,
): Promise<WrittenFile> {
  await mkdir(folder, { recursive: true })
  const path = join(folder, randomUUID())
  const md5 = createHash('md5')
  let size = 0
  try {
    const file = await open(path, 'wx')
    try {
      for await (const chunk of body) {
        md5.update(chunk)
        size += chunk.byteLength
        await writeAll(file, chunk)
      }
      await file.utimes(modified / 1000, modified / 1000)
      await file.sync()
    } finally {
      await file.close()
    }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
  return { path, size, md5: md5.digest('hex') }
}

async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let done = 0; done < chunk.byteLength; ) {
    done += (await file.write(chunk, done, chunk.byteLength - done)).bytesWritten
  }
}

/** Replaces a small file by rename; on disk when it resolves, if `durable`. */
export async function replaceFile(path: string, text: string, folder: string, durable: boolean): Promise<void> {
  await mkdir(folder, { recursive: true })
  const fresh = join(folder, randomUUID())
  const file = await open(fresh, 'wx')
  try {
    await file.writeFile(text)
    if (durable) await file.sync()
  } finally {
    await file.close()
  }
  await mkdir(dirname(path), { recursive: true })
  await rename(fresh, path)
  if (durable) await syncFolder(dirname(path))
}

/** A rename is durable when the folder is. Windows has no such call for folders, and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}

/** Reads from an open file and closes it at the end, on failure, and when the reader returns early. */
export function readOpenFile(file: FileHandle, range: ByteRange): AsyncIterable<Uint8Array> {
  let position = range.first
  let closed = false
  const close = async (): Promise<void> => {
    if (closed) return
    closed = true
    await file.close()
  }
  // Not a generator: one that was never started would not close the file on return().
  const iterator: AsyncIterator<Uint8Array> = {
    async next() {
      if (closed) return { done: true, value: undefined }
      const wanted = Math.min(READ_CHUNK_BYTES, range.last + 1 - position)
      if (wanted <= 0) {
        await close()
        return { done: true, value: undefined }
      }
      try {
        const chunk = new Uint8Array(wanted)
        const { bytesRead } = await file.read(chunk, 0, wanted, position)
        if (bytesRead === 0) throw new Error(`The file became shorter while it was read, at byte ${position}`)
        position += bytesRead
        return { done: false, value: chunk.subarray(0, bytesRead) }
      } catch (error) {
        await close()
        throw error
      }
    },
    async return() {
      await close()
      return { done: true, value: undefined }
    },
  }
  return { [Symbol.asyncIterator]: () => iterator }
}

/** Nothing there, or something on the way that is not a folder. */
export function isMissing(error: unknown): boolean {
  const code = (error as NodeJS.ErrnoException).code
  return code === 'ENOENT' || code === 'ENOTDIR'
}

/** For `catch`: undefined in place of what is not there. */
export function ignoreMissing(error: unknown): undefined {
  if (isMissing(error)) return undefined
  throw error
}
