// The command as a process of its own, as it was built: what a shell and a terminal do to it.
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it, vi } from 'vitest'

// Each starts a process or two, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const program = fileURLToPath(new URL('../bin/scribelite.js', import.meta.url))
const quickstart = fileURLToPath(new URL('../dist/quickstart.js', import.meta.url))

it('is completed by bash with what it prints', async () => {
  const bin = await mkdtemp(join(tmpdir(), 'scribelite-bin-'))
  await symlink(program, join(bin, 'scribelite'))
  const typed = 'COMP_WORDS=(scribelite models des --json) COMP_CWORD=2'
  const { stdout } = await promisify(execFile)(
    'bash',
    ['--norc', '-c', `source <(scribelite completion)\n${typed}\n_scribelite\necho "$COMPREPLY"`],
    { env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` } },
  )
  await rm(bin, { recursive: true })
  expect(stdout).toBe('describe\n')
})

it('ends cleanly when its terminal is closed, of which the shell tells it once more', async () => {
  const child = spawn(process.execPath, [program, 'serve', '--port', '0'], { stdio: ['ignore', 'ignore', 'pipe'] })
  const ended = once(child, 'close')
  for await (const chunk of child.stderr) {
    if (/is at|ending/.test(String(chunk))) child.kill('SIGHUP')
  }
  expect(await ended).toEqual([0, null])
})

it('leaves nothing of the quickstart behind when that is told to end', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scribelite-quickstart-'))
  const child = spawn(process.execPath, [quickstart], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, TMPDIR: folder },
  })
  const ended = once(child, 'close')
  for await (const chunk of child.stderr) {
    if (/an emulator is at/.test(String(chunk))) child.kill('SIGTERM')
  }
  expect({ ended: await ended, left: await readdir(folder) }).toEqual({ ended: [130, null], left: [] })
  await rm(folder, { recursive: true })
})
