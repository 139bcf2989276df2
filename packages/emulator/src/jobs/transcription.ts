/**
 * The work of one job: media out of the bucket, decoded, heard channel by channel or mixed down, then the transcript
 * and its subtitles into the bucket asked for. In: a record. Out: what was detected, or the FailureReason. Hours of
 * audio pass through at flat memory: with two channels the file is read twice instead of being held.
 */
import { AwsError, transcriptToSubtitles } from '@scribelite/core/protocol'
import { stackOf } from '../access-log.ts'
import type { AudioSource, Hypothesis } from '../engines/engine.ts'
import { FixtureError } from '../engines/fixture.ts'
import type { LanguageModelArtifact } from '../language-model/artifact.ts'
import { otherBandwidth } from '../language-model/bandwidth.ts'
import { type DecodedFile, decodeFile } from '../media/file-decoder.ts'
import { MediaError } from '../media/media-error.ts'
import { mixDown } from '../media/samples.ts'
import { ObjectStoreError } from '../objects/object-store.ts'
import { serviceBucket } from '../objects/service-bucket.ts'
import { transcriptJson } from '../results/transcript-json.ts'
import type { Owner, Service, UsableLanguageModel } from '../service.ts'
import type { JobRecord } from './job-record.ts'
import type { JobOutcome } from './job-runner.ts'
import { subtitleLocation, transcriptLocation } from './output-location.ts'
import type { S3Location } from './s3-location.ts'

/** The rooms that a job passes through. */
export type TranscriptionRooms = Pick<Service, 'log' | 'engine' | 'objects' | 'languageModels'>

/** Rejects only when the signal aborts: everything else that goes wrong is the job's failure. */
export async function transcribeJob(
  rooms: TranscriptionRooms,
  owner: Owner,
  record: JobRecord,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const name = record.input.TranscriptionJobName
  try {
    const outcome = await attempt(rooms, owner, record, signal)
    rooms.log({ level: 'info', message: `Transcription job ${name} is completed` })
    return outcome
  } catch (error) {
    signal.throwIfAborted()
    const reason = reasonOf(error)
    rooms.log({
      level: reason === undefined ? 'error' : 'warn',
      message: `Transcription job ${name} failed: ${error instanceof Error ? error.message : String(error)}`,
      ...(reason === undefined && { detail: stackOf(error) }),
    })
    return { failureReason: reason ?? 'An internal error occurred. Try your request again.' }
  }
}

/** Why a job fails through no fault of the emulator: words for its FailureReason. */
class JobFailure extends Error {
  override readonly name = 'JobFailure'
}

function reasonOf(error: unknown): string | undefined {
  if (error instanceof MediaError) return error.failureReason
  // A fault that a fixture scripted.
  if (error instanceof AwsError) return error.message
  // A script beside the media that cannot be read, or another S3 that refuses: who set it up must hear of it.
  const known = error instanceof JobFailure || error instanceof FixtureError || error instanceof ObjectStoreError
  return known ? error.message : undefined
}

async function attempt(
  rooms: TranscriptionRooms,
  owner: Owner,
  record: JobRecord,
  signal: AbortSignal,
): Promise<JobOutcome> {
  const { input } = record
  const languageModel = await modelOf(rooms, owner, record)
  const script = await scriptBeside(rooms, record.source)
  const source: AudioSource = {
    kind: 'job',
    mediaUri: `s3://${record.source.bucket}/${record.source.key}`,
    jobName: input.TranscriptionJobName,
    ...(languageModel !== undefined && { languageModelName: languageModel.modelName }),
    ...(script !== undefined && { script }),
  }
  const hear = async (decoded: DecodedFile, channel: number | undefined): Promise<Hypothesis[]> => {
    const recognizer = rooms.engine.open({
      sampleRate: decoded.sampleRate,
      languageCode: input.LanguageCode ?? '',
      ...(languageModel !== undefined && { languageModel: languageModel.trained }),
      partials: false,
      source: { ...source, ...(channel !== undefined && { channel }) },
    })
    const heard: Hypothesis[] = []
    for await (const hypothesis of recognizer.hear(oneChannel(decoded, channel), signal)) heard.push(hypothesis)
    return heard
  }

  const byChannel = input.Settings?.ChannelIdentification === true
  const { media, count, heard } = await withMedia(rooms, record, signal, async (decoded) => {
    const warning = languageModel && otherBandwidth(languageModel, decoded.sampleRate)
    if (warning !== undefined) rooms.log({ level: 'warn', message: warning })
    return {
      media: { format: decoded.format, sampleRate: decoded.sampleRate },
      count: decoded.channels,
      heard: await hear(decoded, byChannel ? 0 : undefined),
    }
  })
  const channels = [heard]
  for (let channel = 1; byChannel && channel < count; channel++)
    channels.push(await withMedia(rooms, record, signal, (decoded) => hear(decoded, channel)))

  const maxAlternatives = input.Settings?.MaxAlternatives
  const transcript = transcriptJson({
    jobName: input.TranscriptionJobName,
    accountId: owner.accountId,
    channels,
    channelIdentification: byChannel,
    ...(maxAlternatives !== undefined && { maxAlternatives }),
  })
  signal.throwIfAborted()
  const write = createWriter(rooms, owner)
  const subtitles: ('srt' | 'vtt')[] = []
  for (const format of input.Subtitles?.Formats ?? []) {
    const text = transcriptToSubtitles(transcript, { format, startIndex: input.Subtitles?.OutputStartIndex ?? 0 })
    // Documented: without speech there is no subtitle file at all.
    if (text === undefined) continue
    await write(subtitleLocation(owner, record, format), text, format === 'vtt' ? 'text/vtt' : 'application/x-subrip')
    subtitles.push(format)
  }
  await write(transcriptLocation(owner, record), JSON.stringify(transcript), 'application/json')
  return { media, subtitles }
}

/** Documented: a model of another language is silently not applied. Here the log says so. */
async function modelOf(
  rooms: TranscriptionRooms,
  owner: Owner,
  record: JobRecord,
): Promise<(UsableLanguageModel & { readonly trained: LanguageModelArtifact }) | undefined> {
  const name = record.input.ModelSettings?.LanguageModelName
  if (name === undefined) return undefined
  const model = await rooms.languageModels.find(owner, name)
  if (model?.status !== 'COMPLETED')
    throw new JobFailure(`The custom language model ${name} is no longer available. Try your request again.`)
  if (model.languageCode !== record.input.LanguageCode) {
    rooms.log({
      level: 'warn',
      message: `Language model ${name} is not applied to transcription job ${record.input.TranscriptionJobName}: it is of ${model.languageCode}, the job of ${record.input.LanguageCode}`,
    })
    return undefined
  }
  return { ...model, trained: await model.artifact() }
}

/** Opens the media, and closes it whatever comes: a decoder that refuses at the header reads no further. */
async function withMedia<T>(
  rooms: TranscriptionRooms,
  record: JobRecord,
  signal: AbortSignal,
  use: (decoded: DecodedFile) => Promise<T>,
): Promise<T> {
  const { input, source } = record
  const object = await rooms.objects.get(source.bucket, source.key)
  // It was there when the job started.
  if (object === undefined)
    throw new JobFailure("The media file can't be accessed. Make sure that it exists and try your request again.")
  const body = object.body[Symbol.asyncIterator]()
  try {
    const decoded = await decodeFile(
      { [Symbol.asyncIterator]: () => body },
      {
        size: object.info.size,
        ...(input.MediaFormat !== undefined && { declaredFormat: input.MediaFormat }),
        ...(input.MediaSampleRateHertz !== undefined && { declaredSampleRate: input.MediaSampleRateHertz }),
        signal,
      },
    )
    return await use(decoded)
  } finally {
    await body.return?.()
  }
}

/** What the scripted engine may be told about the media: a text that lies beside it. */
async function scriptBeside(
  rooms: TranscriptionRooms,
  media: S3Location,
): Promise<{ readonly name: string; readonly text: string } | undefined> {
  for (const ending of ['.transcript.json', '.transcript.txt']) {
    const key = `${media.key}${ending}`
    const object = await rooms.objects.get(media.bucket, key).catch(hiddenIsAbsent)
    if (object === undefined) continue
    if (object.info.size > mostScriptBytes)
      throw new JobFailure(`${key} is larger than the ${mostScriptBytes} bytes that are read of a transcript.`)
    const chunks: Uint8Array[] = []
    for await (const chunk of object.body) chunks.push(chunk)
    return { name: key, text: Buffer.concat(chunks).toString('utf8') }
  }
  return undefined
}

/** S3 refuses to say that an object is not there to those who may not list the bucket (documented). */
function hiddenIsAbsent(error: unknown): undefined {
  if (error instanceof ObjectStoreError && error.code !== 'remote-unreachable') return undefined
  throw error
}

const mostScriptBytes = 16 * 1024 ** 2

async function* oneChannel(decoded: DecodedFile, channel: number | undefined): AsyncGenerator<Int16Array> {
  for await (const block of decoded.blocks) yield channel === undefined ? mixDown(block) : (block[channel] ?? silence)
}

const silence = new Int16Array(0)

function createWriter({ objects }: TranscriptionRooms, owner: Owner) {
  return async ({ bucket, key }: S3Location, text: string, contentType: string): Promise<void> => {
    if (!(await objects.hasBucket(bucket))) {
      // The bucket of the service is made when it is first needed; the customer's was there when the job started.
      if (bucket !== serviceBucket(owner.region))
        throw new JobFailure(`The output bucket ${bucket} can't be accessed. Make sure that it exists and try again.`)
      await objects.createBucket(bucket)
    }
    await objects.put(
      bucket,
      key,
      (async function* () {
        yield new TextEncoder().encode(text)
      })(),
      { contentType },
    )
  }
}
