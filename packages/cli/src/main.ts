/** The process: arguments in, exit code out. */
import { runCommandLine } from './command-line.ts'
import { interruption } from './interruption.ts'
import { processTerminal } from './terminal.ts'

const interrupted = interruption()
// `scribelite jobs list | head` closes the pipe: nothing is wrong then, but uploads still have to be taken away.
process.stdout.on('error', (error) => interrupted.abort(error))
// Whoever closed stderr does not want to be told.
process.stderr.on('error', () => undefined)

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal(interrupted.signal))
// A connection that is kept alive must not keep a finished command.
process.exit()
