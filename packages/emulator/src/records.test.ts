import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { createRecords } from './records.ts'
import type { Owner } from './service.ts'
import { openStore, type Store } from './store.ts'

interface Sample {
  readonly createdAt: number
  readonly value: string
  readonly open: boolean
}

const owner: Owner = { accountId: '000000000000', region: 'us-east-1' }
const sample = (createdAt: number, value: string, open = false): Sample => ({ createdAt, value, open })
const isOpen = (record: Sample): boolean => record.open

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true })
})
const folder = async (): Promise<string> => {
  const made = await mkdtemp(join(tmpdir(), 'scribelite-store-'))
  folders.push(made)
  return made
}
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}

test('a record is found by its name, in its own account and region only', async () => {
  const records = createRecords(await openStore(), 'sample', isOpen)
  expect(await records.create(owner, 'one', sample(1, 'first'))).toBe(true)
  expect(await records.create(owner, 'one', sample(2, 'second'))).toBe(false)
  expect(await records.get(owner, 'one')).toEqual(sample(1, 'first'))
  expect(await records.get({ ...owner, region: 'eu-west-1' }, 'one')).toBeUndefined()
  expect(await records.get({ ...owner, accountId: '111111111111' }, 'one')).toBeUndefined()
  expect(await records.get(owner, 'One')).toBeUndefined()
})

test('of many creations of one name at once exactly one succeeds', async () => {
  const records = createRecords(await openStore(), 'sample', isOpen)
  const results = await Promise.all([...Array(20).keys()].map((n) => records.create(owner, 'same', sample(n, `${n}`))))
  expect(results.filter(Boolean)).toHaveLength(1)
})

test('changes to one record happen one after the other, and none is lost', async () => {
  const records = createRecords(await openStore(), 'sample', isOpen)
  await records.create(owner, 'count', sample(1, '0'))
  await Promise.all(
    [...Array(50)].map(() =>
      records.change(owner, 'count', (record) => ({ ...record, value: String(Number(record.value) + 1) })),
    ),
  )
  expect((await records.get(owner, 'count'))?.value).toBe('50')
})

test('records list newest first, those of one millisecond in the order of creation, and go on after any place', async () => {
  const records = createRecords(await openStore(), 'sample', isOpen)
  for (const [name, at] of [
    ['a', 5],
    ['b', 7],
    ['c', 7],
    ['d', 6],
  ] as const)
    await records.create(owner, name, sample(at, name))
  await records.create({ ...owner, region: 'us-east-2' }, 'elsewhere', sample(9, 'elsewhere'))
  const all = await collect(records.list(owner))
  expect(all.map((entry) => entry.record.value)).toEqual(['c', 'b', 'd', 'a'])
  const rest = await collect(records.list(owner, all[1]?.place))
  expect(rest.map((entry) => entry.record.value)).toEqual(['d', 'a'])
})

test('only unfinished records are taken up again, oldest first', async () => {
  const records = createRecords(await openStore(), 'sample', isOpen)
  await records.create(owner, 'late', sample(9, 'late', true))
  await records.create({ ...owner, region: 'eu/odd' }, 'early', sample(3, 'early', true))
  await records.create(owner, 'ready', sample(1, 'ready', true))
  await records.change(owner, 'ready', (record) => ({ ...record, open: false }))
  await records.create(owner, 'gone', sample(2, 'gone', true))
  await records.delete(owner, 'gone', () => undefined)
  const open = await collect(records.unfinished())
  expect(open.map((entry) => [entry.owner.region, entry.name])).toEqual([
    ['eu/odd', 'early'],
    ['us-east-1', 'late'],
  ])
})

test('what was written is there in a copy of the folder taken while the store is still open', async () => {
  const live = await folder()
  const store = await openStore(live)
  const records = createRecords(store, 'sample', isOpen)
  await records.create(owner, 'kept', sample(1, 'kept', true))
  await records.create(owner, 'deleted', sample(2, 'deleted'))
  await records.delete(owner, 'deleted', () => undefined)
  const copy = await folder()
  await cp(live, copy, { recursive: true, filter: (path) => !path.endsWith('LOCK') })
  await store.close()

  const reopened = await openStore(copy)
  const again = createRecords(reopened, 'sample', isOpen)
  expect(await again.get(owner, 'kept')).toEqual(sample(1, 'kept', true))
  expect(await again.get(owner, 'deleted')).toBeUndefined()
  // A new record of the same millisecond stands after the old one and never in its place.
  await again.create(owner, 'new', sample(1, 'new'))
  expect((await collect(again.list(owner))).map((entry) => entry.record.value)).toEqual(['new', 'kept'])
  await reopened.close()
})

test('a long list in memory lets other work in', async () => {
  const records = createRecords(await openStore(), 'sample', isOpen)
  for (let at = 0; at < 2000; at++) await records.create(owner, `r-${at}`, sample(at, ''))
  let others = false
  setImmediate(() => {
    others = true
  })
  expect(await collect(records.list(owner))).toHaveLength(2000)
  expect(others).toBe(true)
})

test('ten thousand records on disk: a page reads no more than it shows, and all come in order', async () => {
  const directory = await folder()
  const store = await openStore(directory)
  let read = 0
  const counted: Store = {
    ...store,
    async *scan(range) {
      for await (const entry of store.scan(range)) {
        read++
        yield entry
      }
    },
  }
  const records = createRecords(counted, 'sample', isOpen)
  const filler = 'x'.repeat(1000)
  for (let at = 0; at < 10_000; at += 500)
    await Promise.all(
      Array.from({ length: 500 }, (_, n) => records.create(owner, `r-${at + n}`, sample(at + n, `${at + n}${filler}`))),
    )
  const first: string[] = []
  for await (const { record } of records.list(owner)) {
    first.push(record.value.slice(0, -filler.length))
    if (first.length === 3) break
  }
  expect(first).toEqual(['9999', '9998', '9997'])
  expect(read).toBe(3)

  let count = 0
  let last = Number.POSITIVE_INFINITY
  for await (const { record } of records.list(owner)) {
    expect(record.createdAt).toBeLessThan(last)
    last = record.createdAt
    count++
  }
  expect(count).toBe(10_000)
  await store.close()
}, 60_000)
