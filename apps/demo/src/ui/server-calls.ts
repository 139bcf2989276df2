/** Calls of the page to its own server. Answers are typed by `src/api`; what goes wrong becomes a `ServerError`. */

import type { Transcript } from '@scribelite/core/protocol'
import type {
  BucketList,
  ErrorAnswer,
  Job,
  JobPage,
  Model,
  ModelDetail,
  ModelPage,
  NewJob,
  NewModel,
  ObjectPage,
  PresignCall,
  Presigned,
  RequestDetail,
  RequestList,
  Settings,
} from '../api/api.ts'

/** A refused call, in the words of whoever refused it; `unreachable` when nobody answered. */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly code: string
  readonly status: number
  readonly requestId: string | undefined
  readonly explanation: string | undefined

  constructor(status: number, error: ErrorAnswer['error']) {
    super(error.message)
    this.status = status
    this.code = error.code
    this.requestId = error.requestId
    this.explanation = error.explanation
  }
}

export const unreachable = (): ServerError =>
  new ServerError(0, {
    code: 'unreachable',
    message: 'The server of this console does not answer. It may have been stopped; start it with npm run demo.',
  })

/** What a failed answer says of itself. */
export const readError = (status: number, body: string): ServerError => {
  try {
    const { error } = JSON.parse(body) as Partial<ErrorAnswer>
    if (error !== undefined && typeof error.message === 'string') return new ServerError(status, error)
  } catch {
    // Not ours: something between the page and its server answered. The status below is all that is known.
  }
  return new ServerError(status, { code: `http-${status}`, message: `The server answered with HTTP ${status}.` })
}

const ask = async (path: string, init: RequestInit): Promise<Response> => {
  let response: Response
  try {
    response = await fetch(path, init)
  } catch (error) {
    init.signal?.throwIfAborted()
    throw error instanceof TypeError ? unreachable() : error
  }
  if (!response.ok) throw readError(response.status, await response.text())
  return response
}

const get = async <T>(path: string, signal?: AbortSignal): Promise<T> =>
  (await (await ask(path, { ...(signal === undefined ? {} : { signal }) })).json()) as T

const send = async <T>(method: 'POST' | 'DELETE', path: string, body: object, signal?: AbortSignal): Promise<T> => {
  const init = { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
  return (await (await ask(path, { ...init, ...(signal === undefined ? {} : { signal }) })).json()) as T
}

export type QueryValues = Readonly<Record<string, string | number | undefined>>

const query = (values: QueryValues): string => {
  const given = Object.entries(values).filter(([, value]) => value !== undefined && value !== '')
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString()
  return text === '' ? '' : `?${text}`
}

const at = encodeURIComponent

export const server = {
  settings: (signal: AbortSignal): Promise<Settings> => get('/api/settings', signal),

  jobs: (values: QueryValues, signal: AbortSignal): Promise<JobPage> => get(`/api/jobs${query(values)}`, signal),
  job: (name: string, signal: AbortSignal): Promise<Job> => get(`/api/jobs/${at(name)}`, signal),
  createJob: (job: NewJob): Promise<Job> => send('POST', '/api/jobs', job),
  deleteJob: (name: string): Promise<object> => send('DELETE', `/api/jobs/${at(name)}`, {}),
  transcript: (name: string, signal: AbortSignal): Promise<Transcript> =>
    get(`/api/jobs/${at(name)}/transcript?format=json`, signal),
  transcriptLink: (name: string, format: string): string =>
    `/api/jobs/${at(name)}/transcript?format=${format}&download`,
  mediaLink: (name: string): string => `/api/jobs/${at(name)}/media`,

  models: (values: QueryValues, signal: AbortSignal): Promise<ModelPage> => get(`/api/models${query(values)}`, signal),
  model: (name: string, signal: AbortSignal): Promise<ModelDetail> => get(`/api/models/${at(name)}`, signal),
  createModel: (model: NewModel): Promise<Model> => send('POST', '/api/models', model),
  deleteModel: (name: string): Promise<object> => send('DELETE', `/api/models/${at(name)}`, {}),

  buckets: (): Promise<BucketList> => get('/api/buckets'),
  objects: (bucket: string, prefix: string, nextToken?: string): Promise<ObjectPage> =>
    get(`/api/buckets/${at(bucket)}/objects${query({ prefix, nextToken })}`),

  presign: (call: PresignCall): Promise<Presigned> => send('POST', '/api/presign', call),

  requests: (values: QueryValues, signal: AbortSignal): Promise<RequestList> =>
    get(`/api/requests${query(values)}`, signal),
  request: (id: string, signal: AbortSignal): Promise<RequestDetail> => get(`/api/requests/${at(id)}`, signal),
} as const

/** All models, beyond the pages: an account has few (10 by default). */
export const allModels = async (signal: AbortSignal): Promise<readonly Model[]> => {
  const models: Model[] = []
  let nextToken: string | undefined
  do {
    const page = await server.models({ maxResults: 100, nextToken }, signal)
    models.push(...page.models)
    nextToken = page.nextToken
  } while (nextToken !== undefined)
  return models
}
