/**
 * The README as a session: its code blocks in their order, each with what runs it, in a folder that looks like a clone
 * after the build. In: README.md. Out: blocks, and a session that runs them and keeps what a shell would keep.
 */
import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, open, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { root } from './source-files.ts'

/** `clone`: the two commands, which are for a fresh clone. `shown`: what the block before it prints. */
type BlockRunner = 'clone' | 'shell' | 'aws' | 'python' | 'node' | 'vitest' | 'credentials' | 'fixtures' | 'shown'

export interface Block {
  /** For example `AWS CLI, line 130`. */
  readonly name: string
  readonly heading: string
  readonly language: string
  readonly code: string
  readonly runner: BlockRunner
  /** The text block that follows. */
  readonly shows?: string
}

/** The blocks of a Markdown text. A block that nothing can run is an error, not an exemption. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = []
  let heading = ''
  const lines = markdown.split('\n')
  for (let at = 0; at < lines.length; at++) {
    heading = /^#+ (.*)/.exec(lines[at] ?? '')?.[1] ?? heading
    const language = /^```(.*)/.exec(lines[at] ?? '')?.[1]
    if (language === undefined) continue
    const end = lines.indexOf('```', at + 1)
    if (end < 0) throw new Error(`README.md, line ${at + 1}: the block is not closed`)
    const code = lines.slice(at + 1, end).join('\n')
    const name = `${heading}, line ${at + 1}`
    const runner = runnerOf(language, code)
    if (runner === undefined) throw new Error(`README.md: nothing runs the block in '${name}' (${language})`)
    const before = blocks.at(-1)
    if (runner === 'shown') {
      if (before === undefined || before.shows !== undefined)
        throw new Error(`README.md: '${name}' shows the output of nothing`)
      blocks[blocks.length - 1] = { ...before, shows: code }
    }
    blocks.push({ name, heading, language, code, runner })
    at = end
  }
  return blocks
}

function runnerOf(language: string, code: string): BlockRunner | undefined {
  switch (language) {
    case 'sh':
      return code.startsWith('npm ci') ? 'clone' : /^aws /m.test(code) ? 'aws' : 'shell'
    case 'python':
      return 'python'
    case 'js':
      return code.includes("from 'vitest'") ? 'vitest' : 'node'
    case 'json':
      return code.includes('"fixtures"') ? 'fixtures' : code.includes('"accessKeyId"') ? 'credentials' : undefined
    case 'text':
      return 'shown'
    default:
      return undefined
  }
}

/** Whether `output` holds the lines shown, one after the other; `…` stands for anything within a line. */
export function holds(output: string, shown: string): boolean {
  const lines = shown.split('\n').map((line) => line.split('…').map(escaped).join('[^\\n]*'))
  return new RegExp(`(^|\\n)${lines.join('\\n')}`).test(output)
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')

/** Vitest goes by the name of a file. */
const ending: Partial<Record<BlockRunner, string>> = { vitest: '.test.js' }

export interface ReadmeSession {
  /** Runs one block and returns what it printed to stdout. Throws, with stderr, when it fails. */
  run(block: Block): Promise<string>
  /** What the README shows, as it looks in this session. */
  shown(text: string): string
  close(): Promise<void>
}

/** Bash as a reader has it: variables stay from block to block, what runs in the background goes on. */
export async function openReadmeSession(): Promise<ReadmeSession> {
  const folder = await mkdtemp(join(tmpdir(), 'scribelite-readme-'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  await symlink(join(root, 'fixtures'), join(folder, 'fixtures'))
  await mkdir(join(folder, 'home'))
  // The Node that runs the tests, and nothing else that lies beside it.
  await mkdir(join(folder, 'bin'))
  await symlink(process.execPath, join(folder, 'bin/node'))
  // The README's 4600 may be taken, and must be free for others on the machine that runs the tests.
  const port = String(await freePort())
  const here = (text: string): string => text.replaceAll('4600', port)
  const groups: number[] = []
  let count = 0

  return {
    shown: here,
    async run({ runner, code }) {
      const file = `block-${++count}`
      await writeFile(join(folder, `${file}${ending[runner] ?? ''}`), here(code))
      const command = {
        shell: here(code),
        aws: here(code),
        node: `node --input-type=module < ${file}`,
        // On a busy machine the five seconds of its default are few.
        vitest: `npx vitest run --test-timeout 120000 ${file}.test.js`,
        python: `python3 - < ${file}`,
      }[runner as string]
      if (command === undefined) throw new Error(`a block for '${runner}' is not run in a session`)
      // Tests bring their own emulator: they run in a shell of their own, without the variables of this one.
      if (runner === 'vitest') return await bash(command, file)
      return await bash(`if [ -f .session ]; then . ./.session; fi\n${command}\nexport -p > .session`, file)
    },
    async close() {
      for (const group of groups) {
        try {
          process.kill(-group, 'SIGTERM')
        } catch (error) {
          // Most blocks leave nothing running.
          if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
        }
      }
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }

  /** Ends with bash itself, whatever it left in the background; so the output goes to files. */
  async function bash(script: string, name: string): Promise<string> {
    const outputs = await Promise.all(['out', 'err'].map((end) => open(join(folder, `${name}.${end}`), 'w')))
    try {
      const child = spawn('bash', ['-e', '-o', 'pipefail', '-c', script], {
        cwd: folder,
        env: environment(folder),
        stdio: ['ignore', ...outputs.map((output) => output.fd)],
        detached: true,
      })
      if (child.pid !== undefined) groups.push(child.pid)
      const status = await new Promise((resolve, reject) => {
        child.once('error', reject)
        child.once('exit', (code, signal) => resolve(code ?? signal))
      })
      const [stdout, stderr] = await Promise.all(
        ['out', 'err'].map((end) => readFile(join(folder, `${name}.${end}`), 'utf8')),
      )
      if (status !== 0) throw new Error(`ended with ${status}\n${stdout}\n${stderr}`)
      return stdout ?? ''
    } finally {
      await Promise.all(outputs.map((output) => output.close()))
    }
  }
}

/** Nothing of the machine's own AWS settings, and the Node and Python that run the tests. */
function environment(folder: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(AWS_|SCRIBELITE_|VITEST|NODE_ENV$|FORCE_COLOR$|npm_)/.test(name),
  )
  const { SCRIBELITE_PYTHON: python, PATH } = process.env
  return {
    ...Object.fromEntries(kept),
    PATH: [...(python ? [python] : []), join(folder, 'bin'), PATH].join(delimiter),
    AWS_CONFIG_FILE: join(folder, 'home/config'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'home/credentials'),
    AWS_EC2_METADATA_DISABLED: 'true',
    SCRIBELITE_DATA_DIR: join(folder, 'home/scribelite'),
    npm_config_update_notifier: 'false',
    NO_COLOR: '1',
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
