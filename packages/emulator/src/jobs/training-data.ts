/** The text below an S3 prefix, one object after the other, so that no more than one is in memory. */
import { TrainingError, type TrainingText } from '../language-model/artifact.ts'
import type { ObjectInfo, ObjectStore } from '../objects/object-store.ts'
import type { S3Location } from './s3-location.ts'

const listAtOnce = 1000
/** Documented: 2 GB of training data. */
const mostBytes = 2 * 1024 ** 3

/** Every object below the prefix. What consoles and clients put down as folders is left out. */
async function* objectsBelow(objects: ObjectStore, prefix: S3Location): AsyncGenerator<ObjectInfo> {
  let startAfter: string | undefined
  while (true) {
    const listed = await objects.list(prefix.bucket, {
      prefix: prefix.key,
      limit: listAtOnce,
      ...(startAfter !== undefined && { startAfter }),
    })
    for (const info of listed) if (!(info.key.endsWith('/') && info.size === 0)) yield info
    startAfter = listed.at(-1)?.key
    if (startAfter === undefined || listed.length < listAtOnce) return
  }
}

/** Whether there is anything below the prefix that can be read. */
export async function isReadable(objects: ObjectStore, prefix: S3Location): Promise<boolean> {
  if (!(await objects.hasBucket(prefix.bucket))) return false
  for await (const _ of objectsBelow(objects, prefix)) return true
  return false
}

export async function* textsBelow(
  objects: ObjectStore,
  prefix: S3Location,
  signal: AbortSignal,
): AsyncGenerator<TrainingText> {
  for await (const info of objectsBelow(objects, prefix)) {
    signal.throwIfAborted()
    // The engine counts what it is given; a file over the limit for all is not even read.
    if (info.size > mostBytes)
      throw new TrainingError(`The file s3://${prefix.bucket}/${info.key} exceeds the limit of 2 GB.`)
    const object = await objects.get(prefix.bucket, info.key)
    // Deleted since it was listed.
    if (object === undefined) continue
    const chunks: Uint8Array[] = []
    for await (const chunk of object.body) chunks.push(chunk)
    yield { uri: `s3://${prefix.bucket}/${info.key}`, bytes: Buffer.concat(chunks) }
  }
}
