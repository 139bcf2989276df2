/** What `npm run demo` puts into an empty emulator: recordings, training text, two trained models, and a few jobs. */
import { readdir, readFile } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { CreateBucketCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3'
import {
  type ConnectionOptions,
  createLanguageModel,
  openConnection,
  startJob,
  waitForJob,
  waitForLanguageModel,
} from '@scribelite/core'
import type { Sample } from './api/api.ts'

export const buckets = { recordings: 'recordings', text: 'training-text', uploads: 'console-uploads' } as const
export const roleArn = 'arn:aws:iam::000000000000:role/scribelite'
const models = ['kubernetes', 'medical'] as const

export async function createBuckets(connection: ConnectionOptions): Promise<void> {
  const s3 = clientOf(connection)
  for (const bucket of Object.values(buckets)) {
    // With --data-dir an earlier run has made them.
    await s3.send(new CreateBucketCommand({ Bucket: bucket })).catch((error: unknown) => {
      if (!(error instanceof Error && /AlreadyOwnedByYou|AlreadyExists/.test(error.name))) throw error
    })
  }
  s3.destroy()
}

/** Recordings with text into S3, a model of each domain, three jobs: one without a model, one with, one that fails. */
export async function addSamples(connectionOptions: ConnectionOptions, fixtures: string): Promise<void> {
  const s3 = clientOf(connectionOptions)
  const put = async (folder: string, bucket: string, prefix: string): Promise<void> => {
    for (const path of await filesIn(join(fixtures, folder))) {
      const key = `${prefix}${relative(join(fixtures, folder), path).split(sep).join('/')}`
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: await readFile(path) }))
    }
  }
  for (const folder of ['general', ...models]) await put(folder, buckets.recordings, `${folder}/`)
  for (const model of models) {
    await put(join('training', model), buckets.text, `${model}/`)
    await put(join('tuning', model), buckets.text, `${model}-tuning/`)
  }
  s3.destroy()

  const connection = openConnection(connectionOptions)
  try {
    for (const name of models) {
      await createLanguageModel({
        connection,
        name,
        languageCode: 'en-US',
        baseModel: 'WideBand',
        roleArn,
        trainingDataUri: `s3://${buckets.text}/${name}/`,
        tuningDataUri: `s3://${buckets.text}/${name}-tuning/`,
      })
    }
    for (const name of models) await waitForLanguageModel(name, { connection, poll: { firstMs: 100, maxMs: 300 } })
    const job = (jobName: string, key: string, languageModelName?: string, more = {}): Promise<unknown> =>
      startJob({
        connection,
        jobName,
        job: more,
        mediaUri: `s3://${buckets.recordings}/${key}`,
        languageCode: 'en-US',
        ...(languageModelName === undefined ? {} : { languageModelName }),
      })
    await job('evicted-pod-general', 'kubernetes/evicted-pod.flac')
    await job('evicted-pod-with-model', 'kubernetes/evicted-pod.flac', 'kubernetes', {
      Settings: { ShowAlternatives: true, MaxAlternatives: 3 },
      Subtitles: { Formats: ['srt', 'vtt'], OutputStartIndex: 1 },
    })
    await job('evicted-pod-wrong-format', 'kubernetes/evicted-pod.flac', undefined, { MediaFormat: 'mp3' })
    for (const name of ['evicted-pod-general', 'evicted-pod-with-model']) {
      await waitForJob(name, { connection, poll: { firstMs: 100, maxMs: 300 } })
    }
  } finally {
    connection.close()
  }
}

/** Recordings whose text is known, as the page offers them. */
export async function samplesOf(fixtures: string): Promise<readonly Sample[]> {
  const { fixtures: listed } = JSON.parse(await readFile(join(fixtures, 'fixtures.json'), 'utf8')) as {
    readonly fixtures: readonly {
      readonly name: string
      readonly match: { readonly audio?: string | readonly string[] }
      readonly text?: string
    }[]
  }
  return listed.flatMap(({ name, match, text }): Sample[] => {
    const [audio] = [match.audio ?? []].flat()
    const modelName = models.find((model) => audio?.startsWith(`${model}/`) === true)
    if (audio === undefined || text === undefined) return []
    const sample = { title: name, uri: `s3://${buckets.recordings}/${audio}`, reference: text }
    return [modelName === undefined ? sample : { ...sample, modelName }]
  })
}

const clientOf = ({ endpoint, region, credentials }: ConnectionOptions): S3Client =>
  new S3Client({
    region: region ?? 'us-east-1',
    forcePathStyle: true,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  })

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
}
