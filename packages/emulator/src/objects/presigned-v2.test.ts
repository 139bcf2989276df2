import { expect, test } from 'vitest'
import { createCredentialStore } from '../auth/credential-store.ts'
import type { AuthMode } from '../auth/credentials.ts'
import type { Principal } from '../auth/verify-request.ts'
import { createClock } from '../clock.ts'
import type { ReceivedRequest } from '../received-request.ts'
import { verifyPresignedV2 } from './presigned-v2.ts'
import { readQuery } from './s3-address.ts'

// The documented example of query string authentication, version 2.
const known = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  accountId: '123456789012',
}
const expires = 1_175_139_620
const query = `AWSAccessKeyId=${known.accessKeyId}&Signature=NpgCjnDzrM%2BWFzoENXmpNDUsSn8%3D&Expires=${expires}`

function verify(change: Partial<ReceivedRequest> = {}, at = expires * 1000, auth: AuthMode = 'strict'): Principal {
  const request: ReceivedRequest = {
    id: 'r',
    receivedAt: at,
    door: 'http1',
    method: 'GET',
    path: '/photos/puppy.jpg',
    query,
    headers: [],
    authority: 'johnsmith.s3.amazonaws.com',
    scheme: 'http',
    ...change,
  }
  const clock = createClock({ at })
  try {
    return verifyPresignedV2(request, readQuery(request.query), {
      auth,
      clock,
      credentials: createCredentialStore([known]),
    })
  } finally {
    clock.close()
  }
}

test('the documented URL is accepted, by host and by path, until its last second', () => {
  expect(verify()).toMatchObject({ accessKeyId: known.accessKeyId, accountId: '123456789012', form: 'query' })
  expect(verify({ authority: 's3.amazonaws.com', path: '/johnsmith/photos/puppy.jpg' }).form).toBe('query')
  expect(() => verify({}, expires * 1000 + 1)).toThrow('Request has expired')
})

test('whatever was signed and changed is refused', () => {
  const refused = expect.objectContaining({ code: 'SignatureDoesNotMatch' })
  expect(() => verify({ method: 'PUT' })).toThrow(refused)
  expect(() => verify({ path: '/photos/other.jpg' })).toThrow(refused)
  expect(() => verify({ authority: 'other.s3.amazonaws.com' })).toThrow(refused)
  expect(() => verify({ query: `${query}&response-content-type=text/html` })).toThrow(refused)
  expect(() => verify({ headers: [['x-amz-meta-a', '1']] })).toThrow(refused)
  expect(() => verify({ query: query.replace(String(expires), String(expires + 1)) })).toThrow(refused)
  expect(() => verify({ query: query.replace('AKIA', 'AKIB') })).toThrow(
    expect.objectContaining({ code: 'InvalidAccessKeyId' }),
  )
})

test('any-key looks at the time only, off at nothing', () => {
  const forged = { query: query.replace('NpgC', 'XXXX') }
  expect(verify(forged, expires * 1000, 'any-key').accessKeyId).toBe(known.accessKeyId)
  expect(() => verify(forged, expires * 1000 + 1, 'any-key')).toThrow('Request has expired')
  expect(verify(forged, expires * 1000 + 1, 'off').accessKeyId).toBe(known.accessKeyId)
})
