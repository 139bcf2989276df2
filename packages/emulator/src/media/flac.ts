/**
 * FLAC and Ogg FLAC to blocks, one block a frame, in the file's own rate and channels. Frames are cut here, so that
 * damage is seen; libFLAC (WebAssembly) decodes them one by one.
 */
import { createFlacFramer } from './flac-frames.ts'
import { damaged } from './media-error.ts'
import type { OggPacket } from './ogg-packets.ts'
import type { AudioBlock } from './samples.ts'

/**
 * @param wholeFile - whether the end counts: a file must end with a frame and hold all samples that STREAMINFO announces;
 * a stream may be stopped anywhere, and loses the frame that was not finished
 * @throws MediaError where the bytes are not FLAC, or are damaged
 */
export async function* decodeFlac(
  chunks: AsyncIterable<Uint8Array>,
  { wholeFile }: { readonly wholeFile: boolean },
): AsyncGenerator<AudioBlock> {
  const framer = createFlacFramer()
  let decoder: FrameDecoder | undefined
  let samples = 0
  const decode = async function* (frames: readonly Uint8Array[]): AsyncGenerator<AudioBlock> {
    for (const frame of frames) {
      decoder ??= await openDecoder(framer.beginning)
      const block = await decoder.decode(frame)
      samples += block[0]?.length ?? 0
      yield block
    }
  }
  try {
    for await (const chunk of chunks) yield* decode(framer.push(chunk))
    yield* decode(framer.finish({ dropUnfinished: !wholeFile }))
  } finally {
    decoder?.free()
  }
  const announced = (framer.header?.durationSeconds ?? 0) * (framer.header?.sampleRate ?? 0)
  if (wholeFile && samples < Math.round(announced)) throw damaged(`FLAC with ${samples} samples of ${announced}`)
}

/** Ogg FLAC: behind the header packets each packet is a frame (RFC 9639 §10.1). */
export async function* decodeFlacPackets(packets: AsyncIterable<OggPacket>): AsyncGenerator<AudioBlock> {
  let decoder: FrameDecoder | undefined
  try {
    for await (const { bytes, first } of packets) {
      if (first) {
        decoder?.free()
        decoder = undefined // not freed twice when the next line throws
        decoder = await openDecoder(bytes.slice(9, 51))
      } else if (bytes[0] === 0xff && decoder !== undefined) {
        yield await decoder.decode(bytes)
      }
    }
  } finally {
    decoder?.free()
  }
}

interface FrameDecoder {
  decode(frame: Uint8Array): Promise<AudioBlock>
  free(): void
}

/**
 * Loads libFLAC at first use, some hundredths of a second; later decoders share its code.
 *
 * @param beginning - `fLaC` and the STREAMINFO block
 */
async function openDecoder(beginning: Uint8Array = new Uint8Array(0)): Promise<FrameDecoder> {
  const { FLACDecoder } = await import('@wasm-audio-decoders/flac')
  const decoder = new FLACDecoder()
  await decoder.ready
  const decode = async (bytes: Uint8Array): Promise<AudioBlock> => {
    const { channelData, bitDepth, errors } = await decoder.decodeFrames([bytes])
    if (errors[0] !== undefined) throw damaged(`libFLAC: ${errors[0].message}`)
    return channelData.map((floats) => toIntegers(floats, bitDepth))
  }
  try {
    await decode(beginning.map((byte, at) => (at === 4 ? byte | 0x80 : byte))) // no further metadata follows
  } catch (error) {
    decoder.free()
    throw error
  }
  return { decode, free: () => decoder.free() }
}

/** libFLAC's integers, which the library has divided by the largest of them, cut or widened to 16 bits. */
function toIntegers(floats: Float32Array, bits: number): Int16Array {
  const largest = 2 ** (bits - 1) - 1
  const scale = 2 ** (16 - bits)
  const samples = new Int16Array(floats.length)
  for (let at = 0; at < floats.length; at += 1)
    samples[at] = Math.floor(Math.round((floats[at] ?? 0) * largest) * scale)
  return samples
}
