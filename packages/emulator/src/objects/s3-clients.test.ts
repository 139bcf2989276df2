/** The official SDK as it is, against the door on a plain HTTP server with signatures checked. */
import { createHash } from 'node:crypto'
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import {
  AbortMultipartUploadCommand,
  type ChecksumAlgorithm,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListMultipartUploadsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import { presignUrl, signRequest } from '@scribelite/core/protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type S3OverHttp, serveS3 } from '../../../../test/s3-over-http.ts'
import { nodeHashing } from '../auth/node-hashing.ts'
import { createFolderStore } from './folder-store.ts'

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' }
let folder: string
let server: S3OverHttp
let s3: S3Client

const client = (config: S3ClientConfig = {}): S3Client =>
  new S3Client({
    endpoint: server.endpoint,
    region: 'us-east-1',
    credentials,
    forcePathStyle: true,
    maxAttempts: 1,
    ...config,
  })

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 's3-'))
  server = await serveS3(createFolderStore(folder))
  s3 = client()
  await s3.send(new CreateBucketCommand({ Bucket: 'demo' }))
})
afterEach(async () => {
  s3.destroy()
  await server.close()
  await rm(folder, { recursive: true })
})

const put = (Key: string, Body: string | Uint8Array = 'x') =>
  s3.send(new PutObjectCommand({ Bucket: 'demo', Key, Body }))
const noise = (size: number): Buffer => {
  const bytes = Buffer.alloc(size)
  for (let index = 0, state = 1; index < size; index++) {
    state = (state * 1103515245 + 12345) & 0x7fffffff
    bytes[index] = state >>> 16
  }
  return bytes
}

test('buckets are made, seen, located and removed', async () => {
  expect((await s3.send(new ListBucketsCommand({}))).Buckets?.map(({ Name }) => Name)).toEqual(['demo'])
  expect((await s3.send(new HeadBucketCommand({ Bucket: 'demo' }))).BucketRegion).toBe('us-east-1')
  expect((await s3.send(new GetBucketLocationCommand({ Bucket: 'demo' }))).LocationConstraint).toBeUndefined()
  const irish = client({ region: 'eu-west-1' })
  expect((await irish.send(new GetBucketLocationCommand({ Bucket: 'demo' }))).LocationConstraint).toBe('eu-west-1')
  await expect(irish.send(new CreateBucketCommand({ Bucket: 'demo' }))).rejects.toThrow(/you already own it/)
  await expect(s3.send(new CreateBucketCommand({ Bucket: 'Not_A_Bucket' }))).rejects.toMatchObject({
    name: 'InvalidBucketName',
  })
  await put('k')
  await expect(s3.send(new DeleteBucketCommand({ Bucket: 'demo' }))).rejects.toMatchObject({ name: 'BucketNotEmpty' })
  await s3.send(new DeleteObjectCommand({ Bucket: 'demo', Key: 'k' }))
  await s3.send(new DeleteBucketCommand({ Bucket: 'demo' }))
  await expect(s3.send(new HeadBucketCommand({ Bucket: 'demo' }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 404 },
  })
  await expect(put('k')).rejects.toMatchObject({ name: 'NoSuchBucket', BucketName: 'demo' })
})

test('an object comes back with its headers, in ranges and under conditions', async () => {
  const Key = 'ein Ordner/日本 +&%.txt'
  const given = await s3.send(
    new PutObjectCommand({
      Bucket: 'demo',
      Key,
      Body: 'hello world',
      ContentType: 'text/plain',
      Metadata: { who: 'me' },
      ContentLanguage: 'de',
    }),
  )
  expect(given).toMatchObject({ ETag: '"5eb63bbbe01eeed093cb22bb8f5acdc3"', ChecksumCRC32: 'DUoRhQ==' })
  const got = await s3.send(new GetObjectCommand({ Bucket: 'demo', Key }))
  expect(got).toMatchObject({
    ContentLength: 11,
    ContentType: 'text/plain',
    ContentLanguage: 'de',
    Metadata: { who: 'me' },
    ETag: given.ETag,
    AcceptRanges: 'bytes',
    ChecksumCRC32: 'DUoRhQ==',
  })
  expect(await got.Body?.transformToString()).toBe('hello world')
  const read = async (Range: string): Promise<[string | undefined, string | undefined]> => {
    const part = await s3.send(new GetObjectCommand({ Bucket: 'demo', Key, Range }))
    return [part.ContentRange, await part.Body?.transformToString()]
  }
  expect(await read('bytes=6-')).toEqual(['bytes 6-10/11', 'world'])
  expect(await read('bytes=-3')).toEqual(['bytes 8-10/11', 'rld'])
  expect(await read('bytes=0-4')).toEqual(['bytes 0-4/11', 'hello'])
  expect(await read('bytes=9-99')).toEqual(['bytes 9-10/11', 'ld'])
  await expect(read('bytes=11-')).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } })

  const IfNoneMatch = given.ETag
  await expect(
    s3.send(new GetObjectCommand({ Bucket: 'demo', Key, ...(IfNoneMatch && { IfNoneMatch }) })),
  ).rejects.toMatchObject({
    $metadata: { httpStatusCode: 304 },
  })
  await expect(s3.send(new GetObjectCommand({ Bucket: 'demo', Key, IfMatch: '"other"' }))).rejects.toMatchObject({
    name: 'PreconditionFailed',
  })
  await expect(
    s3.send(new PutObjectCommand({ Bucket: 'demo', Key, Body: '', IfNoneMatch: '*' })),
  ).rejects.toMatchObject({ name: 'PreconditionFailed' })
  const asCsv = await s3.send(
    new GetObjectCommand({
      Bucket: 'demo',
      Key,
      ResponseContentType: 'text/csv',
      ResponseContentDisposition: 'attachment',
    }),
  )
  expect(asCsv).toMatchObject({ ContentType: 'text/csv', ContentDisposition: 'attachment' })
  await asCsv.Body?.transformToString()
  expect(await s3.send(new HeadObjectCommand({ Bucket: 'demo', Key }))).toMatchObject({
    ContentLength: 11,
    Metadata: { who: 'me' },
  })
  await expect(s3.send(new GetObjectCommand({ Bucket: 'demo', Key: 'absent' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
    Key: 'absent',
  })
  await expect(s3.send(new HeadObjectCommand({ Bucket: 'demo', Key: 'absent' }))).rejects.toMatchObject({
    name: 'NotFound',
  })
})

test('a file dropped into the folder is an object at once', async () => {
  await writeFile(join(folder, 'demo', 'dropped.wav'), 'RIFF')
  const got = await s3.send(new GetObjectCommand({ Bucket: 'demo', Key: 'dropped.wav' }))
  expect(got.ETag).toBe(`"${createHash('md5').update('RIFF').digest('hex')}"`)
  expect(await got.Body?.transformToString()).toBe('RIFF')
})

test('a listing folds at the delimiter and goes on where it stopped', async () => {
  for (const key of ['a/1', 'a/2', 'b', 'c/1', 'c/d/2', 'e f']) await put(key)
  const seen: string[] = []
  let ContinuationToken: string | undefined
  do {
    const page = await s3.send(
      new ListObjectsV2Command({
        Bucket: 'demo',
        Delimiter: '/',
        MaxKeys: 1,
        ...(ContinuationToken && { ContinuationToken }),
      }),
    )
    expect(page.KeyCount).toBe(1)
    seen.push(
      ...(page.Contents ?? []).map(({ Key }) => Key ?? ''),
      ...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix ?? ''),
    )
    ContinuationToken = page.NextContinuationToken
  } while (ContinuationToken !== undefined)
  expect(seen).toEqual(['a/', 'b', 'c/', 'e f'])
  const below = await s3.send(
    new ListObjectsV2Command({ Bucket: 'demo', Prefix: 'c/', Delimiter: '/', StartAfter: 'c/0', FetchOwner: true }),
  )
  expect(below.Contents).toMatchObject([
    { Key: 'c/1', Size: 1, StorageClass: 'STANDARD', Owner: { DisplayName: '000000000000' } },
  ])
  expect(below.CommonPrefixes).toEqual([{ Prefix: 'c/d/' }])
  const old = await s3.send(new ListObjectsCommand({ Bucket: 'demo', Delimiter: '/', MaxKeys: 2, EncodingType: 'url' }))
  expect(old).toMatchObject({ IsTruncated: true, NextMarker: 'b' })
  const rest = await s3.send(
    new ListObjectsCommand({ Bucket: 'demo', Delimiter: '/', Marker: 'b', EncodingType: 'url' }),
  )
  expect(rest).toMatchObject({ IsTruncated: false, Contents: [{ Key: 'e+f' }], CommonPrefixes: [{ Prefix: 'c/' }] })
  expect((await s3.send(new ListObjectsV2Command({ Bucket: 'demo', MaxKeys: 0 }))).IsTruncated).toBe(false)
  await expect(s3.send(new ListObjectsV2Command({ Bucket: 'demo', ContinuationToken: '!' }))).rejects.toMatchObject({
    name: 'InvalidArgument',
  })
})

test('many objects go in one request, those that are not there too', async () => {
  const keys = ['a&b', ' blank ', 'gone', 'x<y>"z']
  for (const key of keys.slice(0, 2)) await put(key)
  const Objects = keys.map((Key) => ({ Key }))
  const deleted = await s3.send(new DeleteObjectsCommand({ Bucket: 'demo', Delete: { Objects } }))
  expect(deleted.Deleted?.map(({ Key }) => Key)).toEqual(keys)
  expect((await s3.send(new ListObjectsV2Command({ Bucket: 'demo' }))).KeyCount).toBe(0)
  expect(
    (await s3.send(new DeleteObjectsCommand({ Bucket: 'demo', Delete: { Objects, Quiet: true } }))).Deleted,
  ).toBeUndefined()
})

test('a copy brings its metadata or new ones', async () => {
  await s3.send(
    new PutObjectCommand({
      Bucket: 'demo',
      Key: 'from ü',
      Body: 'text',
      ContentType: 'text/plain',
      Metadata: { a: '1' },
    }),
  )
  const CopySource = `demo/${encodeURIComponent('from ü')}`
  const copied = await s3.send(new CopyObjectCommand({ Bucket: 'demo', Key: 'to', CopySource }))
  expect(copied.CopyObjectResult?.ETag).toBe(`"${createHash('md5').update('text').digest('hex')}"`)
  expect(await s3.send(new HeadObjectCommand({ Bucket: 'demo', Key: 'to' }))).toMatchObject({
    ContentType: 'text/plain',
    Metadata: { a: '1' },
  })
  await s3.send(
    new CopyObjectCommand({
      Bucket: 'demo',
      Key: 'to',
      CopySource: 'demo/to',
      MetadataDirective: 'REPLACE',
      Metadata: { b: '2' },
    }),
  )
  expect((await s3.send(new HeadObjectCommand({ Bucket: 'demo', Key: 'to' }))).Metadata).toEqual({ b: '2' })
  await expect(
    s3.send(new CopyObjectCommand({ Bucket: 'demo', Key: 'to', CopySource: 'demo/to' })),
  ).rejects.toMatchObject({ name: 'InvalidRequest' })
  await expect(
    s3.send(new CopyObjectCommand({ Bucket: 'demo', Key: 'to', CopySource: 'demo/no' })),
  ).rejects.toMatchObject({ name: 'NoSuchKey' })
})

for (const algorithm of ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const satisfies ChecksumAlgorithm[]) {
  test(`${algorithm} of the SDK is checked, as a header and as a trailer of a stream`, async () => {
    const body = noise(200_000)
    const check = async (Key: string): Promise<void> => {
      const got = await s3.send(new GetObjectCommand({ Bucket: 'demo', Key, ChecksumMode: 'ENABLED' }))
      // Reading makes the SDK compare with the checksum that was sent along.
      expect(body.equals((await got.Body?.transformToByteArray()) ?? Buffer.alloc(0))).toBe(true)
      expect(got[`Checksum${algorithm}`]).toMatch(/=$/)
    }
    await s3.send(new PutObjectCommand({ Bucket: 'demo', Key: 'bytes', Body: body, ChecksumAlgorithm: algorithm }))
    await check('bytes')
    const stream = Readable.from([body.subarray(0, 70_000), body.subarray(70_000)])
    await s3.send(
      new PutObjectCommand({
        Bucket: 'demo',
        Key: 'stream',
        Body: stream,
        ContentLength: body.length,
        ChecksumAlgorithm: algorithm,
      }),
    )
    expect(server.journal.entries().at(-1)).toMatchObject({ operation: 'PutObject', status: 200 })
    await check('stream')
    const wrong = {
      Bucket: 'demo',
      Key: 'wrong',
      Body: 'other',
      [`Checksum${algorithm}`]: (
        await s3.send(new HeadObjectCommand({ Bucket: 'demo', Key: 'bytes', ChecksumMode: 'ENABLED' }))
      )[`Checksum${algorithm}`],
    }
    await expect(s3.send(new PutObjectCommand(wrong))).rejects.toMatchObject({ name: 'BadDigest' })
    await expect(s3.send(new HeadObjectCommand({ Bucket: 'demo', Key: 'wrong' }))).rejects.toMatchObject({
      name: 'NotFound',
    })
  })
}

test('20 MB go up in parts by lib-storage, and their checksum stays with them', async () => {
  const body = noise(20_000_000)
  const upload = new Upload({
    client: s3,
    params: { Bucket: 'demo', Key: 'big/audio.wav', Body: Readable.from([body]), ContentType: 'audio/wav' },
    partSize: 6 * 1024 ** 2,
  })
  const done = await upload.done()
  expect(done.ETag).toMatch(/^"[0-9a-f]{32}-4"$/)
  const got = await s3.send(new GetObjectCommand({ Bucket: 'demo', Key: 'big/audio.wav', ChecksumMode: 'ENABLED' }))
  expect(got).toMatchObject({ ContentType: 'audio/wav', ETag: done.ETag, ContentLength: 20_000_000 })
  expect(got.ChecksumCRC32).toMatch(/-4$/)
  const back = createHash('sha256')
    .update((await got.Body?.transformToByteArray()) ?? '')
    .digest('hex')
  expect(back).toBe(createHash('sha256').update(body).digest('hex'))
  expect(await readdir(join(folder, '.scribelite', 'uploads'))).toEqual([])
  expect(await readdir(join(folder, '.scribelite', 'scratch'))).toEqual([])
})

test('an upload in parts survives a restart, can be looked at, and joins only what was sent', async () => {
  const where = { Bucket: 'demo', Key: 'parts' }
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ ...where, ChecksumAlgorithm: 'CRC64NVME' }))
  const part = (PartNumber: number, Body: Uint8Array) =>
    s3.send(new UploadPartCommand({ ...where, UploadId, PartNumber, Body, ChecksumAlgorithm: 'CRC64NVME' }))
  const five = noise(5 * 1024 ** 2)
  await part(2, Buffer.from('will be replaced'))
  const first = await part(1, five)
  const second = await part(2, Buffer.from('tail'))

  await server.close()
  server = await serveS3(createFolderStore(folder))
  s3 = client()
  expect((await s3.send(new ListMultipartUploadsCommand({ Bucket: 'demo' }))).Uploads).toMatchObject([
    { Key: 'parts', UploadId },
  ])
  expect((await s3.send(new ListPartsCommand({ ...where, UploadId }))).Parts).toMatchObject([
    { PartNumber: 1, Size: five.length, ETag: first.ETag },
    { PartNumber: 2, Size: 4, ETag: second.ETag, ChecksumCRC64NVME: second.ChecksumCRC64NVME },
  ])
  await put('source', five)
  const copied = await s3.send(
    new UploadPartCopyCommand({
      ...where,
      UploadId,
      PartNumber: 3,
      CopySource: 'demo/source',
      CopySourceRange: 'bytes=0-3',
    }),
  )
  const complete = (...Parts: { PartNumber: number; ETag: string | undefined }[]) =>
    s3.send(new CompleteMultipartUploadCommand({ ...where, UploadId, MultipartUpload: { Parts } }))
  const [one, two] = [
    { PartNumber: 1, ETag: first.ETag },
    { PartNumber: 2, ETag: second.ETag },
  ]
  const three = { PartNumber: 3, ETag: copied.CopyPartResult?.ETag }
  await expect(complete(two, one)).rejects.toMatchObject({ name: 'InvalidPartOrder' })
  await expect(complete({ PartNumber: 1, ETag: second.ETag })).rejects.toMatchObject({ name: 'InvalidPart' })
  await expect(complete(one, two, three)).rejects.toMatchObject({ name: 'EntityTooSmall' })
  const done = await complete(one, three)
  const whole = Buffer.concat([five, five.subarray(0, 4)])
  await s3.send(new PutObjectCommand({ ...where, Key: 'whole', Body: whole, ChecksumAlgorithm: 'CRC64NVME' }))
  const expected = await s3.send(new HeadObjectCommand({ Bucket: 'demo', Key: 'whole', ChecksumMode: 'ENABLED' }))
  expect(done).toMatchObject({ ChecksumType: 'FULL_OBJECT', ChecksumCRC64NVME: expected.ChecksumCRC64NVME })
  await expect(s3.send(new AbortMultipartUploadCommand({ ...where, UploadId }))).rejects.toMatchObject({
    name: 'NoSuchUpload',
  })
})

test('a presigned URL reads and writes by plain fetch until it expires, and only for what it was signed', async () => {
  await put('k', 'hello')
  const presign = (expires: number, secretAccessKey = 'test'): string =>
    presignUrl({
      method: 'GET',
      url: new URL(`${server.endpoint}/demo/k`),
      credentials: { accessKeyId: 'test', secretAccessKey },
      region: 'us-east-1',
      service: 's3',
      expires,
      now: server.clock.now(),
      hashing: nodeHashing,
      payloadHash: 'UNSIGNED-PAYLOAD',
    }).url
  const url = presign(60)
  expect(await (await fetch(url)).text()).toBe('hello')

  const changed = await fetch(url.replace('/demo/k', '/demo/other'))
  expect(changed.status).toBe(403)
  const explained = await changed.text()
  expect(explained).toContain('<Code>SignatureDoesNotMatch</Code>')
  expect(explained).toContain('<CanonicalRequest>GET&#xa;/demo/other&#xa;')
  expect(explained).toContain('<StringToSign>AWS4-HMAC-SHA256&#xa;')
  expect(await (await fetch(presign(604_801))).text()).toContain('must be less than a week')
  expect(await (await fetch(`${server.endpoint}/demo/k`)).text()).toContain(
    '<Code>AccessDenied</Code><Message>Access Denied</Message>',
  )

  await server.clock.advance(61_000)
  const late = await fetch(url)
  expect(late.status).toBe(403)
  expect(await late.text()).toMatch(
    /<Code>AccessDenied<\/Code><Message>Request has expired<\/Message><X-Amz-Expires>60<\/X-Amz-Expires><Expires>.+<\/Expires><ServerTime>/,
  )
  expect(server.journal.entries().at(-1)).toMatchObject({
    door: 's3',
    operation: 'GetObject',
    status: 403,
    error: { code: 'AccessDenied' },
  })
})

test('a presigned PUT writes, with the type and metadata that were signed', async () => {
  const url = new URL(`${server.endpoint}/demo/up`)
  const signed = presignUrl({
    method: 'PUT',
    url,
    credentials,
    region: 'us-east-1',
    service: 's3',
    expires: 60,
    now: server.clock.now(),
    hashing: nodeHashing,
    payloadHash: 'UNSIGNED-PAYLOAD',
  }).url
  const headers = { 'content-type': 'audio/wav', 'x-amz-meta-by': 'browser' }
  expect((await fetch(signed, { method: 'PUT', body: 'RIFF', headers })).status).toBe(200)
  expect(await s3.send(new HeadObjectCommand({ Bucket: 'demo', Key: 'up' }))).toMatchObject({
    ContentLength: 4,
    ContentType: 'audio/wav',
    Metadata: { by: 'browser' },
  })
  expect((await fetch(signed)).status).toBe(403)
})

test('a body that is not what was signed is refused, and nothing of it stays', async () => {
  const send = async (headers: Record<string, string>, body: string): Promise<string> => {
    const url = new URL(`${server.endpoint}/demo/claimed`)
    const signed = signRequest({
      method: 'PUT',
      url,
      headers,
      payloadHash: headers['x-amz-content-sha256'] ?? createHash('sha256').update('signed').digest('hex'),
      credentials,
      region: 'us-east-1',
      service: 's3',
      now: server.clock.now(),
      hashing: nodeHashing,
    })
    delete signed.host
    const answer = await fetch(url, { method: 'PUT', headers: signed, body })
    return /<Code>(.*)<\/Code>/.exec(await answer.text())?.[1] ?? String(answer.status)
  }
  expect(await send({}, 'another')).toBe('XAmzContentSHA256Mismatch')
  expect(await send({ 'content-md5': createHash('md5').update('x').digest('base64') }, 'signed')).toBe('BadDigest')
  expect(await send({ 'content-md5': 'short' }, 'signed')).toBe('InvalidDigest')
  expect(await send({ 'x-amz-content-sha256': 'nonsense' }, 'signed')).toBe('InvalidArgument')
  const streaming = { 'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'content-encoding': 'aws-chunked' }
  expect(await send(streaming, '6\r\nsigned\r\n0\r\n\r\n')).toBe('MissingContentLength')
  expect(await send({ ...streaming, 'x-amz-decoded-content-length': '7' }, '6\r\nsigned\r\n0\r\n\r\n')).toBe(
    'IncompleteBody',
  )
  expect(await send({ ...streaming, 'x-amz-decoded-content-length': String(6 * 1024 ** 3) }, '')).toBe('EntityTooLarge')
  const signedChunks = {
    ...streaming,
    'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
    'x-amz-decoded-content-length': '6',
  }
  expect(await send(signedChunks, `6;chunk-signature=${'0'.repeat(64)}\r\nsigned\r\n0\r\n\r\n`)).toBe(
    'SignatureDoesNotMatch',
  )
  expect(await send({ 'x-amz-tagging': 'a=b' }, 'signed')).toBe('NotImplemented')
  expect(await send({ 'x-amz-acl': 'public-read' }, 'signed')).toBe('AccessControlListNotSupported')
  expect((await s3.send(new ListObjectsV2Command({ Bucket: 'demo' }))).KeyCount).toBe(0)
  expect(await readdir(join(folder, '.scribelite', 'scratch'))).toEqual([])
  expect(await send({ ...streaming, 'x-amz-decoded-content-length': '6' }, '6\r\nsigned\r\n0\r\n\r\n')).toBe('200')
  const kept = await s3.send(new HeadObjectCommand({ Bucket: 'demo', Key: 'claimed' }))
  expect([kept.ContentLength, kept.ContentEncoding]).toEqual([6, undefined])
})

test('wrong keys, wrong clocks and operations that are not there are refused by their names', async () => {
  const refused = (config: S3ClientConfig) => client(config).send(new ListBucketsCommand({}))
  await expect(refused({ credentials: { accessKeyId: 'nobody', secretAccessKey: 'x' } })).rejects.toMatchObject({
    name: 'InvalidAccessKeyId',
  })
  await expect(refused({ credentials: { accessKeyId: 'test', secretAccessKey: 'x' } })).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
  })
  await expect(refused({ credentials: { ...credentials, sessionToken: 'x' } })).rejects.toMatchObject({
    name: 'InvalidToken',
  })
  await expect(refused({ systemClockOffset: -20 * 60_000 })).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' })
  await expect(s3.send(new GetBucketAclCommand({ Bucket: 'demo' }))).rejects.toMatchObject({
    name: 'NotImplemented',
    $metadata: { httpStatusCode: 501 },
  })
  expect(server.journal.entries().at(-1)).toMatchObject({ operation: 'GetBucketAcl', accessKeyId: 'test', status: 501 })
})

test('the date of an answer lets the SDK correct its clock and go on', async () => {
  await server.clock.advance(20 * 60_000)
  await expect(s3.send(new ListBucketsCommand({}))).rejects.toMatchObject({ name: 'RequestTimeTooSkewed' })
  expect((await client({ maxAttempts: 2 }).send(new ListBucketsCommand({}))).Buckets).toHaveLength(1)
})

test('a bucket can be named by the host', async () => {
  await put('k', 'by path')
  // What a resolver does for *.localhost is not the same everywhere, so the connection is made by hand.
  const { request } = await import('node:http')
  for (const host of ['demo.localhost', 'demo.s3.us-east-1.amazonaws.com', 'demo.s3.amazonaws.com:8080']) {
    const url = presignUrl({
      method: 'GET',
      url: new URL(`http://${host}/k`),
      credentials,
      region: 'us-east-1',
      service: 's3',
      expires: 60,
      now: server.clock.now(),
      hashing: nodeHashing,
      payloadHash: 'UNSIGNED-PAYLOAD',
    }).url
    const { pathname, search } = new URL(url)
    const body = await new Promise<string>((resolve, reject) => {
      const outgoing = request(server.endpoint + pathname + search, { headers: { host } }, (answer) => {
        answer
          .setEncoding('utf8')
          .toArray()
          .then((parts) => resolve(parts.join('')), reject)
      })
      outgoing.on('error', reject).end()
    })
    expect(body).toBe('by path')
  }
})

test('a page of any origin may read, and a failing store is logged but not shown', async () => {
  const preflight = await fetch(`${server.endpoint}/demo/k`, {
    method: 'OPTIONS',
    headers: {
      origin: 'https://app.example',
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'x-amz-meta-a',
    },
  })
  expect(preflight.status).toBe(200)
  expect(Object.fromEntries(preflight.headers)).toMatchObject({
    'access-control-allow-origin': '*',
    'access-control-allow-headers': 'x-amz-meta-a',
    'access-control-allow-methods': expect.stringContaining('PUT'),
  })
  const broken = await serveS3({
    ...createFolderStore(folder),
    listBuckets: () => Promise.reject(new Error('the disk is gone')),
  })
  try {
    const failing = client({ endpoint: broken.endpoint }).send(new ListBucketsCommand({}))
    await expect(failing).rejects.toMatchObject({
      name: 'InternalError',
      message: 'We encountered an internal error. Please try again.',
    })
    expect(broken.logged).toMatchObject([{ level: 'error', detail: expect.stringContaining('the disk is gone') }])
  } finally {
    await broken.close()
  }
})

test('a header asked for that no header can carry is written as S3 writes it', async () => {
  await s3.send(new CreateBucketCommand({ Bucket: 'demo' }))
  await s3.send(new PutObjectCommand({ Bucket: 'demo', Key: 'a', Body: 'x' }))
  const asked = { Bucket: 'demo', Key: 'a', ResponseContentDisposition: 'attachment; filename="🎧\r\n"' }
  const { ContentDisposition, Body } = await s3.send(new GetObjectCommand(asked))
  expect(ContentDisposition).toBe(`=?UTF-8?B?${Buffer.from(asked.ResponseContentDisposition).toString('base64')}?=`)
  expect(await Body?.transformToString()).toBe('x')
})

test('the bucket of Transcribe is closed: it cannot be made, listed, read, written or copied from', async () => {
  const Bucket = 'aws-transcribe-us-east-1-prod'
  const store = createFolderStore(folder)
  await store.createBucket(Bucket)
  await store.put(Bucket, 'transcript.json', Readable.from([Buffer.from('{}')]))
  const Key = 'transcript.json'
  const denied = expect.objectContaining({ name: 'AccessDenied' })
  await expect(s3.send(new CreateBucketCommand({ Bucket }))).rejects.toEqual(denied)
  await expect(s3.send(new ListObjectsV2Command({ Bucket }))).rejects.toEqual(denied)
  await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toEqual(denied)
  await expect(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))).rejects.toEqual(denied)
  const CopySource = `${Bucket}/${Key}`
  await expect(s3.send(new CopyObjectCommand({ Bucket: 'demo', Key, CopySource }))).rejects.toEqual(denied)
})

test('in a header Signature Version 2 is not taken, and Version 4 is named', async () => {
  const response = await fetch(`${server.endpoint}/demo/talk.wav`, { headers: { authorization: 'AWS test:c2ln' } })
  expect([response.status, await response.text()]).toEqual([
    400,
    expect.stringContaining('<Message>The authorization mechanism you have provided is not supported. Please use AWS4'),
  ])
})

test('more than 2 KB of metadata are refused by the name that S3 has for it', async () => {
  const Metadata = { note: 'y'.repeat(2048) }
  await expect(s3.send(new PutObjectCommand({ Bucket: 'demo', Key: 'big', Metadata }))).rejects.toMatchObject({
    name: 'MetadataTooLarge',
  })
})

test('of those who write at once under a condition one wins', async () => {
  const outcomes = async (condition: { IfMatch: string } | { IfNoneMatch: string }): Promise<string[]> => {
    const writers = Array.from({ length: 12 }, (_, n) =>
      s3.send(
        new PutObjectCommand({
          Bucket: 'demo',
          Key: 'lock',
          Body: `writer ${n}, ${Object.keys(condition)[0]}`,
          ...condition,
        }),
      ),
    )
    const settled = await Promise.allSettled(writers)
    return settled.map((one) => (one.status === 'fulfilled' ? 'written' : (one.reason as Error).name))
  }
  const oneWritten = ['written', ...Array.from({ length: 11 }, () => 'PreconditionFailed')]
  expect((await outcomes({ IfNoneMatch: '*' })).sort().reverse()).toEqual(oneWritten)
  const { ETag = '' } = await s3.send(new HeadObjectCommand({ Bucket: 'demo', Key: 'lock' }))
  expect((await outcomes({ IfMatch: ETag })).sort().reverse()).toEqual(oneWritten)
})
