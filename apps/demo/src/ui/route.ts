/**
 * Which page the address means. Behind the `#`, as in the AWS console: a reload needs nothing from the server, and what a page shows
 * (filters, steps) can stand in the address.
 */
import { useSyncExternalStore } from 'react'

export type Route =
  | { readonly page: 'jobs' }
  | { readonly page: 'create-job'; readonly step: 0 | 1 }
  | { readonly page: 'job'; readonly name: string }
  | { readonly page: 'models' }
  | { readonly page: 'create-model' }
  | { readonly page: 'model'; readonly name: string }
  | { readonly page: 'compare' }
  | { readonly page: 'live' }
  | { readonly page: 'requests' }
  | { readonly page: 'request'; readonly id: string }
  | { readonly page: 'unknown' }

export interface Place {
  readonly route: Route
  readonly query: URLSearchParams
}

export const readPlace = (hash: string): Place => {
  const [path = '', query = ''] = hash.replace(/^#/, '').split('?', 2)
  return {
    route: routeOf(
      path
        .split('/')
        .filter((part) => part !== '')
        .map(decode),
    ),
    query: new URLSearchParams(query),
  }
}

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part)
  } catch {
    // A stray percent sign, typed by hand: taken as it stands.
    return part
  }
}

const routeOf = ([area, item, step]: readonly string[]): Route => {
  switch (area) {
    case undefined:
      return { page: 'jobs' }
    case 'transcription-jobs':
      if (item === undefined) return { page: 'jobs' }
      return { page: 'job', name: item }
    case 'create-job':
      return { page: 'create-job', step: item === 'configure' ? 1 : 0 }
    case 'language-models':
      return item === undefined ? { page: 'models' } : { page: 'model', name: item }
    case 'create-language-model':
      return { page: 'create-model' }
    case 'compare':
      return { page: 'compare' }
    case 'real-time':
      return { page: 'live' }
    case 'requests':
      return item === undefined ? { page: 'requests' } : { page: 'request', id: [item, step].filter(Boolean).join('/') }
    default:
      return { page: 'unknown' }
  }
}

export const links = {
  jobs: '#/transcription-jobs',
  createJob: '#/create-job',
  configureJob: '#/create-job/configure',
  job: (name: string): string => `#/transcription-jobs/${encodeURIComponent(name)}`,
  models: '#/language-models',
  createModel: '#/create-language-model',
  /** Comes back to the job with the new model chosen. */
  createModelForJob: '#/create-language-model?for=job',
  model: (name: string): string => `#/language-models/${encodeURIComponent(name)}`,
  compare: '#/compare',
  compareWith: (model: string): string => `#/compare?model=${encodeURIComponent(model)}`,
  live: '#/real-time',
  requests: '#/requests',
  request: (id: string): string => `#/requests/${encodeURIComponent(id)}`,
} as const

export const go = (link: string): void => {
  window.location.hash = link
}

/** The address with other values in its query; empty ones are left out. */
export const withQuery = (hash: string, changes: Readonly<Record<string, string>>): string => {
  const [path = '', before = ''] = hash.split('?', 2)
  const query = new URLSearchParams(before)
  for (const [name, value] of Object.entries(changes)) {
    if (value === '') query.delete(name)
    else query.set(name, value)
  }
  const text = query.toString()
  return `${path === '' ? links.jobs : path}${text === '' ? '' : `?${text}`}`
}

/** The page of a list that the address means, from 1. */
export const pageIn = (query: URLSearchParams): number => {
  const page = query.get('page') ?? ''
  return /^[1-9]\d{0,4}$/.test(page) ? Number(page) : 1
}

/** What the address says of it; the first page needs no mention. */
export const pageText = (page: number): string => (page === 1 ? '' : String(page))

/** Changes what the address says of the page, without a step in the history. */
export const replaceQuery = (changes: Readonly<Record<string, string>>): void => {
  window.history.replaceState(null, '', withQuery(window.location.hash, changes))
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

const subscribe = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

export const useHash = (): string => useSyncExternalStore(subscribe, () => window.location.hash)
