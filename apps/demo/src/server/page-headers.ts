/** What every answer says to the browser: what this page may load, whom it may talk to, and that nobody may frame it. */
import type { MiddlewareHandler } from 'hono'

/** `streams`: origin of the service's WebSockets, `ws://127.0.0.1:4600`: presigned URLs go straight there. */
const contentSecurityPolicy = (streams: string): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    // Cloudscape sets styles through the CSSOM only, which this allows: no style attribute, no style element.
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self' data:",
    "media-src 'self' blob:",
    `connect-src 'self' ${streams}`,
    "worker-src 'self'",
    "manifest-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ')

export function pageHeaders(streams: string): MiddlewareHandler {
  const headers = {
    'content-security-policy': contentSecurityPolicy(streams),
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'microphone=(self), camera=(), geolocation=(), payment=(), usb=()',
    'x-frame-options': 'DENY',
  }
  return async (context, next) => {
    await next()
    for (const [name, value] of Object.entries(headers)) context.res.headers.set(name, value)
    if (context.req.path.startsWith('/api/')) context.res.headers.set('cache-control', 'no-store')
  }
}
