/** The chain of signatures in an aws-chunked body: each chunk signs its bytes and the signature before it. */
import { createHash, createHmac } from 'node:crypto'
import { scopeOf, signingKey } from '@scribelite/core/protocol'
import { nodeHashing } from '../auth/node-hashing.ts'
import type { Principal } from '../auth/verify-request.ts'
import type { ChunkVerifier } from './aws-chunked.ts'
import { S3Error } from './s3-error.ts'

const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

/** `seed` is the signature of the request. Not for keys that are unknown: they have no secret to check with. */
export function createChunkVerifier(
  principal: Principal,
  secretAccessKey: string,
  signedTrailers: boolean,
): ChunkVerifier {
  const day = principal.amzDate.slice(0, 8)
  const scope = scopeOf(day, principal.region, 's3')
  const key = signingKey(secretAccessKey, day, principal.region, 's3', nodeHashing)
  let previous = principal.signature
  let chunk = createHash('sha256')

  const check = (algorithm: string, lines: readonly string[], given: string | undefined): void => {
    const text = [algorithm, principal.amzDate, scope, previous, ...lines].join('\n')
    const expected = createHmac('sha256', key).update(text).digest('hex')
    if (given !== expected) {
      throw new S3Error('SignatureDoesNotMatch', {
        details: {
          AWSAccessKeyId: principal.accessKeyId,
          StringToSign: text,
          SignatureProvided: given ?? '',
        },
        explanation: `A chunk of the body is signed ${given ?? 'not at all'}; its string to sign should have been\n${text}`,
      })
    }
    previous = expected
  }

  return {
    update: (bytes) => void chunk.update(bytes),
    chunkEnd(signature) {
      check('AWS4-HMAC-SHA256-PAYLOAD', [EMPTY_SHA256, chunk.digest('hex')], signature)
      chunk = createHash('sha256')
    },
    trailers(lines, signature) {
      if (!signedTrailers) return
      const text = lines.map(([name, value]) => `${name}:${value}\n`).join('')
      check('AWS4-HMAC-SHA256-TRAILER', [createHash('sha256').update(text).digest('hex')], signature)
    },
  }
}
