/** How far our clock is off, as a refusal tells it. Portable. */
import { AwsServiceError } from './errors.ts'
import { parseAmzDate } from './protocol/signature.ts'

/** `Signature expired: A is now earlier than B (C - 15 min.)`, C being the service's clock; likewise when not yet current. */
const refusal = /Signature (?:expired|not yet current): .*\((\d{8}T\d{6}Z) [-+] /

/**
 * Milliseconds to add to our clock, when the service refused for its sake (aws-sdk-js-v3#5011); undefined for any other error.
 * The text is read rather than the Date header: it also comes over a WebSocket.
 */
export const clockSkewOf = (error: unknown, now: number): number | undefined => {
  if (!(error instanceof AwsServiceError)) return undefined
  const serverTime = parseAmzDate(refusal.exec(error.message)?.[1] ?? '')
  return serverTime === undefined ? undefined : serverTime - now
}
