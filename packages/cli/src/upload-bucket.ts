/** Where uploads go: the bucket that was named, or with `--local` one that is made in the emulator. */
import type { ConnectionOptions } from '@scribelite/core'
import { portableHashing, signRequest } from '@scribelite/core/protocol'
import { UsageError } from './exit-code.ts'
import type { Target } from './target.ts'
import type { Terminal } from './terminal.ts'

const localBucket = 'scribelite-uploads'
/** The emulator assumes no role; the API wants the ARN of one. */
const localRole = 'arn:aws:iam::000000000000:role/scribelite'

export async function uploadBucket(given: string | undefined, target: Target, terminal: Terminal): Promise<string> {
  const bucket = given ?? terminal.env.SCRIBELITE_BUCKET
  if (bucket !== undefined) return bucket
  if (!target.local) {
    throw new UsageError(
      'Local files go through a bucket, because Amazon Transcribe reads S3 only: name one with --bucket or SCRIBELITE_BUCKET.',
    )
  }
  await createBucket(localBucket, target.connection, terminal)
  return localBucket
}

export function dataAccessRole(given: string | undefined, target: Target, terminal: Terminal): string {
  const role = given ?? terminal.env.SCRIBELITE_ROLE
  if (role !== undefined) return role
  if (target.local) return localRole
  throw new UsageError(
    'Amazon Transcribe reads the text through a role: name its ARN with --role or SCRIBELITE_ROLE (arn:aws:iam::111122223333:role/TranscribeClm).',
  )
}

/** Makes a bucket in an emulator, if it is not there. `connection` has an endpoint. */
export async function createBucket(bucket: string, connection: ConnectionOptions, terminal: Terminal): Promise<void> {
  const url = new URL(`/${bucket}`, connection.endpoint)
  const headers = signRequest({
    method: 'PUT',
    url,
    headers: {},
    body: new Uint8Array(0),
    credentials: connection.credentials ?? {
      accessKeyId: terminal.env.AWS_ACCESS_KEY_ID ?? 'test',
      secretAccessKey: terminal.env.AWS_SECRET_ACCESS_KEY ?? 'test',
    },
    region: connection.region ?? 'us-east-1',
    service: 's3',
    now: Date.now(),
    hashing: portableHashing,
  })
  const answer = await fetch(url, { method: 'PUT', headers, signal: terminal.signal })
  // 409: an earlier command has made it.
  if (!answer.ok && answer.status !== 409) {
    const [, code, message] = /<Code>(.*?)<\/Code>\s*<Message>(.*?)<\/Message>/s.exec(await answer.text()) ?? []
    throw new Error(`The emulator refused to make the bucket ${bucket}: ${code ?? answer.status}: ${message ?? ''}`)
  }
}
