import { expect, test } from 'vitest'
import { createChecksum } from './checksum.ts'
import type { ChecksumAlgorithm } from './object-store.ts'

// The check values of the CRC catalogue and of the hash functions, all over "123456789".
const published: Record<ChecksumAlgorithm, string> = {
  crc32: 'cbf43926',
  crc32c: 'e3069283',
  crc64nvme: 'ae8b14860a799888',
  sha1: 'f7c3bc1d808e04732adf679965ccc34ca7ae3441',
  sha256: '15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225',
}

for (const [algorithm, hex] of Object.entries(published)) {
  test(`${algorithm} has its published value, whatever way the bytes are split`, () => {
    const expected = Buffer.from(hex, 'hex').toString('base64')
    for (let split = 0; split <= 9; split++) {
      const checksum = createChecksum(algorithm as ChecksumAlgorithm)
      checksum.update(Buffer.from('123456789'.slice(0, split)))
      checksum.update(Buffer.from('123456789'.slice(split)))
      expect(checksum.digest()).toBe(expected)
    }
  })
}
