import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** Every module that `@scribelite/core/websocket` reaches, and what it takes from outside. */
const reach = (entry: URL): { readonly files: Set<string>; readonly outside: Map<string, string> } => {
  const files = new Set<string>()
  const outside = new Map<string, string>()
  const visit = (file: URL): void => {
    if (files.has(file.href)) return
    files.add(file.href)
    const source = readFileSync(file, 'utf8')
    for (const [, specifier = ''] of source.matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)) {
      if (specifier.startsWith('.')) visit(new URL(specifier, file))
      else outside.set(specifier, file.href)
    }
  }
  visit(entry)
  return { files, outside }
}

test('a browser can load @scribelite/core/websocket: no node:, no AWS SDK', () => {
  const { files, outside } = reach(new URL('./websocket.ts', import.meta.url))
  expect(files.size).toBeGreaterThan(15)
  expect([...outside.keys()].filter((name) => name.startsWith('node:') || name.startsWith('@aws-sdk/'))).toEqual([])
  // ws is loaded only where there is no WebSocket.
  expect([...outside.keys()].filter((name) => !/^@noble\/|^@smithy\/core\/event-streams$/.test(name))).toEqual(['ws'])
})
