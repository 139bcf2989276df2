import { expect, test } from 'vitest'
import { s3Location } from './s3-location.ts'

const own = 'scribe.test:4600'

test.each([
  ['s3://media/talks/one.wav'],
  ['https://s3.us-east-1.amazonaws.com/media/talks/one.wav'],
  ['https://s3-us-west-2.amazonaws.com/media/talks/one.wav'],
  ['https://s3.amazonaws.com/media/talks/one.wav'],
  ['https://media.s3.amazonaws.com/talks/one.wav'],
  ['https://media.s3.eu-central-1.amazonaws.com/talks/one.wav'],
  ['https://media.s3-eu-west-1.amazonaws.com/talks/one.wav'],
  ['https://s3.cn-north-1.amazonaws.com.cn/media/talks/one.wav'],
  ['http://scribe.test:4600/media/talks/one.wav'],
  ['http://media.scribe.test:4600/talks/one.wav'],
  ['http://media.s3.localhost:9999/talks/one.wav'],
  ['http://127.0.0.1:4600/media/talks/one.wav'],
])('%s is an object of the bucket', (uri) => {
  expect(s3Location(uri, own)).toEqual({ bucket: 'media', key: 'talks/one.wav' })
})

test('keys of https forms are decoded once, those of s3:// stand as they are', () => {
  expect(s3Location('https://s3.amazonaws.com/media/a%20b%2525.wav', own)?.key).toBe('a b%25.wav')
  expect(s3Location('s3://media/a%20b.wav', own)?.key).toBe('a%20b.wav')
  expect(s3Location('s3://dotted.bucket.name/x', own)).toEqual({ bucket: 'dotted.bucket.name', key: 'x' })
  expect(s3Location('https://dotted.name.s3.amazonaws.com/x', own)?.bucket).toBe('dotted.name')
})

test.each([
  ['https://example.com/media/one.wav'],
  ['https://amazonaws.com/media/one.wav'],
  ['https://s3.amazonaws.com.evil.test/media/one.wav'],
  ['https://s3.amazonaws.com/%zz'],
  ['http://localhost:4600/'],
  ['ftp://s3.amazonaws.com/a/b'],
  ['nonsense'],
])('%s is not an object of S3', (uri) => {
  expect(s3Location(uri, own)).toBeUndefined()
})
