import { createHash, createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Principal } from '../auth/verify-request.ts'
import { decodeAwsChunked } from './aws-chunked.ts'
import { createChunkVerifier } from './chunk-signatures.ts'
import { S3Error } from './s3-error.ts'

async function* splitAt(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let from = 0
  for (const cut of [...cuts, bytes.length].sort((a, b) => a - b)) {
    yield bytes.subarray(from, Math.min(cut, bytes.length))
    from = Math.max(from, Math.min(cut, bytes.length))
  }
}
async function decode(
  text: string | Uint8Array,
  cuts: readonly number[] = [],
  verifier?: ReturnType<typeof createChunkVerifier>,
) {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text
  const body = decodeAwsChunked(splitAt(bytes, cuts), verifier)
  const parts: Uint8Array[] = []
  for await (const part of body.bytes) parts.push(part)
  return { content: Buffer.concat(parts).toString('latin1'), trailers: Object.fromEntries(body.trailers) }
}

test('content and trailers come out whatever way the bytes are split', async () => {
  const block = 'b'.repeat(9000)
  const encoded = `2328\r\n${block}\r\n5\r\nhello\r\n0\r\nX-Amz-Checksum-CRC32: AAAAAA==\r\n\r\n`
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(encoded.length), { maxLength: 12 }), async (cuts) => {
      expect(await decode(encoded, cuts)).toEqual({
        content: `${block}hello`,
        trailers: { 'x-amz-checksum-crc32': 'AAAAAA==' },
      })
    }),
    { numRuns: 60 },
  )
})

test('any bytes end in content or in an S3 error', async () => {
  const piece = fc.oneof(
    fc.constantFrom('5\r\nhello\r\n', '0\r\n', '\r\n', 'a:b\r\n', 'ffffffffffffff\r\n'),
    fc.string(),
  )
  let refused = 0
  await fc.assert(
    fc.asyncProperty(fc.array(piece), async (pieces) => {
      try {
        await decode(pieces.join(''))
      } catch (error) {
        expect(error).toBeInstanceOf(S3Error)
        refused++
      }
    }),
  )
  expect(refused).toBeGreaterThan(0)
})

test.each([
  ['5\r\nhel', 'IncompleteBody'],
  ['5\r\nhello\r\n', 'IncompleteBody'],
  ['5\r\nhelloX0\r\n\r\n', 'IncompleteBody'],
  ['5\nhello\r\n0\r\n\r\n', 'IncompleteBody'],
  ['0\r\n\r\nmore', 'IncompleteBody'],
  ['x'.repeat(10_000), 'IncompleteBody'],
  ['5\r\nhello\r\n5\r\nagain\r\n0\r\n\r\n', 'InvalidChunkSizeError'],
])('%j is refused with %s', async (text, code) => {
  await expect(decode(text)).rejects.toMatchObject({ code })
})

// The example of AWS's page "Signature calculations for the authorization header: transferring payload in multiple chunks".
const seed = '4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9'
const signatures = [
  'ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648',
  '0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497',
  'b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9',
]
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'
const principal: Principal = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  accountId: '000000000000',
  region: 'us-east-1',
  form: 'header',
  signature: seed,
  amzDate: '20130524T000000Z',
  credentials: undefined,
}
const signedBody = (last: string, tail = '\r\n'): string =>
  `10000;chunk-signature=${signatures[0]}\r\n${'a'.repeat(65_536)}\r\n` +
  `400;chunk-signature=${signatures[1]}\r\n${last.repeat(1024)}\r\n0;chunk-signature=${signatures[2]}\r\n${tail}`

test('the chain of chunk signatures is the documented one, and breaks where a byte differs', async () => {
  const verifier = () => createChunkVerifier(principal, secret, false)
  expect((await decode(signedBody('a'), [70_000], verifier())).content).toHaveLength(66_560)
  await expect(decode(signedBody('b'), [], verifier())).rejects.toMatchObject({
    code: 'SignatureDoesNotMatch',
    details: { SignatureProvided: signatures[1] },
  })
  await expect(decode('5\r\nhello\r\n0\r\n\r\n', [], verifier())).rejects.toMatchObject({
    code: 'SignatureDoesNotMatch',
  })
})

test('signed trailers are part of the chain', async () => {
  const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest()
  const key = ['20130524', 'us-east-1', 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`)
  const trailer = 'x-amz-checksum-crc32:AAAAAA==\n'
  const hash = createHash('sha256').update(trailer).digest('hex')
  const text = `AWS4-HMAC-SHA256-TRAILER\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n${signatures[2]}\n${hash}`
  const signature = hmac(key as Buffer, text).toString('hex')
  const verifier = () => createChunkVerifier(principal, secret, true)
  const tail = `${trailer.trim()}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`
  expect((await decode(signedBody('a', tail), [], verifier())).trailers).toEqual({ 'x-amz-checksum-crc32': 'AAAAAA==' })
  await expect(decode(signedBody('a', tail.replace('AAAAAA', 'BBBBBB')), [], verifier())).rejects.toMatchObject({
    code: 'SignatureDoesNotMatch',
  })
})
