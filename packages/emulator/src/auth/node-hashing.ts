/** SHA-256 and HMAC on node:crypto, several times faster than the portable ones: every frame of every stream needs three. */
import * as crypto from 'node:crypto'
import type { Hashing } from '@scribelite/core/protocol'

// In one call where the runtime has it (Node from 20.12, Deno from 2.x): no hash object is made, which for the 15 bytes
// of a frame's date costs five times the hash itself.
const inOneCall = typeof crypto.hash === 'function'

export const nodeHashing: Hashing = {
  sha256: inOneCall
    ? (data) => crypto.hash('sha256', data, 'buffer')
    : (data) => crypto.createHash('sha256').update(data).digest(),
  ...(inOneCall ? { hexSha256: (data) => crypto.hash('sha256', data, 'hex') } : {}),
  hmacSha256: (key, data) => crypto.createHmac('sha256', key).update(data).digest(),
  hexHmacSha256: inOneCall
    ? hexHmacInTwoHashes
    : (key, text) => crypto.createHmac('sha256', key).update(text).digest('hex'),
}

/** The key as HMAC hashes it (RFC 2104): before the text, and before the hash of that, which has its place behind. */
interface Pads {
  readonly inner: Buffer
  readonly outer: Buffer
}

const blockBytes = 64
const hashBytes = 32
const padsOf = new WeakMap<Uint8Array, Pads>()
/** Where the inner pad and the text are put together; what is signed is a few hundred characters. */
let scratch = Buffer.alloc(1024)

function makePads(key: Uint8Array): Pads {
  const block = Buffer.alloc(blockBytes)
  block.set(key.length > blockBytes ? crypto.hash('sha256', key, 'buffer') : key)
  const outer = Buffer.alloc(blockBytes + hashBytes)
  outer.set(block.map((byte) => byte ^ 0x5c))
  return { inner: Buffer.from(block.map((byte) => byte ^ 0x36)), outer }
}

/**
 * A stream's key signs thousands of frames: an Hmac object for each costs twice this, and as much again in garbage. The
 * inner hash comes as text of one character a byte, since making a Buffer takes longer than the hash.
 */
function hexHmacInTwoHashes(key: Uint8Array, text: string): string {
  let pads = padsOf.get(key)
  if (pads === undefined) {
    pads = makePads(key)
    padsOf.set(key, pads)
  }
  const most = blockBytes + 3 * text.length
  if (scratch.length < most) scratch = Buffer.alloc(most)
  scratch.set(pads.inner)
  const end = blockBytes + scratch.write(text, blockBytes)
  pads.outer.write(crypto.hash('sha256', scratch.subarray(0, end), 'binary'), blockBytes, 'latin1')
  return crypto.hash('sha256', pads.outer, 'hex')
}
