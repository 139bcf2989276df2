import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createFolderStore } from './folder-store.ts'
import { compareKeys } from './key-path.ts'
import { foldedPage } from './s3-listing.ts'

/** What S3's page says, over all keys at once. */
function folded(keys: readonly string[], prefix: string, delimiter: string): string[] {
  const rows = keys
    .filter((key) => key.startsWith(prefix))
    .map((key) => {
      const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
      return end === -1 ? key : key.slice(0, end + delimiter.length)
    })
  return [...new Set(rows)].sort(compareKeys)
}

test('pages of any size put together are the whole listing, for any keys, prefix and delimiter', async () => {
  const key = fc
    .array(fc.constantFrom('a', 'b', '/', '/', '.', '!', 'é', '～', '🎧'), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join(''))
  await fc.assert(
    fc.asyncProperty(
      fc.uniqueArray(key, { maxLength: 14 }),
      fc.constantFrom('', 'a', 'a/', '/', 'b/a'),
      fc.constantFrom('', '/', 'a', '🎧'),
      fc.integer({ min: 1, max: 5 }),
      async (keys, prefix, delimiter, limit) => {
        const folder = await mkdtemp(join(tmpdir(), 'listing-'))
        try {
          const store = createFolderStore(folder)
          await store.createBucket('demo')
          for (const one of keys)
            await store.put(
              'demo',
              one,
              (async function* () {
                yield new Uint8Array(0)
              })(),
            )
          const seen: string[] = []
          for (let startAfter: string | undefined = ''; startAfter !== undefined; ) {
            const page = await foldedPage(store, 'demo', { prefix, delimiter, startAfter, limit })
            const rows = [...page.objects.map((info) => info.key), ...page.commonPrefixes].sort(compareKeys)
            expect(rows.length).toBeLessThanOrEqual(limit)
            seen.push(...rows)
            startAfter = page.next
          }
          expect(seen).toEqual(folded(keys, prefix, delimiter))
        } finally {
          await rm(folder, { recursive: true })
        }
      },
    ),
    { numRuns: 60 },
  )
})
