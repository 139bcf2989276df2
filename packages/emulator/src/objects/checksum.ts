/** The checksums of `x-amz-checksum-*`: computed while bytes pass, written as base64 of the big-endian value. */
import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import type { ChecksumAlgorithm } from './object-store.ts'

export const checksumAlgorithms: readonly ChecksumAlgorithm[] = ['crc32', 'crc32c', 'crc64nvme', 'sha1', 'sha256']

/** Bytes of a checksum before base64. */
export const checksumBytes: Readonly<Record<ChecksumAlgorithm, number>> = {
  crc32: 4,
  crc32c: 4,
  crc64nvme: 8,
  sha1: 20,
  sha256: 32,
}

export interface RunningChecksum {
  update(bytes: Uint8Array): void
  /** Base64. Call it once. */
  digest(): string
}

export function createChecksum(algorithm: ChecksumAlgorithm): RunningChecksum {
  if (algorithm === 'sha1' || algorithm === 'sha256') {
    const hash = createHash(algorithm)
    return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest('base64') }
  }
  if (algorithm === 'crc64nvme') return createCrc64Nvme()
  const step = algorithm === 'crc32' ? crc32 : crc32c
  let value = 0
  return {
    update(bytes) {
      value = step(bytes, value)
    },
    digest() {
      const out = Buffer.alloc(4)
      out.writeUInt32BE(value >>> 0)
      return out.toString('base64')
    },
  }
}

/** Castagnoli's polynomial, reflected. */
const CRC32C_POLYNOMIAL = 0x82f63b78
let crc32cTable: Uint32Array | undefined

function crc32c(bytes: Uint8Array, before: number): number {
  crc32cTable ??= Uint32Array.from({ length: 256 }, (_, index) => {
    let value = index
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ CRC32C_POLYNOMIAL : value >>> 1
    return value
  })
  let crc = ~before
  for (const byte of bytes) crc = (crc32cTable[(crc ^ byte) & 0xff] ?? 0) ^ (crc >>> 8)
  return ~crc >>> 0
}

/** The polynomial of CRC-64/NVME, reflected, in two halves: 64-bit integers of JavaScript are ten times slower. */
const CRC64_HIGH = 0x9a6c9329
const CRC64_LOW = 0xac4bc9b5
let crc64Tables: { readonly high: Uint32Array; readonly low: Uint32Array } | undefined

function createCrc64Nvme(): RunningChecksum {
  crc64Tables ??= makeCrc64Tables()
  const tables = crc64Tables
  let high = 0xffffffff
  let low = 0xffffffff
  return {
    update(bytes) {
      for (const byte of bytes) {
        const index = (low ^ byte) & 0xff
        low = (tables.low[index] ?? 0) ^ ((low >>> 8) | (high << 24))
        high = (tables.high[index] ?? 0) ^ (high >>> 8)
      }
    },
    digest() {
      const out = Buffer.alloc(8)
      out.writeUInt32BE(~high >>> 0, 0)
      out.writeUInt32BE(~low >>> 0, 4)
      return out.toString('base64')
    },
  }
}

function makeCrc64Tables(): { high: Uint32Array; low: Uint32Array } {
  const tables = { high: new Uint32Array(256), low: new Uint32Array(256) }
  for (let index = 0; index < 256; index++) {
    let high = 0
    let low = index
    for (let bit = 0; bit < 8; bit++) {
      const carry = low & 1
      low = (low >>> 1) | (high << 31)
      high >>>= 1
      if (carry) {
        high ^= CRC64_HIGH
        low ^= CRC64_LOW
      }
    }
    tables.high[index] = high
    tables.low[index] = low
  }
  return tables
}
