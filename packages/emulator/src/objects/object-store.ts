/** Where objects are: a plain folder (`folder-store.ts`) or another S3 (`remote-store.ts`). */
import type { MultipartUploads } from './multipart-uploads.ts'

export interface ObjectStore {
  listBuckets(): Promise<readonly BucketInfo[]>
  hasBucket(bucket: string): Promise<boolean>
  /** Does nothing when the bucket is there. Throws `bad-bucket-name`. */
  createBucket(bucket: string): Promise<void>
  /** Throws `no-such-bucket` or `bucket-not-empty`. */
  deleteBucket(bucket: string): Promise<void>
  head(bucket: string, key: string): Promise<ObjectInfo | undefined>
  /** `range`: first and last byte, both inclusive, already cut to the object's size. */
  get(bucket: string, key: string, range?: ByteRange): Promise<StoredObject | undefined>
  /**
   * Replaces the object whole or not at all; what was written is on disk when it resolves. A body that throws
   * leaves everything as it was. Metadata given as a function is asked for after the last byte, for what only
   * the end of a body tells. Throws `no-such-bucket` or `key-too-long`.
   */
  put(
    bucket: string,
    key: string,
    body: AsyncIterable<Uint8Array>,
    metadata?: ObjectMetadata | (() => ObjectMetadata),
    options?: PutOptions,
  ): Promise<ObjectInfo>
  /** Does nothing when there is no such object. */
  delete(bucket: string, key: string): Promise<void>
  /** Keys below `prefix` in the byte order of UTF-8, from after `startAfter`, at most `limit`. */
  list(bucket: string, options: ListOptions): Promise<readonly ObjectInfo[]>
  /** Uploads in parts; absent where the store behind is another S3, whose own door clients should use. */
  readonly uploads?: MultipartUploads
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
export interface PutOptions {
  /** In place of the MD5 of the body: `<md5>-<parts>` of a multipart upload. */
  readonly etag?: string
  /** Told what stands there when the new object is about to take its place, with no writer between; throws to keep it. */
  readonly mayReplace?: (standing: ObjectInfo | undefined) => void
}
export interface ObjectMetadata {
  readonly contentType?: string
  /** `x-amz-meta-*`, names without the prefix. */
  readonly user?: Readonly<Record<string, string>>
  /** Content-Encoding, Content-Language, Content-Disposition, Cache-Control and Expires, names in lower case. */
  readonly system?: Readonly<Record<string, string>>
  /** What the uploader proved of the bytes, to be shown to those who ask. */
  readonly checksum?: ObjectChecksum
}
export type ChecksumAlgorithm = 'crc32' | 'crc32c' | 'crc64nvme' | 'sha1' | 'sha256'
export interface ObjectChecksum {
  readonly algorithm: ChecksumAlgorithm
  /** Base64; `<base64>-<parts>` when composite. */
  readonly value: string
  readonly type: 'FULL_OBJECT' | 'COMPOSITE'
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
  /** The bytes as they stood at `get`, even when the object is replaced meanwhile. Read it, or return it. */
  readonly body: AsyncIterable<Uint8Array>
}
export interface ListOptions {
  readonly prefix: string
  readonly startAfter?: string
  readonly limit: number
}

export type ObjectStoreErrorCode =
  | 'no-such-bucket'
  | 'bucket-not-empty'
  | 'bad-bucket-name'
  | 'key-too-long'
  | 'key-not-sendable'
  | 'remote-unreachable'
  | 'remote-refused'

/** What a store cannot do; the message says what was got and what to do. */
export class ObjectStoreError extends Error {
  override readonly name = 'ObjectStoreError'
  readonly code: ObjectStoreErrorCode

  constructor(code: ObjectStoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.code = code
  }
}

/** S3's bound on a key, in bytes of UTF-8. */
export const MAX_KEY_BYTES = 1024
