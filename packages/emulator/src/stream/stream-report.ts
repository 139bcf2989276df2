/** What remains of a stream: one line of the log and one entry of the journal. */
import type { ReceivedRequest } from '../received-request.ts'
import type { Service } from '../service.ts'
import type { StreamTransport } from './running-streams.ts'
import { streamingOperation } from './stream-operations.ts'
import type { Outcome, Traffic } from './stream-session.ts'

export interface StreamReport {
  readonly request: ReceivedRequest
  readonly transport: StreamTransport
  readonly status: number
  readonly outcome: Outcome
  readonly accessKeyId?: string
  /** Absent when the stream never began. */
  readonly stream?: { readonly sessionId: string } & Readonly<Traffic>
}

export function reportStream({ clock, log, journal }: Service, report: StreamReport): void {
  const { request, transport, status, accessKeyId, stream } = report
  const name = streamingOperation(transport, request.method, request.path) ?? 'Unknown'
  // As IAM names the actions.
  const operation = transport === 'websocket' ? `${name}WebSocket` : name
  const durationMs = clock.now() - request.receivedAt
  const error = errorOf(report.outcome)
  journal.record({
    id: request.id,
    at: request.receivedAt,
    door: transport,
    operation,
    method: request.method,
    path: request.path,
    ...(accessKeyId === undefined ? {} : { accessKeyId }),
    status,
    durationMs,
    ...(error === undefined ? {} : { error }),
    ...(stream === undefined ? {} : { stream: { ...stream } }),
  })
  log({
    level: error === undefined ? 'info' : error.code.startsWith('InternalFailure') ? 'error' : 'warn',
    message: `${request.method} ${operation} ${status} ${durationMs} ms${error === undefined ? '' : ` ${error.code}: ${error.message}`}`,
    ...(error?.explanation === undefined ? {} : { detail: error.explanation }),
    fields: {
      requestId: request.id,
      operation,
      status,
      durationMs,
      ...(stream ?? {}),
      ...(error === undefined ? {} : { error: error.code }),
    },
  })
}

function errorOf(
  outcome: Outcome,
): { readonly code: string; readonly message: string; readonly explanation?: string } | undefined {
  switch (outcome.kind) {
    case 'complete':
      return undefined
    case 'gone':
      return { code: 'ClientGone', message: 'the client went away before the stream was over' }
    case 'failed': {
      const { code, message, explanation } = outcome.error
      return { code, message, ...(explanation === undefined ? {} : { explanation }) }
    }
  }
}
