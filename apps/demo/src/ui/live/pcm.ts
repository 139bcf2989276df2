/** Samples of a microphone (32-bit floats at the device's rate) to what a stream takes: signed 16-bit little-endian at another rate. */

export interface Resampler {
  /** Samples at the new rate, as many as the samples so far allow. The filter looks a little ahead, so the newest wait for more. */
  push(samples: Float32Array): Float32Array
}

/** Zero crossings of the sinc on each side: 16 keeps aliases some 60 dB down, at 16 000 × 96 multiplications a second from 48 kHz. */
const crossings = 16

/** Windowed-sinc interpolation, for any two rates. Going down it cuts what the lower rate cannot hold. */
export const createResampler = (fromHertz: number, toHertz: number): Resampler => {
  if (fromHertz === toHertz) return { push: (samples) => samples }
  const cutoff = Math.min(1, toHertz / fromHertz)
  const reach = Math.ceil(crossings / cutoff)
  const step = fromHertz / toHertz
  let held: Float32Array = new Float32Array(reach)
  /** Position of the next output among the held samples. */
  let position = reach
  return {
    push(samples) {
      const all = new Float32Array(held.length + samples.length)
      all.set(held)
      all.set(samples, held.length)
      const out: number[] = []
      for (; position + reach < all.length; position += step) out.push(sampleAt(all, position, cutoff, reach))
      const drop = Math.max(0, Math.min(all.length, Math.floor(position) - reach))
      held = all.slice(drop)
      position -= drop
      return Float32Array.from(out)
    },
  }
}

const sampleAt = (samples: Float32Array, position: number, cutoff: number, reach: number): number => {
  let sum = 0
  const first = Math.ceil(position - reach)
  for (let at = Math.max(0, first); at <= position + reach && at < samples.length; at++) {
    const distance = at - position
    const x = Math.PI * distance * cutoff
    const sinc = x === 0 ? 1 : Math.sin(x) / x
    const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / (reach + 1))
    sum += (samples[at] ?? 0) * sinc * window
  }
  return sum * cutoff
}

/** Floats of -1 to 1 as little-endian 16-bit samples; what is beyond is clipped. */
export const toPcm = (samples: Float32Array): Uint8Array => {
  const view = new DataView(new ArrayBuffer(samples.length * 2))
  samples.forEach((sample, at) => {
    const clipped = Math.max(-1, Math.min(1, Number.isNaN(sample) ? 0 : sample))
    view.setInt16(at * 2, Math.round(clipped < 0 ? clipped * 32_768 : clipped * 32_767), true)
  })
  return new Uint8Array(view.buffer)
}

/** One channel of several, interleaved: their mean, cut towards zero. */
export const mixChannels = (pcm: Uint8Array, channels: number): Uint8Array => {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength)
  const length = Math.floor(pcm.length / (2 * channels))
  const mixed = new DataView(new ArrayBuffer(length * 2))
  for (let at = 0; at < length; at++) {
    let sum = 0
    for (let channel = 0; channel < channels; channel++) sum += view.getInt16((at * channels + channel) * 2, true)
    mixed.setInt16(at * 2, Math.trunc(sum / channels), true)
  }
  return new Uint8Array(mixed.buffer)
}

/** The loudest sample, 0 to 1, of 16-bit little-endian samples. */
export const peakOfPcm = (pcm: Uint8Array): number => {
  const view = new DataView(pcm.buffer, pcm.byteOffset, pcm.byteLength)
  let peak = 0
  for (let at = 0; at + 1 < pcm.length; at += 2) peak = Math.max(peak, Math.abs(view.getInt16(at, true)))
  return peak / 32_768
}

/** What a meter shows of a peak: decibels below full scale, -60 as 0 and 0 as 1. */
export const meterLevel = (peak: number): number =>
  peak <= 0 ? 0 : Math.max(0, Math.min(1, 1 + (20 * Math.log10(peak)) / 60))

/** Cuts samples into chunks of one length; what is left waits for more. */
export const createChunker = (chunkBytes: number): { push(pcm: Uint8Array): Uint8Array[]; rest(): Uint8Array } => {
  let held: Uint8Array = new Uint8Array(0)
  return {
    push(pcm) {
      const all = new Uint8Array(held.length + pcm.length)
      all.set(held)
      all.set(pcm, held.length)
      const chunks: Uint8Array[] = []
      let at = 0
      for (; at + chunkBytes <= all.length; at += chunkBytes) chunks.push(all.slice(at, at + chunkBytes))
      held = all.slice(at)
      return chunks
    },
    rest: () => held,
  }
}
