/**
 * Objects whose key cannot be a file of that name: `folder/`, `a//b`, `../x`, a segment of 300 letters, or `a/b`
 * while `a` is a file. Two files each, named by the key's hash: `.key` with the key, `.data` with the bytes.
 */
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ignoreMissing, replaceFile, syncFolder } from './disk-file.ts'
import { compareKeys, keyHash } from './key-path.ts'

export interface OddKeys {
  pathOf(bucket: string, key: string): string
  /** Moves a written file to its place. */
  place(bucket: string, key: string, file: string): Promise<void>
  remove(bucket: string, key: string): Promise<void>
  /** In key order. They are few, so all of them are read. */
  keys(bucket: string, prefix: string, startAfter: string): Promise<readonly string[]>
  forgetBucket(bucket: string): Promise<void>
}

export function createOddKeys(folder: string, scratch: string): OddKeys {
  const base = (bucket: string, key: string): string => join(folder, bucket, keyHash(key))
  return {
    pathOf: (bucket, key) => `${base(bucket, key)}.data`,
    async place(bucket, key, file) {
      const path = base(bucket, key)
      await mkdir(dirname(path), { recursive: true })
      await replaceFile(`${path}.key`, key, scratch, true)
      await rename(file, `${path}.data`)
      await syncFolder(dirname(path))
    },
    async remove(bucket, key) {
      const path = base(bucket, key)
      await rm(`${path}.data`, { force: true })
      await rm(`${path}.key`, { force: true })
    },
    async keys(bucket, prefix, startAfter) {
      const keys: string[] = []
      for (const name of (await readdir(join(folder, bucket)).catch(ignoreMissing)) ?? []) {
        if (!name.endsWith('.key')) continue
        const key = await readFile(join(folder, bucket, name), 'utf8').catch(ignoreMissing)
        if (key?.startsWith(prefix) && (startAfter === '' || compareKeys(key, startAfter) > 0)) keys.push(key)
      }
      return keys.sort(compareKeys)
    },
    async forgetBucket(bucket) {
      await rm(join(folder, bucket), { recursive: true, force: true })
    },
  }
}
