/**
 * Who may call. This server holds keys, so it answers its own page only: by the name it was opened with (a foreign name
 * that resolves to this machine is DNS rebinding), from its own origin, and with a content type that a form cannot send.
 */
import type { MiddlewareHandler } from 'hono'
import { Refusal } from './refusal.ts'

/** Names by which a page on this machine is opened. */
const loopback = /^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/

/** `host`: `Host` of the request. `names`: others that the server was told it has. */
export const isOwnHost = (host: string | undefined, names: readonly string[]): boolean =>
  host !== undefined && (loopback.test(host) || names.includes(host.replace(/:\d+$/, '')))

/** An upgrade is no fetch: only its Origin tells which page opened it. */
export const isOwnOrigin = (origin: string | undefined, host: string | undefined): boolean =>
  origin !== undefined && host !== undefined && (origin === `http://${host}` || origin === `https://${host}`)

export const onlyOwnPage =
  (names: readonly string[]): MiddlewareHandler =>
  async (context, next) => {
    const { req } = context
    const host = req.header('host')
    if (!isOwnHost(host, names)) throw new Refusal(421, 'wrong-host', 'This server is not called by that name.')
    if (req.path.startsWith('/api/')) checkApiCall(req.method, (name) => req.header(name), host)
    await next()
  }

function checkApiCall(method: string, header: (name: string) => string | undefined, host: string | undefined): void {
  const origin = header('origin')
  const site = header('sec-fetch-site')
  // Browsers send Sec-Fetch-Site with every request; `none` is the address bar. Who sends neither is no browser.
  const foreign =
    (site !== undefined && site !== 'same-origin' && site !== 'none') ||
    (origin !== undefined && !isOwnOrigin(origin, host))
  if (foreign) throw new Refusal(403, 'foreign-origin', 'Only the console’s own page may call this.')
  if (method === 'GET' || method === 'HEAD') return
  if (site === 'none') throw new Refusal(403, 'foreign-origin', 'Only the console’s own page may change anything.')
  const type = header('content-type')?.split(';')[0]?.trim().toLowerCase()
  const wanted = method === 'PUT' ? 'application/octet-stream' : 'application/json'
  if (type !== wanted) throw new Refusal(415, 'wrong-type', `content-type must be ${wanted}, got ${type ?? 'none'}.`)
}
