/** Blocks of any size to blocks of one size; the last may be shorter. What follows cannot depend on how audio was cut. */
export async function* blocksOf(audio: AsyncIterable<Int16Array>, length: number): AsyncGenerator<Int16Array> {
  let block = new Int16Array(length)
  let filled = 0
  for await (const samples of audio) {
    let at = 0
    while (at < samples.length) {
      const part = samples.subarray(at, at + length - filled)
      block.set(part, filled)
      filled += part.length
      at += part.length
      if (filled < length) continue
      yield block
      block = new Int16Array(length)
      filled = 0
    }
  }
  if (filled > 0) yield block.subarray(0, filled)
}
