/** An object's metadata in the headers of another S3, both ways. */
import { systemHeaders } from './object-headers.ts'
import type { ObjectInfo, ObjectMetadata } from './object-store.ts'

export function metadataHeaders(metadata: ObjectMetadata): Record<string, string> {
  const headers: Record<string, string> = {
    'content-type': metadata.contentType ?? 'binary/octet-stream',
    ...metadata.system,
  }
  for (const [name, value] of Object.entries(metadata.user ?? {})) headers[`x-amz-meta-${name}`] = value
  return headers
}

export function infoOf(key: string, headers: Headers): ObjectInfo {
  const user: Record<string, string> = {}
  const system: Record<string, string> = {}
  for (const [name, value] of headers) {
    if (name.startsWith('x-amz-meta-')) user[name.slice('x-amz-meta-'.length)] = value
    else if (systemHeaders.includes(name)) system[name] = value
  }
  const contentType = headers.get('content-type')
  return {
    key,
    size: Number(headers.get('content-length') ?? 0),
    etag: (headers.get('etag') ?? '').replaceAll('"', ''),
    modified: Date.parse(headers.get('last-modified') ?? '') || 0,
    metadata: {
      ...(contentType === null || contentType === 'binary/octet-stream' ? {} : { contentType }),
      ...(Object.keys(user).length === 0 ? {} : { user }),
      ...(Object.keys(system).length === 0 ? {} : { system }),
    },
  }
}
