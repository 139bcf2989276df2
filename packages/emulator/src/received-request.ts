/**
 * A request as it stood on the wire. Signatures are checked against this, never against a URL that some
 * parser has already made pretty. HTTP/1.1, HTTP/2, WebSocket upgrades and in-process calls all become one.
 */
export interface ReceivedRequest {
  readonly id: string
  /** Milliseconds since the epoch, by the emulator's clock. */
  readonly receivedAt: number
  readonly door: 'http1' | 'http2' | 'websocket' | 'process'
  readonly method: string
  /** As received, still percent-encoded, without the query: `/bucket/a%20b`. */
  readonly path: string
  /** As received, without `?`; empty when there is none. */
  readonly query: string
  /** Lower-case names, in order, repeated ones repeated; HTTP/2 pseudo headers left out. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  /** `:authority` on HTTP/2, Host elsewhere: host and port as the client wrote them. */
  readonly authority: string
  /** `https` when TLS was spoken. */
  readonly scheme: 'http' | 'https'
}

/** The value of a header: several of one name joined with `,`; undefined when absent. `name` in lower case. */
export function header(request: ReceivedRequest, name: string): string | undefined {
  const values = request.headers.filter(([key]) => key === name).map(([, value]) => value)
  return values.length === 0 ? undefined : values.join(',')
}
