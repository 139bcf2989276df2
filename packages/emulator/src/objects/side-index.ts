/**
 * What a plain file cannot say of itself: ETag, content type, user metadata, checksum. One small file per object
 * outside the bucket folders, believed only while size and modification time agree with the object's file; a
 * file that a person dropped in or edited has no such record yet, and gets its MD5 when first asked for.
 */
import { readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ignoreMissing, replaceFile } from './disk-file.ts'
import { keyHash } from './key-path.ts'
import type { ObjectMetadata } from './object-store.ts'

export interface SideRecord {
  /** Bytes. */
  readonly size: number
  /** Whole milliseconds since the epoch: what every runtime and file system can tell. */
  readonly modified: number
  readonly etag: string
  readonly metadata: ObjectMetadata
}

export interface SideIndex {
  find(bucket: string, key: string, size: number, modified: number): Promise<SideRecord | undefined>
  /** Written before the object's file takes its place, and keeps the record before it: a crash between loses neither. */
  remember(bucket: string, key: string, record: SideRecord, durable: boolean): Promise<void>
  forget(bucket: string, key: string): Promise<void>
  forgetBucket(bucket: string): Promise<void>
}

export function createSideIndex(folder: string, scratch: string): SideIndex {
  const pathOf = (bucket: string, key: string): string => {
    const hash = keyHash(key)
    return join(folder, bucket, hash.slice(0, 2), `${hash}.json`)
  }
  const read = async (bucket: string, key: string): Promise<SideRecord[]> => {
    const text = await readFile(pathOf(bucket, key), 'utf8').catch(ignoreMissing)
    if (text === undefined) return []
    try {
      return (JSON.parse(text) as { records: SideRecord[] }).records
    } catch {
      // Cut short by a crash of the machine: what it said can be computed again.
      return []
    }
  }

  return {
    async find(bucket, key, size, modified) {
      // File systems and runtimes keep fractions of a millisecond differently.
      const records = await read(bucket, key)
      return records.find((record) => record.size === size && Math.abs(record.modified - modified) <= 1)
    },
    async remember(bucket, key, record, durable) {
      const [before] = await read(bucket, key)
      const records = before === undefined ? [record] : [record, before]
      await replaceFile(pathOf(bucket, key), JSON.stringify({ key, records }), scratch, durable)
    },
    async forget(bucket, key) {
      await rm(pathOf(bucket, key), { force: true })
    },
    async forgetBucket(bucket) {
      await rm(join(folder, bucket), { recursive: true, force: true })
    },
  }
}
