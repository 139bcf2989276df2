/**
 * Why does the signature of a frame not match? Tries the mistakes that people make who sign frames themselves, each by
 * signing once more with that mistake made. In: the string to sign as it should have been. Out: one sentence for the log.
 */
import { decodeFrame, encodeFrame, hexSha256, type SignedEnvelope, signatureOf } from '@scribelite/core/protocol'
import { nodeHashing } from '../auth/node-hashing.ts'
import { signingKeyOf } from '../auth/signing-keys.ts'
import type { Principal } from '../auth/verify-request.ts'

export function explainFrame(envelope: SignedEnvelope, stringToSign: string, principal: Principal): string {
  const lines = stringToSign.split('\n')
  const [, amzDate = '', scope = '', prior] = lines
  if (prior === envelope.signature) return 'It is the frame before once more.'
  const [date = '', region = '', service = ''] = scope.split('/')
  const { credentials } = principal
  if (credentials !== undefined) {
    const key = signingKeyOf(credentials, date, region, service)
    for (const { line, value, reason } of suspects(envelope, amzDate, principal)) {
      const text = lines.map((right, index) => (index === line - 1 ? value : right)).join('\n')
      if (signatureOf(key, text, nodeHashing) === envelope.signature) return `${reason} your signature matches.`
    }
  }
  return 'None of the usual mistakes explains it: a frame may have been left out, changed or sent out of order.'
}

interface Suspect {
  /** Of the string to sign, from 1. */
  readonly line: number
  readonly value: string
  readonly reason: string
}

function* suspects(envelope: SignedEnvelope, amzDate: string, principal: Principal): Generator<Suspect> {
  const hash = (bytes: Uint8Array): string => hexSha256(bytes, nodeHashing)
  const dateHeader = (value: number): Uint8Array =>
    encodeFrame({ headers: { ':date': { type: 'timestamp', value } }, body: nothing }).subarray(12, 27)
  yield {
    line: 1,
    value: 'AWS4-HMAC-SHA256',
    reason:
      "With 'AWS4-HMAC-SHA256' as the first line, as the developer guide prints it in place of 'AWS4-HMAC-SHA256-PAYLOAD',",
  }
  yield {
    line: 4,
    value: principal.signature,
    reason: 'With the signature of the request in place of that of the frame before (line 4)',
  }
  yield { line: 4, value: '', reason: 'Without the signature before it (line 4)' }
  yield {
    line: 5,
    value: hash(dateHeader(Math.floor(envelope.dateMs / 1000) * 1000)),
    reason: `With a :date of whole seconds (line 5), where the header has ${envelope.dateMs} milliseconds,`,
  }
  yield {
    line: 5,
    value: hash(new TextEncoder().encode(amzDate)),
    reason: 'With the hash of the date as text, in place of the encoded :date header (line 5),',
  }
  yield { line: 6, value: hash(nothing), reason: 'With the hash of an empty payload (line 6)' }
  const audio = audioIn(envelope.payload)
  if (audio !== undefined) {
    yield {
      line: 6,
      value: hash(audio),
      reason: 'With the hash of the audio alone, in place of the whole frame around it (line 6),',
    }
  }
}

const nothing = new Uint8Array(0)

function audioIn(payload: Uint8Array): Uint8Array | undefined {
  try {
    return decodeFrame(payload).body
  } catch {
    // What was signed is no frame: nothing to say about the audio in it.
    return undefined
  }
}
