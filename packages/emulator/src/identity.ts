import { createHash, randomUUID } from 'node:crypto'

/** Where request ids, session ids and result ids come from. Passed in, so that a run can be the same tomorrow. */
export interface Ids {
  /** A version 4 UUID in lower case. */
  uuid(): string
}

/** The emulator's own ids, which a test can make the same tomorrow. */
export interface EmulatorIds extends Ids {
  /** Starts the series that belongs to `seed`; without one, ids are random again. */
  reseed(seed?: string): void
}

/** Random ids, or with a seed the same series in every run. */
export function createIds(seed?: string): EmulatorIds {
  let current = seed
  let count = 0
  return {
    uuid() {
      if (current === undefined) return randomUUID()
      const digest = createHash('sha256').update(`${current}:${count++}`).digest()
      const bytes = digest.subarray(0, 16)
      // RFC 9562 §5.4: version and variant bits.
      bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40
      bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
      return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
    },
    reseed(next) {
      current = next
      count = 0
    },
  }
}
