/** A file of the reader's machine to the server's bucket, with progress: XMLHttpRequest, since fetch tells nothing of what it sends. */
import type { Uploaded } from '../api/api.ts'
import { readError, ServerError, unreachable } from './server-calls.ts'

export interface UploadOptions {
  readonly signal: AbortSignal
  /** 0 to 1. */
  readonly onProgress: (share: number) => void
}

export const uploadFile = (file: File, folder: string, options: UploadOptions): Promise<Uploaded> =>
  new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('PUT', `/api/uploads/${encodeURIComponent(folder)}/${encodeURIComponent(file.name)}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.upload.addEventListener('progress', (event) => {
      if (event.lengthComputable) options.onProgress(event.loaded / event.total)
    })
    request.addEventListener('load', () => {
      if (request.status >= 400) reject(readError(request.status, request.responseText))
      else resolve(JSON.parse(request.responseText) as Uploaded)
    })
    request.addEventListener('error', () => reject(unreachable()))
    request.addEventListener('abort', () =>
      reject(new ServerError(0, { code: 'cancelled', message: `The upload of ${file.name} was cancelled.` })),
    )
    options.signal.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })

/** A folder for one upload, or for the texts of one model. */
export const newFolder = (kind: string): string => `${kind}-${crypto.randomUUID().slice(0, 8)}`
