import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { doors, root, type SourceFile, sourceFiles } from './source-files.ts'

const isTest = (file: SourceFile): boolean => /\.(test|rig)\.ts$/.test(file.path)
const all = ['packages/core/src', 'packages/emulator/src', 'packages/cli/src'].flatMap(sourceFiles)
const sources = all.filter((file) => !isTest(file))
const byPath = new Map(sources.map((file) => [file.path, file]))

/** Everything that `entry` loads, directly or through others. */
function closure(entries: readonly string[]): Set<string> {
  const seen = new Set<string>()
  const open = [...entries]
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (seen.has(path)) continue
    seen.add(path)
    for (const { target } of byPath.get(path)?.imports ?? []) if (target !== undefined) open.push(target)
  }
  return seen
}

/** Sources that a build script runs, once they are compiled. */
function builtWith(): string[] {
  const folder = 'packages/emulator/build'
  const scripts = readdirSync(join(root, folder)).map((name) => readFileSync(join(root, folder, name), 'utf8'))
  return scripts.flatMap((text) =>
    [...text.matchAll(/'\.\.\/dist\/([\w/-]+)\.js'/g)].map(([, name]) => `packages/emulator/src/${name}.ts`),
  )
}

const outside = (paths: Iterable<string>): string[] =>
  [...paths].flatMap((path) =>
    (byPath.get(path)?.imports ?? []).filter(({ target }) => target === undefined).map(({ specifier }) => specifier),
  )

describe('the directions of imports', () => {
  it('finds the sources and follows every relative import to a file', () => {
    expect(sources.length).toBeGreaterThan(50)
    const missing = all.flatMap((file) =>
      file.imports.filter(({ target }) => target?.endsWith('(missing)')).map(({ target }) => `${file.path}: ${target}`),
    )
    expect(missing).toEqual([])
  })

  it('lets core/protocol import nothing but portable hashes, in one file', () => {
    const protocol = sources.filter((file) => file.path.startsWith('packages/core/src/protocol/'))
    const foreign = protocol.flatMap((file) =>
      file.imports
        .filter(({ target }) => !target?.startsWith('packages/core/src/protocol/'))
        .map(({ specifier }) => `${file.path} ← ${specifier}`),
    )
    expect(new Set(foreign.map((line) => line.replace(/@noble\/hashes\/.*/, '@noble/hashes')))).toEqual(
      new Set(['packages/core/src/protocol/hashing.ts ← @noble/hashes']),
    )
  })

  it('keeps node: and the AWS SDK out of everything that a browser loads', () => {
    const loaded = outside(closure(['packages/core/src/websocket.ts', 'packages/core/src/protocol/index.ts']))
    expect(loaded.filter((name) => name.startsWith('node:') || name.startsWith('@aws-sdk/'))).toEqual([])
  })

  it('keeps the AWS SDK and core’s root out of the emulator, which must start in a blink', () => {
    const emulator = sources.filter((file) => file.path.startsWith('packages/emulator/src/'))
    const forbidden = emulator.flatMap((file) =>
      file.imports
        .map(({ specifier }) => specifier)
        .filter(
          (name) =>
            name.startsWith('@aws-sdk/') || (name.startsWith('@scribelite/') && name !== '@scribelite/core/protocol'),
        )
        .map((name) => `${file.path} ← ${name}`),
    )
    expect(forbidden).toEqual([])
  })

  it('lets core know neither emulator nor command line', () => {
    const core = sources.filter((file) => file.path.startsWith('packages/core/src/'))
    const forbidden = core.flatMap((file) =>
      file.imports.filter(({ target }) => target !== undefined && !target.startsWith('packages/core/')),
    )
    expect(forbidden).toEqual([])
  })

  it('lets the demo know core and emulator by their doors, and its page only what a browser can load', () => {
    const demo = sourceFiles('apps/demo/src')
    expect(demo.length).toBeGreaterThan(20)
    const strange = demo.flatMap((file) =>
      file.imports
        .map(({ specifier }) => specifier)
        .filter(
          (name) => (/^(@scribelite\/|scribelite)/.test(name) && !(name in doors)) || /^\.\..*\bpackages\//.test(name),
        )
        .map((name) => `${file.path} ← ${name}`),
    )
    expect(strange).toEqual([])
    const page = demo.filter((file) => /^apps\/demo\/src\/(ui|api)\//.test(file.path) && !isTest(file))
    const unloadable = page.flatMap((file) =>
      file.imports
        .filter(({ specifier, typeOnly }) => !typeOnly && !/^@scribelite\/core\/(websocket|protocol)$/.test(specifier))
        .filter(({ specifier }) => /^(node:|@aws-sdk\/|@scribelite\/|hono|ws$)|\/server\//.test(specifier))
        .map(({ specifier }) => `${file.path} ← ${specifier}`),
    )
    expect(unloadable).toEqual([])
    const foreign = all.flatMap((file) => file.imports.filter(({ target }) => target?.startsWith('apps/') === true))
    expect(foreign).toEqual([])
  })

  it('lets relative imports never leave their package', () => {
    const leaving = all.flatMap((file) => {
      const home = file.path.split('/').slice(0, 2).join('/')
      return file.imports
        .filter(({ specifier, target }) => specifier.startsWith('.') && !target?.startsWith(`${home}/`))
        .map(({ specifier }) => `${file.path} ← ${specifier}`)
    })
    // Tests may read what lies at the top, such as the golden vectors.
    expect(leaving.filter((line) => !/\.test\.ts ← /.test(line))).toEqual([])
  })

  it('lets only the port bind', () => {
    const binders = sources.filter(
      (file) =>
        file.path.startsWith('packages/emulator/') &&
        file.imports.some(({ specifier, typeOnly }) => !typeOnly && /^node:(http2?|https|tls)$/.test(specifier)),
    )
    expect(binders.map((file) => file.path)).toEqual(['packages/emulator/src/port.ts'])
  })
})

describe('the shape of the imports', () => {
  it('has no cycle', () => {
    const cycles: string[] = []
    const state = new Map<string, 'open' | 'done'>()
    const visit = (path: string, trail: readonly string[]): void => {
      if (state.get(path) === 'done') return
      if (state.get(path) === 'open') {
        cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '))
        return
      }
      state.set(path, 'open')
      for (const { target, typeOnly } of byPath.get(path)?.imports ?? []) {
        if (target !== undefined && !typeOnly) visit(target, [...trail, path])
      }
      state.set(path, 'done')
    }
    for (const file of sources) visit(file.path, [])
    expect(cycles).toEqual([])
  })

  it('has no file that no entry point reaches', () => {
    const entries = [
      ...Object.values(doors),
      'packages/cli/src/main.ts',
      'packages/cli/src/quickstart.ts',
      ...builtWith(),
    ]
    const reached = closure(entries)
    expect(sources.map((file) => file.path).filter((path) => !reached.has(path))).toEqual([])
  })

  it('has no room without a name of the domain', () => {
    const rooms = sources.filter((file) => /(^|\/)(utils?|helpers?|common|shared|misc)(\/|\.ts$)/.test(file.path))
    expect(rooms.map((file) => file.path)).toEqual([])
  })
})
