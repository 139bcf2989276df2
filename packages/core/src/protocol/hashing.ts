import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js'

/** SHA-256 and its HMAC, passed in: servers pass the runtime's own, which is many times faster; browsers have none that is synchronous. */
export interface Hashing {
  sha256(data: Uint8Array): Uint8Array
  hmacSha256(key: Uint8Array, data: Uint8Array): Uint8Array
  /** Lower-case hex SHA-256, where the runtime writes it faster than we turn bytes into text: every frame needs two. */
  hexSha256?(data: Uint8Array): string
  /** Lower-case hex HMAC of the UTF-8 bytes of `text`, likewise. */
  hexHmacSha256?(key: Uint8Array, text: string): string
}

/** Works everywhere, browsers without a secure context included. */
export const portableHashing: Hashing = {
  sha256: (data) => sha256(data),
  hmacSha256: (key, data) => hmac(sha256, key, data),
}

const utf8 = new TextEncoder()

/** Lower-case hex SHA-256, of the UTF-8 bytes when `data` is text. */
export function hexSha256(data: Uint8Array | string, hashing: Hashing): string {
  const bytes = typeof data === 'string' ? utf8.encode(data) : data
  return hashing.hexSha256?.(bytes) ?? bytesToHex(hashing.sha256(bytes))
}

/** Lower-case hex. */
export const toHex: (bytes: Uint8Array) => string = bytesToHex

/** @throws Error when `hex` is none */
export const fromHex: (hex: string) => Uint8Array = hexToBytes
