/**
 * Multipart uploads on disk: a folder per upload with `upload.json`, and per part a file of bytes and `<number>.json`
 * that names it. A part counts once its `.json` is in place. Uploads that nobody finished go after a week, and
 * the oldest go when there are more than a thousand: both bounds are ours, S3 keeps them for ever.
 */
import { randomUUID } from 'node:crypto'
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ignoreMissing, isMissing, readOpenFile, replaceFile, syncFolder, writeNewFile } from './disk-file.ts'
import { compareKeys } from './key-path.ts'
import type { MultipartUpload, MultipartUploads, UploadedPart } from './multipart-uploads.ts'
import { noSuchUpload } from './s3-error.ts'

const ABANDONED_AFTER_MS = 7 * 24 * 3600 * 1000
const MAX_OPEN_UPLOADS = 1000
/** Unfinished files of a process that was killed. */
const SCRATCH_KEPT_MS = 24 * 3600 * 1000

export function createFolderUploads(folder: string, scratch: string, now: () => number): MultipartUploads {
  const pathOf = (uploadId: string): string => join(folder, uploadId)
  // An id comes from the client and becomes a folder name.
  const isUploadId = (uploadId: string): boolean => /^[A-Za-z0-9-]{8,64}$/.test(uploadId)

  const readUpload = async (uploadId: string): Promise<MultipartUpload | undefined> =>
    isUploadId(uploadId) ? readJson<MultipartUpload>(join(pathOf(uploadId), 'upload.json')) : undefined

  const all = async (): Promise<MultipartUpload[]> => {
    const uploads: MultipartUpload[] = []
    for (const uploadId of await namesIn(folder)) {
      const upload = await readUpload(uploadId)
      if (upload !== undefined) uploads.push(upload)
    }
    return uploads.sort((a, b) => a.initiated - b.initiated)
  }
  const remove = async (uploadId: string): Promise<void> => {
    if (!isUploadId(uploadId)) return
    // Moved away in one step: a part that is just being put finds no folder then, and cannot make it again.
    const gone = join(scratch, randomUUID())
    await mkdir(scratch, { recursive: true })
    await rename(pathOf(uploadId), gone).catch(ignoreMissing)
    await rm(gone, { recursive: true, force: true })
  }
  const sweep = async (): Promise<void> => {
    const uploads = await all()
    const tooMany = uploads.length + 1 - MAX_OPEN_UPLOADS
    for (const [place, upload] of uploads.entries()) {
      if (place < tooMany || now() - upload.initiated > ABANDONED_AFTER_MS) await remove(upload.uploadId)
    }
    for (const name of await namesIn(scratch)) {
      const path = join(scratch, name)
      const age = Date.now() - ((await stat(path).catch(ignoreMissing))?.ctimeMs ?? Date.now())
      if (age > SCRATCH_KEPT_MS) await rm(path, { recursive: true, force: true })
    }
  }

  return {
    async create(upload) {
      await sweep()
      await replaceFile(join(pathOf(upload.uploadId), 'upload.json'), JSON.stringify(upload), scratch, true)
      await syncFolder(folder)
    },
    async find(bucket, key, uploadId) {
      const upload = await readUpload(uploadId)
      return upload?.bucket === bucket && upload.key === key ? upload : undefined
    },
    async list(bucket) {
      return (await all()).filter((upload) => upload.bucket === bucket).sort((a, b) => compareKeys(a.key, b.key))
    },
    async putPart(uploadId, partNumber, body, checksum) {
      const modified = Math.floor(now())
      const written = await writeNewFile(scratch, body, modified)
      const record = `${written.path}.json`
      try {
        const name = `${uploadPartName(partNumber)}.json`
        const found = checksum()
        const part: UploadedPart = {
          partNumber,
          size: written.size,
          etag: written.md5,
          modified,
          ...(found === undefined ? {} : { checksum: found }),
          file: `${written.path.slice(-36)}.part`,
        }
        const before = await readJson<UploadedPart>(join(pathOf(uploadId), name))
        await rename(written.path, join(pathOf(uploadId), part.file))
        await replaceFile(record, JSON.stringify(part), scratch, true)
        await rename(record, join(pathOf(uploadId), name))
        await syncFolder(pathOf(uploadId))
        if (before !== undefined) await rm(join(pathOf(uploadId), before.file), { force: true })
        return part
      } catch (error) {
        await rm(written.path, { force: true })
        await rm(record, { force: true })
        // Aborted, or completed, while the part came.
        throw isMissing(error) ? noSuchUpload(uploadId) : error
      }
    },
    async parts(uploadId) {
      const parts: UploadedPart[] = []
      for (const name of (await namesIn(pathOf(uploadId))).sort()) {
        if (!/^\d+\.json$/.test(name)) continue
        const part = await readJson<UploadedPart>(join(pathOf(uploadId), name))
        if (part !== undefined) parts.push(part)
      }
      return parts
    },
    async *read(uploadId, parts) {
      for (const part of parts) {
        const file = await open(join(pathOf(uploadId), part.file), 'r').catch(ignoreMissing)
        // Aborted, or completed by somebody else, meanwhile.
        if (file === undefined) throw noSuchUpload(uploadId)
        yield* readOpenFile(file, { first: 0, last: part.size - 1 })
      }
    },
    remove,
  }
}

const uploadPartName = (partNumber: number): string => String(partNumber).padStart(5, '0')

async function namesIn(folder: string): Promise<string[]> {
  return (await readdir(folder).catch(ignoreMissing)) ?? []
}

async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, 'utf8').catch(ignoreMissing)
  return text === undefined ? undefined : (JSON.parse(text) as T)
}
