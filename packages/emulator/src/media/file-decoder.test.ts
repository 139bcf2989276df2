import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  chunked,
  collected,
  flacFrames,
  interleave,
  joined,
  streamInfo,
  tone,
  writeFlac,
  writeOggPage,
  writeWav,
} from '../../../../test/audio-writers.ts'
import { type DecodedFile, decodeFile, type FileRequest } from './file-decoder.ts'
import { failureReasons, MediaError } from './media-error.ts'

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../../../../fixtures/${name}`, import.meta.url))
const signal = new AbortController().signal
const open = (bytes: Uint8Array, request: Partial<FileRequest> = {}): Promise<DecodedFile> =>
  decodeFile(chunked(bytes, [5000]), { size: bytes.length, signal: new AbortController().signal, ...request })
const samplesOf = async (bytes: Uint8Array): Promise<Int16Array[]> => collected((await open(bytes)).blocks)
/** The FailureReason, whether it shows at the header or in the audio. */
const failure = async (bytes: Uint8Array, request: Partial<FileRequest> = {}): Promise<string> => {
  try {
    await collected((await open(bytes, request)).blocks)
    return 'decoded'
  } catch (error) {
    if (error instanceof MediaError) return error.failureReason
    throw error
  }
}

describe('what is decoded', () => {
  test('wav, flac and ogg give format, rate, channels and length', async () => {
    const { blocks: _, header: __, ...wav } = await open(fixture('general/order-call-8k.wav'))
    expect(wav).toEqual({ format: 'wav', sampleRate: 8000, channels: 2, durationSeconds: 5.375 })
    const { blocks: ___, header: ____, ...flac } = await open(fixture('kubernetes/drain-node.flac'))
    expect(flac).toEqual({ format: 'flac', sampleRate: 16_000, channels: 1, durationSeconds: 4.32 })
    const opus = await open(fixture('general/umbrella.opus'))
    expect(opus).toMatchObject({ format: 'ogg', sampleRate: 16_000, channels: 1, durationSeconds: undefined })
    expect((await collected(opus.blocks))[0]).toHaveLength(4.41 * 16_000)
  })

  test('the same recording gives the same samples from wav and from flac', async () => {
    const fromWav = await samplesOf(fixture('kubernetes/replica-set.wav'))
    expect(fromWav[0]).toHaveLength(4.3 * 16_000)
    expect(await samplesOf(fixture('kubernetes/replica-set.flac'))).toEqual(fromWav)
  })

  test('wav with two channels, odd chunk sizes and a length that a pipe left', async () => {
    const channels = tone(9000, 2)
    for (const dataBytes of [36_000, 0, 0xffff_ffff, 999_999]) {
      const wav = writeWav(interleave(channels), { channels: 2, dataBytes })
      for (const sizes of [[1], [3, 1001], [60_000]]) {
        const { blocks, durationSeconds } = await decodeFile(chunked(wav, sizes), { size: wav.length, signal })
        expect(durationSeconds).toBe(9000 / 16_000)
        expect(await collected(blocks)).toEqual(channels)
      }
    }
  })

  test('what stands behind the samples is not heard', async () => {
    const channels = tone(9000)
    const wav = joined([writeWav(interleave(channels)), new TextEncoder().encode('LIST\x04\0\0\0abcd')])
    expect(await samplesOf(wav)).toEqual(channels)
  })

  test('chunks of any length in front of the samples, cover art and the edits of a studio, are passed over', async () => {
    const channels = tone(9000)
    const wav = writeWav(interleave(channels))
    for (const length of [100_001, 400_000]) {
      const chunk = new Uint8Array(8 + length + (length % 2)).fill(0x78)
      chunk.set(Buffer.from('iXML'))
      new DataView(chunk.buffer).setUint32(4, length, true)
      for (const at of [12, 36]) {
        const bytes = joined([wav.subarray(0, at), chunk, wav.subarray(at)])
        expect(await samplesOf(bytes), `${length} bytes at ${at}`).toEqual(channels)
      }
    }
  })

  test('FLAC behind an ID3 tag with a picture in it', async () => {
    const channels = tone(9000)
    for (const length of [300, 65_500, 65_526, 300_000]) {
      const tag = new Uint8Array(10 + length)
      tag.set([0x49, 0x44, 0x33, 4, 0, 0, length >> 21, (length >> 14) & 127, (length >> 7) & 127, length & 127])
      expect(await samplesOf(joined([tag, writeFlac(channels)])), `${length} bytes`).toEqual(channels)
    }
  })

  test('mu-law on the telephone', async () => {
    const wav = writeWav(new Uint8Array(8000).fill(0x80), { tag: 7, bits: 8, sampleRate: 8000 })
    expect((await samplesOf(wav))[0]).toEqual(new Int16Array(8000).fill(32_124))
  })

  test('FLAC inside Ogg', async () => {
    const channels = tone(9000)
    const frames = flacFrames(channels)
    const ogg = joined([
      writeOggPage(
        [Uint8Array.from([...Buffer.from('\x7fFLAC\x01\0\0\x01fLaC', 'latin1'), 0, 0, 0, 34, ...streamInfo(channels)])],
        {
          sequence: 0,
          flags: 2,
        },
      ),
      writeOggPage([Uint8Array.of(0x84, 0, 0, 0)], { sequence: 1 }),
      ...frames.map((frame, at) =>
        writeOggPage([frame], { sequence: at + 2, flags: at === frames.length - 1 ? 4 : 0 }),
      ),
    ])
    expect(await open(ogg)).toMatchObject({ format: 'ogg', sampleRate: 16_000, durationSeconds: 9000 / 16_000 })
    expect(await samplesOf(ogg)).toEqual(channels)
  })

  test('m4a and mp4 are one family, and a declared format that fits is no refusal', async () => {
    expect(await failure(fixture('general/silence.wav'), { declaredFormat: 'wav', declaredSampleRate: 8000 })).toBe(
      'decoded',
    )
    const m4a = Uint8Array.from([0, 0, 0, 24, ...Buffer.from('ftypM4A ')])
    expect(await failure(m4a, { declaredFormat: 'mp4' })).toBe(failureReasons.notDecodedHere('m4a'))
  })

  test('Opus decodes to the rate that is declared, else to that of the recording', async () => {
    const opus = fixture('general/umbrella.opus')
    expect(await open(opus, { declaredSampleRate: 48_000 })).toMatchObject({ sampleRate: 48_000 })
    expect(await open(opus, { declaredSampleRate: 44_100 })).toMatchObject({ sampleRate: 16_000 })
  })
})

describe('why a job fails', () => {
  const second = interleave(tone(16_000))
  const wav = writeWav(second)

  test('in the words of AWS', async () => {
    expect(await failure(Buffer.from('this is no audio'))).toBe('Unsupported media format.')
    expect(await failure(new Uint8Array(0))).toBe('Unsupported media format.')
    expect(await failure(wav, { declaredFormat: 'flac' })).toBe(
      'The media format provided does not match the detected media format.',
    )
    expect(await failure(wav, { declaredSampleRate: 8000 })).toBe(
      'The sample rate provided does not match the detected sample rate.',
    )
    expect(await failure(writeWav(second, { sampleRate: 96_000 }))).toBe('Invalid sample rate for audio file.')
    expect(await failure(writeWav(second, { sampleRate: 4000 }))).toBe('Invalid sample rate for audio file.')
    expect(await failure(writeWav(second, { channels: 4 }))).toBe(
      'Invalid number of channels: number of channels too large.',
    )
    // ADPCM, and MP3 inside WAV, whose samples have no size of their own
    expect(await failure(writeWav(second, { tag: 2, bits: 4 }))).toBe('Unsupported media format.')
    expect(await failure(writeWav(second, { tag: 0x55, bits: 0 }))).toBe('Unsupported media format.')
  })

  test('more than four hours, known from the header or only when they have passed', async () => {
    const words =
      'Invalid file size: file size too large. Maximum audio duration is 4.000000 hours.Check the length of the file and try your request again.'
    const header = writeWav(new Uint8Array(0), { sampleRate: 8000, dataBytes: 14_401 * 16_000 })
    expect(await failure(header, { size: 14_401 * 16_000 + 44 })).toBe(words)
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield writeWav(new Uint8Array(0), { sampleRate: 8000, dataBytes: 0 })
      const hour = new Uint8Array(3600 * 16_000)
      for (let at = 0; at < 5; at += 1) yield hour
    }
    const { blocks } = await decodeFile(endless(), { size: 1_000_000, signal })
    await expect(collected(blocks)).rejects.toMatchObject({ failureReason: words })
  })

  test('less than half a second', async () => {
    const short = interleave(tone(7999))
    expect(await failure(writeWav(short))).toBe(failureReasons.tooShort)
    expect(await failure(writeFlac(tone(7999), { announced: 0 }))).toBe(failureReasons.tooShort)
    expect(await failure(writeWav(interleave(tone(8000))))).toBe('decoded')
  })

  test('more than 2 GB, before a byte is read', async () => {
    expect(await failure(wav, { size: 2 ** 31 + 1 })).toBe(failureReasons.tooBig(2 ** 31))
  })

  test('damaged or cut files', async () => {
    expect(await failure(wav.subarray(0, 30))).toBe(failureReasons.damaged)
    // no data chunk, though another of a second stands there: nothing but data is sound
    const other = wav.slice()
    other.set(Buffer.from('junk'), 36)
    expect(await failure(other)).toBe(failureReasons.damaged)
    for (const name of ['kubernetes/drain-node.flac', 'general/umbrella.opus']) {
      const bytes = fixture(name).slice()
      expect(await failure(bytes.subarray(0, bytes.length - 10)), name).toBe(failureReasons.damaged)
      bytes[20_000] = (bytes[20_000] ?? 0) ^ 1
      if (bytes.length > 20_000) expect(await failure(bytes), name).toBe(failureReasons.damaged)
    }
  })

  test('formats that AWS takes and this emulator does not decode are told apart', async () => {
    expect(await failure(Uint8Array.of(0xff, 0xfb, 0x90, 0xc4))).toBe(
      'Amazon Transcribe accepts mp3, but scribelite does not decode it yet. Use wav, flac, or ogg with Opus.',
    )
    expect(await failure(Buffer.from('#!AMR\n'))).toBe(failureReasons.notDecodedHere('amr'))
    expect(await failure(Buffer.from(`1a45dfa39f428284${Buffer.from('webm').toString('hex')}`, 'hex'))).toBe(
      failureReasons.notDecodedHere('webm'),
    )
  })
})

test('an abort reaches the reading with its reason, and the source is closed', async () => {
  const controller = new AbortController()
  let closed = false
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      yield writeWav(new Uint8Array(0), { dataBytes: 0 })
      while (true) yield new Uint8Array(32_000)
    } finally {
      closed = true
    }
  }
  const { blocks } = await decodeFile(source(), { size: 10_000_000, signal: controller.signal })
  const reading = (async () => {
    for await (const block of blocks) if (block.length === 1) controller.abort(new Error('the job was deleted'))
  })()
  await expect(reading).rejects.toThrow('the job was deleted')
  expect(closed).toBe(true)
})

test('the source is closed when the header refuses the file', async () => {
  let closed = false
  async function* source(): AsyncGenerator<Uint8Array> {
    try {
      while (true) yield new Uint8Array(1000)
    } finally {
      closed = true
    }
  }
  await expect(decodeFile(source(), { size: 5, signal })).rejects.toBeInstanceOf(MediaError)
  expect(closed).toBe(true)
})
