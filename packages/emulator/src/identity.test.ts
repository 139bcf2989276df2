import { expect, test } from 'vitest'
import { createIds } from './identity.ts'

const version4 = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/

test('ids of one seed are the same series in every run, and differ from another seed', () => {
  const first = createIds('a')
  const second = createIds('a')
  const series = [first.uuid(), first.uuid(), first.uuid()]
  expect([second.uuid(), second.uuid(), second.uuid()]).toEqual(series)
  expect(new Set([...series, createIds('b').uuid()]).size).toBe(4)
  for (const id of series) expect(id).toMatch(version4)
  first.reseed('a')
  expect(first.uuid()).toBe(series[0])
})

test('ids without a seed are random version 4 UUIDs', () => {
  const ids = createIds('a')
  ids.reseed()
  const one = ids.uuid()
  expect(one).toMatch(version4)
  expect(one).not.toBe(ids.uuid())
})
