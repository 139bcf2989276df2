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
