/**
 * One file, because it is what `--help` shows, read from top to bottom: the command line, words in, one command run, an exit
 * code out. It knows every option and no flow; commands are loaded when they are asked for, so `serve` does not pay for the
 * AWS SDK.
 */
import yargs, { type Argv } from 'yargs'
import { completionScript, fitting, isCompleting } from './completion.ts'
import { type ExitCode, exitCode, UsageError } from './exit-code.ts'
import { explain, failureLine } from './explain.ts'
import { markDash } from './lone-dash.ts'
import { type GlobalOptions, regionHere } from './target.ts'
import { say, type Terminal, write } from './terminal.ts'
import { version } from './version.ts'
import { flagWithValue, helpFor, withoutDashes, wrongUsage } from './wrong-usage.ts'

const epilogue = `Real AWS by default, with the usual AWS_* variables and profiles. The emulator with --local (one is
started inside when none is running on port 4600) or with --endpoint-url.

Exit codes: 0 done, 1 refused or failed, 2 wrong usage, 130 interrupted.`

/** Runs one command line. Never throws, never exits. */
export async function runCommandLine(words: readonly string[], terminal: Terminal): Promise<ExitCode> {
  let output = ''
  // That it was told to end is how `serve` ends well.
  const served = { well: false }
  try {
    const completing = isCompleting(words)
    const asTyped = completing ? words : withoutDashes(words).map(markDash)
    await commandLine(words, terminal, served).parseAsync(asTyped, {}, (_error, _argv, text) => {
      output = completing ? fitting(text, words) : text
    })
    // --help, --version and completions come as text.
    if (output !== '') await write(terminal.stdout, output.endsWith('\n') ? output : `${output}\n`)
    return terminal.signal.aborted && !served.well ? exitCode.interrupted : exitCode.done
  } catch (error) {
    if (nobodyReads(terminal.signal)) return exitCode.done
    if (terminal.signal.aborted) {
      say(terminal, 'interrupted')
      return exitCode.interrupted
    }
    if (error instanceof UsageError) {
      say(terminal, `${error.message}\n${helpFor(words)}`)
      return exitCode.usage
    }
    const { text, code } = explain(error)
    say(terminal, words.includes('--json') ? failureLine(error) : text)
    return code
  }
}

/** The pipe that stdout was is closed. */
const nobodyReads = ({ reason }: AbortSignal): boolean =>
  reason instanceof Error && 'code' in reason && reason.code === 'EPIPE'

/** What may be given several times. */
const lists: ReadonlySet<string> = new Set(['media', 'text', 'tuning', 'parameter'])

/** What a command takes of its own stands in its help before what all of them take. */
const own = { group: 'Options:' } as const

/** A value must follow: `--language --model m` would else silently be the default language. */
const text = { ...own, type: 'string', requiresArg: true } as const
const number = { ...own, type: 'number', requiresArg: true } as const
const oneOf = <T extends string>(...choices: readonly T[]) => ({ ...own, choices, requiresArg: true }) as const
const flag = { ...own, type: 'boolean', default: false } as const
const list = { ...own, type: 'string', array: true } as const

function commandLine(words: readonly string[], terminal: Terminal, served: { well: boolean }): Argv<GlobalOptions> {
  const root = yargs()
    .scriptName('scribelite')
    .usage('$0 <command>\n\nAmazon Transcribe with custom language models, on AWS and on the local emulator.')
    .option('local', { ...flag, describe: 'Use the emulator on this machine', group: 'Where:' })
    .option('endpoint-url', { ...text, describe: 'Use the service at this URL', group: 'Where:' })
    .option('region', { ...text, describe: 'AWS region', group: 'Where:' })
    .option('profile', { ...text, describe: 'Profile of the AWS configuration files', group: 'Where:' })
    .option('json', { ...flag, describe: 'Print results as JSON, one object a line', group: 'General:' })
    .parserConfiguration({
      'camel-case-expansion': true,
      'parse-positional-numbers': false,
      // The parser's own default; completion offers `--no-wait` only where it is said.
      'boolean-negation': true,
    })
    .strict()
    .check((args) => {
      // Every option stands here under each of its spellings; the long one is what people know.
      const options = Object.entries(args).filter(([name]) => /^[a-z][a-z0-9-]+$/.test(name))
      const twice = options.find(([name, value]) => Array.isArray(value) && !lists.has(name))
      if (twice !== undefined) throw new UsageError(`--${twice[0]} was given more than once; give it once.`)
      const noNumber = options.find(([, value]) => Number.isNaN(value))
      if (noNumber !== undefined) throw new UsageError(`--${noNumber[0]} takes a number.`)
      // As from a script whose variable is empty.
      const empty = options.find(([, value]) => value === '' || (Array.isArray(value) && value.length === 0))
      if (empty !== undefined) throw new UsageError(`--${empty[0]} needs a value; got none.`)
      // `--json=yes` would silently be no.
      const valued = flagWithValue(
        words,
        new Set(options.filter(([, value]) => typeof value === 'boolean').map(([name]) => name)),
      )
      if (valued !== undefined) throw new UsageError(`${valued[0]} takes no value; got '${valued[1]}'.`)
      return true
    })
    .demandCommand(1, 'Which command? One of serve, transcribe, stream, models, jobs, presign.')
    .version(version)
    .help()
    .alias('help', 'h')
    .group(['help', 'version'], 'General:')
    .epilogue(epilogue)
    .wrap(Math.min(terminal.stdout.columns || 100, 110))
    .exitProcess(false)
    .fail((message, error) => {
      if (error !== undefined && error !== null && error.name !== 'YError') throw error
      throw new UsageError(wrongUsage(message ?? error.message, words))
    })

  return root
    .command(
      'serve',
      'Run the emulator',
      (y) =>
        y
          .option('port', { ...number, default: 4600, describe: 'Port; 0 for any free one' })
          .option('host', { ...text, default: '127.0.0.1', describe: 'Address to bind' })
          .option('data-dir', {
            ...text,
            describe: 'Keep everything here; without it, nothing outlives the process',
          })
          .option('s3-dir', { ...text, describe: 'Folder of the objects: bucket/key is a file in it' })
          .option('s3-endpoint', {
            ...text,
            describe: 'Keep objects in this S3 instead (keys from AWS_*, which sign here too)',
          })
          .option('auth', {
            ...oneOf('strict', 'any-key', 'off'),
            default: 'strict' as const,
            describe: 'How signatures are checked',
          })
          .option('credentials', { ...text, describe: 'JSON file of further keys that may sign' })
          .option('tls', { ...flag, describe: 'Speak TLS too, with a local authority' })
          .option('aws-ports', {
            ...flag,
            describe: 'TLS on port 8443 too, for SDKs in browsers',
          })
          .option('engine', {
            ...oneOf('scripted'),
            default: 'scripted' as const,
            describe: 'What recognises the speech',
          })
          .option('fixtures', { ...text, describe: 'What recordings say: a fixture file or folder' })
          .option('log', {
            ...oneOf('text', 'json', 'none'),
            default: 'text' as const,
            describe: 'One line a request, to stderr',
          })
          .option('print-env', {
            ...flag,
            describe: 'Print shell lines that point AWS clients at it',
          })
          .hide('local')
          .hide('endpoint-url')
          .hide('profile')
          .hide('json'),
      async (args) => {
        if (args.local || args['endpoint-url'] !== undefined || args.profile !== undefined) {
          throw new UsageError('--local, --endpoint-url and --profile are for what asks a service; serve is one.')
        }
        if (args.json) throw new UsageError("serve has no results to print as JSON; its log is, with '--log json'.")
        const { serve } = await import('./commands/serve.ts')
        await serve({ ...args, region: regionHere(args.region, terminal) }, terminal)
        served.well = true
      },
    )
    .command(
      'transcribe <media..>',
      'Transcribe recordings in batch jobs',
      (y) =>
        y
          .positional('media', {
            type: 'string',
            array: true,
            demandOption: true,
            describe: 'Files, s3://bucket/key, or - for stdin',
          })
          .option('format', {
            alias: 'f',
            ...oneOf('text', 'json', 'srt', 'vtt'),
            describe: 'What to print (default text)',
          })
          .option('output', {
            alias: 'o',
            ...text,
            describe: 'Write there: a file, or a folder for several recordings',
          })
          .option('model', { ...text, describe: 'Custom language model' })
          .option('language', { ...text, default: 'en-US', describe: 'Language code' })
          .option('bucket', { ...text, describe: 'Bucket for uploads (or SCRIBELITE_BUCKET)' })
          .option('keep', { ...flag, describe: 'Leave uploaded recordings in the bucket' })
          .option('wait', {
            ...flag,
            default: true,
            describe: 'Wait for the transcript; --no-wait prints the job name',
          })
          .option('concurrency', { ...number, default: 4, describe: 'Recordings in flight at once' })
          .option('fixtures', { ...text, describe: 'With --local: what recordings say' }),
      async (args) => {
        const { transcribe } = await import('./commands/transcribe.ts')
        await transcribe(args, terminal)
      },
    )
    .command(
      'stream <audio>',
      'Transcribe in real time',
      (y) =>
        y
          .positional('audio', {
            type: 'string',
            demandOption: true,
            describe: 'A file (wav, flac, ogg-opus), or - for raw PCM from stdin',
          })
          .option('transport', {
            ...oneOf('http2', 'websocket'),
            default: 'http2' as const,
            describe: 'How to connect',
          })
          .option('model', { ...text, describe: 'Custom language model' })
          .option('language', { ...text, default: 'en-US', describe: 'Language code' })
          .option('rate', { ...number, describe: 'Hz of raw PCM (from stdin, default 16000)' })
          .option('channels', {
            ...number,
            choices: [1, 2],
            describe: 'Channels of raw PCM (default 1)',
          })
          .option('pace', {
            ...oneOf('realtime', 'fast'),
            default: 'realtime' as const,
            describe: 'How fast a file is sent',
          })
          .option('partials', {
            ...flag,
            default: undefined,
            describe: 'Show partial results (default: on a terminal)',
          })
          .option('stability', {
            ...oneOf('high', 'medium', 'low'),
            describe: 'Stabilise partial results',
          })
          .option('fixtures', { ...text, describe: 'With --local: what recordings say' })
          .example('arecord -f S16_LE -r 16000 -t raw | $0 stream -', ''),
      async (args) => {
        const { stream } = await import('./commands/stream.ts')
        await stream(args, terminal)
      },
    )
    .command('models', 'Custom language models: create, list, describe, wait, delete', (y) => models(y, terminal))
    .command('jobs', 'Transcription jobs: list, get, wait, delete', (y) => jobs(y, terminal))
    .command(
      'presign',
      'Print a pre-signed WebSocket URL',
      (y) =>
        y
          .option('model', { ...text, describe: 'Custom language model' })
          .option('language', { ...text, describe: 'Language code (default en-US)' })
          .option('encoding', {
            ...oneOf('pcm', 'flac', 'ogg-opus'),
            default: 'pcm' as const,
            describe: 'Media encoding',
          })
          .option('rate', { ...number, default: 16000, describe: 'Hz' })
          .option('expires', { ...number, default: 300, describe: 'Seconds, 1 to 300' })
          .option('session-id', { ...text, describe: 'A UUID; made by the service when absent' })
          .option('parameter', {
            alias: 'p',
            ...list,
            nargs: 1,
            describe: 'Any further one of the request: name=value',
          }),
      async (args) => {
        const { presign } = await import('./commands/presign.ts')
        await presign(args, terminal)
      },
    )
    .command(
      'completion',
      'Print a script that completes it in bash and zsh',
      (y) => y,
      () => write(terminal.stdout, completionScript),
    ) as Argv<GlobalOptions>
}

function models(y: Argv<GlobalOptions>, terminal: Terminal): Argv<GlobalOptions> {
  const run = () => import('./commands/models.ts')
  const name = { type: 'string', demandOption: true, describe: 'Name of the model' } as const
  return y
    .command(
      'create <name>',
      'Train a model from text',
      (c) =>
        c
          .positional('name', name)
          .option('text', {
            ...list,
            describe: 'Text files or folders, uploaded first; or one s3:// prefix',
            demandOption: true,
          })
          .option('tuning', {
            ...list,
            describe: 'Tuning text: files, folders, or one s3:// prefix',
          })
          .option('base', {
            ...oneOf('WideBand', 'NarrowBand'),
            default: 'WideBand' as const,
            describe: 'For audio of 16 kHz and above, or below',
          })
          .option('language', { ...text, default: 'en-US', describe: 'Language code' })
          .option('role', { ...text, describe: 'ARN of the role that may read the text (or SCRIBELITE_ROLE)' })
          .option('bucket', { ...text, describe: 'Bucket for uploads (or SCRIBELITE_BUCKET)' })
          .option('wait', { ...flag, describe: 'Wait until it is trained' }),
      async (args) => (await run()).createModel(args, terminal),
    )
    .command(
      'list',
      'List models',
      (c) =>
        c
          .option('status', { ...oneOf('IN_PROGRESS', 'COMPLETED', 'FAILED'), describe: 'Only those in this state' })
          .option('name-contains', { ...text, describe: 'Only those with this in their names' }),
      async (args) => (await run()).listModels(args, terminal),
    )
    .command(
      'describe <name>',
      'Show one model',
      (c) => c.positional('name', name),
      async (args) => (await run()).describeModel(args, terminal),
    )
    .command(
      'wait <name>',
      'Wait until a model is trained',
      (c) => c.positional('name', name),
      async (args) => (await run()).waitForModel(args, terminal),
    )
    .command(
      'delete <name>',
      'Delete a model',
      (c) => c.positional('name', name),
      async (args) => (await run()).deleteModel(args, terminal),
    )
    .demandCommand(1, 'Which one? models create, list, describe, wait or delete.')
}

function jobs(y: Argv<GlobalOptions>, terminal: Terminal): Argv<GlobalOptions> {
  const run = () => import('./commands/jobs.ts')
  const name = { type: 'string', demandOption: true, describe: 'Name of the job' } as const
  return y
    .command(
      'list',
      'List jobs, newest first',
      (c) =>
        c
          .option('status', {
            ...oneOf('QUEUED', 'IN_PROGRESS', 'COMPLETED', 'FAILED'),
            describe: 'Only those in this state',
          })
          .option('name-contains', { ...text, describe: 'Only those with this in their names' })
          .option('limit', { ...number, default: 100, describe: 'Show at most this many' }),
      async (args) => (await run()).listJobs(args, terminal),
    )
    .command(
      'get <name>',
      'Show one job, or its transcript',
      (c) =>
        c.positional('name', name).option('format', {
          alias: 'f',
          ...oneOf('text', 'json', 'srt', 'vtt'),
          describe: 'Print the transcript in this form',
        }),
      async (args) => (await run()).getJob(args, terminal),
    )
    .command(
      'wait <name>',
      'Wait until a job is done',
      (c) => c.positional('name', name),
      async (args) => (await run()).waitForJob(args, terminal),
    )
    .command(
      'delete <name>',
      'Delete a job',
      (c) => c.positional('name', name),
      async (args) => (await run()).deleteJob(args, terminal),
    )
    .demandCommand(1, 'Which one? jobs list, get, wait or delete.')
}
