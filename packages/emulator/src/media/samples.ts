/** From samples as files store them to 16-bit integers, one array per channel, and from several channels to one. */

/** One block of audio: an array per channel, all of the same length, 16-bit signed. */
export type AudioBlock = Int16Array[]

/** How one stored sample becomes a 16-bit one. */
export interface StoredSample {
  readonly bytes: number
  /** Wider integers keep their upper 16 bits, as ffmpeg does; floats are full scale at 1.0 and clipped. */
  read(view: DataView, offset: number): number
}

const nativeIsLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1
const nativeSample: StoredSample = { bytes: 2, read: (view, at) => view.getInt16(at, true) }

const clip = (value: number): number => Math.max(-32_768, Math.min(32_767, Math.round(value))) || 0

/**
 * @param encoding - `pcm`, `float`, `alaw` or `ulaw`
 * @returns undefined when there is no such layout
 */
export function storedSample(encoding: string, bits: number, littleEndian: boolean): StoredSample | undefined {
  switch (`${encoding} ${bits}`) {
    case 'pcm 8': // the only unsigned one
      return { bytes: 1, read: (view, at) => (view.getUint8(at) - 128) << 8 }
    case 'pcm 16':
      if (littleEndian && nativeIsLittleEndian) return nativeSample
      return { bytes: 2, read: (view, at) => view.getInt16(at, littleEndian) }
    case 'pcm 24':
      return { bytes: 3, read: (view, at) => view.getInt16(littleEndian ? at + 1 : at, littleEndian) }
    case 'pcm 32':
      return { bytes: 4, read: (view, at) => view.getInt16(littleEndian ? at + 2 : at, littleEndian) }
    case 'float 32':
      return { bytes: 4, read: (view, at) => clip(view.getFloat32(at, littleEndian) * 32_768) }
    case 'float 64':
      return { bytes: 8, read: (view, at) => clip(view.getFloat64(at, littleEndian) * 32_768) }
    case 'alaw 8':
      return { bytes: 1, read: (view, at) => aLaw[view.getUint8(at)] ?? 0 }
    case 'ulaw 8':
      return { bytes: 1, read: (view, at) => muLaw[view.getUint8(at)] ?? 0 }
    default:
      return undefined
  }
}

/** @param bytes - whole frames (one sample of each channel after the other) */
export function deinterleave(bytes: Uint8Array, channels: number, sample: StoredSample): AudioBlock {
  const frames = Math.floor(bytes.length / (channels * sample.bytes))
  // Every frame of a pcm stream comes by here: one channel as this machine stores it needs no look at each sample.
  if (sample === nativeSample && channels === 1) return [asStored(bytes, frames)]
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return Array.from({ length: channels }, (_, channel) => {
    const samples = new Int16Array(frames)
    const stride = channels * sample.bytes
    for (let frame = 0, at = channel * sample.bytes; frame < frames; frame += 1, at += stride) {
      samples[frame] = sample.read(view, at)
    }
    return samples
  })
}

/** A view where the bytes lie on an even address, as they do when chunks were joined; else a copy. */
function asStored(bytes: Uint8Array, length: number): Int16Array {
  if (bytes.byteOffset % 2 === 0) return new Int16Array(bytes.buffer, bytes.byteOffset, length)
  const samples = new Int16Array(length)
  new Uint8Array(samples.buffer).set(bytes.subarray(0, length * 2))
  return samples
}

/** Floats as libopus gives them, full scale at 1.0. */
export function fromFloats(floats: Float32Array): Int16Array {
  const samples = new Int16Array(floats.length)
  for (let at = 0; at < floats.length; at += 1) samples[at] = clip((floats[at] ?? 0) * 32_768)
  return samples
}

/** The mean of all channels, rounded toward zero; a single channel is handed on as it is. */
export function mixDown(channels: readonly Int16Array[]): Int16Array {
  const [first = new Int16Array(0)] = channels
  if (channels.length <= 1) return first
  const mixed = new Int16Array(first.length)
  for (let at = 0; at < mixed.length; at += 1) {
    let sum = 0
    for (const channel of channels) sum += channel[at] ?? 0
    mixed[at] = sum / channels.length
  }
  return mixed
}

/** ITU-T G.711: sign, three bits of exponent, four of mantissa; every other bit stored inverted. */
const aLaw = Int16Array.from({ length: 256 }, (_, stored) => {
  const value = stored ^ 0x55
  const exponent = (value >> 4) & 7
  const mantissa = ((value & 15) << 4) + 8
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1)
  return value & 0x80 ? magnitude : -magnitude
})

/** ITU-T G.711: as A-law, with a bias of 33 (here times 4) and all bits stored inverted. */
const muLaw = Int16Array.from({ length: 256 }, (_, stored) => {
  const value = ~stored & 0xff
  const magnitude = ((((value & 15) << 3) + 0x84) << ((value >> 4) & 7)) - 0x84
  return value & 0x80 ? -magnitude : magnitude
})
