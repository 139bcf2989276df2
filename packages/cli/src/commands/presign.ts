/** `scribelite presign`: a URL that opens a stream over WebSocket, for five minutes at most. */
import { presign as presignUrl, type StreamParameters } from '@scribelite/core'
import { readStreamParameters } from '@scribelite/core/protocol'
import { UsageError } from '../exit-code.ts'
import { type GlobalOptions, openTarget } from '../target.ts'
import { printLine, type Terminal } from '../terminal.ts'

export interface PresignCommand extends GlobalOptions {
  readonly model?: string | undefined
  readonly language: string
  readonly encoding: 'pcm' | 'flac' | 'ogg-opus'
  readonly rate: number
  readonly expires: number
  readonly sessionId?: string | undefined
  readonly parameter?: readonly string[] | undefined
}

export async function presign(command: PresignCommand, terminal: Terminal): Promise<void> {
  if (command.local && command.endpointUrl !== undefined) {
    throw new UsageError('--local and --endpoint-url name two services; give one of them.')
  }
  // An emulator started for this command would be gone before the URL is opened: only its address is needed.
  const target = await openTarget(
    { ...command, local: false, ...(command.local ? { endpointUrl: localUrl } : {}) },
    terminal,
  )
  const url = await presignUrl({
    connection: {
      ...target.connection,
      ...(command.local ? { region: command.region ?? terminal.env.AWS_REGION ?? 'us-east-1' } : {}),
      ...(command.local && command.profile === undefined && terminal.env.AWS_ACCESS_KEY_ID === undefined
        ? { credentials: { accessKeyId: 'test', secretAccessKey: 'test' } }
        : {}),
    },
    expires: command.expires,
    parameters: streamParameters(command),
  })
  await printLine(terminal, command.json ? JSON.stringify({ url, expires: command.expires }) : url)
}

const localUrl = 'http://127.0.0.1:4600'

/** The parameters as they stand in a query, read by the rules that the service reads them by. */
function streamParameters(command: PresignCommand): StreamParameters {
  const query = new Map<string, string>([
    ['language-code', command.language],
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
  const used = new Set<string>()
  const parameters = readStreamParameters((name) => {
    used.add(name)
    return query.get(name)
  }, 'query')
  const unknown = [...query.keys()].find((name) => !used.has(name))
  if (unknown !== undefined) throw new UsageError(`StartStreamTranscription has no parameter '${unknown}'.`)
  return parameters
}
