/** `scribelite presign`: a URL that opens a stream over WebSocket, for five minutes at most. */
import { presign as presignUrl, type StreamParameters } from '@scribelite/core'
import { AwsError, readStreamParameters } from '@scribelite/core/protocol'
import { UsageError } from '../exit-code.ts'
import { connectionTo, type GlobalOptions } from '../target.ts'
import { printLine, type Terminal } from '../terminal.ts'

export interface PresignCommand extends GlobalOptions {
  readonly model?: string | undefined
  readonly language?: string | undefined
  readonly encoding: 'pcm' | 'flac' | 'ogg-opus'
  readonly rate: number
  readonly expires: number
  readonly sessionId?: string | undefined
  readonly parameter?: readonly string[] | undefined
}

export async function presign(command: PresignCommand, terminal: Terminal): Promise<void> {
  const url = await presignUrl({
    // An emulator started for this command would be gone before the URL is opened: only its address is needed.
    connection: connectionTo(command, terminal),
    expires: command.expires,
    parameters: streamParameters(command),
  })
  await printLine(terminal, command.json ? JSON.stringify({ url, expires: command.expires }) : url)
}

/** The parameters as they stand in a query, read by the rules that the service reads them by. */
function streamParameters(command: PresignCommand): StreamParameters {
  const query = new Map<string, string>([
    ['media-encoding', command.encoding],
    ['sample-rate', String(command.rate)],
  ])
  if (command.model !== undefined) query.set('language-model-name', command.model)
  if (command.sessionId !== undefined) query.set('session-id', command.sessionId)
  for (const parameter of command.parameter ?? []) {
    const equals = parameter.indexOf('=')
    if (equals < 1) throw new UsageError(`--parameter takes name=value, got '${parameter}'.`)
    query.set(parameter.slice(0, equals), parameter.slice(equals + 1))
  }
  // A language that is to be found out cannot be named, too.
  const identified = query.has('identify-language') || query.has('identify-multiple-languages')
  if (command.language !== undefined || !identified) query.set('language-code', command.language ?? 'en-US')
  const used = new Set<string>()
  const parameters = readParameters((name) => {
    used.add(name)
    return query.get(name)
  })
  const unknown = [...query.keys()].find((name) => !used.has(name))
  if (unknown !== undefined) throw new UsageError(`StartStreamTranscription has no parameter '${unknown}'.`)
  return parameters
}

function readParameters(read: (name: string) => string | undefined): StreamParameters {
  try {
    return readStreamParameters(read, 'query')
  } catch (error) {
    // In the words of the service, which has not been asked yet.
    if (error instanceof AwsError) throw new UsageError(error.message)
    throw error
  }
}
