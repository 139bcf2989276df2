/** The admin door of an emulator, and what a suite needs to be there before it begins. */
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3'

export interface Control {
  /** Stops time at this moment (milliseconds since the epoch), without firing what would be due on the way there. */
  freezeAt(milliseconds: number): Promise<void>
  /** Moves time on, firing what falls due. It runs or stands afterwards as before. */
  advance(seconds: number): Promise<void>
  resume(): Promise<void>
  /** Milliseconds since the epoch. */
  now(): Promise<number>
  /** Marks a language model as trained before streams could use one. */
  markBeforeStreaming(modelName: string): Promise<void>
  journal(): Promise<readonly JournalLine[]>
  health(): Promise<Record<string, unknown>>
  createBucket(name: string): Promise<void>
}

export interface JournalLine {
  readonly operation?: string
  readonly status: number
  readonly error?: { readonly code: string; readonly message: string; readonly explanation?: string }
}

export function controlAt(url: string): Control {
  const call = async (method: string, path: string, members?: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${url}/_scribelite/${path}`, {
      method,
      ...(members === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(members) }),
    })
    const answer = (await response.json()) as Record<string, unknown>
    if (!response.ok) throw new Error(`${method} /_scribelite/${path} answered ${response.status}: ${answer.error}`)
    return answer
  }
  return {
    freezeAt: async (at) => void (await call('POST', 'clock', { at })),
    advance: async (advanceSeconds) => void (await call('POST', 'clock', { advanceSeconds })),
    resume: async () => void (await call('POST', 'clock', { resume: true })),
    now: async () => (await call('GET', 'clock')).epochMilliseconds as number,
    markBeforeStreaming: async (name) => void (await call('POST', `language-models/${name}`, { streamable: false })),
    journal: async () => (await call('GET', 'journal')).entries as JournalLine[],
    health: () => call('GET', 'health'),
    async createBucket(name) {
      const s3 = new S3Client({
        endpoint: url,
        forcePathStyle: true,
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      })
      await s3.send(new CreateBucketCommand({ Bucket: name }))
      s3.destroy()
    },
  }
}
