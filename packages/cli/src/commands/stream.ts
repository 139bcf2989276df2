/** `scribelite stream`: audio in, captions out as they come; partial results rewritten in place on a terminal. */
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { access, constants, readFile, stat } from 'node:fs/promises'
import { type AudioSource, type StreamResult, streamHttp2, streamWebSocket } from '@scribelite/core'
import { UsageError } from '../exit-code.ts'
import { ownWords } from '../explain.ts'
import { isStdin } from '../lone-dash.ts'
import { type GlobalOptions, openTarget } from '../target.ts'
import { hint, printLine, type Terminal, write } from '../terminal.ts'

export interface StreamCommand extends GlobalOptions {
  readonly audio: string
  readonly transport: 'http2' | 'websocket'
  readonly model?: string | undefined
  readonly language: string
  readonly rate?: number | undefined
  readonly channels?: number | undefined
  readonly pace: 'realtime' | 'fast'
  readonly partials?: boolean | undefined
  readonly stability?: 'high' | 'medium' | 'low' | undefined
  readonly fixtures?: string | undefined
}

export async function stream(command: StreamCommand, terminal: Terminal): Promise<void> {
  const fromStdin = isStdin(command.audio)
  const audio = fromStdin ? terminal.stdin : await openFile(command.audio)
  // Raw PCM has no header to read the rate from; a file that is piped has one, and that is believed.
  const rate = command.rate ?? (fromStdin && (await isRaw(terminal)) ? 16_000 : undefined)
  const target = await openTarget(command, terminal)
  try {
    const results = (command.transport === 'http2' ? streamHttp2 : streamWebSocket)(audio, {
      connection: target.connection,
      languageCode: command.language,
      ...(command.model === undefined ? {} : { languageModelName: command.model }),
      ...(rate === undefined ? {} : { sampleRate: rate }),
      parameters: {
        ...(command.channels === 2 ? { EnableChannelIdentification: true, NumberOfChannels: 2 } : {}),
        ...(command.stability === undefined
          ? {}
          : { EnablePartialResultsStabilization: true, PartialResultsStability: command.stability }),
      },
      pace: command.pace,
      signal: terminal.signal,
    })
    const printer = command.json ? jsonPrinter(command, terminal) : captionPrinter(command, terminal)
    let heard = false
    try {
      for await (const result of results) {
        heard = true
        await printer.print(result)
      }
    } finally {
      printer.end()
    }
    if (!heard) hint(terminal, 'No speech was heard.')
  } finally {
    await target.close()
  }
}

interface Printer {
  print(result: StreamResult): Promise<void>
  /** Also when it broke off. */
  end(): void
}

/** Every result as one line; without `--no-partials` the partial ones too. */
function jsonPrinter(command: StreamCommand, terminal: Terminal): Printer {
  return {
    async print(result) {
      if (!result.isPartial || command.partials !== false) await printLine(terminal, JSON.stringify(result))
    },
    end: () => undefined,
  }
}

/** Finals a line each. On a terminal the partial of the segment stands below them until its final takes its place. */
function captionPrinter(command: StreamCommand, terminal: Terminal): Printer {
  const { stdout } = terminal
  const inPlace = stdout.isTTY === true && command.partials !== false
  let lineIsOpen = false
  return {
    async print(result) {
      const text = `${result.channelId === undefined ? '' : `${result.channelId}: `}${result.transcript}`
      if (!result.isPartial) {
        lineIsOpen = false
        await write(stdout, `${inPlace ? '\r\x1b[K' : ''}${text}\n`)
      } else if (inPlace) {
        lineIsOpen = true
        // One line can be rewritten, so the end of a long caption is what stays in sight.
        const width = (stdout.columns || 80) - 1
        await write(stdout, `\r\x1b[K${text.length > width ? `…${text.slice(1 - width)}` : text}`)
      } else if (command.partials === true) {
        await write(stdout, `${text}\n`)
      }
    },
    // What went wrong is said on a line of its own, and the last words stay.
    end() {
      if (lineIsOpen) stdout.write('\n')
    },
  }
}

/** Whether stdin begins as no audio file does. What was read of it is put back. */
async function isRaw({ stdin, signal }: Terminal): Promise<boolean> {
  await once(stdin, 'readable', { signal })
  const head: Buffer | null = stdin.read()
  if (head === null) return true
  stdin.unshift(head)
  return !/^(RIFF|fLaC|OggS)/.test(head.toString('latin1', 0, 4))
}

/** Compressed audio can be paced only when all of it is at hand; what is larger than this is no recording to sit through. */
const wholeBytes = 64 << 20

async function openFile(path: string): Promise<AudioSource> {
  let size: number
  try {
    const found = await stat(path)
    if (!found.isFile()) throw new Error(`${path} is not a file`)
    size = found.size
    await access(path, constants.R_OK)
  } catch (error) {
    throw new UsageError(`The recording cannot be read: ${ownWords(error as Error)}.`)
  }
  return size <= wholeBytes ? readFile(path) : createReadStream(path)
}
