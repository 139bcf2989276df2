import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HttpResponse, http } from 'msw'
import { setupServer } from 'msw/node'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createHastyTiming } from '../test/manual-timing.ts'
import { type CreateLanguageModelOptions, createLanguageModel } from './create-language-model.ts'
import { listJobPage, listJobs } from './jobs.ts'
import {
  deleteLanguageModel,
  describeLanguageModel,
  listLanguageModelPage,
  listLanguageModels,
  waitForLanguageModel,
} from './language-models.ts'

const aws = setupServer()
let directory = ''
beforeAll(() => aws.listen({ onUnhandledRequest: 'error' }))
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'scribelite-core-'))
})
afterEach(async () => {
  aws.resetHandlers()
  await rm(directory, { recursive: true })
})
afterAll(() => aws.close())

type Input = Record<string, unknown>

const service = (answer: (operation: string, input: Input, count: number) => Response | object): [string, Input][] => {
  const asked: [string, Input][] = []
  aws.use(
    http.post('https://transcribe.us-east-1.amazonaws.com/', async ({ request }) => {
      const operation = request.headers.get('x-amz-target')?.replace(/^.*\./, '') ?? ''
      const input = (await request.json()) as Input
      asked.push([operation, input])
      const given = answer(operation, input, asked.length)
      return given instanceof Response ? given : HttpResponse.json(given)
    }),
  )
  return asked
}

const bucket = (): { readonly objects: Map<string, string>; readonly deleted: string[] } => {
  const objects = new Map<string, string>()
  const deleted: string[] = []
  const keyOf = (url: string): string => decodeURIComponent(new URL(url).pathname.slice(1))
  aws.use(
    http.put('https://media.s3.us-east-1.amazonaws.com/*', async ({ request }) => {
      objects.set(keyOf(request.url), await request.text())
      return new HttpResponse(null, { headers: { etag: '"1"' } })
    }),
    http.delete('https://media.s3.us-east-1.amazonaws.com/*', ({ request }) => {
      deleted.push(keyOf(request.url))
      return new HttpResponse(null, { status: 204 })
    }),
  )
  return { objects, deleted }
}

const common = {
  connection: { region: 'us-east-1', credentials: { accessKeyId: 'test', secretAccessKey: 'secret' } },
  timing: createHastyTiming(),
}
const options = (more: Partial<CreateLanguageModelOptions>): CreateLanguageModelOptions => ({
  ...common,
  name: 'k8s',
  languageCode: 'en-US',
  baseModel: 'WideBand',
  roleArn: 'arn:aws:iam::000000000000:role/transcribe',
  ...more,
})
const conflict = (): Response =>
  HttpResponse.json({ __type: 'ConflictException', Message: 'The model exists.' }, { status: 400 })
const created = { ModelName: 'k8s', LanguageCode: 'en-US', BaseModelName: 'WideBand', ModelStatus: 'IN_PROGRESS' }

test('local text is uploaded below one prefix, tuning text below another, and the model is created from both', async () => {
  await mkdir(join(directory, 'docs', 'deep'), { recursive: true })
  await writeFile(join(directory, 'docs', 'a.txt'), 'kubectl drains the node')
  await writeFile(join(directory, 'docs', 'deep', 'b.txt'), 'the ingress terminates')
  await writeFile(join(directory, 'docs', '.hidden'), 'no text')
  await writeFile(join(directory, 'tune.txt'), 'please drain the node')
  const { objects, deleted } = bucket()
  const asked = service(() => created)
  const model = await createLanguageModel(
    options({
      text: join(directory, 'docs'),
      tuningText: [join(directory, 'tune.txt')],
      bucket: 'media',
      prefix: 'in',
      request: { Tags: [{ Key: 'team', Value: 'a' }] },
    }),
  )
  expect(model).toMatchObject({ name: 'k8s', status: 'IN_PROGRESS', baseModel: 'WideBand' })
  const [folder = ''] = /^in\/models\/k8s-[0-9a-f]{8}\//.exec([...objects.keys()][0] ?? '') ?? []
  expect([...objects.keys()]).toEqual([
    `${folder}training/a.txt`,
    `${folder}training/deep/b.txt`,
    `${folder}tuning/tune.txt`,
  ])
  expect(folder).not.toBe('')
  expect([...objects.values()].join('|')).toContain('kubectl drains the node')
  expect(asked).toEqual([
    [
      'CreateLanguageModel',
      {
        ModelName: 'k8s',
        LanguageCode: 'en-US',
        BaseModelName: 'WideBand',
        InputDataConfig: {
          S3Uri: `s3://media/${folder}training/`,
          TuningDataS3Uri: `s3://media/${folder}tuning/`,
          DataAccessRoleArn: 'arn:aws:iam::000000000000:role/transcribe',
        },
        Tags: [{ Key: 'team', Value: 'a' }],
      },
    ],
  ])
  // The service reads them while it trains.
  expect(deleted).toEqual([])
})

test('what was uploaded is removed when the service refuses', async () => {
  await writeFile(join(directory, 'a.txt'), 'text')
  const { objects, deleted } = bucket()
  service(conflict)
  await expect(createLanguageModel(options({ text: join(directory, 'a.txt'), bucket: 'media' }))).rejects.toMatchObject(
    {
      name: 'ConflictException',
      message: 'The model exists.',
    },
  )
  expect(deleted).toEqual([...objects.keys()])
  expect(deleted.length).toBe(1)
})

test('a refused second model of a name leaves the text of the first, which may still be training from it', async () => {
  await writeFile(join(directory, 'a.txt'), 'text')
  const { objects, deleted } = bucket()
  const data: unknown[] = []
  service((operation, input) => {
    if (operation === 'DescribeLanguageModel') return { LanguageModel: { ...created, InputDataConfig: data[0] } }
    return data.push(input.InputDataConfig) === 1 ? created : conflict()
  })
  const again = options({ text: join(directory, 'a.txt'), bucket: 'media' })
  await createLanguageModel(again)
  const [ofTheFirst] = objects.keys()
  await expect(createLanguageModel(again)).rejects.toMatchObject({ name: 'ConflictException' })
  expect(deleted.length).toBe(1)
  expect(deleted).not.toContain(ofTheFirst)
})

test('an answer that was lost does not take the text from the model that trains from it', async () => {
  await writeFile(join(directory, 'a.txt'), 'text')
  const { deleted } = bucket()
  let data: unknown
  const asked = service((operation, input, count) => {
    if (operation === 'DescribeLanguageModel') return { LanguageModel: { ...created, InputDataConfig: data } }
    data = input.InputDataConfig
    return count === 1 ? HttpResponse.error() : conflict()
  })
  const model = await createLanguageModel(options({ text: join(directory, 'a.txt'), bucket: 'media' }))
  expect(model).toMatchObject({ name: 'k8s', status: 'IN_PROGRESS' })
  expect(asked.map(([operation]) => operation)).toEqual([
    'CreateLanguageModel',
    'CreateLanguageModel',
    'DescribeLanguageModel',
  ])
  expect(deleted).toEqual([])
})

test('an abort while text goes up removes it, the file under way too', async () => {
  await writeFile(join(directory, 'a.txt'), 'text')
  const controller = new AbortController()
  const { deleted } = bucket()
  aws.use(
    http.put('https://media.s3.us-east-1.amazonaws.com/*', () => {
      controller.abort(new Error('enough'))
      return new HttpResponse(null, { headers: { etag: '"1"' } })
    }),
  )
  const run = createLanguageModel(
    options({ text: join(directory, 'a.txt'), bucket: 'media', signal: controller.signal }),
  )
  await expect(run).rejects.toThrow('enough')
  expect(deleted).toEqual([expect.stringMatching(/\/training\/a\.txt$/)])
})

test('text that is in S3 already is named as it is', async () => {
  const asked = service(() => created)
  await createLanguageModel(options({ trainingDataUri: 's3://corpus/k8s/' }))
  expect(asked[0]?.[1]).toMatchObject({ InputDataConfig: { S3Uri: 's3://corpus/k8s/' } })
})

test('text that a model could not be made from is refused before anything is sent', async () => {
  const file = join(directory, 'bad.txt')
  await writeFile(file, Buffer.from([0x66, 0xff, 0xfe]))
  await expect(createLanguageModel(options({ text: file, bucket: 'media' }))).rejects.toMatchObject({
    code: 'bad-media',
    message: expect.stringContaining('not UTF-8'),
  })
  await writeFile(file, '')
  await expect(createLanguageModel(options({ text: file, bucket: 'media' }))).rejects.toMatchObject({
    code: 'bad-media',
  })
  await expect(createLanguageModel(options({ text: join(directory, 'none'), bucket: 'media' }))).rejects.toMatchObject({
    code: 'unreadable-source',
  })
  await expect(createLanguageModel(options({ text: file }))).rejects.toMatchObject({
    code: 'bad-option',
    message: expect.stringContaining('give bucket'),
  })
  await expect(createLanguageModel(options({}))).rejects.toMatchObject({ code: 'bad-option' })
  await expect(createLanguageModel(options({ text: file, trainingDataUri: 's3://a/b' }))).rejects.toMatchObject({
    code: 'bad-option',
  })
})

test('waiting goes on until the training has ended, with waits that grow to a minute', async () => {
  const timing = createHastyTiming()
  service((_, __, count) => ({ LanguageModel: { ...created, ModelStatus: count < 20 ? 'IN_PROGRESS' : 'COMPLETED' } }))
  const model = await waitForLanguageModel('k8s', { ...common, timing })
  expect(model.status).toBe('COMPLETED')
  expect(timing.sleeps[0]).toBe(250)
  expect(timing.sleeps.at(-1)).toBe(60_000)
})

test('a training that failed throws AWS’s FailureReason', async () => {
  service(() => ({ LanguageModel: { ...created, ModelStatus: 'FAILED', FailureReason: 'Not enough text.' } }))
  await expect(waitForLanguageModel('k8s', common)).rejects.toMatchObject({
    name: 'LanguageModelFailedError',
    failureReason: 'Not enough text.',
    modelName: 'k8s',
  })
})

test('waiting ends at an abort', async () => {
  const controller = new AbortController()
  service((_, __, count) => {
    if (count === 2) controller.abort(new Error('enough'))
    return { LanguageModel: created }
  })
  await expect(waitForLanguageModel('k8s', { ...common, signal: controller.signal })).rejects.toThrow('enough')
})

test('describe, list through its pages and delete', async () => {
  const asked = service((operation, input) => {
    if (operation === 'DescribeLanguageModel') {
      return {
        LanguageModel: {
          ...created,
          InputDataConfig: { S3Uri: 's3://a/b/', DataAccessRoleArn: 'r' },
          CreateTime: 1_700_000_000,
        },
      }
    }
    if (operation === 'ListLanguageModels') {
      return input.NextToken === undefined
        ? { Models: [created], NextToken: 'more' }
        : { Models: [{ ...created, ModelName: 'second' }] }
    }
    return {}
  })
  expect(await describeLanguageModel('k8s', common)).toMatchObject({
    trainingDataUri: 's3://a/b/',
    roleArn: 'r',
    createdAt: new Date(1_700_000_000_000),
  })
  const names: string[] = []
  for await (const { name } of listLanguageModels({ ...common, status: 'IN_PROGRESS', nameContains: 'k' }))
    names.push(name)
  expect(names).toEqual(['k8s', 'second'])
  expect(await listLanguageModelPage({ ...common, nextToken: 'more' })).toEqual({ models: [expect.anything()] })
  await deleteLanguageModel('k8s', common)
  expect(asked.slice(1)).toEqual([
    ['ListLanguageModels', { StatusEquals: 'IN_PROGRESS', NameContains: 'k' }],
    ['ListLanguageModels', { StatusEquals: 'IN_PROGRESS', NameContains: 'k', NextToken: 'more' }],
    ['ListLanguageModels', { NextToken: 'more' }],
    ['DeleteLanguageModel', { ModelName: 'k8s' }],
  ])
})

test('jobs are listed through their pages', async () => {
  const summary = {
    TranscriptionJobName: 'one',
    TranscriptionJobStatus: 'COMPLETED',
    OutputLocationType: 'SERVICE_BUCKET',
  }
  service((_, input) =>
    input.NextToken === undefined
      ? { TranscriptionJobSummaries: [summary], NextToken: 'more' }
      : { TranscriptionJobSummaries: [{ ...summary, TranscriptionJobName: 'two' }] },
  )
  const names: string[] = []
  for await (const { name } of listJobs(common)) names.push(name)
  expect(names).toEqual(['one', 'two'])
  const first = await listJobPage({ ...common, pageSize: 1 })
  expect([first.jobs.map(({ name }) => name), first.nextToken]).toEqual([['one'], 'more'])
  const last = await listJobPage({ ...common, pageSize: 1, nextToken: 'more' })
  expect([last.jobs.map(({ name }) => name), 'nextToken' in last]).toEqual([['two'], false])
})
