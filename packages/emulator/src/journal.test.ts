import { expect, test } from 'vitest'
import { createJournal, type JournalEntry } from './journal.ts'

const entry = (id: number): JournalEntry => ({
  id: String(id),
  at: id,
  door: 'json',
  operation: 'GetTranscriptionJob',
  method: 'POST',
  path: '/',
  status: 200,
  durationMs: 1,
})

test('keeps the newest entries, newest last', () => {
  const journal = createJournal(3)
  for (let id = 0; id < 20; id++) {
    journal.record(entry(id))
    const expected = [id - 2, id - 1, id].filter((value) => value >= 0).map(String)
    expect(journal.entries().map((kept) => kept.id)).toEqual(expected)
  }
  journal.clear()
  expect(journal.entries()).toEqual([])
})
