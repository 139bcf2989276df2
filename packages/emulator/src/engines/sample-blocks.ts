/**
 * Blocks of any size to blocks of one size; the last may be shorter. What follows cannot depend on how audio was cut.
 * A block that lies within one of those that came is a view into it, not a copy.
 */
export async function* blocksOf(audio: AsyncIterable<Int16Array>, length: number): AsyncGenerator<Int16Array> {
  let block = new Int16Array(length)
  let filled = 0
  for await (const samples of audio) {
    let at = 0
    while (at < samples.length) {
      const part = samples.subarray(at, at + length - filled)
      at += part.length
      if (part.length === length) {
        yield part
        continue
      }
      block.set(part, filled)
      filled += part.length
      if (filled < length) continue
      yield block
      block = new Int16Array(length)
      filled = 0
    }
  }
  if (filled > 0) yield block.subarray(0, filled)
}
