import { exitCode } from './exit-code.ts'

/** Aborted when the process is told to end: by Ctrl-C, by SIGTERM, or because its terminal is closed. */
export function interruption(): AbortController {
  const interrupted = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // A second one does not wait for a clean end; but a terminal that is closed sends SIGHUP twice, once through its shell.
      if (interrupted.signal.aborted && signal !== 'SIGHUP') process.exit(exitCode.interrupted)
      interrupted.abort(new Error(`interrupted by ${signal}`))
    })
  }
  return interrupted
}
