/** SHA-256 and HMAC on node:crypto, several times faster than the portable ones: every frame of every stream needs three. */
import { createHash, createHmac } from 'node:crypto'
import type { Hashing } from '@scribelite/core/protocol'

export const nodeHashing: Hashing = {
  sha256: (data) => createHash('sha256').update(data).digest(),
  hmacSha256: (key, data) => createHmac('sha256', key).update(data).digest(),
}
