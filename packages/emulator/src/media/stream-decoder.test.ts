import { readFileSync } from 'node:fs'
import { AwsError } from '@scribelite/core/protocol'
import { describe, expect, test } from 'vitest'
import { chunked, collected, interleave, tone, writeFlac, writeWav } from '../../../../test/audio-writers.ts'
import { checkPcmChunk } from './pcm-chunk.ts'
import { createStreamDecoder, type StreamAudio } from './stream-decoder.ts'

const fixture = (name: string): Uint8Array => readFileSync(new URL(`../../../../fixtures/${name}`, import.meta.url))
const signal = new AbortController().signal
const decode = (bytes: Uint8Array, request: StreamAudio, sizes: number[] = [3200]): Promise<Int16Array[]> =>
  collected(createStreamDecoder(request).decode(chunked(bytes, sizes), signal))
const refused = async (bytes: Uint8Array, request: StreamAudio): Promise<string> => {
  const error = await decode(bytes, request).then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (!(error instanceof AwsError)) throw new Error(`not refused: ${String(error)}`)
  expect(error.code).toBe('BadRequestException')
  expect(error.message).toBe(
    'Could not decode the audio stream that you provided. Check that the audio stream is valid and try your request again.',
  )
  return error.explanation ?? ''
}
const pcm: StreamAudio = { encoding: 'pcm', sampleRate: 16_000, channels: 1 }
const flac: StreamAudio = { encoding: 'flac', sampleRate: 16_000, channels: 1 }
const opus: StreamAudio = { encoding: 'ogg-opus', sampleRate: 16_000, channels: 1 }

describe('pcm', () => {
  test('samples pass, one channel or two, wherever chunks are cut', async () => {
    for (const channels of [1, 2] as const) {
      const samples = tone(3001, channels)
      for (const sizes of [[1], [7], [80], [3200], [100_000]]) {
        expect(await decode(interleave(samples), { ...pcm, channels }, sizes)).toEqual(samples)
      }
    }
  })

  test('each chunk is handed on before the next is asked for', async () => {
    let asked = 0
    async function* source(): AsyncGenerator<Uint8Array> {
      while (true) {
        asked += 1
        yield new Uint8Array(3200)
      }
    }
    let blocks = 0
    for await (const _ of createStreamDecoder(pcm).decode(source(), signal)) {
      blocks += 1
      expect(asked).toBe(blocks)
      if (blocks === 20) break
    }
  })

  test('a stream without audio, or with less than a sample, is no error', async () => {
    expect(await decode(new Uint8Array(0), pcm)).toEqual([])
    expect(await decode(Uint8Array.of(1), pcm)).toEqual([])
  })

  test('a chunk must hold whole samples of every channel', () => {
    expect(() => checkPcmChunk(new Uint8Array(3200), 2)).not.toThrow()
    expect(() => checkPcmChunk(new Uint8Array(2), 1)).not.toThrow()
    expect(() => checkPcmChunk(new Uint8Array(3), 1)).toThrow(AwsError)
    expect(() => checkPcmChunk(new Uint8Array(6), 2)).toThrow('not a multiple of 4')
  })

  test('a WAV header that agrees passes as the samples that it would be on AWS, one that contradicts is refused', async () => {
    const samples = tone(2000)
    const wav = writeWav(interleave(samples))
    const [heard] = await decode(wav, pcm)
    expect(heard).toHaveLength(2022)
    expect(heard?.subarray(22)).toEqual(samples[0])
    expect(await refused(wav, { ...pcm, sampleRate: 8000 })).toBe('the audio has 16000 Hz, the request says 8000 Hz')
    expect(await refused(wav, { ...pcm, channels: 2 })).toContain('1 channels')
    expect(await refused(writeWav(new Uint8Array(100), { tag: 7, bits: 8 }), pcm)).toContain('ulaw of 8 bits')
  })

  test('compressed audio sent as pcm is refused', async () => {
    expect(await refused(writeFlac(tone(2000)), pcm)).toBe('the audio is flac (flac), the request says pcm')
    expect(await refused(fixture('general/umbrella.opus'), pcm)).toContain('ogg-opus')
  })
})

describe('flac', () => {
  test('gives the same samples as pcm', async () => {
    const samples = tone(5000)
    expect(await decode(writeFlac(samples), flac)).toEqual(samples)
  })

  test('two channels are mixed down unless they are asked for', async () => {
    const samples = tone(2000, 2)
    const bytes = writeFlac(samples)
    expect(await decode(bytes, { ...flac, channels: 2 })).toEqual(samples)
    const [mono] = await decode(bytes, flac)
    expect(mono?.[1234]).toBe(Math.trunc(((samples[0]?.[1234] ?? 0) + (samples[1]?.[1234] ?? 0)) / 2))
  })

  test('another rate, another encoding, one channel where two are asked for, and damage are refused', async () => {
    const bytes = writeFlac(tone(5000))
    expect(await refused(bytes, { ...flac, sampleRate: 8000 })).toBe('the audio has 16000 Hz, the request says 8000 Hz')
    expect(await refused(bytes, { ...flac, channels: 2 })).toContain('1 channels')
    expect(await refused(interleave(tone(500)), flac)).toBe('the audio is no known audio format, not FLAC')
    expect(await refused(fixture('general/umbrella.opus'), flac)).toBe('the audio is ogg (ogg-opus), not FLAC')
    bytes[3000] = 1 ^ (bytes[3000] ?? 0)
    expect(await refused(bytes, flac)).toContain('FLAC')
  })
})

describe('ogg-opus', () => {
  const bytes = fixture('general/umbrella.opus')

  test('decodes straight to the rate of the request, and to 48000 where Opus has no such rate', async () => {
    for (const [asked, given] of [
      [8000, 8000],
      [16_000, 16_000],
      [44_100, 48_000],
    ] as const) {
      const decoder = createStreamDecoder({ ...opus, sampleRate: asked })
      expect(decoder.sampleRate).toBe(given)
      const [samples] = await collected(decoder.decode(chunked(bytes, [1000]), signal))
      expect(samples).toHaveLength(4.41 * given)
    }
  })

  test('a stream that stops inside a page or a frame ends without an error', async () => {
    const [part] = await decode(bytes.subarray(0, bytes.length - 50), opus)
    expect(part?.length).toBeGreaterThan(16_000)
    const frames = fixture('kubernetes/drain-node.flac')
    const [flacPart] = await decode(frames.subarray(0, frames.length - 50), flac)
    expect(flacPart?.length).toBeGreaterThan(16_000)
  })

  test('another encoding and damage are refused', async () => {
    expect(await refused(writeFlac(tone(5000)), opus)).toBe('the audio is flac (flac), not Ogg Opus')
    const broken = bytes.slice()
    broken[5000] = 1 ^ (broken[5000] ?? 0)
    expect(await refused(broken, opus)).toContain('checksum')
  })
})

test('an abort ends the reading with its reason, not as a refusal', async () => {
  const controller = new AbortController()
  async function* silent(): AsyncGenerator<Uint8Array> {
    yield new Uint8Array(3200)
    await new Promise(() => undefined)
  }
  const reading = (async () => {
    for await (const _ of createStreamDecoder(pcm).decode(silent(), controller.signal)) {
      controller.abort(new Error('the peer is gone'))
    }
  })()
  await expect(reading).rejects.toThrow('the peer is gone')
})
