import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { needsMoreHeader, readMediaHeader } from './media-header.ts'

const bytes = (...parts: (string | readonly number[])[]): Uint8Array =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...Buffer.from(part, 'latin1')] : [...part])))
const le32 = (n: number): number[] => [n & 255, (n >>> 8) & 255, (n >>> 16) & 255, n >>> 24]
const le16 = (n: number): number[] => [n & 255, (n >> 8) & 255]
const be = (numbers: number[]): number[] => numbers.reverse()
const fmt = (tag: number, channels: number, rate: number, bits: number, extra: number[] = []): Uint8Array =>
  bytes(
    'fmt ',
    le32(16 + extra.length),
    le16(tag),
    le16(channels),
    le32(rate),
    le32((rate * channels * bits) / 8),
    le16((channels * bits) / 8),
    le16(bits),
    extra,
  )

describe('wav', () => {
  test('a plain header tells rate, channels, where the samples stand and how long they last', () => {
    const wav = bytes('RIFF', le32(0), 'WAVE', [...fmt(1, 2, 16_000, 16)], 'data', le32(64_000))
    expect(readMediaHeader(wav)).toEqual({
      format: 'wav',
      encoding: 'pcm',
      sampleRate: 16_000,
      channels: 2,
      bitsPerSample: 16,
      dataOffset: 44,
      dataBytes: 64_000,
      durationSeconds: 1,
    })
  })

  test('chunks before fmt and data are passed over, with the padding of odd ones', () => {
    const wav = bytes(
      'RIFF',
      le32(0),
      'WAVE',
      'LIST',
      le32(3),
      'abc\0',
      [...fmt(7, 1, 8000, 8)],
      'fact',
      le32(4),
      le32(99),
      'data',
      le32(8000),
    )
    expect(readMediaHeader(wav)).toMatchObject({
      encoding: 'ulaw',
      sampleRate: 8000,
      dataOffset: 68,
      durationSeconds: 1,
    })
  })

  test('WAVE_FORMAT_EXTENSIBLE tells its encoding in the sub-format', () => {
    const extra = [...le16(22), ...le16(24), ...le32(0), ...le16(1), ...Array(14).fill(0)]
    const wav = bytes('RIFF', le32(0), 'WAVE', [...fmt(0xfffe, 1, 48_000, 24, extra)], 'data', le32(144_000))
    expect(readMediaHeader(wav)).toMatchObject({ encoding: 'pcm', bitsPerSample: 24, durationSeconds: 1 })
  })

  test.each([0, 0xffff_ffff])('a data length of %i, as pipes leave it, is not believed', (length) => {
    const header = readMediaHeader(bytes('RIFF', le32(0), 'WAVE', [...fmt(1, 1, 8000, 16)], 'data', le32(length)))
    expect(header).toMatchObject({ dataOffset: 44 })
    expect(header).not.toHaveProperty('dataBytes')
    expect(header).not.toHaveProperty('durationSeconds')
  })

  test('RF64 takes the length from ds64', () => {
    const ds64 = bytes('ds64', le32(28), le32(0), le32(0), le32(32_000), le32(1), Array(12).fill(0))
    const wav = bytes('RF64', le32(-1), 'WAVE', [...ds64], [...fmt(1, 1, 16_000, 16)], 'data', le32(0xffff_ffff))
    expect(readMediaHeader(wav)).toMatchObject({ dataBytes: 2 ** 32 + 32_000 })
  })

  test('RIFX is read big-endian', () => {
    const wav = bytes(
      'RIFX',
      [0, 0, 0, 0],
      'WAVEfmt ',
      be(le32(16)),
      be(le16(1)),
      be(le16(1)),
      be(le32(16_000)),
      be(le32(32_000)),
      be(le16(2)),
      be(le16(16)),
      'data',
      be(le32(32_000)),
    )
    expect(readMediaHeader(wav)).toMatchObject({ sampleRate: 16_000, bigEndian: true, durationSeconds: 1 })
  })
})

test('FLAC tells rate, channels, bits and length, behind an ID3 tag too', () => {
  // 44100 Hz, 2 channels, 16 bits, 88200 samples
  const info = [...Array(10).fill(0), 0x0a, 0xc4, 0x42, 0xf0, 0x00, 0x01, 0x58, 0x88, ...Array(16).fill(0)]
  const flac = bytes('fLaC', [0x80, 0, 0, 34], info)
  const told = {
    format: 'flac',
    encoding: 'flac',
    sampleRate: 44_100,
    channels: 2,
    bitsPerSample: 16,
    durationSeconds: 2,
  }
  expect(readMediaHeader(flac)).toEqual({ ...told, dataOffset: 0 })
  expect(readMediaHeader(bytes('ID3', [4, 0, 0, 0, 0, 0, 5], 'hello', [...flac]))).toEqual({ ...told, dataOffset: 15 })
})

describe('a header that ends before the audio begins', () => {
  const long = 100_000
  const tag = bytes('ID3', [4, 0, 0, 0, long >> 14, (long >> 7) & 127, long & 127], Array(long).fill(0))
  const flac = bytes([...tag], 'fLaC', [0x80, 0, 0, 34], Array(10).fill(0), [0x0a, 0xc4, 0x42, 0xf0], Array(20).fill(0))
  const before = bytes('RIFF', le32(0), 'WAVE', [...fmt(1, 1, 8000, 16)], 'LIST', le32(long), Array(long).fill(0))
  const wav = bytes([...before], 'data', le32(16_000))

  test.each([
    ['WAV behind a long chunk', wav, { format: 'wav', dataOffset: before.length + 8, sampleRate: 8000 }],
    ['FLAC behind a long tag', flac, { format: 'flac', dataOffset: tag.length, sampleRate: 44_100 }],
  ])('%s: more is asked for until it is there', (_, whole, expected) => {
    for (const length of [100, 65_536, whole.length - 1]) {
      expect(needsMoreHeader(whole.subarray(0, length)), `${length} bytes`).toBe(true)
      expect(readMediaHeader(whole.subarray(0, length)), `${length} bytes`).toMatchObject({ incomplete: true })
    }
    expect(needsMoreHeader(whole)).toBe(false)
    expect(readMediaHeader(whole)).toMatchObject(expected)
    expect(readMediaHeader(whole)).not.toHaveProperty('incomplete')
  })

  test('not without end', () => {
    const endless = new Uint8Array(8 * 1024 ** 2)
    endless.set(bytes('RIFF', le32(0), 'WAVE', 'LIST', le32(0xffff_fffe)))
    expect(needsMoreHeader(endless.subarray(0, -1))).toBe(true)
    expect(needsMoreHeader(endless)).toBe(false)
  })
})

test('Ogg Opus tells the rate of the recording before encoding', () => {
  const head = bytes('OpusHead', [1, 1], le16(312), le32(16_000), [0, 0, 0])
  const page = bytes('OggS', [0, 2], Array(20).fill(0), [1, head.length], [...head])
  expect(readMediaHeader(page)).toEqual({
    format: 'ogg',
    encoding: 'ogg-opus',
    sampleRate: 16_000,
    channels: 1,
    preSkip: 312,
  })
})

test.each([
  ['mp3', bytes([0xff, 0xfb, 0x90, 0xc4]), { encoding: 'mp3', sampleRate: 44_100, channels: 1 }],
  ['mp3', bytes([0xff, 0xf3, 0x40, 0x00]), { encoding: 'mp3', sampleRate: 22_050, channels: 2 }],
  ['mp3', bytes('ID3', [3, 0, 0, 0, 0, 0, 1], 'x'), { encoding: 'mp3' }],
  ['mp4', bytes([0, 0, 0, 24], 'ftypisom'), { encoding: 'other' }],
  ['m4a', bytes([0, 0, 0, 24], 'ftypM4A '), { encoding: 'other' }],
  ['amr', bytes('#!AMR\n'), { encoding: 'amr-nb', sampleRate: 8000 }],
  ['amr', bytes('#!AMR-WB\n'), { encoding: 'amr-wb', sampleRate: 16_000 }],
  ['webm', bytes([0x1a, 0x45, 0xdf, 0xa3, 0x9f, 0x42, 0x82, 0x84], 'webm'), { encoding: 'other' }],
])('%s is known by its magic', (format, prefix, expected) => {
  expect(readMediaHeader(prefix)).toMatchObject({ format, ...expected })
})

test('text, JSON and raw samples are no media file', () => {
  for (const text of ['', 'hello', '{"a":1}', 'RIFF1234AVI LIST', '\0\0\0\0\0\0\0\0\0\0\0\0']) {
    expect(readMediaHeader(bytes(text))).toBeUndefined()
  }
})

test('any bytes, also behind a true beginning and cut anywhere, are read without throwing', () => {
  const beginnings = [
    'RIFF\0\0\0\0WAVE',
    'RF64\0\0\0\0WAVEds64',
    'RIFX\0\0\0\0WAVEfmt ',
    'fLaC',
    'OggS',
    'ID3',
    '\xff\xfb',
    '',
  ]
  let recognised = 0
  fc.assert(
    fc.property(fc.constantFrom(...beginnings), fc.uint8Array({ maxLength: 200 }), fc.nat(200), (start, rest, cut) => {
      const header = readMediaHeader(bytes(start, [...rest]).subarray(0, cut))
      if (header !== undefined) recognised += 1
      return header === undefined || header.format.length > 0
    }),
    { numRuns: 3000 },
  )
  expect(recognised).toBeGreaterThan(100)
})
