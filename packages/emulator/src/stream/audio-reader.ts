/**
 * What a client sends after its request, frame by frame: opens the signed envelope, checks the chain, and gives the
 * audio inside. Synchronous and without a copy, as it stands in the path of every frame. Cutting bytes into frames is
 * the transport's; what happens on the first error is the session's.
 */
import { crc32 } from 'node:zlib'
import {
  AwsError,
  badRequest,
  createFrameVerifier,
  decodeFrame,
  type Frame,
  type FrameVerifier,
  readMessage,
  readSignedEnvelope,
  type SignedEnvelope,
} from '@scribelite/core/protocol'
import { nodeHashing } from '../auth/node-hashing.ts'
import { expiredMessage, futureMessage } from '../auth/signed-time.ts'
import { mismatchMessage, type Principal } from '../auth/verify-request.ts'
import { checkPcmChunk } from '../media/pcm-chunk.ts'
import { streamWindowMs } from './admission.ts'
import { explainFrame } from './frame-mistakes.ts'

export interface AudioReader {
  /**
   * The audio of one frame, or `end` when the client says that there is no more. Empty bytes are a message without a
   * frame, which ends a WebSocket stream.
   *
   * @throws AwsError for a frame that AWS refuses; FrameError for bytes that are no frame
   */
  read(frame: Uint8Array): Uint8Array | 'end'
}

export interface AudioReaderOptions {
  readonly principal: Principal
  readonly clock: { now(): number }
  /** `required`: HTTP/2. `optional`: WebSocket, where the first frame decides. `unchecked`: signatures are switched off. */
  readonly signatures: 'required' | 'optional' | 'unchecked'
  readonly encoding: string
  readonly sampleRate: number
  readonly channels: number
}

/** Reported from AWS for a frame that is too large. */
export const tooBig = (): AwsError =>
  badRequest('Your stream is too big. Reduce the frame size and try your request again.')

/** Envelope, headers and checksums around the audio, with room for headers that no client sends today. */
const frameAroundAudio = 4096

/** The most bytes of a frame with the largest audio that is allowed. */
export const largestFrame = (options: AudioBounds): number => largestAudio(options) + frameAroundAudio

export type AudioBounds = Pick<AudioReaderOptions, 'encoding' | 'sampleRate' | 'channels'>

/**
 * Documented for AudioChunk: at most one second of audio. Compressed audio cannot be measured so; older documentation
 * says 32 KB, and we allow at least that.
 */
function largestAudio({ encoding, sampleRate, channels }: AudioBounds): number {
  const second = sampleRate * channels * 2
  return encoding === 'pcm' ? second : Math.max(second, 32 * 1024)
}

export function createAudioReader(options: AudioReaderOptions): AudioReader {
  const { principal, clock } = options
  const mostAudio = largestAudio(options)
  const verifier = verifierFor(principal)
  /** Undefined until the first frame of a WebSocket has decided. */
  let signed = options.signatures === 'required' ? true : undefined
  let count = 0

  return {
    read(bytes) {
      if (bytes.length === 0) return 'end'
      count++
      const outer = decodeFrame(bytes, crc32)
      const envelope = readSignedEnvelope(outer)
      const frame = envelope === undefined ? bare(outer) : opened(envelope)
      return frame === 'end' ? 'end' : audioOf(frame)
    },
  }

  function bare(frame: Frame): Frame {
    if (options.signatures === 'unchecked') return frame
    signed ??= false
    // AWS's words are not known.
    if (signed) throw badRequest("The event isn't signed: it must carry ':date' and ':chunk-signature'.")
    return frame
  }

  function opened(envelope: SignedEnvelope): Frame | 'end' {
    if (options.signatures !== 'unchecked') {
      signed ??= true
      if (!signed) throw badRequest('Signed events must not follow events without a signature.')
      check(envelope)
    }
    // An envelope around nothing ends the stream: there is no inner frame in it.
    return envelope.payload.length === 0 ? 'end' : decodeFrame(envelope.payload, crc32)
  }

  /** The order is that of the request's own checks: time, session token, signature. */
  function check(envelope: SignedEnvelope): void {
    const now = clock.now()
    if (Math.abs(now - envelope.dateMs) > streamWindowMs) throw outOfTime(envelope.dateMs, now)
    const { sessionExpires } = principal.credentials ?? {}
    if (sessionExpires !== undefined && now >= sessionExpires) {
      throw badRequest('The security token included in the request is expired')
    }
    const verdict = verifier?.verify(envelope)
    if (verdict?.ok === false) {
      // The signature that would have been right is not shown: it would sign this frame.
      throw new AwsError('BadRequestException', mismatchMessage, {
        explanation: `Frame ${count} of the stream breaks the chain of signatures. ${explainFrame(envelope, verdict.stringToSign, principal)}\n\nThe string to sign that we computed:\n${verdict.stringToSign}`,
      })
    }
  }

  function audioOf(frame: Frame): Uint8Array | 'end' {
    const message = readMessage(frame)
    if (message.kind !== 'event') {
      throw badRequest(`The stream takes events; a message of type '${message.kind}' was received.`)
    }
    // ConfigurationEvent is in the union for Call Analytics; here it has nothing to configure.
    if (message.eventType !== 'AudioEvent') {
      throw badRequest(`The event '${message.eventType}' isn't supported by StartStreamTranscription. Send AudioEvent.`)
    }
    const audio = message.payload
    if (audio.length === 0) return 'end'
    if (audio.length > mostAudio) throw tooBig()
    if (options.encoding === 'pcm') checkPcmChunk(audio, options.channels)
    return audio
  }
}

function outOfTime(dateMs: number, now: number): AwsError {
  const times = `The :date of the frame is ${new Date(dateMs).toISOString()}, and the emulator's clock says ${new Date(now).toISOString()}`
  return dateMs < now
    ? new AwsError('BadRequestException', expiredMessage(dateMs, now, streamWindowMs), {
        explanation: `${times}: sign each frame when it is sent. Frames signed ahead grow old while audio waits to be taken.`,
      })
    : new AwsError('BadRequestException', futureMessage(dateMs, now, streamWindowMs), {
        explanation: `${times}: the client's clock is fast, or the emulator's has been set back.`,
      })
}

/** Undefined where the secret is not known: in the modes `any-key` and `off`. */
function verifierFor({ credentials, signature, region, amzDate }: Principal): FrameVerifier | undefined {
  if (credentials === undefined) return undefined
  return createFrameVerifier({
    seed: signature,
    secretAccessKey: credentials.secretAccessKey,
    region,
    requestDate: amzDate.slice(0, 8),
    hashing: nodeHashing,
  })
}
