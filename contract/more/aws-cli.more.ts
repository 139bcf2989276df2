/** The documentation's commands, word for word besides the endpoint, with the AWS CLI of today and of Debian. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { recording, trainingFile, wordsOf } from '../recordings.ts'
import { nodeProcess, type ProcessTarget } from '../targets.ts'
import { current, debian, environmentOf, run, succeed } from './tools.ts'

/** As loose as tests want it. */
// biome-ignore lint/suspicious/noExplicitAny: tests read answers by hand
type Answer = any

describe.each([current, debian].map((tools) => [tools.name, tools] as const))('the AWS CLI %s', (_, tools) => {
  let target: ProcessTarget
  let folder: string
  let speech: Awaited<ReturnType<typeof recording>>
  const say = (...args: string[]): Promise<string> =>
    succeed(tools.aws, [...args, '--endpoint-url', target.url], environmentOf(target))
  const ask = async (...args: string[]): Promise<Answer> => JSON.parse(await say(...args, '--output', 'json'))

  beforeAll(async () => {
    target = await nodeProcess.open()
    folder = await mkdtemp(join(tmpdir(), 'scribelite-aws-'))
    speech = await recording('kubernetes/toleration.flac')
  })
  afterAll(async () => {
    await target.close()
    await rm(folder, { recursive: true, force: true })
  })

  test('s3 mb, cp, ls and rm, with a file that goes up in parts', async () => {
    await say('s3', 'mb', 's3://amzn-s3-demo-bucket')
    await say('s3', 'cp', speech.path, 's3://amzn-s3-demo-bucket/my-input-files/my-media-file.flac')
    await say('s3', 'cp', trainingFile, 's3://amzn-s3-demo-bucket/my-model-training/handbook.txt')
    const large = join(folder, 'large.bin')
    await writeFile(large, Buffer.alloc(12 << 20, 'scribelite'))
    await say('s3', 'cp', large, 's3://amzn-s3-demo-bucket/large.bin')
    await say('s3', 'cp', 's3://amzn-s3-demo-bucket/large.bin', `${large}.back`)
    expect((await readFile(`${large}.back`)).equals(await readFile(large))).toBe(true)
    const listed = await say('s3', 'ls', 's3://amzn-s3-demo-bucket/')
    expect(listed).toMatch(/PRE my-input-files\/\n/)
    expect(listed).toMatch(/ 12582912 large\.bin\n/)
    await say('s3', 'rm', 's3://amzn-s3-demo-bucket/large.bin')
    expect(await say('s3', 'ls', 's3://amzn-s3-demo-bucket/')).not.toContain('large.bin')
  })

  test('create-language-model, describe, list', async () => {
    const created = await ask(
      'transcribe',
      'create-language-model',
      '--base-model-name',
      'WideBand',
      '--model-name',
      'my-first-language-model',
      '--input-data-config',
      'S3Uri=s3://amzn-s3-demo-bucket/my-model-training/,DataAccessRoleArn=arn:aws:iam::111122223333:role/ExampleRole',
      '--language-code',
      'en-US',
    )
    expect(created).toMatchObject({ ModelName: 'my-first-language-model', ModelStatus: 'IN_PROGRESS' })
    let described: Answer
    do described = await ask('transcribe', 'describe-language-model', '--model-name', 'my-first-language-model')
    while (described.LanguageModel.ModelStatus === 'IN_PROGRESS')
    expect(described.LanguageModel).toMatchObject({ ModelStatus: 'COMPLETED', BaseModelName: 'WideBand' })
    const listed = await ask('transcribe', 'list-language-models', '--status-equals', 'COMPLETED')
    expect(listed.Models.map(({ ModelName }: Answer) => ModelName)).toEqual(['my-first-language-model'])
  })

  const heard = async (key: string): Promise<string[]> => {
    const text = await say('s3', 'cp', `s3://amzn-s3-demo-bucket/${key}`, '-')
    return wordsOf(JSON.parse(text).results.transcripts[0].transcript)
  }
  const completed = async (name: string): Promise<Answer> => {
    for (;;) {
      const { TranscriptionJob: job } = await ask(
        'transcribe',
        'get-transcription-job',
        '--transcription-job-name',
        name,
      )
      if (job.TranscriptionJobStatus !== 'IN_PROGRESS') return job
    }
  }

  test('start-transcription-job with --model-settings', async () => {
    const { TranscriptionJob: started } = await ask(
      'transcribe',
      'start-transcription-job',
      '--region',
      'us-east-1',
      '--transcription-job-name',
      'my-first-transcription-job',
      '--media',
      'MediaFileUri=s3://amzn-s3-demo-bucket/my-input-files/my-media-file.flac',
      '--output-bucket-name',
      'amzn-s3-demo-bucket',
      '--output-key',
      'my-output-files/',
      '--language-code',
      'en-US',
      '--model-settings',
      'LanguageModelName=my-first-language-model',
    )
    expect(started.TranscriptionJobStatus).toBe('IN_PROGRESS')
    expect(await completed('my-first-transcription-job')).toMatchObject({
      TranscriptionJobStatus: 'COMPLETED',
      ModelSettings: { LanguageModelName: 'my-first-language-model' },
    })
    expect(await heard('my-output-files/my-first-transcription-job.json')).toEqual(wordsOf(speech.texts[0] ?? ''))
  })

  test('start-transcription-job with --cli-input-json', async () => {
    const file = join(folder, 'my-first-language-model.json')
    await writeFile(
      file,
      JSON.stringify({
        TranscriptionJobName: 'my-second-transcription-job',
        Media: { MediaFileUri: 's3://amzn-s3-demo-bucket/my-input-files/my-media-file.flac' },
        OutputBucketName: 'amzn-s3-demo-bucket',
        OutputKey: 'my-output-files/',
        LanguageCode: 'en-US',
        ModelSettings: { LanguageModelName: 'my-first-language-model' },
      }),
    )
    await ask('transcribe', 'start-transcription-job', '--region', 'us-east-1', '--cli-input-json', `file://${file}`)
    expect((await completed('my-second-transcription-job')).TranscriptionJobStatus).toBe('COMPLETED')
    expect(await heard('my-output-files/my-second-transcription-job.json')).toEqual(wordsOf(speech.texts[0] ?? ''))
  })

  test('list-transcription-jobs', async () => {
    const { TranscriptionJobSummaries: jobs } = await ask(
      'transcribe',
      'list-transcription-jobs',
      '--status',
      'COMPLETED',
    )
    expect(jobs.map(({ TranscriptionJobName }: Answer) => TranscriptionJobName)).toEqual([
      'my-second-transcription-job',
      'my-first-transcription-job',
    ])
  })

  test('an unknown job is told in AWS’s words, with exit code 254 or 255', async () => {
    const { code, stderr } = await run(
      tools.aws,
      ['transcribe', 'get-transcription-job', '--transcription-job-name', 'none', '--endpoint-url', target.url],
      environmentOf(target),
    )
    expect([254, 255]).toContain(code)
    expect(stderr).toContain(
      "An error occurred (BadRequestException) when calling the GetTranscriptionJob operation: The requested job couldn't be found. Check the job name and try your request again.",
    )
  })

  test('wait, where the CLI knows it', async () => {
    const { stderr } = await run(tools.aws, ['transcribe', 'wait', 'none'], environmentOf(target))
    if (tools === current) {
      expect(stderr).toMatch(/transcription-job-completed/)
      await say(
        'transcribe',
        'wait',
        'transcription-job-completed',
        '--transcription-job-name',
        'my-first-transcription-job',
      )
      await say('transcribe', 'wait', 'language-model-completed', '--model-name', 'my-first-language-model')
    } else {
      expect(stderr).toMatch(/Invalid choice/i)
    }
  })

  test('delete-transcription-job and delete-language-model', async () => {
    await say('transcribe', 'delete-transcription-job', '--transcription-job-name', 'my-first-transcription-job')
    await say('transcribe', 'delete-language-model', '--model-name', 'my-first-language-model')
    expect((await ask('transcribe', 'list-language-models')).Models).toEqual([])
  })
})
