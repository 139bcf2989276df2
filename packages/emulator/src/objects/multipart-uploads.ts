/** Uploads in parts that are not yet an object. They outlive the process; abandoned ones are bounded. */
import type { ChecksumAlgorithm, ObjectChecksum, ObjectMetadata } from './object-store.ts'

export interface MultipartUploads {
  create(upload: MultipartUpload): Promise<void>
  find(bucket: string, key: string, uploadId: string): Promise<MultipartUpload | undefined>
  /** Every open upload of a bucket, by key, then by when it began. */
  list(bucket: string): Promise<readonly MultipartUpload[]>
  /** Replaces a part of the same number. `checksum` is asked for after the last byte. */
  putPart(
    uploadId: string,
    partNumber: number,
    body: AsyncIterable<Uint8Array>,
    checksum: () => ObjectChecksum | undefined,
  ): Promise<UploadedPart>
  /** By part number. */
  parts(uploadId: string): Promise<readonly UploadedPart[]>
  /** The bytes of these parts, one after the other. */
  read(uploadId: string, parts: readonly UploadedPart[]): AsyncIterable<Uint8Array>
  remove(uploadId: string): Promise<void>
}

export interface MultipartUpload {
  readonly uploadId: string
  readonly bucket: string
  readonly key: string
  /** Milliseconds since the epoch. */
  readonly initiated: number
  readonly metadata: ObjectMetadata
  readonly checksum?: { readonly algorithm: ChecksumAlgorithm; readonly type: ObjectChecksum['type'] }
}

export interface UploadedPart {
  readonly partNumber: number
  /** Bytes. */
  readonly size: number
  /** MD5 in hex, without quotes. */
  readonly etag: string
  /** Milliseconds since the epoch. */
  readonly modified: number
  readonly checksum?: ObjectChecksum
  /** The name of the file that holds it. */
  readonly file: string
}
