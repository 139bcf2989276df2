/**
 * Where records live: LevelDB, in memory or in a folder. In: changes, all or none of them, on disk before `write`
 * resolves. Out: values by key, and keys in byte order, streamed. It knows nothing of what the values mean.
 */
import { dirname } from 'node:path'
import type { AbstractBatchOptions, AbstractLevel } from 'abstract-level'
import { type Alone, createAlone } from './alone.ts'

export interface Store {
  get(key: string): Promise<string | undefined>
  /** All changes or none. When it resolves they survive a `kill -9`, if the store has a folder. */
  write(changes: readonly Change[]): Promise<void>
  /** Keys strictly between `after` and `before`, in byte order or from the last one. */
  scan(range: KeyRange): AsyncIterable<readonly [key: string, value: string]>
  /** Text that sorts after every one given out before, also over restarts. */
  nextTurn(): string
  /** Runs `work` while no other work of the same name runs here. */
  readonly alone: Alone
  /** Forgets everything. */
  clear(): Promise<void>
  close(): Promise<void>
}

export interface Change {
  readonly key: string
  /** Absent: the key goes. */
  readonly value?: string
}

interface KeyRange {
  readonly after: string
  readonly before: string
  readonly newestFirst?: boolean
}

type Level = AbstractLevel<string | Buffer | Uint8Array, string, string>

const openingsKey = 'openings'
const keysPerTurn = 500
/** `sync`: fsync before the call returns. The in-memory store has no use for it. */
const durable: AbstractBatchOptions<string, string> & { readonly sync: true } = { sync: true }

/** Opens the store in `directory`, or an empty one in memory. */
export async function openStore(directory?: string): Promise<Store> {
  const level = await openLevel(directory)
  // Turns begin with how often the store was opened, so that none must be written down.
  const opening = Number((await level.get(openingsKey)) ?? 0) + 1
  const keepOpening = (): Promise<void> =>
    level.batch([{ type: 'put', key: openingsKey, value: String(opening) }], durable)
  await keepOpening()
  let turn = 0

  return {
    get: (key) => level.get(key),
    async write(changes) {
      const operations = changes.map(({ key, value }) =>
        value === undefined ? { type: 'del' as const, key } : { type: 'put' as const, key, value },
      )
      await level.batch(operations, durable)
    },
    async *scan({ after, before, newestFirst }) {
      let read = 0
      for await (const entry of level.iterator({ gt: after, lt: before, reverse: newestFirst ?? false })) {
        yield entry
        // In memory nothing is waited for: a list of a hundred thousand jobs must not hold up the streams beside it.
        if (++read % keysPerTurn === 0) await new Promise((resolve) => setImmediate(resolve))
      }
    },
    nextTurn: () => `${String(opening).padStart(8, '0')}-${String(++turn).padStart(10, '0')}`,
    alone: createAlone(),
    async clear() {
      await level.clear()
      await keepOpening()
    },
    close: () => level.close(),
  }
}

/** Each is loaded only when it is wanted: the one on disk carries a native addon. */
async function openLevel(directory: string | undefined): Promise<Level> {
  if (directory === undefined) {
    const { MemoryLevel } = await import('memory-level')
    const level = new MemoryLevel<string, string>({ storeEncoding: 'utf8' })
    await level.open()
    return level
  }
  const { ClassicLevel } = await import('classic-level')
  const level = new ClassicLevel<string, string>(directory)
  try {
    await level.open()
  } catch (error) {
    const { cause } = error as { readonly cause?: { readonly code?: string } }
    if (cause?.code !== 'LEVEL_LOCKED') throw error
    const folder = dirname(directory)
    const inUse = new Error(`The data folder ${folder} is in use by another emulator; end it, or give another folder.`)
    throw Object.assign(inUse, { code: 'data-folder-in-use' })
  }
  return level
}
