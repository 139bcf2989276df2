/**
 * Objects in a plain folder: `<folder>/<bucket>/<key>` is a file that a person can drop in, read and delete. In:
 * bucket, key and bytes. Out: the same, with what `side-index.ts` remembers of each. All else that must be kept is
 * under `<folder>/.scribelite/`, which no bucket name can reach. Links are not followed: what they name is not in
 * the folder, so it is no object.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync, type Stats } from 'node:fs'
import { lstat, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { createAlone } from '../alone.ts'
import { ignoreMissing, isMissing, readOpenFile, syncFolder, type WrittenFile, writeNewFile } from './disk-file.ts'
import { createFolderUploads } from './folder-uploads.ts'
import { compareKeys, isBucketFolder, isBucketName, plainSegments } from './key-path.ts'
import { isRealPath, walkKeys } from './key-walk.ts'
import { MAX_KEY_BYTES, type ObjectInfo, type ObjectStore, ObjectStoreError } from './object-store.ts'
import { createOddKeys } from './odd-keys.ts'
import { createSideIndex } from './side-index.ts'

export interface FolderStoreOptions {
  /** Milliseconds since the epoch: what objects are stamped with. The machine's time by default. */
  readonly now?: () => number
}

/** A store over `folder`, made when absent. Several stores, also of several processes, can share one. */
export function createFolderStore(folder: string, { now = Date.now }: FolderStoreOptions = {}): ObjectStore {
  mkdirSync(resolve(folder), { recursive: true })
  const root = realpathSync.native(resolve(folder))
  const own = join(root, '.scribelite')
  const scratch = join(own, 'scratch')
  const index = createSideIndex(join(own, 'objects'), scratch)
  const odd = createOddKeys(join(own, 'keys'), scratch)
  // Placing a file and writing its record are two steps.
  const alone = createAlone()

  const bucketPath = (bucket: string): string => join(root, bucket)
  const hasBucket = async (bucket: string): Promise<boolean> => {
    if (!isBucketFolder(bucket)) return false
    return ((await lstatIfThere(bucketPath(bucket)))?.isDirectory() ?? false) && isRealPath(bucketPath(bucket))
  }
  const mustHave = async (bucket: string): Promise<void> => {
    if (!(await hasBucket(bucket))) throw new ObjectStoreError('no-such-bucket', `There is no bucket named ${bucket}`)
  }

  const plainPath = (bucket: string, key: string): string | undefined => {
    const segments = plainSegments(key)
    return segments === undefined ? undefined : join(bucketPath(bucket), ...segments)
  }

  /** The file that holds a key's bytes, and how it stands. */
  const find = async (bucket: string, key: string): Promise<{ path: string; stats: Stats } | undefined> => {
    if (!isBucketFolder(bucket) || key === '') return undefined
    const path = plainPath(bucket, key)
    if (path !== undefined) {
      const stats = await lstatIfThere(path)
      if (stats?.isFile() && (await isRealPath(path))) return { path, stats }
    }
    const oddPath = odd.pathOf(bucket, key)
    const stats = await lstatIfThere(oddPath)
    return stats?.isFile() ? { path: oddPath, stats } : undefined
  }

  const describe = async (bucket: string, key: string, path: string, stats: Stats): Promise<ObjectInfo> => {
    const modified = Math.round(stats.mtimeMs)
    let record = await index.find(bucket, key, stats.size, modified)
    if (record === undefined) {
      // Dropped in or edited by hand: read once, then remembered as long as size and time stay.
      record = { size: stats.size, modified, etag: await md5Of(path), metadata: {} }
      await index.remember(bucket, key, record, false)
    }
    return { key, size: stats.size, etag: record.etag, modified: record.modified, metadata: record.metadata }
  }

  /** Moves a written file to its key's plain place; false when another key stands in the way. */
  const placePlain = async (bucket: string, key: string, file: WrittenFile): Promise<boolean> => {
    const path = plainPath(bucket, key)
    if (path === undefined) return false
    for (let attempt = 0; ; attempt++) {
      try {
        const made = await mkdir(dirname(path), { recursive: true })
        if (!(await isRealPath(dirname(path)))) return false
        const standing = await lstatIfThere(path)
        if (standing !== undefined && !(standing.isFile() && (await isRealPath(path)))) return false
        await rename(file.path, path)
        await syncUpTo(dirname(path), made === undefined ? dirname(path) : dirname(made))
        return true
      } catch (error) {
        const code = (error as NodeJS.ErrnoException).code
        // `a` is a file and the key is `a/b`, or the other way round; or the whole path is longer than the system takes.
        if (code === 'EEXIST' || code === 'ENOTDIR' || code === 'EISDIR' || code === 'ENAMETOOLONG') return false
        // A folder made here was empty for a moment, and a delete next door removed it.
        if (code !== 'ENOENT' || attempt === 3) throw error
      }
    }
  }

  const store: ObjectStore = {
    async listBuckets() {
      const names = (await readdir(root)).sort(compareKeys)
      const buckets: { name: string; created: number }[] = []
      for (const name of names) {
        if (!(await hasBucket(name))) continue
        const stats = await stat(bucketPath(name))
        buckets.push({ name, created: Math.floor(Math.min(stats.birthtimeMs || stats.mtimeMs, stats.mtimeMs)) })
      }
      return buckets
    },
    hasBucket,
    async createBucket(bucket) {
      if (await hasBucket(bucket)) return
      if (!isBucketName(bucket)) {
        throw new ObjectStoreError(
          'bad-bucket-name',
          `A bucket name has 3 to 63 lower-case letters, digits, dots and hyphens; got ${JSON.stringify(bucket)}`,
        )
      }
      await mkdir(bucketPath(bucket), { recursive: true })
      await syncFolder(root)
    },
    async deleteBucket(bucket) {
      await mustHave(bucket)
      if ((await store.list(bucket, { prefix: '', limit: 1 })).length > 0) {
        throw new ObjectStoreError('bucket-not-empty', `The bucket ${bucket} still has objects`)
      }
      await removeEmptyFolders(bucketPath(bucket))
      await odd.forgetBucket(bucket)
      await index.forgetBucket(bucket)
    },
    async head(bucket, key) {
      const found = await find(bucket, key)
      return found === undefined ? undefined : describe(bucket, key, found.path, found.stats)
    },
    async get(bucket, key, range) {
      // Again when it was replaced or removed between looking and opening.
      for (;;) {
        const found = await find(bucket, key)
        if (found === undefined) return undefined
        const file = await open(found.path, 'r').catch(ignoreMissing)
        if (file === undefined) continue
        try {
          const info = await describe(bucket, key, found.path, found.stats)
          const opened = await file.stat()
          if (opened.size === found.stats.size && opened.mtimeMs === found.stats.mtimeMs) {
            return { info, body: readOpenFile(file, range ?? { first: 0, last: info.size - 1 }) }
          }
        } catch (error) {
          await file.close()
          throw error
        }
        await file.close()
      }
    },
    async put(bucket, key, body, metadata, options) {
      await mustHave(bucket)
      const keyBytes = Buffer.byteLength(key)
      if (key === '' || keyBytes > MAX_KEY_BYTES) {
        throw new ObjectStoreError('key-too-long', `A key has 1 to ${MAX_KEY_BYTES} bytes, got ${keyBytes}`)
      }
      const modified = Math.floor(now())
      const file = await writeNewFile(scratch, body, modified)
      try {
        const etag = options?.etag ?? file.md5
        const record = {
          size: file.size,
          modified,
          etag,
          metadata: (typeof metadata === 'function' ? metadata() : metadata) ?? {},
        }
        await alone(`${bucket}/${key}`, async () => {
          await mustHave(bucket)
          if (options?.mayReplace !== undefined) options.mayReplace(await store.head(bucket, key))
          await index.remember(bucket, key, record, true)
          if (await placePlain(bucket, key, file)) await odd.remove(bucket, key)
          else await odd.place(bucket, key, file.path)
        })
        return { key, size: file.size, etag, modified, metadata: record.metadata }
      } catch (error) {
        await rm(file.path, { force: true })
        throw error
      }
    },
    async delete(bucket, key) {
      await mustHave(bucket)
      await alone(`${bucket}/${key}`, async () => {
        const found = await find(bucket, key)
        if (found === undefined) return
        await rm(found.path, { force: true })
        await syncFolder(dirname(found.path))
        if (found.path === plainPath(bucket, key)) await removeEmptyParents(dirname(found.path), bucketPath(bucket))
        else await odd.remove(bucket, key)
        await index.forget(bucket, key)
      })
    },
    async list(bucket, { prefix, startAfter = '', limit }) {
      await mustHave(bucket)
      const infos: ObjectInfo[] = []
      const oddKeys = await odd.keys(bucket, prefix, startAfter)
      if (limit <= 0) return infos
      for await (const key of merged(walkKeys(bucketPath(bucket), prefix, startAfter), oddKeys)) {
        const info = await store.head(bucket, key)
        if (info !== undefined) infos.push(info)
        if (infos.length === limit) break
      }
      return infos
    },
    uploads: createFolderUploads(join(own, 'uploads'), scratch, now),
  }
  return store

  async function md5Of(path: string): Promise<string> {
    const file = await open(path, 'r')
    const hash = createHash('md5')
    const { size } = await file.stat()
    for await (const chunk of readOpenFile(file, { first: 0, last: size - 1 })) hash.update(chunk)
    return hash.digest('hex')
  }
}

/** Two sequences in key order as one, each key once. */
async function* merged(walk: AsyncIterable<string>, others: readonly string[]): AsyncGenerator<string> {
  let next = 0
  for await (const key of walk) {
    for (; next < others.length; next++) {
      const other = others[next] ?? ''
      const order = compareKeys(other, key)
      if (order > 0) break
      if (order < 0) yield other
    }
    yield key
  }
  yield* others.slice(next)
}

async function lstatIfThere(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path)
  } catch (error) {
    if (isMissing(error) || (error as NodeJS.ErrnoException).code === 'ENAMETOOLONG') return undefined
    throw error
  }
}

/** A new folder is durable when its parent is, and so on up. */
async function syncUpTo(folder: string, top: string): Promise<void> {
  for (let path = folder; path.length >= top.length; path = dirname(path)) await syncFolder(path)
}

/** S3 has no folders: those that held only the deleted key go with it. */
async function removeEmptyParents(folder: string, top: string): Promise<void> {
  for (let path = folder; path.length > top.length; path = dirname(path)) {
    try {
      await rmdir(path)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      // EPERM and EBUSY: Windows, while someone looks into it.
      if (code === 'ENOTEMPTY' || code === 'EEXIST' || code === 'EPERM' || code === 'EBUSY') return
      if (code !== 'ENOENT') throw error
    }
  }
}

/** Only folders, from the inside out: a file that appeared meanwhile makes it fail instead of being lost. */
async function removeEmptyFolders(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await removeEmptyFolders(join(folder, entry.name))
    // A link is no object; it goes with the bucket, what it points to stays.
    else if (entry.isSymbolicLink()) await rm(join(folder, entry.name))
  }
  await rmdir(folder)
}
