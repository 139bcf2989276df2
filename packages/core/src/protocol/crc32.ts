/** CRC-32 as in gzip (reflected polynomial 0xEDB88320): of the prelude and of the whole of every event-stream frame. */

// Eight tables, eight bytes a step ("slicing by 8"): every audio byte passes here four times, inner and outer frame, both ends.
const TABLES: readonly Uint32Array[] = makeTables()
const [T0, T1, T2, T3, T4, T5, T6, T7] = TABLES as unknown as [
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
  Uint32Array,
]

/**
 * The checksum of `bytes[from..to)` as an unsigned 32-bit number.
 *
 * @param previous the checksum of what stands before, to go on from it
 */
export function crc32(bytes: Uint8Array, from = 0, to: number = bytes.length, previous = 0): number {
  let crc = ~previous
  let at = from
  for (; at + 8 <= to; at += 8) {
    const low =
      crc ^ (byte(bytes, at) | (byte(bytes, at + 1) << 8) | (byte(bytes, at + 2) << 16) | (byte(bytes, at + 3) << 24))
    crc =
      entry(T7, low & 255) ^
      entry(T6, (low >>> 8) & 255) ^
      entry(T5, (low >>> 16) & 255) ^
      entry(T4, low >>> 24) ^
      entry(T3, byte(bytes, at + 4)) ^
      entry(T2, byte(bytes, at + 5)) ^
      entry(T1, byte(bytes, at + 6)) ^
      entry(T0, byte(bytes, at + 7))
  }
  for (; at < to; at++) crc = (crc >>> 8) ^ entry(T0, (crc ^ byte(bytes, at)) & 255)
  return ~crc >>> 0
}

function byte(bytes: Uint8Array, at: number): number {
  return bytes[at] as number
}

function entry(table: Uint32Array, index: number): number {
  return table[index] as number
}

function makeTables(): Uint32Array[] {
  const first = Uint32Array.from({ length: 256 }, (_, n) => {
    let c = n
    for (let bit = 0; bit < 8; bit++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1
    return c
  })
  const tables = [first]
  for (let k = 1; k < 8; k++) {
    const before = tables[k - 1] as Uint32Array
    tables.push(before.map((c) => (c >>> 8) ^ entry(first, c & 255)))
  }
  return tables
}
