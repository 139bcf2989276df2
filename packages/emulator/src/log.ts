/** What the emulator tells the person who runs it. One call is one line; a sink decides how it is written. */
export interface LogLine {
  readonly level: 'info' | 'warn' | 'error'
  /** A short sentence, or for a request `POST StartTranscriptionJob 200 12 ms`. */
  readonly message: string
  /** Multi-line text for a person: why a signature was refused, a stack. Never a secret. */
  readonly detail?: string
  /** The same as fields, for machines. */
  readonly fields?: Readonly<Record<string, string | number | boolean>>
}

/** Takes one line. Must not throw. */
export type Log = (line: LogLine) => void

/** The default in process: says nothing. */
export const silentLog: Log = () => undefined
