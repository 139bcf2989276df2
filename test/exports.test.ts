import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { doors, root } from './source-files.ts'

/** Names that an entry point exports, types included, as they stand in its text. */
function exportedNames(path: string): string[] {
  const text = readFileSync(join(root, path), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
  expect(text, `${path} names what it exports one by one`).not.toMatch(/export\s+\*|export\s+default/)
  const lists = [...text.matchAll(/export\s+(type\s+)?\{([^}]*)\}/g)].flatMap(([, type, names]) =>
    (names ?? '')
      .split(',')
      .map((name) => name.trim().replace(/^\w+ as /, ''))
      .filter((name) => name !== '')
      .map((name) => (type !== undefined || name.startsWith('type ') ? `type ${name.replace(/^type /, '')}` : name)),
  )
  const declared = [...text.matchAll(/export\s+(?:async\s+)?(function|const|class|interface|type)\s+(\w+)/g)].map(
    ([, kind, name]) => (kind === 'interface' || kind === 'type' ? `type ${name}` : `${name}`),
  )
  return [...new Set([...lists, ...declared])].sort()
}

describe('the exported names', () => {
  // A change of the public surface shows here, in review. After a wanted change: npx vitest run test/exports -u
  for (const [door, path] of Object.entries(doors)) {
    it(`of ${door} are as recorded`, async () => {
      await expect(`${exportedNames(path).join('\n')}\n`).toMatchFileSnapshot(
        `exports/${door.replaceAll('/', '.')}.txt`,
      )
    })
  }

  it('say what they are, each in a comment of its own', () => {
    const silent = Object.values(doors).flatMap((door) => {
      const text = readFileSync(join(root, door), 'utf8')
      const lists = [...text.matchAll(/export\s+(?:type\s+)?\{([^}]*)\}\s*from\s*'([^']+)'/g)]
      return lists.flatMap(([, names = '', from = '']) => {
        const source = readFileSync(join(root, dirname(door), from), 'utf8')
        const listed = names.split(',').map((name) => name.trim().replace(/^type /, ''))
        return listed.filter((name) => name !== '' && !documented(source, name.split(' as ')[0] ?? ''))
      })
    })
    expect(silent).toEqual([])
  })
})

function documented(source: string, name: string): boolean {
  const declaration = `export (?:async )?(?:const|function\\*?|interface|type|class) ${name}\\b`
  return new RegExp(`\\*/\\n${declaration}`).test(source)
}
