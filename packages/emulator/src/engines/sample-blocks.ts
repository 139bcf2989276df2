/**
 * Blocks of any size to blocks of one size; the last may be shorter. What follows cannot depend on how audio was cut.
 * A block that lies within one of those that came is a view into it, not a copy. Those that are complete at once come
 * together: a turn of the microtask queue for each would cost as much as hearing it.
 */
export async function* blocksOf(
  audio: AsyncIterable<Int16Array>,
  length: number,
): AsyncGenerator<readonly Int16Array[]> {
  let block = new Int16Array(length)
  let filled = 0
  for await (const samples of audio) {
    const complete: Int16Array[] = []
    let at = 0
    while (at < samples.length) {
      const part = samples.subarray(at, at + length - filled)
      at += part.length
      if (part.length === length) {
        complete.push(part)
        continue
      }
      block.set(part, filled)
      filled += part.length
      if (filled < length) continue
      complete.push(block)
      block = new Int16Array(length)
      filled = 0
    }
    if (complete.length > 0) yield complete
  }
  if (filled > 0) yield [block.subarray(0, filled)]
}
