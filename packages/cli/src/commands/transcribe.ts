/** `scribelite transcribe`: recordings in, texts out; several at once, in the order they were named. */
import { access, constants, mkdir, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, extname, join, resolve } from 'node:path'
import { openConnection, startJob, type TranscribeProgress, transcribe as transcribeRecording } from '@scribelite/core'
import { UsageError } from '../exit-code.ts'
import { explain, failureLine, ownWords } from '../explain.ts'
import { isStdin, isStdout } from '../lone-dash.ts'
import { type GlobalOptions, openTarget } from '../target.ts'
import { hint, printLine, say, statusLine, type Terminal, write } from '../terminal.ts'
import { extensionOf, formatTranscript, printedFormat, type TranscriptFormat } from '../transcript-format.ts'
import { uploadBucket } from '../upload-bucket.ts'

export interface TranscribeCommand extends GlobalOptions {
  readonly media: readonly string[]
  readonly format?: TranscriptFormat | undefined
  readonly output?: string | undefined
  readonly model?: string | undefined
  readonly language: string
  readonly bucket?: string | undefined
  readonly keep: boolean
  readonly wait: boolean
  readonly concurrency: number
  readonly fixtures?: string | undefined
}

export async function transcribe(command: TranscribeCommand, terminal: Terminal): Promise<void> {
  const { media } = command
  check(command)
  await checkRecordings(media)
  const output = await outputOf(command)
  const format = output === undefined ? printedFormat(command.format, command.json) : fileFormat(command)
  const target = await openTarget(command, terminal)
  const connection = openConnection(target.connection)
  const status = statusLine(terminal)
  const states = new Map<string, string>()
  const showStates = (): void => status.show([...states].map(([name, state]) => `${name}: ${state}`).join('   '))
  try {
    const needsBucket = media.some((one) => !isRemote(one))
    const bucket = needsBucket ? await uploadBucket(command.bucket, target, terminal) : command.bucket
    const failures: { readonly name: string; readonly error: unknown }[] = []
    // Done in any order, printed in the order they were named.
    let printed: Promise<void> = Promise.resolve()

    await eachOf(media, command.concurrency, async (source) => {
      const name = isStdin(source) ? 'stdin' : basename(source)
      const earlier = printed
      const outcome = one(source, name)
      // Another recording's failure must not end the process while this one is still under way.
      outcome.catch(() => undefined)
      printed = earlier.then(async () => {
        try {
          const text = await outcome
          status.clear()
          await deliver(text, name, source)
        } catch (error) {
          if (terminal.signal.aborted) throw error
          failures.push({ name, error })
          status.clear()
          if (media.length > 1)
            say(terminal, command.json ? failureLine(error, source) : `${name}: ${explain(error).text}`)
        } finally {
          states.delete(name)
        }
      })
      // After an interruption it fails while others are still being cleaned up behind.
      printed.catch(() => undefined)
      await outcome.catch(() => undefined)
      showStates()
    })
    await printed
    if (failures.length > 0 && media.length === 1) throw failures[0]?.error
    if (failures.length > 0) throw new Error(`${failures.length} of ${media.length} recordings failed.`)

    async function one(source: string, name: string): Promise<string> {
      const settings = {
        connection,
        signal: terminal.signal,
        languageCode: command.language,
        ...(command.model === undefined ? {} : { languageModelName: command.model }),
      }
      if (!command.wait) {
        const jobName = `${jobNameOf(source)}-${crypto.randomUUID().slice(0, 8)}`
        const job = await startJob({ ...settings, jobName, mediaUri: source })
        return command.json ? `${JSON.stringify({ jobName: job.name, status: job.status })}\n` : `${job.name}\n`
      }
      const { transcript } = await transcribeRecording(isStdin(source) ? terminal.stdin : source, {
        ...settings,
        keep: command.keep,
        ...(bucket === undefined ? {} : { bucket }),
        onProgress: (progress) => {
          if (progress.type === 'left-behind') {
            status.clear()
            say(terminal, `${name}: the upload ${progress.uri} could not be removed: ${explain(progress.error).text}`)
          } else {
            states.set(name, stateOf(progress))
            showStates()
          }
        },
      })
      return formatTranscript(transcript, format)
    }

    async function deliver(text: string, name: string, source: string): Promise<void> {
      if (output === undefined) {
        if (media.length === 1 && text === '') hint(terminal, 'No speech was heard.')
        if (media.length > 1 && format === 'text' && command.wait)
          await write(terminal.stdout, `${name}: ${text === '' ? '\n' : text}`)
        else await write(terminal.stdout, text)
        return
      }
      const file = output(source)
      await writeFile(file, text)
      if (command.json) await printLine(terminal, JSON.stringify({ media: source, output: file }))
    }
  } finally {
    status.clear()
    connection.close()
    await target.close()
  }
}

function check({ media, wait, concurrency, output, format }: TranscribeCommand): void {
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new UsageError(`--concurrency must be a whole number from 1, got ${concurrency}.`)
  }
  if (!wait && media.some((one) => !isRemote(one))) {
    throw new UsageError(
      '--no-wait takes recordings that are in S3 already (s3://bucket/key): an upload is removed when its job is done.',
    )
  }
  if (!wait && (output !== undefined || format !== undefined)) {
    throw new UsageError('--no-wait prints job names: it goes with neither --output nor --format.')
  }
  if (media.length > 1 && (output === undefined || isStdout(output)) && (format === 'srt' || format === 'vtt')) {
    throw new UsageError('The subtitles of several recordings would run together; name a folder for them by --output.')
  }
  if (media.filter(isStdin).length > 1) throw new UsageError('stdin (-) can be named once only.')
}

/** A name that is mistyped is told at once, not after the others were uploaded. */
async function checkRecordings(media: readonly string[]): Promise<void> {
  for (const one of media) {
    if (isRemote(one) || isStdin(one)) continue
    const unreadable = (error: Error): never => {
      throw new UsageError(`The recording cannot be read: ${ownWords(error)}.`)
    }
    const found = await stat(one).catch(unreadable)
    if (found.isDirectory()) throw new UsageError(`${one} is a folder; name the files in it.`)
    await access(one, constants.R_OK).catch(unreadable)
  }
}

const isRemote = (media: string): boolean => /^(s3|https?):\/\//.test(media)

function stateOf(progress: TranscribeProgress): string {
  switch (progress.type) {
    case 'uploading':
      return progress.bytesTotal === undefined
        ? `uploading ${megabytes(progress.bytesSent)}`
        : `uploading ${Math.round((progress.bytesSent / Math.max(progress.bytesTotal, 1)) * 100)} %`
    case 'waiting':
      return `${progress.job.status.toLowerCase().replace('_', ' ')} ${Math.round(progress.elapsedMilliseconds / 1000)} s`
    default:
      return progress.type
  }
}

const megabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(1)} MB`

/** The name of a recording without folder and ending. */
function jobNameOf(source: string): string {
  const name = isStdin(source) ? 'stdin' : basename(source, extname(source))
  return name.replace(/[^0-9a-zA-Z._-]+/g, '-').slice(0, 180) || 'recording'
}

/** Files hold JSON as people read it, one transcript in each. */
const fileFormat = ({ format, json }: TranscribeCommand): TranscriptFormat => format ?? (json ? 'json' : 'text')

/** Which file a recording's transcript goes to; refused before any work is done when it cannot, or when two go to one. */
async function outputOf(command: TranscribeCommand): Promise<((source: string) => string) | undefined> {
  const { output, media } = command
  if (output === undefined || isStdout(output)) return undefined
  const found = await kindOf(output)
  if (found === 'file' && media.length > 1) {
    throw new UsageError(`--output ${output} is a file; ${media.length} recordings need a folder.`)
  }
  const single = media.length === 1 && found !== 'folder' && !output.endsWith('/')
  const fileOf = (source: string): string =>
    single ? output : join(output, `${jobNameOf(source)}.${extensionOf(fileFormat(command))}`)
  const sources = new Map<string, string>()
  for (const source of media) {
    const file = fileOf(source)
    if (media.some((one) => resolve(one) === resolve(file))) {
      throw new UsageError(`${file} is a recording; the transcript would take its place. Name another --output.`)
    }
    const earlier = sources.get(file)
    if (earlier !== undefined) {
      throw new UsageError(`${earlier} and ${source} would both be written to ${file}; write them to two folders.`)
    }
    sources.set(file, source)
  }
  // Not when the jobs are done and paid for.
  await makeWritable(single ? dirname(output) : output, found === 'file' ? output : undefined)
  return fileOf
}

async function makeWritable(folder: string, file = folder): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await access(file, constants.W_OK)
  } catch (error) {
    throw new UsageError(`--output cannot be used: ${ownWords(error as Error)}.`)
  }
}

async function kindOf(path: string): Promise<'file' | 'folder' | undefined> {
  try {
    return (await stat(path)).isDirectory() ? 'folder' : 'file'
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw new UsageError(`--output cannot be used: ${ownWords(error as Error)}.`)
  }
}

/** Runs `work` for each item, `most` at a time, started in order. */
async function eachOf<T>(items: readonly T[], most: number, work: (item: T) => Promise<void>): Promise<void> {
  const open = items[Symbol.iterator]()
  const worker = async (): Promise<void> => {
    for (let next = open.next(); next.done !== true; next = open.next()) await work(next.value)
  }
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker))
}
