/**
 * Objects whose key cannot be a file of that name: `folder/`, `a//b`, `../x`, a segment of 300 letters, or `a/b`
 * while `a` is a file. Two files each, named by the key's hash: `.key` with the key, `.data` with the bytes.
 */
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { replaceFile, syncFolder } from './disk-file.ts'
import { compareKeys, keyHash } from './key-path.ts'
import { isMissing } from './side-index.ts'

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
      let names: string[]
      try {
        names = await readdir(join(folder, bucket))
      } catch (error) {
        if (isMissing(error)) return []
        throw error
      }
      const keys: string[] = []
      for (const name of names) {
        if (!name.endsWith('.key')) continue
        const key = await readIfThere(join(folder, bucket, name))
        if (key?.startsWith(prefix) && (startAfter === '' || compareKeys(key, startAfter) > 0)) keys.push(key)
      }
      return keys.sort(compareKeys)
    },
    async forgetBucket(bucket) {
      await rm(join(folder, bucket), { recursive: true, force: true })
    },
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}
