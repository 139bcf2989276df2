import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { PassThrough, Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import { createEmulator, type Emulator } from '@scribelite/emulator'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { runCommandLine } from './command-line.ts'
import type { Terminal } from './terminal.ts'

// The first command to need the AWS SDK loads all of it, which takes its time on a busy machine.
vi.setConfig({ testTimeout: 120_000 })

const fixtures = fileURLToPath(new URL('../../../fixtures/', import.meta.url))
const evicted = join(fixtures, 'kubernetes/evicted-pod.flac')
const general = 'its container exceeded the memory limit.'
const said = 'Kubernetes evicted the pod because its container exceeded the memory limit.'

interface Run {
  readonly code: number
  readonly out: string
  readonly err: string
}

interface Surroundings {
  readonly stdin?: Readable
  readonly env?: Record<string, string>
  readonly signal?: AbortSignal
  readonly isTTY?: boolean
  /** Hears stderr while the command runs. */
  readonly onErr?: (text: string) => void
}

async function run(words: readonly string[], around: Surroundings = {}): Promise<Run> {
  const collect = (): PassThrough & { text: string; isTTY?: boolean } => {
    const stream = Object.assign(new PassThrough(), { text: '', isTTY: around.isTTY === true })
    stream.on('data', (chunk: Buffer) => {
      stream.text += chunk.toString('utf8')
    })
    return stream
  }
  const [stdout, stderr] = [collect(), collect()]
  stderr.on('data', (chunk: Buffer) => around.onErr?.(chunk.toString('utf8')))
  const terminal: Terminal = {
    stdin: around.stdin ?? Readable.from([]),
    stdout,
    stderr,
    env: around.env ?? {},
    signal: around.signal ?? new AbortController().signal,
  }
  const code = await runCommandLine(words, terminal)
  return { code, out: stdout.text, err: stderr.text }
}

let emulator: Emulator
let endpoint: string[]
let folder: string

beforeAll(async () => {
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test')
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test')
  vi.stubEnv('AWS_REGION', 'us-east-1')
  vi.stubEnv('AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED', 'true')
  folder = await mkdtemp(join(tmpdir(), 'scribelite-cli-'))
  emulator = await createEmulator({ fixtures, dataDir: join(folder, 'data') })
  const { url } = await emulator.listen()
  endpoint = ['--endpoint-url', url]
  await emulator.clock.sleep(0)
  // The bucket that the commands upload to.
  const { createBucket } = await import('./upload-bucket.ts')
  const terminal = { env: process.env, signal: new AbortController().signal } as unknown as Terminal
  await createBucket('media', { endpoint: url }, terminal)
})

afterAll(async () => {
  await emulator.close()
  await rm(folder, { recursive: true })
  vi.unstubAllEnvs()
})

describe('usage', () => {
  it.each([
    [[]],
    [['nonsense']],
    [['transcribe']],
    [['stream', evicted, '--transport', 'carrier-pigeon']],
    [['transcribe', evicted, '--bogus']],
    [['jobs']],
    [['--local', '--endpoint-url', 'http://127.0.0.1:1', 'jobs', 'list']],
    [['--endpoint-url', 'nowhere', 'jobs', 'list']],
    [['transcribe', evicted, '--endpoint-url', 'http://127.0.0.1:1']],
    [['transcribe', '--no-wait', evicted, '--bucket', 'media']],
    [['stream', '/nowhere/at-all.wav', '--endpoint-url', 'http://127.0.0.1:1']],
    [['presign', '--model', 'a', '--model', 'b']],
    [['presign', '--expires', '301', '--endpoint-url', 'http://127.0.0.1:1']],
    [['presign', '--local', '--endpoint-url', 'http://127.0.0.1:1']],
    [['jobs', 'list', '--limit', 'many', '--endpoint-url', 'http://127.0.0.1:1']],
    [['jobs', 'get', 'job', '--json', '-f', 'srt', '--endpoint-url', 'http://127.0.0.1:1']],
    [['transcribe', 's3://media/call.wav', '--json', '-f', 'vtt', '--endpoint-url', 'http://127.0.0.1:1']],
    [['transcribe', 's3://a/call.wav', 's3://b/call.mp3', '-o', 'texts', '--endpoint-url', 'http://127.0.0.1:1']],
    [['transcribe', 's3://a/1.wav', 's3://a/2.wav', '-o', evicted, '--endpoint-url', 'http://127.0.0.1:1']],
    [['presign', '--parameter', 'colour=red', '--endpoint-url', 'http://127.0.0.1:1']],
  ])('that is wrong ends with 2 and says what to do: %j', async (words) => {
    const { code, out, err } = await run(words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err.trim().length).toBeGreaterThan(20)
  })

  it.each<[string[], string]>([
    [['servee'], "There is no command 'servee'. There are serve, transcribe, stream, models, jobs, presign."],
    [['models', 'creat'], "There is no command 'models creat'; 'scribelite models' needs one of create, list,"],
    [['models'], 'Which one? models create, list, describe, wait or delete.'],
    [['jobs', 'get'], "'scribelite jobs get' needs the name of a job; got none."],
    [['--region', 'jobs', 'transcribe'], "'scribelite transcribe' needs a recording: a file, s3://bucket/key, or -"],
    [['models', 'create', 'mine'], "'scribelite models create' needs --text."],
    [['serve', 'extra'], "'scribelite serve' does not take 'extra'."],
    [['serve', '--prot', '1'], "'scribelite serve' has no option --prot."],
    [['serve', '--auth', 'lax'], '--auth takes strict, any-key or off; got "lax".'],
    [['serve', '--port'], '--port needs a value.'],
    [
      ['jobs', 'list', '--endpoint-url', 'ftp://host'],
      '--endpoint-url must be a URL such as http://127.0.0.1:4600, got',
    ],
    [
      [
        'models',
        'create',
        'm',
        '--text',
        '/nowhere',
        '--bucket',
        'b',
        '--role',
        'r',
        '--endpoint-url',
        'http://127.0.0.1:1',
      ],
      'The training text /nowhere cannot be read: no such file or directory (ENOENT, stat).',
    ],
    [['presign', '--rate', '7'], "Value '7' at 'mediaSampleRateHertz' failed to satisfy constraint"],
    [
      ['transcribe', evicted, '--bucket', 'b', '-o', evicted],
      `${evicted} is a recording; the transcript would take its place.`,
    ],
    [
      ['transcribe', evicted, evicted, '--bucket', 'b', '-f', 'srt'],
      'The subtitles of several recordings would run together; name a folder',
    ],
    [['serve', '--port', '99999'], '--port takes a whole number from 0 to 65535, got 99999.'],
    [['serve', '--host', '192.0.2.1'], '--host 192.0.2.1 is no address of this machine'],
    [['serve', '--data-dir', evicted], `--data-dir ${evicted} is a file; name a folder.`],
    [['serve', '--s3-endpoint', 'minio'], "--s3-endpoint must be a URL such as http://127.0.0.1:9000, got 'minio'."],
    [['serve', '--fixtures', '/nowhere'], '/nowhere: no such file or folder; expected fixtures there'],
    [['serve', '--credentials', '/nowhere'], '--credentials cannot be read: /nowhere: no such file or directory'],
    [['serve', '--local'], '--local, --endpoint-url and --profile are for what asks a service; serve is one.'],
    [['presign', '--model', ''], '--model needs a value; got none.'],
    [['models', 'create', 'mine', '--text'], '--text needs a value; got none.'],
    [['presign', '-p'], '-p needs a value'],
    [['presign', '--language'], '--language needs a value.'],
    [['transcribe', evicted, '-f', 'srt', '-f', 'vtt'], '--format was given more than once; give it once.'],
    [['jobs', 'list', '--json=yes'], "--json takes no value; got 'yes'."],
    [['transcribe', evicted, 'at-all.wav', '--bucket', 'b'], 'The recording cannot be read: at-all.wav: no such file'],
    [['transcribe', fixtures, '--bucket', 'b'], `${fixtures} is a folder; name the files in it.`],
    [['transcribe', evicted, '--bucket', 'b', '-o', join(evicted, 'x')], '--output cannot be used: '],
    [['jobs', 'list', '--limit', '0'], '--limit must be a whole number from 1, got 0.'],
  ])('that is wrong is answered by what was got and what is expected: %j', async (words, sentence) => {
    const { code, out, err } = await run(words)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toContain(sentence)
  })

  it.each(['', 'models', 'jobs'])('names each command that the help of scribelite %s lists', async (group) => {
    const { out } = await run([group, '--help'].filter((word) => word !== ''))
    const listed = [
      ...((out.split('Commands:')[1] ?? '').split('\n\n')[0]?.matchAll(/^ {2}scribelite ([a-z ]+[a-z])/gm) ?? []),
    ]
    const names = listed.map(([, name = '']) => name).filter((name) => name !== 'completion')
    expect(names.length).toBeGreaterThan(3)
    for (const name of names) {
      expect((await run([...name.split(' '), 'word', '--bogus'])).err).toContain(`'scribelite ${name}' `)
    }
  })

  it('is sent on to the help of its own command', async () => {
    expect((await run(['--region', 'eu-west-1', 'models', 'create'])).err).toContain(
      "Try 'scribelite models create --help'.",
    )
    expect((await run(['nonsense'])).err).toContain("Try 'scribelite --help'.")
  })

  it('takes what stands behind -- for names, whatever they begin with', async () => {
    const { code, err } = await run(['transcribe', '--bucket', 'media', '--', '-at-all.wav'])
    expect(code).toBe(2)
    expect(err).toContain('The recording cannot be read: ./-at-all.wav: no such file')
    const { out } = await run(['transcribe', '--bucket', 'media', ...endpoint, '--', evicted])
    expect(out).toContain(general)
  })

  it('without region or keys names the options and --local', async () => {
    vi.stubEnv('AWS_REGION', undefined)
    const { code, err } = await run(['jobs', 'list'])
    vi.stubEnv('AWS_REGION', 'us-east-1')
    expect(code).toBe(1)
    expect(err).toContain(
      'or name a --region and a --profile that has keys; or take the emulator on this machine, with --local.',
    )
  })

  it.each([[['jobs', 'list']], [['stream', evicted]], [['stream', evicted, '--transport', 'websocket']]])(
    'says what to do about a service that is not there: %j',
    async (words) => {
      const { code, err } = await run([...words, '--endpoint-url', 'http://127.0.0.1:1'])
      expect(code).toBe(1)
      expect(err).toMatch(/ 127\.0\.0\.1:1.* Is the service running, and is this its address\?/)
    },
  )

  it('with a profile that is not there says one thing, once', async () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined)
    const { code, err } = await run(['jobs', 'list', '--profile', 'nobody', ...endpoint])
    expect({ code, warnings: warned.mock.calls }).toEqual({ code: 1, warnings: [] })
    expect(err).toContain('Could not load credentials from any providers. Set AWS_REGION,')
    warned.mockRestore()
  })

  it('is explained by --help, at every command', async () => {
    const help = await run(['--help'])
    expect(help).toMatchObject({ code: 0, err: '' })
    for (const word of ['serve', 'transcribe', 'stream', 'models', 'jobs', 'presign', 'Exit codes', '--endpoint-url']) {
      expect(help.out).toContain(word)
    }
    expect((await run(['models', 'create', '--help'])).out).toContain('--tuning')
  })

  it('tells its version and prints a script for completion', async () => {
    expect(await run(['--version'])).toEqual({ code: 0, out: '0.1.0\n', err: '' })
    const completion = await run(['completion'])
    expect(completion.code).toBe(0)
    expect(completion.out).toContain('complete -o bashdefault')
  })

  it.each<[string[], string[], string[]]>([
    [
      ['serve', '--'],
      ['--port', '--print-env'],
      ['--p', 'jobs'],
    ],
    [['transcribe', '-'], ['-o', '--no-wait'], []],
    [['models', ''], ['create', 'wait'], ['--json']],
    [['stream', '--transport', ''], ['http2', 'websocket'], []],
    // Files are the shell's to offer.
    [['transcribe', ''], [], ['--format']],
  ])('completes %j', async (words, offered, not) => {
    const { code, out, err } = await run(['--get-yargs-completions', 'scribelite', ...words])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    const found = out.split('\n')
    expect(found).toEqual(expect.arrayContaining(offered))
    for (const word of not) expect(found).not.toContain(word)
  })
})

describe('lists', () => {
  it('that are empty say whether there is nothing, or nothing like that', async () => {
    expect((await run(['models', 'list', '--name-contains', 'zzz', ...endpoint])).err).toBe(
      'There are no models like that.\n',
    )
  })
})

describe('models, recordings and jobs', () => {
  it('go from text to a better transcript', async () => {
    const created = await run([
      ...endpoint,
      ...['models', 'create', 'k8s', '--text', join(fixtures, 'training/kubernetes'), '--bucket', 'media'],
      ...['--role', 'arn:aws:iam::000000000000:role/clm', '--wait', '--json'],
    ])
    expect(created.code, created.err).toBe(0)
    expect(JSON.parse(created.out)).toMatchObject({ ModelName: 'k8s', ModelStatus: 'COMPLETED' })
    expect((await run(['models', 'list', ...endpoint])).out).toMatch(
      /^NAME +STATUS .*\nk8s +COMPLETED +en-US +WideBand/,
    )
    expect((await run(['models', 'describe', 'k8s', ...endpoint])).out).toContain('status    COMPLETED')

    const without = await run(['transcribe', evicted, '--bucket', 'media', ...endpoint])
    expect(without.code, without.err).toBe(0)
    expect(without.out).toContain(general)
    expect(without.out).not.toContain('Kubernetes')
    // In a pipe there is no progress.
    expect(without.err).toBe('')
    const heard = await run(['transcribe', evicted, '--bucket', 'media', '--model', 'k8s', ...endpoint])
    expect(heard).toEqual({ code: 0, out: `${said}\n`, err: '' })
  })

  it('come as text, JSON, SRT and VTT, to a file or to stdout', async () => {
    const common = ['transcribe', evicted, '--bucket', 'media', '--model', 'k8s', ...endpoint]
    const json = await run([...common, '-f', 'json'])
    expect(JSON.parse(json.out)).toMatchObject({
      status: 'COMPLETED',
      results: { transcripts: [{ transcript: said }] },
    })
    expect((await run([...common, '-f', 'srt'])).out).toMatch(/^1\n00:00:00,\d{3} --> 00:00:0\d,\d{3}\n/)
    expect((await run([...common, '-f', 'text', '-o', '-'])).out).toBe(`${said}\n`)
    const file = join(folder, 'out', 'evicted.vtt')
    expect(await run([...common, '-f', 'vtt', '-o', file])).toEqual({ code: 0, out: '', err: '' })
    expect(await readFile(file, 'utf8')).toMatch(/^WEBVTT\n\n/)
  })

  it('are a line of JSON each with --json', async () => {
    const files = [evicted, join(fixtures, 'general/umbrella.opus')]
    const { code, out, err } = await run(['transcribe', ...files, '--bucket', 'media', '--json', ...endpoint])
    expect(code, err).toBe(0)
    const lines = out.trimEnd().split('\n')
    expect(lines.map((line) => JSON.parse(line).jobName)).toEqual([
      expect.stringMatching(/^evicted-pod-/),
      expect.stringMatching(/^umbrella-/),
    ])
    const [name = ''] = lines.map((line) => JSON.parse(line).jobName)
    expect((await run(['jobs', 'get', name, '-f', 'json', '--json', ...endpoint])).out).toBe(`${lines[0]}\n`)
  })

  it('are printed in the order they were named, whatever is done first, and one failure does not hide the others', async () => {
    const broken = join(folder, 'broken.flac')
    await writeFile(broken, 'fLaC but nothing after it')
    const files = [evicted, broken, join(fixtures, 'general/umbrella.opus')]
    const { code, out, err } = await run(['transcribe', ...files, '--bucket', 'media', ...endpoint])
    expect(code).toBe(1)
    expect(out.split('\n').map((line) => line.split(':')[0])).toEqual(['evicted-pod.flac', 'umbrella.opus', ''])
    expect(err).toContain('broken.flac: ')
    expect(err).toContain('1 of 3 recordings failed.')

    const json = await run(['transcribe', ...files, '--bucket', 'media', '--json', ...endpoint])
    expect(
      json.out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).status),
    ).toEqual(['COMPLETED', 'COMPLETED'])
    const [failure, sum] = json.err
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
    expect(failure).toEqual({ media: broken, error: { name: 'TranscriptionFailedError', message: expect.any(String) } })
    expect(sum).toEqual({ error: { name: 'Error', message: '1 of 3 recordings failed.' } })
  })

  it('come from stdin as well', async () => {
    const { code, out, err } = await run(['transcribe', '-', '--bucket', 'media', '--model', 'k8s', ...endpoint], {
      stdin: Readable.from([await readFile(evicted)]),
    })
    expect({ code, out }, err).toEqual({ code: 0, out: `${said}\n` })
  })

  it('can be started without waiting, waited for, read and deleted', async () => {
    await run(['transcribe', evicted, '--bucket', 'media', '--keep', ...endpoint])
    const list = await run(['jobs', 'list', '--json', '--name-contains', 'EVICTED', '--limit', '1', ...endpoint])
    const name: string = JSON.parse(list.out).TranscriptionJobName
    const kept = JSON.parse((await run(['jobs', 'get', name, '--json', ...endpoint])).out).Media.MediaFileUri as string
    const started = await run(['transcribe', kept, '--no-wait', '--model', 'k8s', ...endpoint])
    expect(started.code, started.err).toBe(0)
    const job = started.out.trim()
    expect((await run(['jobs', 'wait', job, ...endpoint])).out).toContain('status      COMPLETED')
    expect((await run(['jobs', 'get', job, '-f', 'text', ...endpoint])).out).toBe(`${said}\n`)
    expect((await run(['jobs', 'delete', job, ...endpoint])).code).toBe(0)
    const gone = await run(['jobs', 'get', job, ...endpoint])
    expect(gone.code).toBe(1)
    expect(gone.err).toBe(
      "BadRequestException: The requested job couldn't be found. Check the job name and try your request again.\n",
    )
  })

  it('are refused in AWS’s words and with 1', async () => {
    const { code, err } = await run(['transcribe', evicted, '--bucket', 'nowhere', ...endpoint])
    expect(code).toBe(1)
    expect(err).toContain('NoSuchBucket')
  })
})

it('says that a list is cut, which a person would not see', async () => {
  const { out, err } = await run(['jobs', 'list', '--limit', '1', ...endpoint])
  expect(out.trim().split('\n')).toHaveLength(2)
  expect(err).toBe('There are more than 1 jobs; --limit says how many are shown.\n')
})

it('says to a person when nothing was heard', async () => {
  const silence = join(fixtures, 'general/silence.wav')
  for (const words of [
    ['transcribe', silence, '--bucket', 'media'],
    ['stream', silence, '--pace', 'fast'],
  ]) {
    const { code, err } = await run([...words, ...endpoint], { isTTY: true })
    expect(code).toBe(0)
    expect(err).toContain('No speech was heard.\n')
    expect((await run([...words, ...endpoint])).err).toBe('')
  }
})

describe('streams', () => {
  it.each(['http2', 'websocket'])('print finals only in a pipe, over %s', async (transport) => {
    const words = ['stream', evicted, '--transport', transport, '--pace', 'fast', '--model', 'k8s', ...endpoint]
    expect(await run(words)).toEqual({ code: 0, out: `${said}\n`, err: '' })
  })

  it('rewrite partial results in place on a terminal', async () => {
    const { code, out } = await run(['stream', evicted, '--pace', 'fast', ...endpoint], { isTTY: true })
    expect(code).toBe(0)
    expect(out.split('\r\x1b[K').length).toBeGreaterThan(4)
    expect(out.split('\n')).toHaveLength(2)
  })

  it('take raw PCM from stdin', async () => {
    const wav = await readFile(join(fixtures, 'kubernetes/toleration.wav'))
    const { code, out, err } = await run(['stream', '-', '--pace', 'fast', ...endpoint], {
      stdin: Readable.from([wav.subarray(44)]),
    })
    expect(code, err).toBe(0)
    expect(out).toMatch(/^Add a .* manifest\.\n$/)
  })

  it('believe the header of a file that is piped', async () => {
    const wav = await readFile(join(fixtures, 'general/voice-mail-8k.wav'))
    const { code, out, err } = await run(['stream', '-', '--pace', 'fast', ...endpoint], {
      stdin: Readable.from([wav]),
    })
    expect(code, err).toBe(0)
    expect(out.trim()).not.toBe('')
  })

  it('end with 130 when they are interrupted', async () => {
    const interrupted = new AbortController()
    const running = run(['stream', evicted, ...endpoint], { signal: interrupted.signal })
    setTimeout(() => interrupted.abort(new Error('interrupted by SIGINT')), 300)
    expect(await running).toEqual({ code: 130, out: '', err: 'interrupted\n' })
  })

  it('that break off leave the last words, and say why on another line', async () => {
    const interrupted = new AbortController()
    const sink = Object.assign(new PassThrough(), { isTTY: true, text: '' })
    sink.on('data', (chunk: Buffer) => {
      sink.text += chunk.toString('utf8')
      if (sink.text.includes('Cuban it')) interrupted.abort(new Error('interrupted by SIGINT'))
    })
    const terminal = { stdin: sink, stdout: sink, stderr: sink, env: {}, signal: interrupted.signal }
    await runCommandLine(['stream', evicted, '--pace', 'fast', ...endpoint], terminal)
    expect(sink.text).toMatch(/Cuban it[^\n]*\ninterrupted\n$/)
  })

  it('are refused in AWS’s words and with 1', async () => {
    const { code, err } = await run(['stream', evicted, '--model', 'nobody', '--pace', 'fast', ...endpoint])
    expect(code).toBe(1)
    expect(err).toContain("BadRequestException: The specified language model doesn't exist.")
  })

  it('are opened by a URL that presign prints', async () => {
    const { code, out } = await run(['presign', '--model', 'k8s', '-p', 'partial-results-stability=high', ...endpoint])
    expect(code).toBe(0)
    const url = new URL(out.trim())
    expect(url.pathname).toBe('/stream-transcription-websocket')
    expect(Object.fromEntries(url.searchParams)).toMatchObject({
      'language-model-name': 'k8s',
      'partial-results-stability': 'high',
      'X-Amz-Expires': '300',
    })
  })
})

describe('serve', () => {
  const words = ['serve', '--port', '0', '--log', 'none']

  it('names the authority to trust by its whole path, and logs JSON lines alike', async () => {
    const told = new AbortController()
    const dataDir = relative('.', join(folder, 'tls'))
    const line = ['serve', '--port', '0', '--tls', '--data-dir', dataDir, '--print-env', '--log', 'json']
    const running = run(line, { signal: told.signal })
    setTimeout(() => told.abort(new Error('interrupted by SIGTERM')), 200)
    const { out, err } = await running
    const caFile = join(folder, 'tls', 'tls', 'ca.pem')
    expect(out).toContain(`export AWS_CA_BUNDLE=${caFile}\nexport NODE_EXTRA_CA_CERTS=${caFile}\n`)
    expect(JSON.parse(err)).toMatchObject({ time: expect.any(String), level: 'info', message: 'listening', caFile })
  })

  it.each([[words], [['--region', 'us-west-2', ...words]]])('ends with 0 when it is told to: %j', async (line) => {
    const told = new AbortController()
    const running = run(line, { signal: told.signal })
    setTimeout(() => told.abort(new Error('interrupted by SIGTERM')), 200)
    expect((await running).code).toBe(0)
  })

  it('ends also when it was told to while it was starting', async () => {
    const told = new AbortController()
    told.abort(new Error('interrupted by SIGTERM'))
    expect((await run(words, { signal: told.signal })).code).toBe(0)
  })

  it('logs one line a request, whatever a client has sent', async () => {
    const told = new AbortController()
    let running: Promise<Run> | undefined
    const url = await new Promise<string>((resolve) => {
      const onErr = (text: string): void => {
        const [address] = /http:\S+/.exec(text) ?? []
        if (address !== undefined) resolve(address)
      }
      running = run(['serve', '--port', '0', '--auth', 'off'], { signal: told.signal, onErr })
    })
    await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Transcribe.GetTranscriptionJob' },
      body: JSON.stringify({ TranscriptionJobName: 'a\n\u001b[2J\u009bb' }),
    })
    told.abort(new Error('interrupted by SIGTERM'))
    expect((await running)?.err).toMatch(
      /^\d\d:\d\d:\d\d warn: POST GetTranscriptionJob 400 \d+ ms BadRequestException: .*'a\\x0a\\x1b\[2J\\x9bb' at 'transcriptionJobName'.*$/m,
    )
  })

  it('leaves the keys of another S3 in the environment as they are, for they sign here too', async () => {
    const told = new AbortController()
    told.abort(new Error('interrupted by SIGTERM'))
    const env = { AWS_ACCESS_KEY_ID: 'minio', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' }
    const line = [...words, '--print-env', '--s3-endpoint', 'http://127.0.0.1:9000']
    const { out, err } = await run(line, { signal: told.signal, env })
    expect(out).toContain('export AWS_ENDPOINT_URL_S3=http://127.0.0.1:9000\n')
    expect(out + err).not.toMatch(/AWS_ACCESS_KEY_ID|AWS_SECRET_ACCESS_KEY|AWS_SESSION_TOKEN/)
  })

  it('names a port that is taken', async () => {
    const { port } = new URL(endpoint[1] ?? '')
    const { code, err } = await run(['serve', '--port', port])
    expect({ code, err }).toEqual({
      code: 1,
      err: `Port ${port} of 127.0.0.1 is in use; end what listens there, or choose another by --port.\n`,
    })
  })
})

it('ends in peace when nobody reads the output any more', async () => {
  const pipe = new AbortController()
  pipe.abort(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' }))
  const { code, err } = await run(['stream', evicted, ...endpoint], { signal: pipe.signal })
  expect({ code, err }).toEqual({ code: 0, err: '' })
})

it('keeps what --local makes from one command to the next, in an emulator that lives as long as a command', async () => {
  const env = { SCRIBELITE_DATA_DIR: join(folder, 'local') }
  const recording = join(folder, 'call.flac')
  await copyFile(evicted, recording)
  const text = join(fixtures, 'training/kubernetes')
  // Both orders of the global option.
  const created = await run(['--local', 'models', 'create', 'mine', '--text', text, '--wait'], { env })
  expect(created.code, created.err).toBe(0)
  const { code, out, err } = await run(
    ['transcribe', '--model', 'mine', recording, '--fixtures', fixtures, '--local'],
    { env },
  )
  expect(code, err).toBe(0)
  expect(out).toBe(`${said}\n`)
})

it('says that another command with --local is at work, and what lets both', async () => {
  const dataDir = join(folder, 'shared')
  const other = await createEmulator({ dataDir })
  const { code, err } = await run(['jobs', 'list', '--local'], { env: { SCRIBELITE_DATA_DIR: dataDir } })
  await other.close()
  expect({ code, err }).toEqual({
    code: 1,
    err: "Another command with --local is at work, and holds the state. Wait for its end; or run 'scribelite serve', which serves many at once.\n",
  })
})
