import { expect, test } from 'vitest'
import { baseData, readBaseData } from './base-data.ts'

test('general English knows common words and few names, and no terms of a trade', async () => {
  const { vocabulary } = await baseData()
  expect(vocabulary.size).toBeGreaterThan(30_000)
  expect(vocabulary.get('the')?.rank).toBeLessThan(10)
  expect(vocabulary.get('clark')?.display).toBe('Clark')
  expect(vocabulary.get("don't")?.rank).toBeLessThan(100)
  for (const word of 'kubernetes terraform metformin istio kubelet kubectl grafana kafka prometheus'.split(' ')) {
    expect(vocabulary.has(word), word).toBe(false)
  }
})

test('a package that was not built says so, and what to do', async () => {
  const nowhere = new URL('./no-such-folder/', import.meta.url)
  await expect(readBaseData(nowhere)).rejects.toMatchObject({
    code: 'language-data-missing',
    message: expect.stringContaining('npm run build'),
  })
})
