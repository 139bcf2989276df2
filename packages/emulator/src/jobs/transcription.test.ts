import { afterEach, describe, expect, test } from 'vitest'
import { closeRigs, type Json, openRig, type Rig, wav } from '../batch.rig.ts'
import { createScriptedEngine } from '../engines/scripted-engine.ts'

afterEach(closeRigs)

const job = (more: object = {}): object => ({
  TranscriptionJobName: 'one',
  LanguageCode: 'en-US',
  Media: { MediaFileUri: 's3://media/talk.wav' },
  ...more,
})

async function done(rig: Rig, more: object = {}): Promise<Json> {
  await rig.ask('StartTranscriptionJob', job(more))
  await rig.batch.idle()
  return (await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'one' })).TranscriptionJob
}

describe('where the transcript goes', () => {
  test.each([
    ['no key', {}, 'one.json'],
    ['a key that ends in .json', { OutputKey: 'year/2026/talk.json' }, 'year/2026/talk.json'],
    ['a key that ends in /', { OutputKey: 'year/2026/' }, 'year/2026/one.json'],
    ['a key that is a prefix without /', { OutputKey: 'year/2026' }, 'year/2026/one.json'],
    ['a key of the characters that URLs quote', { OutputKey: "a(b)!*'" }, "a(b)!*'/one.json"],
  ])('%s: the customer bucket, behind an unsigned path-style URL', async (_, more, key) => {
    const rig = await openRig()
    await rig.put('media', 'talk.wav', wav(1))
    await rig.objects.createBucket('out')
    const job = await done(rig, { OutputBucketName: 'out', ...more })
    const uri = new URL(job.Transcript.TranscriptFileUri)
    expect([uri.origin, uri.search]).toEqual(['http://localhost:4600', ''])
    expect(decodeURIComponent(uri.pathname)).toBe(`/out/${key}`)
    expect(JSON.parse((await rig.read('out', key)) ?? '')).toMatchObject({ jobName: 'one', status: 'COMPLETED' })
  })

  test('subtitles stand beside the transcript under its name, from the start index asked for', async () => {
    const rig = await openRig()
    await rig.put('media', 'talk.wav', wav(2))
    await rig.put('media', 'talk.wav.transcript.txt', 'restart the kubelet')
    await rig.objects.createBucket('out')
    const { Subtitles } = await done(rig, {
      OutputBucketName: 'out',
      OutputKey: 'x/talk.json',
      Subtitles: { Formats: ['srt', 'vtt'], OutputStartIndex: 1 },
    })
    expect(Subtitles).toEqual({
      Formats: ['srt', 'vtt'],
      OutputStartIndex: 1,
      SubtitleFileUris: ['http://localhost:4600/out/x/talk.srt', 'http://localhost:4600/out/x/talk.vtt'],
    })
    expect(await rig.read('out', 'x/talk.srt')).toBe('1\n00:00:00,000 --> 00:00:02,000\nrestart the kubelet\n\n')
    expect(await rig.read('out', 'x/talk.vtt')).toMatch(/^WEBVTT\n\n1\n00:00:00\.000 --> /)
  })

  test('without speech there is no subtitle file, and the transcript is empty', async () => {
    const rig = await openRig()
    await rig.put('media', 'talk.wav', wav(1))
    await rig.objects.createBucket('out')
    const { Subtitles } = await done(rig, { OutputBucketName: 'out', Subtitles: { Formats: ['vtt'] } })
    expect(Subtitles).toEqual({ Formats: ['vtt'], OutputStartIndex: 0, SubtitleFileUris: [] })
    expect(await rig.read('out', 'one.vtt')).toBeUndefined()
    expect(JSON.parse((await rig.read('out', 'one.json')) ?? '').results).toMatchObject({
      transcripts: [{ transcript: '' }],
      items: [],
    })
  })

  test('subtitles of a job without a bucket are presigned like its transcript', async () => {
    const rig = await openRig()
    await rig.put('media', 'talk.wav', wav(1))
    await rig.put('media', 'talk.wav.transcript.txt', 'hello')
    const { Subtitles, Transcript } = await done(rig, { Subtitles: { Formats: ['srt'] } })
    const uri = new URL(Subtitles.SubtitleFileUris[0])
    expect(uri.pathname).toBe(new URL(Transcript.TranscriptFileUri).pathname.replace(/json$/, 'srt'))
    expect(uri.searchParams.get('X-Amz-Signature')).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('what the engine is given', () => {
  test('mono at the rate of the file, and all that is known of its source', async () => {
    const rig = await openRig()
    await rig.put('media', 'talk.wav', wav(1, 8000))
    await rig.put('media', 'talk.wav.transcript.txt', 'hello')
    expect(await done(rig)).toMatchObject({ MediaSampleRateHertz: 8000 })
    expect(rig.engine.opened).toEqual([
      {
        sampleRate: 8000,
        languageCode: 'en-US',
        partials: false,
        source: {
          kind: 'job',
          mediaUri: 's3://media/talk.wav',
          jobName: 'one',
          script: { name: 'talk.wav.transcript.txt', text: 'hello' },
        },
      },
    ])
  })

  test('with channel identification one recognizer a channel, and labels in the transcript', async () => {
    const rig = await openRig()
    await rig.put('media', 'talk.wav', wav(1, 8000, 2))
    await rig.put('media', 'talk.wav.transcript.txt', 'hello there')
    await rig.objects.createBucket('out')
    await done(rig, { OutputBucketName: 'out', Settings: { ChannelIdentification: true } })
    expect(rig.engine.opened.map((settings) => settings.source.channel)).toEqual([0, 1])
    const { results } = JSON.parse((await rig.read('out', 'one.json')) ?? '')
    expect(results.channel_labels.number_of_channels).toBe(2)
    expect(results.channel_labels.channels.map((channel: Json) => channel.items.length)).toEqual([2, 2])
  })

  test('without it two channels are heard as one', async () => {
    const rig = await openRig()
    await rig.put('media', 'talk.wav', wav(1, 8000, 2))
    await done(rig)
    expect(rig.engine.opened.map((settings) => settings.source.channel)).toEqual([undefined])
  })
})

describe('jobs that fail, with the reason that AWS gives', () => {
  test.each([
    ['bytes that are no media', 'these are no media bytes at all', {}, 'Unsupported media format.'],
    [
      'another format than declared',
      wav(1),
      { MediaFormat: 'flac' },
      'The media format provided does not match the detected media format.',
    ],
    [
      'another rate than declared',
      wav(1),
      { MediaSampleRateHertz: 8000 },
      'The sample rate provided does not match the detected sample rate.',
    ],
    ['a rate that is too low', wav(1, 4000), {}, 'Invalid sample rate for audio file.'],
    [
      'less than half a second',
      wav(0.4),
      {},
      'The input media file length is too small. Check the length of the file and try your request again.',
    ],
    [
      'more than four hours',
      flacHeader(4 * 3600 + 1),
      {},
      'Invalid file size: file size too large. Maximum audio duration is 4.000000 hours.Check the length of the file and try your request again.',
    ],
    ['too many channels', wav(1, 8000, 3), {}, 'Invalid number of channels: number of channels too large.'],
  ])('%s', async (_, media, more, reason) => {
    const rig = await openRig()
    await rig.put('media', 'talk.wav', media)
    const failed = await done(rig, more)
    expect(failed).toMatchObject({ TranscriptionJobStatus: 'FAILED', FailureReason: reason, Transcript: {} })
    expect(failed.CompletionTime).toBeUndefined()
    expect((await rig.ask('ListTranscriptionJobs', { Status: 'FAILED' })).TranscriptionJobSummaries).toMatchObject([
      { TranscriptionJobName: 'one', FailureReason: reason },
    ])
  })

  test('media deleted after the start', async () => {
    const rig = await openRig({ jobSeconds: 10 })
    await rig.put('media', 'talk.wav', wav(1))
    await rig.ask('StartTranscriptionJob', job())
    await rig.objects.delete('media', 'talk.wav')
    await rig.clock.advance(10_000)
    await rig.batch.idle()
    const { TranscriptionJob: failed } = await rig.ask('GetTranscriptionJob', { TranscriptionJobName: 'one' })
    expect(failed).toMatchObject({ TranscriptionJobStatus: 'FAILED' })
    expect(failed.FailureReason).toContain("media file can't be accessed")
  })

  test('a script beside the media that cannot be read tells its author why', async () => {
    const rig = await openRig({ engine: createScriptedEngine() })
    await rig.put('media', 'talk.wav', wav(1))
    await rig.put('media', 'talk.wav.transcript.json', '{ broken')
    expect((await done(rig)).FailureReason).toContain('talk.wav.transcript.json: not JSON')
  })
})

/** The beginning of a mono FLAC file at 8 kHz that says how long it is. */
function flacHeader(seconds: number): Uint8Array {
  const bytes = Buffer.alloc(8 + 34)
  bytes.write('fLaC', 0)
  // The last metadata block: STREAMINFO, 34 bytes.
  bytes.writeUInt32BE(0x80000022, 4)
  bytes.writeUInt16BE(4096, 8)
  bytes.writeUInt16BE(4096, 10)
  // 20 bits of rate, 3 of channels - 1, 5 of bits - 1, 36 of samples.
  bytes.writeBigUInt64BE((8000n << 44n) | (0n << 41n) | (15n << 36n) | BigInt(seconds * 8000), 18)
  return bytes
}
