/** A WebSocket as the session's transport: one frame a binary message, in both directions. */
import { AwsError, encodeException, FrameError } from '@scribelite/core/protocol'
import type { AdmittedStream } from './admission.ts'
import { largestFrame, tooBig } from './audio-reader.ts'
import type { MessageSocket } from './message-socket.ts'
import type { SessionTransport } from './stream-session.ts'

/** The answer to a text message and to a binary one that is no frame; byte for byte as recorded from AWS. */
const unexpectedFrame = (explanation: string): AwsError =>
  new AwsError('BadRequestException', 'Unexpected WebSocket frame received.', { explanation })

const noFrame =
  'Each message is one event stream frame (an AudioEvent around the audio), signed or not. This one could not be read:'

/** `onGone` is called when nothing can be sent any more. */
export function webSocketTransport(
  socket: MessageSocket,
  stream: AdmittedStream,
  onGone: () => void,
): SessionTransport {
  const iterator = socket.messages[Symbol.asyncIterator]()
  const most = largestFrame(stream)
  return {
    async next() {
      const { done, value: message } = await iterator.next()
      if (done === true) return undefined
      if (!message.binary) throw unexpectedFrame('A text message came, where each message is one frame, in binary.')
      if (message.data.length > most) throw tooBig()
      return [message.data]
    },
    stopReading: () => socket.close(normalClosure),
    malformed: (error) =>
      error instanceof FrameError
        ? error.code === 'too-big'
          ? tooBig()
          : unexpectedFrame(`${noFrame} ${error.message}.`)
        : error,
    // After its Close nothing can be delivered.
    unfinished: 'gone',
    send: (frame) => socket.send(frame).catch(onGone),
  }
}

/** AWS closes after the last final result and after an exception alike; the code of the latter is not known. */
const normalClosure = 1000

/** Closes the connection, after telling why when there is a reason. */
export async function endWebSocket(socket: MessageSocket, error: AwsError | undefined): Promise<void> {
  const told =
    error === undefined ? undefined : socket.send(encodeException(error.code, error.message)).catch(peerIsGone)
  // At once, behind the exception: a client that has stopped reading would never let us say that it was told.
  socket.close(normalClosure)
  await told
}

/** Reads what still comes, so that the client's Close is found behind it; until the connection is closed. */
export async function dropMessages(socket: MessageSocket): Promise<void> {
  for await (const _message of socket.messages);
}

// Whoever has left cannot be told; the session has learned of it from its signal.
function peerIsGone(): void {
  return
}
