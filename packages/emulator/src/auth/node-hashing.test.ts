import { hexSha256, portableHashing, signatureOf } from '@scribelite/core/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nodeHashing } from './node-hashing.ts'

it('hashes as the portable hashing does', () => {
  const plain = (bytes: Uint8Array): number[] => [...bytes]
  expect(nodeHashing.sha256(new Uint8Array(0))).toHaveLength(32)
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }), (key, data) => {
      expect(plain(nodeHashing.sha256(data))).toEqual(plain(portableHashing.sha256(data)))
      expect(hexSha256(data, nodeHashing)).toBe(hexSha256(data, portableHashing))
      expect(plain(nodeHashing.hmacSha256(key, data))).toEqual(plain(portableHashing.hmacSha256(key, data)))
    }),
  )
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ unit: 'binary' }), (key, text) => {
      expect(signatureOf(key, text, nodeHashing)).toBe(signatureOf(key, text, portableHashing))
    }),
  )
})
