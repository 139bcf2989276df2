/** What remains of a stream: one line of the log and one entry of the journal. */
import { type StreamingOperationName, streamingModel } from '@scribelite/core/protocol'
import { recordAnswer } from '../access-log.ts'
import { queryPairs, queryValue } from '../auth/query-pairs.ts'
import { header, type ReceivedRequest } from '../received-request.ts'
import type { Service } from '../service.ts'
import type { StreamTransport } from './running-streams.ts'
import { streamingOperation } from './stream-operations.ts'
import type { Outcome, Traffic } from './stream-session.ts'

/** Characters of a parameter up to which the journal keeps it. */
const mostKept = 1024

export interface StreamReport {
  readonly request: ReceivedRequest
  readonly transport: StreamTransport
  readonly status: number
  readonly outcome: Outcome
  readonly accessKeyId?: string
  /** Absent when the stream never began. */
  readonly stream?: { readonly sessionId: string } & Readonly<Traffic>
}

export function reportStream(service: Service, report: StreamReport): void {
  const { request, transport, status, accessKeyId, stream } = report
  const known = streamingOperation(transport, request.method, request.path)
  const name = known ?? 'Unknown'
  // As IAM names the actions.
  const operation = transport === 'websocket' ? `${name}WebSocket` : name
  const durationMs = service.clock.now() - request.receivedAt
  const error = errorOf(report.outcome)
  const input = known === undefined ? undefined : parametersAsked(request, transport, known)
  recordAnswer(service, {
    id: request.id,
    at: request.receivedAt,
    door: transport,
    operation,
    method: request.method,
    path: request.path,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    ...(input === undefined ? {} : { input }),
    status,
    durationMs,
    ...(error === undefined ? {} : { error }),
    ...(stream === undefined ? {} : { stream: { ...stream } }),
  })
}

/** The parameters as they came, also those of a stream that was refused before anybody looked at them. */
function parametersAsked(
  request: ReceivedRequest,
  transport: StreamTransport,
  operation: StreamingOperationName,
): Readonly<Record<string, string>> | undefined {
  const pairs = transport === 'websocket' ? queryPairs(request.query) : []
  const input: Record<string, string> = {}
  for (const { member, name } of streamingModel.operations[operation].parameters) {
    const value = transport === 'websocket' ? queryValue(pairs, name) : header(request, `x-amzn-transcribe-${name}`)
    if (value !== undefined && value.length <= mostKept) input[member] = value
  }
  return Object.keys(input).length === 0 ? undefined : input
}

function errorOf(
  outcome: Outcome,
): { readonly code: string; readonly message: string; readonly explanation?: string } | undefined {
  switch (outcome.kind) {
    case 'complete':
      return undefined
    case 'gone': {
      const { explanation } = outcome
      return { code: 'ClientGone', message: 'the client went away before the stream was over', ...given(explanation) }
    }
    case 'failed': {
      const { code, message, explanation } = outcome.error
      return { code, message, ...given(explanation) }
    }
  }
}

const given = (explanation: string | undefined): { readonly explanation?: string } =>
  explanation === undefined ? {} : { explanation }
