/** Where objects are: a plain folder (`folder-store.ts`) or another S3 (`remote-store.ts`). */
export interface ObjectStore {
  listBuckets(): Promise<readonly BucketInfo[]>
  hasBucket(bucket: string): Promise<boolean>
  createBucket(bucket: string): Promise<void>
  deleteBucket(bucket: string): Promise<void>
  head(bucket: string, key: string): Promise<ObjectInfo | undefined>
  /** `range`: first and last byte, both inclusive, already cut to the object's size. */
  get(bucket: string, key: string, range?: ByteRange): Promise<StoredObject | undefined>
  /** Replaces the object whole or not at all; what was written is on disk when it resolves. */
  put(bucket: string, key: string, body: AsyncIterable<Uint8Array>, metadata?: ObjectMetadata): Promise<ObjectInfo>
  delete(bucket: string, key: string): Promise<void>
  /** Keys below `prefix` in byte order, from after `startAfter`, at most `limit`. */
  list(bucket: string, options: ListOptions): Promise<readonly ObjectInfo[]>
}

export interface BucketInfo {
  readonly name: string
  /** Milliseconds since the epoch. */
  readonly created: number
}
export interface ByteRange {
  readonly first: number
  readonly last: number
}
export interface ObjectMetadata {
  readonly contentType?: string
  /** `x-amz-meta-*`, names without the prefix. */
  readonly user?: Readonly<Record<string, string>>
}
export interface ObjectInfo {
  readonly key: string
  /** Bytes. */
  readonly size: number
  /** Without quotes: MD5 in hex, or `<md5>-<parts>` after a multipart upload. */
  readonly etag: string
  /** Milliseconds since the epoch. */
  readonly modified: number
  readonly metadata: ObjectMetadata
}
export interface StoredObject {
  readonly info: ObjectInfo
  readonly body: AsyncIterable<Uint8Array>
}
export interface ListOptions {
  readonly prefix: string
  readonly startAfter?: string
  readonly limit: number
}
