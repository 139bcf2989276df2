/** Where a command reads and writes: results to stdout, everything else to stderr, and that only where it helps. */
import type { Readable, Writable } from 'node:stream'

export interface Terminal {
  readonly stdin: Readable
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number }
  readonly env: Readonly<Record<string, string | undefined>>
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal
}

export function processTerminal(signal: AbortSignal): Terminal {
  // The SDK tells that versions to come will want Node 22: for whoever installs an SDK, not for whoever runs this command.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true'
  return { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, env: process.env, signal }
}

/** Writes one line of result, and waits where the reader is slow. */
export function printLine(terminal: Terminal, text: string): Promise<void> {
  return write(terminal.stdout, `${text}\n`)
}

/** A sentence for the person, on stderr. */
export function say(terminal: Terminal, text: string): void {
  terminal.stderr.write(`${text}\n`)
}

/** A sentence for a person who sits there: to a log it would say nothing. */
export function hint(terminal: Terminal, text: string): void {
  if (terminal.stderr.isTTY === true) say(terminal, text)
}

export function write(stream: Writable, text: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()))
  })
}

/**
 * One line on stderr that is rewritten in place, on a terminal only: in a pipe and in CI there is nothing to rewrite.
 */
export function statusLine(terminal: Terminal): { show(text: string): void; clear(): void } {
  if (terminal.stderr.isTTY !== true) return { show: () => undefined, clear: () => undefined }
  let shown = false
  return {
    show(text) {
      // Two columns are left for the ^C that a terminal writes there.
      const width = (terminal.stderr.columns || 80) - 3
      terminal.stderr.write(`\r\x1b[K${text.length > width ? `${text.slice(0, width - 1)}…` : text}`)
      shown = true
    },
    clear() {
      if (shown) terminal.stderr.write('\r\x1b[K')
      shown = false
    },
  }
}
