/**
 * When a signature may be used: not too late, not too early, and a presigned one no longer than it says and the door
 * allows. In: what was presented, and the time. Out: nothing, or the refusal in AWS's words with an explanation for the log.
 */
import { formatAmzDate } from '@scribelite/core/protocol'
import type { PresentedSignature } from './presented-signature.ts'
import type { Policy, Refusal } from './verify-request.ts'

export function checkTime(presented: PresentedSignature, policy: Policy): Refusal | undefined {
  if (presented.form === 'query') return checkPresignedTime(presented, policy)
  return refuseLate(presented, policy.now, policy.windowMs) ?? refuseEarly(presented, policy.now, policy.windowMs)
}

/**
 * X-Amz-Expires is from 1 to 300 on Transcribe by its documentation; what AWS answers to 301 is not known, so the words
 * are ours. The form of `Signature expired` with the lifetime of the URL in place of the window is our reading as well.
 */
function checkPresignedTime(presented: PresentedSignature, policy: Policy): Refusal | undefined {
  const text = presented.expires ?? ''
  const seconds = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (seconds < 1 || seconds > policy.maxExpires) {
    return {
      reason: 'expires-out-of-range',
      code: 'InvalidSignatureException',
      message: `X-Amz-Expires must be a number of seconds from 1 to ${policy.maxExpires}, got '${text}'.`,
    }
  }
  return refuseLate(presented, policy.now, seconds * 1000) ?? refuseEarly(presented, policy.now, policy.windowMs)
}

function refuseLate(presented: PresentedSignature, now: number, windowMs: number): Refusal | undefined {
  if (now - presented.signedAt <= windowMs) return undefined
  const lifetime = windowMs / 1000
  return {
    reason: 'expired',
    code: 'InvalidSignatureException',
    message: expiredMessage(presented.signedAt, now, windowMs),
    explanation:
      presented.form === 'query'
        ? `The URL was signed at ${timeOf(presented.signedAt)} for ${lifetime} seconds: it was good until ${timeOf(presented.signedAt + windowMs)}, and the emulator's clock says ${timeOf(now)}. Sign a URL right before it is opened.`
        : `The request was signed at ${timeOf(presented.signedAt)}, and the emulator's clock says ${timeOf(now)}: ${Math.round((now - presented.signedAt) / 1000)} seconds, where ${lifetime} are allowed. Either the client's clock is slow, or the request was kept after it was signed.`,
  }
}

/** Also the words for a frame whose `:date` has grown old. */
export function expiredMessage(signedAt: number, now: number, windowMs: number): string {
  const earliest = formatAmzDate(now - windowMs)
  return `Signature expired: ${formatAmzDate(signedAt)} is now earlier than ${earliest} (${formatAmzDate(now)} - ${span(windowMs)})`
}

function refuseEarly(presented: PresentedSignature, now: number, windowMs: number): Refusal | undefined {
  if (presented.signedAt - now <= windowMs) return undefined
  return {
    reason: 'not-yet-current',
    code: 'InvalidSignatureException',
    message: futureMessage(presented.signedAt, now, windowMs),
    explanation: `The request was signed for ${timeOf(presented.signedAt)}, and the emulator's clock says ${timeOf(now)}: the client's clock is fast, or the emulator's has been set back.`,
  }
}

/** Also the words for a frame whose `:date` lies ahead. */
export function futureMessage(signedAt: number, now: number, windowMs: number): string {
  const latest = formatAmzDate(now + windowMs)
  return `Signature not yet current: ${formatAmzDate(signedAt)} is still later than ${latest} (${formatAmzDate(now)} + ${span(windowMs)})`
}

/** `15 min.` as AWS prints it; lifetimes that are no whole minutes print seconds, which is ours. */
function span(milliseconds: number): string {
  return milliseconds % 60_000 === 0 ? `${milliseconds / 60_000} min.` : `${milliseconds / 1000} sec.`
}

/** `2026-01-15 12:00:00 UTC` */
export function timeOf(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ')} UTC`
}
