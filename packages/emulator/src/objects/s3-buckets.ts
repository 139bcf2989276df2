/** ListBuckets, CreateBucket, HeadBucket, DeleteBucket, GetBucketLocation. Buckets are of no region: they are where the caller is. */
import { isBucketName } from './key-path.ts'
import { readText } from './request-body.ts'
import { isoTime, mustHaveBucket, noContent, ownerOf, readRoot, type S3Handler, xmlAnswer } from './s3-call.ts'
import { S3Error } from './s3-error.ts'
import { isServiceBucket } from './service-bucket.ts'

export const listBuckets: S3Handler = async ({ store, principal, query }) => {
  const prefix = query.get('prefix') ?? ''
  const listed = await store.listBuckets()
  const buckets = listed.filter(({ name }) => name.startsWith(prefix) && !isServiceBucket(name))
  return xmlAnswer('ListAllMyBucketsResult', {
    Owner: ownerOf(principal),
    Buckets: { Bucket: buckets.map(({ name, created }) => ({ Name: name, CreationDate: isoTime(created) })) },
  })
}

export const createBucket: S3Handler = async ({ store, bucket, body, principal }) => {
  const text = await readText(body)
  if (text.trim() !== '') readRoot(text, 'CreateBucketConfiguration')
  if (!isBucketName(bucket)) throw new S3Error('InvalidBucketName', { details: { BucketName: bucket } })
  // us-east-1 answers 200 to an owner who asks again, every other region 409 (documented).
  if ((await store.hasBucket(bucket)) && principal.region !== 'us-east-1') {
    throw new S3Error('BucketAlreadyOwnedByYou', { details: { BucketName: bucket } })
  }
  await store.createBucket(bucket)
  return new Response(null, { headers: { location: `/${bucket}` } })
}

export const headBucket: S3Handler = async (call) => {
  await mustHaveBucket(call)
  return new Response(null, {
    headers: { 'x-amz-bucket-region': call.principal.region, 'x-amz-access-point-alias': 'false' },
  })
}

export const deleteBucket: S3Handler = async ({ store, bucket }) => {
  await store.deleteBucket(bucket)
  return noContent()
}

export const getBucketLocation: S3Handler = async (call) => {
  await mustHaveBucket(call)
  const { region } = call.principal
  return xmlAnswer('LocationConstraint', region === 'us-east-1' ? '' : region)
}
