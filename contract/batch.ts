/** Batch work by the official SDK: objects in, jobs and trainings to their end. */
import { randomUUID } from 'node:crypto'
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3'
import {
  CreateLanguageModelCommand,
  type CreateLanguageModelCommandInput,
  DescribeLanguageModelCommand,
  GetTranscriptionJobCommand,
  type LanguageModel,
  StartTranscriptionJobCommand,
  type StartTranscriptionJobCommandInput,
  type TranscribeClient,
  type TranscriptionJob,
} from '@aws-sdk/client-transcribe'
import { type As, s3Client, transcribeClient } from './clients.ts'
import { trainingText } from './recordings.ts'
import type { Target } from './targets.ts'

export interface Bench {
  readonly target: Target
  readonly transcribe: TranscribeClient
  readonly s3: S3Client
  /** The URI of an object that holds this. */
  put(key: string, body: Uint8Array | string): Promise<string>
  start(input: Partial<StartTranscriptionJobCommandInput> & { readonly media: string }): Promise<TranscriptionJob>
  /** A job at its end. */
  finished(jobName: string): Promise<TranscriptionJob>
  /** Starts, and waits for the end. */
  run(input: Partial<StartTranscriptionJobCommandInput> & { readonly media: string }): Promise<TranscriptionJob>
  /** From a text of its own, unless the input says where else. */
  create(name: string, input?: Partial<CreateLanguageModelCommandInput> & { text?: string }): Promise<void>
  /** A model at its end. */
  trained(name: string): Promise<LanguageModel>
  close(): void
}

export const newName = (of: string): string => `contract-${of}-${randomUUID().slice(0, 8)}`

export const openBench = (target: Target, as: As = {}): Bench =>
  benchWith(target, transcribeClient(target, as), s3Client(target, as))

/** With clients of the suite's own, which are closed with it. */
export function benchWith(target: Target, transcribe: TranscribeClient, s3: S3Client): Bench {
  const bench: Bench = {
    target,
    transcribe,
    s3,
    async put(key, body) {
      await s3.send(new PutObjectCommand({ Bucket: target.bucket, Key: key, Body: body }))
      return `s3://${target.bucket}/${key}`
    },
    async start({ media, ...input }) {
      const { TranscriptionJob: job } = await transcribe.send(
        new StartTranscriptionJobCommand({
          TranscriptionJobName: newName('job'),
          LanguageCode: 'en-US',
          Media: { MediaFileUri: media },
          ...input,
        }),
      )
      if (job === undefined) throw new Error('StartTranscriptionJob answered without a job')
      return job
    },
    finished: (jobName) =>
      until(target, async () => {
        const answer = await transcribe.send(new GetTranscriptionJobCommand({ TranscriptionJobName: jobName }))
        const job = answer.TranscriptionJob
        return job?.TranscriptionJobStatus === 'COMPLETED' || job?.TranscriptionJobStatus === 'FAILED' ? job : undefined
      }),
    run: async (input) => bench.finished((await bench.start(input)).TranscriptionJobName ?? ''),
    async create(name, { text, ...input } = {}) {
      if (input.InputDataConfig === undefined) {
        await bench.put(`training/${name}/text.txt`, text ?? (await trainingText()))
      }
      await transcribe.send(
        new CreateLanguageModelCommand({
          ModelName: name,
          LanguageCode: 'en-US',
          BaseModelName: 'WideBand',
          InputDataConfig: { S3Uri: `s3://${target.bucket}/training/${name}/`, DataAccessRoleArn: target.roleArn },
          ...input,
        }),
      )
    },
    trained: (name) =>
      until(target, async () => {
        const answer = await transcribe.send(new DescribeLanguageModelCommand({ ModelName: name }))
        const model = answer.LanguageModel
        return model?.ModelStatus === 'COMPLETED' || model?.ModelStatus === 'FAILED' ? model : undefined
      }),
    close() {
      transcribe.destroy()
      s3.destroy()
    },
  }
  return bench
}

/** Asks again until there is an answer: every few milliseconds of an emulator, every few seconds of AWS. */
async function until<T>(target: Target, ask: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    await new Promise((resolve) => setTimeout(resolve, target.control === undefined ? 5000 : 20))
  }
}

/** @throws when the URI does not answer 200 */
export async function fetchJson(uri: string | undefined): Promise<unknown> {
  const response = await fetch(uri ?? '')
  if (!response.ok) throw new Error(`${uri} answered ${response.status}: ${await response.text()}`)
  return response.json()
}
