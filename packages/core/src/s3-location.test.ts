import { expect, test } from 'vitest'
import { parseObjectUrl, parseS3Uri } from './s3-location.ts'

test.each([
  ['https://s3.us-east-1.amazonaws.com/results/out/job.json', { bucket: 'results', key: 'out/job.json' }],
  ['https://s3.amazonaws.com/results/job.json', { bucket: 'results', key: 'job.json' }],
  ['https://results.s3.eu-west-1.amazonaws.com/out/job.json', { bucket: 'results', key: 'out/job.json' }],
  ['https://my.dotted.bucket.s3-eu-west-1.amazonaws.com/a.json', { bucket: 'my.dotted.bucket', key: 'a.json' }],
  ['http://127.0.0.1:4600/results/a%20b.json', { bucket: 'results', key: 'a b.json' }],
  ['s3://results/a b.json', { bucket: 'results', key: 'a b.json' }],
  ['https://s3.us-east-1.amazonaws.com/results', undefined],
  ['no url', undefined],
])('%s', (url, location) => {
  expect(parseObjectUrl(url)).toEqual(location)
})

test('an S3 URI may be a bucket alone, and nothing else is one', () => {
  expect(parseS3Uri('s3://media')).toEqual({ bucket: 'media', key: '' })
  expect(() => parseS3Uri('s3://')).toThrow('write s3://bucket/key')
})
