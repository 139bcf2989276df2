/** The signing key of a day, region and service: four HMACs, the same for every request of that day. */
import { scopeOf, signingKey } from '@scribelite/core/protocol'
import type { KnownCredentials } from './credentials.ts'
import { nodeHashing } from './node-hashing.ts'

/** Keys that are kept for each of the credentials: services × regions × the days around midnight. */
const mostKept = 16

// Forgotten together with the credentials that they are derived from.
const derived = new WeakMap<KnownCredentials, Map<string, Uint8Array>>()

export function signingKeyOf(known: KnownCredentials, date: string, region: string, service: string): Uint8Array {
  const keys = derived.get(known) ?? new Map<string, Uint8Array>()
  derived.set(known, keys)
  const scope = scopeOf(date, region, service)
  let key = keys.get(scope)
  if (key === undefined) {
    key = signingKey(known.secretAccessKey, date, region, service, nodeHashing)
    if (keys.size >= mostKept) keys.clear()
    keys.set(scope, key)
  }
  return key
}
