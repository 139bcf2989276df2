import { join } from 'node:path'
import type { Terminal } from './terminal.ts'

/** Where `--local` keeps what it makes, so that a model made by one command is there for the next. */
export function localDataDir(env: Terminal['env']): string {
  const home = env.XDG_DATA_HOME || join(env.HOME ?? env.USERPROFILE ?? '.', '.local', 'share')
  return env.SCRIBELITE_DATA_DIR || join(home, 'scribelite')
}
