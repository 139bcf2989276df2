/** A plugin that writes the licences of everything that was taken into the bundle beside it. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const notices = () => ({
  name: 'notices',
  generateBundle(_options, bundle) {
    const modules = Object.values(bundle).flatMap((part) => (part.type === 'chunk' ? part.moduleIds : []))
    const packages = modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? [])
    const source = [...new Set(packages)].sort().map(notice).join('\n\n')
    this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY.txt', source: `${source}\n` })
  },
})

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry))
  if (file === undefined) throw new Error(`${folder} has no licence file`)
  return `${name} ${version} (${license})\n\n${readFileSync(join(folder, file), 'utf8').trim()}`
}
