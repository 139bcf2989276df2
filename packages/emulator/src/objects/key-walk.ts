/**
 * The keys below a bucket's folder, in the byte order of UTF-8, one folder in memory at a time. A folder sorts as
 * its name with `/`, because that is how its keys begin; links are not followed.
 */
import { readdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { ignoreMissing } from './disk-file.ts'
import { compareKeys, isPlainName, plainSegments } from './key-path.ts'

/** Keys that start with `prefix` and come after `startAfter`. */
export async function* walkKeys(root: string, prefix: string, startAfter: string): AsyncGenerator<string> {
  const slash = prefix.lastIndexOf('/')
  const start = prefix.slice(0, slash + 1)
  const segments = slash === -1 ? [] : plainSegments(prefix.slice(0, slash))
  if (segments === undefined) return
  const folder = join(root, ...segments)
  if (!(await isRealPath(folder))) return
  yield* walkFolder(folder, start, prefix, startAfter)
}

/** Whether a path leads through no link; on a file system that ignores case, also whether the case is right. */
export async function isRealPath(path: string): Promise<boolean> {
  return (await realpath(path).catch(ignoreMissing)) === path
}

async function* walkFolder(folder: string, path: string, prefix: string, startAfter: string): AsyncGenerator<string> {
  for (const { name, isFolder } of await entriesOf(folder, path, prefix, startAfter)) {
    if (isFolder) yield* walkFolder(join(folder, name), `${path}${name}/`, prefix, startAfter)
    else yield path + name
  }
}

interface Entry {
  readonly name: string
  readonly isFolder: boolean
  readonly order: Buffer
}

async function entriesOf(folder: string, path: string, prefix: string, startAfter: string): Promise<Entry[]> {
  // Removed since its parent was read.
  const found = (await readdir(folder, { withFileTypes: true }).catch(ignoreMissing)) ?? []
  const entries: Entry[] = []
  for (const entry of found) {
    const isFolder = entry.isDirectory()
    if (!isFolder && !entry.isFile()) continue
    if (!isPlainName(entry.name)) continue
    const full = isFolder ? `${path}${entry.name}/` : path + entry.name
    if (!full.startsWith(prefix) && !(isFolder && prefix.startsWith(full))) continue
    if (startAfter !== '' && compareKeys(full, startAfter) <= 0 && !(isFolder && startAfter.startsWith(full))) continue
    entries.push({ name: entry.name, isFolder, order: Buffer.from(isFolder ? `${entry.name}/` : entry.name) })
  }
  return entries.sort((a, b) => Buffer.compare(a.order, b.order))
}
