import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { unbuiltOperations } from '../packages/emulator/src/operations/unbuilt.ts'
import { root } from './source-files.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const files = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name).replaceAll('\\', '/'))
    .filter((path) => statSync(join(root, path)).isFile())

const packages = ['packages/core', 'packages/emulator', 'packages/cli']
const decisions = readdirSync(join(root, 'decisions')).map((name) => `decisions/${name}`)
const documents = [
  'README.md',
  'ARCHITECTURE.md',
  'FIDELITY.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'fixtures/README.md',
  ...packages.map((home) => `${home}/README.md`),
  ...decisions,
]

/** Text without its code blocks. */
const prose = (path: string): string => read(path).replace(/^```[\s\S]*?^```$/gm, '')

describe('every document', () => {
  it('links to what is there', () => {
    const broken = documents.flatMap((path) => {
      const anchors = (target: string): string[] =>
        [...read(target).matchAll(/^#+ (.*)$/gm)].map(([, title = '']) =>
          title
            .toLowerCase()
            .replace(/[^\w\- ]/g, '')
            .replaceAll(' ', '-'),
        )
      return [...prose(path).matchAll(/\]\(([^)]+)\)/g)].flatMap(([, link = '']) => {
        if (/^https?:/.test(link)) return []
        const [file = '', anchor] = link.split('#')
        const target = file === '' ? path : join(dirname(path), file)
        if (!existsSync(join(root, target))) return [`${path}: ${link}`]
        return anchor === undefined || anchors(target).includes(anchor) ? [] : [`${path}: ${link}`]
      })
    })
    expect(broken).toEqual([])
  })

  it('names files that are there', () => {
    const bases = [
      '',
      ...[...packages, 'apps/demo'].flatMap((home) => [home, `${home}/src`]),
      'packages/core/src/protocol',
    ]
    const folders = [...new Set(packages.flatMap((home) => files(`${home}/src`)).map(dirname))]
    const lost = documents.flatMap((path) =>
      [...prose(path).matchAll(/`([\w@][\w./-]*\.(?:ts|js|sh|json|md)|[\w.-]+(?:\/[\w.-]+)*\/)`/g)]
        .map(([, name = '']) => name)
        // What a test names is looked for below; what the user has or the build makes is not in the repository.
        .filter(
          (name) => !/\.(test|more)\.ts$|^suites\/|^_|dist\/|^local\/|^\.scribelite\/|^keys\.json$|^call\./.test(name),
        )
        .filter((name) => {
          const places = [dirname(path), ...bases, ...(name.includes('/') ? [] : folders)]
          return !places.some((base) => existsSync(join(root, base, name)))
        })
        .map((name) => `${path}: ${name}`),
    )
    expect(lost).toEqual([])
  })
})

describe('ARCHITECTURE.md', () => {
  for (const home of [...packages, 'apps/demo']) {
    const base = `${home}/src`
    it(`has every file of ${base} in its map, or the folder that it lies in`, () => {
      const section = read('ARCHITECTURE.md').split(`### \`${base}\``)[1]?.split(/^##/m)[0] ?? ''
      const named = [...section.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \|/gm)].flatMap(([, cell = '']) =>
        [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
      )
      expect(named.length).toBeGreaterThan(4)
      expect(named.filter((name) => !existsSync(join(root, base, name)))).toEqual([])
      const missing = files(base)
        .map((path) => path.slice(base.length + 1))
        .filter((path) => /\.tsx?$/.test(path) && !/\.(test|rig)\.ts$/.test(path))
        .filter((path) => !named.some((name) => (name.endsWith('/') ? path.startsWith(name) : path === name)))
      expect(missing).toEqual([])
    })
  }

  it('lists every decision', () => {
    const text = read('ARCHITECTURE.md')
    for (const path of decisions) {
      expect(path).toMatch(/^decisions\/\d{4}-[a-z0-9-]+\.md$/)
      expect(text).toContain(`](${path})`)
    }
  })
})

describe('FIDELITY.md', () => {
  const tests = [...packages.map((home) => `${home}/src`), 'contract', 'test']
    .flatMap(files)
    .filter((path) => /\.(test|more)\.ts$|^contract\/suites\//.test(path))
  const points = read('FIDELITY.md')
    .split(/^## /m)
    .slice(1)
    .flatMap((section) => section.split(/^- /m).slice(1))
    .map((point) => point.split(/^#/m)[0]?.replace(/\s+/g, ' ').trim() ?? '')

  it('has a test for each point', () => {
    expect(points.length).toBeGreaterThan(50)
    expect(points.filter((point) => !/`[\w./-]+\.ts` "[^"]+"$/.test(point))).toEqual([])
  })

  it('names tests that are there', () => {
    const lost = points.flatMap((point) =>
      [...point.matchAll(/`([\w./-]+\.ts)` "([^"]+)"/g)].flatMap(([, file = '', name = '']) => {
        const found = tests.filter((path) => `/${path}`.endsWith(`/${file}`))
        if (found.length !== 1) return [`${file}: ${found.length} such files`]
        return read(found[0] ?? '').includes(name) ? [] : [`${file}: ${name}`]
      }),
    )
    expect(lost).toEqual([])
  })

  it('lists the operations that are not built, no more and no fewer', () => {
    const [point = ''] = points.filter((text) => text.startsWith('These operations answer HTTP 501'))
    const [, list = ''] = /checked: ([\w, ]+)\./.exec(point) ?? []
    expect(list.split(', ')).toEqual([...unbuiltOperations])
  })
})
