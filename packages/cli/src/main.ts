/** The process: arguments in, exit code out. The only file that exits. */
import { runCommandLine } from './command-line.ts'
import { exitCode } from './exit-code.ts'
import { processTerminal } from './terminal.ts'

const interrupted = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    // A second one does not wait for a clean end; but a terminal that is closed sends SIGHUP twice, once through its shell.
    if (interrupted.signal.aborted && signal !== 'SIGHUP') process.exit(exitCode.interrupted)
    interrupted.abort(new Error(`interrupted by ${signal}`))
  })
}
// `scribelite jobs list | head` closes the pipe: nothing is wrong then, but uploads still have to be taken away.
process.stdout.on('error', (error) => interrupted.abort(error))
// Whoever closed stderr does not want to be told.
process.stderr.on('error', () => undefined)

process.exitCode = await runCommandLine(process.argv.slice(2), processTerminal(interrupted.signal))
// A connection that is kept alive must not keep a finished command.
process.exit()
