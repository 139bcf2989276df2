/** If-Match and its kin: what a reader or a writer asks of the object as it stands. */
import { header, type ReceivedRequest } from '../received-request.ts'
import type { ObjectInfo, PutOptions } from './object-store.ts'
import { noSuchKey, S3Error } from './s3-error.ts'

/** For a reader; `prefix` is `x-amz-copy-source-` when the object is the source of a copy. */
export function readCondition(request: ReceivedRequest, info: ObjectInfo, prefix = ''): 'pass' | 'not-modified' {
  const match = header(request, `${prefix}if-match`)
  const noneMatch = header(request, `${prefix}if-none-match`)
  const modifiedSince = timeOf(header(request, `${prefix}if-modified-since`))
  const unmodifiedSince = timeOf(header(request, `${prefix}if-unmodified-since`))
  // HTTP dates have whole seconds.
  const modified = Math.floor(info.modified / 1000) * 1000

  if (match !== undefined) {
    if (!lists(match, info.etag)) throw failed('If-Match')
  } else if (unmodifiedSince !== undefined && modified > unmodifiedSince) {
    throw failed('If-Unmodified-Since')
  }
  if (noneMatch !== undefined) return lists(noneMatch, info.etag) ? 'not-modified' : 'pass'
  return modifiedSince !== undefined && modified <= modifiedSince ? 'not-modified' : 'pass'
}

/** For a writer: of those who write at once under a condition one wins, so it is asked when the object takes its place. */
export function writeOptions(request: ReceivedRequest, key: string): PutOptions {
  const isConditional = header(request, 'if-match') !== undefined || header(request, 'if-none-match') !== undefined
  return isConditional ? { mayReplace: (standing) => checkWriteCondition(request, standing, key) } : {}
}

/** `If-None-Match: *` writes only what is new, If-Match only over what is known. */
function checkWriteCondition(request: ReceivedRequest, standing: ObjectInfo | undefined, key: string): void {
  const match = header(request, 'if-match')
  const noneMatch = header(request, 'if-none-match')
  if (noneMatch !== undefined && noneMatch !== '*')
    throw new S3Error('NotImplemented', { details: { Header: 'If-None-Match' } })
  if (noneMatch === '*' && standing !== undefined) throw failed('If-None-Match')
  if (match === undefined) return
  if (standing === undefined) throw noSuchKey(key)
  if (!lists(match, standing.etag)) throw failed('If-Match')
}

export const failed = (condition: string): S3Error =>
  new S3Error('PreconditionFailed', { details: { Condition: condition } })

function lists(condition: string, etag: string): boolean {
  return condition.split(',').some((item) => {
    const one = item.trim().replace(/^W\//, '')
    return one === '*' || one === etag || one === `"${etag}"`
  })
}

function timeOf(text: string | undefined): number | undefined {
  const time = text === undefined ? Number.NaN : Date.parse(text)
  return Number.isNaN(time) ? undefined : time
}
