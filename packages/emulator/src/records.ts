/**
 * Named records of one kind, per account and region: jobs, language models. In: records. Out: one by name, all of an
 * owner newest first from any place on, and those that are not finished. What the states are is not known here.
 */
import type { Owner } from './service.ts'
import type { Change, Store } from './store.ts'

export interface Records<R extends StoredRecord> {
  get(owner: Owner, name: string): Promise<R | undefined>
  /** False when the name is taken; then nothing changed. */
  create(owner: Owner, name: string, record: R): Promise<boolean>
  /**
   * Replaces the record by what `change` makes of it, alone. Undefined from `change` leaves it as it is. Returns the
   * record as it then stands, undefined when there is none. `extra` is written together with it.
   */
  change(
    owner: Owner,
    name: string,
    change: (record: R) => R | undefined,
    extra?: readonly Change[],
  ): Promise<R | undefined>
  /** Deletes it when `allowed` does not throw. False when there is none. */
  delete(
    owner: Owner,
    name: string,
    allowed: (record: R) => void,
    extra?: (record: R) => readonly Change[],
  ): Promise<boolean>
  /** Newest first. `after` is the place of the last one already seen. */
  list(owner: Owner, after?: string): AsyncIterable<Placed<R>>
  /** Of every owner, oldest first: what must be taken up again when the emulator starts. */
  unfinished(): AsyncIterable<{ readonly owner: Owner; readonly name: string; readonly record: R }>
}

export interface StoredRecord {
  /** Milliseconds since the epoch. */
  readonly createdAt: number
}

export interface Placed<R> {
  /** Where it stands in the order of creation; opaque. */
  readonly place: string
  readonly record: R
}

/** `unfinished` tells the records that still have something coming. */
export function createRecords<R extends StoredRecord>(
  store: Store,
  kind: string,
  unfinished: (record: R) => boolean,
): Records<R> {
  // Names cannot hold a `/` (the model's pattern); regions come from a signature and are encoded.
  const root = (owner: Owner): string => `${kind}/${owner.accountId}/${encodeURIComponent(owner.region)}`
  const nameKey = (owner: Owner, name: string): string => `${root(owner)}/name/${name}`
  const placeKey = (owner: Owner, place: string): string => `${root(owner)}/at/${place}`
  const openKey = (owner: Owner, name: string, place: string): string =>
    `open-${kind}/${place}/${owner.accountId}/${encodeURIComponent(owner.region)}/${name}`

  const placed = async (owner: Owner, name: string): Promise<Placed<R> | undefined> => {
    const place = await store.get(nameKey(owner, name))
    const text = place === undefined ? undefined : await store.get(placeKey(owner, place))
    return place === undefined || text === undefined ? undefined : { place, record: JSON.parse(text) }
  }
  const alone = <T>(owner: Owner, name: string, work: () => Promise<T>): Promise<T> =>
    store.alone(nameKey(owner, name), work)
  const written = (owner: Owner, name: string, place: string, record: R): readonly Change[] => [
    { key: placeKey(owner, place), value: JSON.stringify(record) },
    { key: openKey(owner, name, place), ...(unfinished(record) && { value: '' }) },
  ]

  return {
    get: async (owner, name) => (await placed(owner, name))?.record,
    create: (owner, name, record) =>
      alone(owner, name, async () => {
        if ((await store.get(nameKey(owner, name))) !== undefined) return false
        const created = String(Math.max(0, Math.floor(record.createdAt))).padStart(16, '0')
        const place = `${created}-${store.nextTurn()}`
        await store.write([{ key: nameKey(owner, name), value: place }, ...written(owner, name, place, record)])
        return true
      }),
    change: (owner, name, change, extra = []) =>
      alone(owner, name, async () => {
        const found = await placed(owner, name)
        if (found === undefined) return undefined
        const next = change(found.record)
        if (next === undefined) return found.record
        await store.write([...written(owner, name, found.place, next), ...extra])
        return next
      }),
    delete: (owner, name, allowed, extra = () => []) =>
      alone(owner, name, async () => {
        const found = await placed(owner, name)
        if (found === undefined) return false
        allowed(found.record)
        const keys = [nameKey(owner, name), placeKey(owner, found.place), openKey(owner, name, found.place)]
        await store.write([...keys.map((key) => ({ key })), ...extra(found.record)])
        return true
      }),
    async *list(owner, after) {
      const first = placeKey(owner, '')
      // `0` is the byte after `/`: everything below the prefix.
      const before = after === undefined ? `${root(owner)}/at0` : placeKey(owner, after)
      for await (const [key, value] of store.scan({ after: first, before, newestFirst: true }))
        yield { place: key.slice(first.length), record: JSON.parse(value) }
    },
    async *unfinished() {
      for await (const [key] of store.scan({ after: `open-${kind}/`, before: `open-${kind}0` })) {
        const [, , accountId = '', region = '', name = ''] = key.split('/')
        const owner = { accountId, region: decodeURIComponent(region) }
        const record = (await placed(owner, name))?.record
        if (record !== undefined) yield { owner, name, record }
      }
    },
  }
}
