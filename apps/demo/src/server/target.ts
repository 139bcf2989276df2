/** Where the console's calls go: a local emulator, or Amazon Transcribe when the server is told so. Keys stay in here. */
import { S3Client } from '@aws-sdk/client-s3'
import { type Connection, type ConnectionOptions, openConnection } from '@scribelite/core'
import type { Sample } from '../api/api.ts'

export interface TargetOptions {
  readonly kind: 'emulator' | 'aws'
  /** With an emulator: its address and keys. With AWS: what is left out comes from the SDK's own chain. */
  readonly connection: ConnectionOptions
  readonly region: string
  /** Where uploads go. Absent: none are taken. */
  readonly uploadBucket?: string
  /** Offered as the role that reads training data. */
  readonly roleArn?: string
  readonly samples?: readonly Sample[]
  readonly limits?: Partial<TargetLimits>
}

export interface TargetLimits {
  /** Bytes of one upload. */
  readonly uploadBytes: number
  readonly pollMilliseconds: number
}

export interface Target extends TargetOptions {
  readonly limits: TargetLimits
  readonly open: Connection
  readonly s3: S3Client
  close(): void
}

export function openTarget(options: TargetOptions): Target {
  // An empty variable of the environment names no bucket.
  const { uploadBucket, ...others } = options
  const { endpoint, region, credentials, profile } = { ...options.connection, region: options.region }
  const open = openConnection({ ...options.connection, region })
  const s3 = new S3Client({
    region,
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(profile === undefined ? {} : { profile }),
  })
  return {
    ...others,
    ...(uploadBucket === undefined || uploadBucket === '' ? {} : { uploadBucket }),
    limits: {
      uploadBytes: 512 * 1024 ** 2,
      pollMilliseconds: options.kind === 'aws' ? 5000 : 700,
      ...options.limits,
    },
    open,
    s3,
    close() {
      open.close()
      s3.destroy()
    },
  }
}
