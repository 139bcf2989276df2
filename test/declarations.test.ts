import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './source-files.ts'

/** Foreign modules that the declarations of an entry point need, however far down. */
function foreignTypes(entry: string, seen = new Set<string>()): string[] {
  if (seen.has(entry)) return []
  seen.add(entry)
  const specifiers = [...readFileSync(entry, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    ([, specifier = '']) => specifier,
  )
  const below = specifiers.map((specifier) =>
    specifier.startsWith('.')
      ? foreignTypes(resolve(dirname(entry), specifier.replace(/\.(js|ts)$/, '.d.ts')), seen)
      : specifier.startsWith('@scribelite/')
        ? []
        : [specifier],
  )
  return [...new Set(below.flat())].sort()
}

// Without skipLibCheck a user compiles these files: what they name must come with the package.
describe('the declarations, once built, name no foreign module but', () => {
  it.each([
    // Dependencies of core, by which no public name is typed: the connection holds their clients.
    [
      'core/dist/index.d.ts',
      ['@aws-sdk/client-s3', '@aws-sdk/client-transcribe', '@aws-sdk/client-transcribe-streaming', 'node:stream'],
    ],
    ['core/dist/websocket.d.ts', []],
    ['core/dist/protocol/index.d.ts', []],
    ['emulator/dist/index.d.ts', []],
    ['emulator/dist/msw.d.ts', ['msw']],
  ])('%s: %j', (entry, expected) => {
    const path = join(root, 'packages', entry)
    expect(existsSync(path), 'npm run build has been run').toBe(true)
    expect(foreignTypes(path)).toEqual(expected)
  })
})
