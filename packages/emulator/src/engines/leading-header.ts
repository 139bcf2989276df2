/**
 * Clients often send a WAV file as it is where raw PCM is asked for. AWS hears its 44-byte header as a click of 22
 * samples; so that the recording behind it is still known by its first second, the header is made silent here.
 */
const RI = 0x4952
const FF = 0x4646
const WA = 0x4157
const VE = 0x4556

/** The first samples of a session, of one channel, with a WAV header in them silenced. Needs six samples to tell. */
export function withoutHeader(first: Int16Array): Int16Array {
  const length = headerSamples(first)
  if (length === 0) return first
  const rest = first.slice()
  rest.fill(0, 0, length)
  return rest
}

function headerSamples(first: Int16Array): number {
  if (first[0] === RI && first[1] === FF && first[4] === WA && first[5] === VE) return 22
  // Interleaved: each channel has every other sample of the header.
  const ofTwo = (first[0] === RI && first[2] === WA) || (first[0] === FF && first[2] === VE)
  return ofTwo ? 11 : 0
}
