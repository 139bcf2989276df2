/** Which streams run: how many per account, region and transport, and under which session ids. One per emulator. */
import { type AwsError, conflict, limitExceeded } from '@scribelite/core/protocol'
import type { Owner } from '../service.ts'

export type StreamTransport = 'http2' | 'websocket'

export interface RunningStreams {
  /**
   * Takes a place for a stream. A stream that runs under the same session id is ended with ConflictException, and the
   * new one goes on: so the API reference describes it ("The current stream has been terminated").
   *
   * @throws AwsError LimitExceededException when all places are taken
   */
  enter(stream: RunningStream): () => void
  /** Ends every stream with this error. */
  endAll(error: AwsError): void
}

export interface RunningStream {
  readonly owner: Owner
  readonly transport: StreamTransport
  readonly sessionId: string
  /** Ends the stream with this error. */
  readonly end: (error: AwsError) => void
}

export function createRunningStreams(limit: number): RunningStreams {
  const running = new Set<RunningStream>()
  const sameOwner = (a: Owner, b: Owner): boolean => a.accountId === b.accountId && a.region === b.region

  return {
    enter(stream) {
      const neighbours = [...running].filter((other) => sameOwner(other.owner, stream.owner))
      const sameSession = neighbours.filter((other) => other.sessionId.toLowerCase() === stream.sessionId.toLowerCase())
      const places = neighbours.filter((other) => other.transport === stream.transport && !sameSession.includes(other))
      if (places.length >= limit) {
        // AWS's words for this limit are not known.
        throw limitExceeded(
          `You have reached the limit of ${limit} concurrent streams. Wait until a stream has ended and try your request again.`,
        )
      }
      for (const other of sameSession) {
        running.delete(other)
        other.end(conflict('Another stream is in progress with the same session ID'))
      }
      running.add(stream)
      return () => {
        running.delete(stream)
      }
    },
    endAll(error) {
      for (const stream of [...running]) stream.end(error)
    },
  }
}
