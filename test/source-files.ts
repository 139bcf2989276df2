/** The sources as the house rules see them: every file, what it imports, and where a name in an import leads. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root: string = fileURLToPath(new URL('..', import.meta.url))

export interface SourceFile {
  /** From the root of the repository, with `/`. */
  readonly path: string
  readonly imports: readonly Import[]
}

interface Import {
  readonly specifier: string
  /** The source file it leads to; undefined for what comes from outside the repository. */
  readonly target: string | undefined
  readonly typeOnly: boolean
}

/** Doors between packages, as `exports` names them. */
export const doors: Readonly<Record<string, string>> = {
  '@scribelite/core': 'packages/core/src/index.ts',
  '@scribelite/core/websocket': 'packages/core/src/websocket.ts',
  '@scribelite/core/protocol': 'packages/core/src/protocol/index.ts',
  '@scribelite/emulator': 'packages/emulator/src/index.ts',
  '@scribelite/emulator/msw': 'packages/emulator/src/msw.ts',
}

export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => readSource(join(folder, name)))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?[^'"`;]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g

function readSource(path: string): SourceFile {
  const text = readFileSync(join(root, path), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '')
  const imports = [...text.matchAll(importPattern)].map((match) => {
    const specifier = match[2] ?? match[3] ?? match[4] ?? ''
    return { specifier, target: targetOf(path, specifier), typeOnly: match[1] !== undefined }
  })
  return { path: path.replaceAll('\\', '/'), imports }
}

function targetOf(from: string, specifier: string): string | undefined {
  if (specifier in doors) return doors[specifier]
  if (!specifier.startsWith('.')) return undefined
  const target = relative(root, resolve(root, dirname(from), specifier)).replaceAll('\\', '/')
  return existsSync(join(root, target)) ? target : `${target} (missing)`
}
