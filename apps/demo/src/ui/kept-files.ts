/**
 * Files that were chosen, kept by the browser (IndexedDB) until they have been sent, so that a reload goes on with them.
 * The folder of each choice is its own, so two tabs do not meet here. A browser that keeps nothing loses nothing else.
 */
interface KeptFile {
  readonly file: File
  /** Milliseconds since the epoch. */
  readonly at: number
}

const store = 'files'
/** What a closed tab left behind is dropped after a day. */
const longestMilliseconds = 24 * 60 * 60 * 1000

let opening: Promise<IDBDatabase> | undefined

const open = (): Promise<IDBDatabase> => {
  opening ??= settled(indexedDB.open('scribelite', 1), (request) => {
    request.addEventListener('upgradeneeded', () => request.result.createObjectStore(store))
  })
  return opening
}

const settled = <R extends IDBRequest>(request: R, prepare?: (request: R) => void): Promise<R['result']> =>
  new Promise((resolve, reject) => {
    prepare?.(request)
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })

const files = async (mode: IDBTransactionMode): Promise<IDBObjectStore> =>
  (await open()).transaction(store, mode).objectStore(store)

// The file can then not be sent again after a reload, which the page says there.
const unkept = (): undefined => undefined

let writing: Promise<unknown> = Promise.resolve()

/** One after the other: a file that was sent before it was kept must not stay. */
const write = (work: (kept: IDBObjectStore) => Promise<unknown>): void => {
  writing = writing.then(async () => work(await files('readwrite'))).catch(unkept)
}

export const keepFile = (folder: string, file: File): void => {
  write(dropOld)
  write((kept) => settled(kept.put({ file, at: Date.now() } satisfies KeptFile, [folder, file.name])))
}

export const dropFile = (folder: string, name: string): void => write((kept) => settled(kept.delete([folder, name])))

export const keptFile = async (folder: string, name: string): Promise<File | undefined> => {
  await writing
  const read = async (): Promise<KeptFile | undefined> => settled((await files('readonly')).get([folder, name]))
  return (await read().catch(unkept))?.file
}

const dropOld = async (kept: IDBObjectStore): Promise<void> => {
  const before = Date.now() - longestMilliseconds
  for (const key of await settled(kept.getAllKeys())) {
    const { at } = (await settled(kept.get(key))) as KeptFile
    if (at < before) await settled(kept.delete(key))
  }
}
