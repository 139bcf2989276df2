import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import vectors from '../../../../contract/vectors.json' with { type: 'json' }
import { canonicalQuery, canonicalRequest, encodeRfc3986 } from './canonical-request.ts'

const request = {
  method: 'POST',
  path: '/',
  query: '',
  headers: () => 'x',
  signedHeaders: ['host'],
  payloadHash: 'hash',
  service: 'transcribe',
}
const lineOf = (canonical: string, index: number): string | undefined => canonical.split('\n')[index]

describe('the canonical requests of the vectors', () => {
  const headerForms = vectors.sigv4.flatMap((vector) => (vector.authorization === undefined ? [] : [vector]))
  const queryForms = vectors.sigv4.flatMap((vector) => (vector.url === undefined ? [] : [vector]))

  it('are eleven, in both forms', () => {
    expect([headerForms.length, queryForms.length]).toEqual([7, 4])
  })

  it.each(headerForms.map((vector) => [vector.name, vector] as const))(
    '%s is rebuilt from what arrived',
    (_, vector) => {
      const headers = new Map(vector.headers as [string, string][])
      const signedHeaders = /SignedHeaders=([^,]+),/.exec(vector.authorization)?.[1]?.split(';') ?? []
      const { method, path, payloadHash } = vector
      const canonical = canonicalRequest({
        ...{ method, path, payloadHash, signedHeaders, query: '', service: 'transcribe' },
        headers: (name) => headers.get(name),
      })
      expect(canonical).toBe(vector.canonicalRequest)
    },
  )

  it.each(queryForms.map((vector) => [vector.name, vector] as const))('%s is rebuilt from the URL', (_, vector) => {
    const { method, path, payloadHash, host, url } = vector
    const canonical = canonicalRequest({
      ...{ method, path, payloadHash, signedHeaders: ['host'], service: 'transcribe' },
      query: url.slice(url.indexOf('?') + 1),
      headers: (name) => (name === 'host' ? host : undefined),
    })
    expect(canonical).toBe(vector.canonicalRequest)
  })
})

describe('the canonical query', () => {
  it.each([
    ['escapes what stands raw on the wire', 'l=a,b&d=1:2&p=a/b', 'd=1%3A2&l=a%2Cb&p=a%2Fb'],
    ['takes escapes back that need not be', 'a=%41%2D%7E', 'a=A-~'],
    ['writes escapes in upper case', 'a=%2f%c3%a9', 'a=%2F%C3%A9'],
    ['never takes a plus for a space', 'a=x+y&b=x%20y&c=x%2By', 'a=x%2By&b=x%20y&c=x%2By'],
    ['ignores empty pairs', '&a=1&&b=2&', 'a=1&b=2'],
    ['gives a name without a value an empty one', 'b&a=', 'a=&b='],
    ['keeps an equals sign inside a value', 'token=ab==', 'token=ab%3D%3D'],
    [
      'drops the signature and nothing else',
      'X-Amz-Signature=1&x-amz-signature=2&X-Amz-Date=3',
      'X-Amz-Date=3&x-amz-signature=2',
    ],
    ['drops the signature however its name is escaped', 'X%2DAmz%2DSignature=1&a=1', 'a=1'],
    ['puts upper case before lower case', 'language-code=en-US&X-Amz-Date=1', 'X-Amz-Date=1&language-code=en-US'],
    ['sorts by the encoded name', 'a.=1&a%20=2&aa=3', 'a%20=2&a.=1&aa=3'],
    ['sorts names before values, then values', 'a=2&a=10&a-b=1', 'a=10&a=2&a-b=1'],
    ['keeps a percent sign that starts no escape', 'a=100%&b=%zz', 'a=100%25&b=%25zz'],
    ['keeps bytes that are no UTF-8', 'a=%ff%FE', 'a=%FF%FE'],
    ['escapes what encodeURIComponent leaves', "a=!'()*", 'a=%21%27%28%29%2A'],
  ])('%s', (_, raw, expected) => {
    expect(canonicalQuery(raw)).toBe(expected)
  })

  it('of a canonical query is itself, whatever it was made of', () => {
    const raw = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: fc.constantFrom(...'&=%+ aZ~/,:4fF\u00e9') }))
    fc.assert(
      fc.property(raw, (query) => {
        const once = canonicalQuery(query)
        expect(canonicalQuery(once)).toBe(once)
        expect(once).toMatch(/^([A-Za-z0-9\-_.~%]*=[A-Za-z0-9\-_.~%]*(&(?=.)|$))*$/)
      }),
      { numRuns: 1000 },
    )
  })

  it('does not depend on how a client escapes', () => {
    const pairs = fc.array(fc.tuple(fc.string({ minLength: 1, unit: 'grapheme' }), fc.string({ unit: 'grapheme' })), {
      maxLength: 5,
    })
    const everyByte = (text: string): string =>
      [...new TextEncoder().encode(text)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')
    fc.assert(
      fc.property(pairs, (given) => {
        const careful = given.map(([key, value]) => `${encodeRfc3986(key)}=${encodeRfc3986(value)}`).join('&')
        const eager = given
          .map(([key, value]) => `${everyByte(key)}=${everyByte(value)}`)
          .reverse()
          .join('&')
        expect(canonicalQuery(eager)).toBe(canonicalQuery(careful))
      }),
    )
  })
})

describe('the canonical path', () => {
  const pathFor = (service: string, path: string): string | undefined =>
    lineOf(canonicalRequest({ ...request, path, service }), 1)

  it.each([
    ['/bucket/a%20b/c', '/bucket/a%20b/c'],
    ['/bucket/a(1)!.wav', '/bucket/a%281%29%21.wav'],
    ['/bucket//a/../b/', '/bucket//a/../b/'],
    ['/bucket/%252F', '/bucket/%252F'],
    ['/bucket/a%2fb+c', '/bucket/a%2Fb%2Bc'],
    ['', '/'],
  ])('of S3 is encoded once and keeps its segments: %s', (path, expected) => {
    expect(pathFor('s3', path)).toBe(expected)
  })

  it.each([
    ['/', '/'],
    ['', '/'],
    ['/medical-scribe-stream/0-a', '/medical-scribe-stream/0-a'],
    ['/a%20b', '/a%2520b'],
    ['//a/./b/../c', '/a/c'],
    ['/a/', '/a/'],
  ])('of other services is resolved and encoded again: %s', (path, expected) => {
    expect(pathFor('transcribe', path)).toBe(expected)
  })
})

describe('the canonical headers', () => {
  it('are trimmed, inner runs of blanks become one, in the order in which they are listed', () => {
    const values: Record<string, string> = { ':authority': 'localhost:1', b: '  my \t model  ', a: 'x, y' }
    const canonical = canonicalRequest({
      ...request,
      headers: (name) => values[name],
      signedHeaders: [':authority', 'b', 'a', 'absent'],
    })
    expect(canonical).toBe(
      'POST\n/\n\n:authority:localhost:1\nb:my model\na:x, y\nabsent:\n\n:authority;b;a;absent\nhash',
    )
  })
})
