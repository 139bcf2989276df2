import type { ObjectStore } from './object-store.ts'

/** The bucket in which Transcribe keeps the output of jobs that name none. It is the service's, not the caller's. */
export const serviceBucket = (region: string): string => `aws-transcribe-${region}-prod`

export const isServiceBucket = (name: string): boolean => /^aws-transcribe-.+-prod$/.test(name)

/** Removes what jobs have left there, in every region. */
export async function emptyServiceBuckets(store: ObjectStore): Promise<void> {
  for (const { name } of await store.listBuckets()) {
    if (!isServiceBucket(name)) continue
    while (true) {
      const listed = await store.list(name, { prefix: '', limit: 1000 })
      if (listed.length === 0) break
      for (const { key } of listed) await store.delete(name, key)
    }
  }
}

/**
 * Where the objects of the callers are in another S3: what jobs leave in the service's buckets stays in a store of the
 * emulator's own. The other S3 is the callers', and on AWS these names are taken.
 */
export function withServiceBuckets(callers: ObjectStore, service: ObjectStore): ObjectStore {
  const storeOf = (bucket: string): ObjectStore => (isServiceBucket(bucket) ? service : callers)
  return {
    async listBuckets() {
      const [theirs, ours] = await Promise.all([callers.listBuckets(), service.listBuckets()])
      return [
        ...theirs.filter(({ name }) => !isServiceBucket(name)),
        ...ours.filter(({ name }) => isServiceBucket(name)),
      ]
    },
    hasBucket: (bucket) => storeOf(bucket).hasBucket(bucket),
    createBucket: (bucket) => storeOf(bucket).createBucket(bucket),
    deleteBucket: (bucket) => storeOf(bucket).deleteBucket(bucket),
    head: (bucket, key) => storeOf(bucket).head(bucket, key),
    get: (bucket, ...rest) => storeOf(bucket).get(bucket, ...rest),
    put: (bucket, ...rest) => storeOf(bucket).put(bucket, ...rest),
    delete: (bucket, key) => storeOf(bucket).delete(bucket, key),
    list: (bucket, options) => storeOf(bucket).list(bucket, options),
  }
}
