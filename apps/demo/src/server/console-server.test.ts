import { readFile } from 'node:fs/promises'
import { request } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Answer, openRig, type Rig, until } from './console.rig.ts'

const evicted = 'Kubernetes evicted the pod because its container exceeded the memory limit.'
const recording = await readFile('fixtures/kubernetes/evicted-pod.flac')
let rig: Rig

beforeAll(async () => {
  rig = await openRig()
  await rig.put('media', 'calls/evicted-pod.flac', recording)
  await rig.put('media', 'notes.txt', 'no audio')
})
afterAll(() => rig.close())

const role = 'arn:aws:iam::000000000000:role/console'
const octets = { 'content-type': 'application/octet-stream' }
const finished = (path: string): Promise<Answer> =>
  until(
    () => rig.call('GET', path),
    ({ json }) => /COMPLETED|FAILED/.test((json.model ?? json).status),
  )

describe('the console flow of the documentation', () => {
  test('settings tell what can be chosen', async () => {
    const { json } = await rig.call('GET', '/api/settings')
    expect(json).toMatchObject({
      target: 'emulator',
      region: 'us-east-1',
      uploadBucket: 'uploads',
      requests: true,
      emulator: { engine: 'scripted', auth: 'strict', version: expect.stringMatching(/^\d/) },
    })
    expect(json.jobLanguages[0]).toBe('en-US')
    expect(json.modelLanguages).toEqual(['en-US', 'de-DE', 'en-AU', 'en-GB', 'es-US', 'hi-IN', 'ja-JP'])
    expect(json.jobLanguages.length).toBeGreaterThan(json.streamLanguages.length)
  })

  test('buckets and folders can be walked', async () => {
    expect((await rig.call('GET', '/api/buckets')).json.buckets.map(({ name }: { name: string }) => name)).toEqual([
      'media',
      'uploads',
    ])
    const top = await rig.call('GET', '/api/buckets/media/objects')
    expect(top.json).toMatchObject({ prefixes: ['calls/'], objects: [{ key: 'notes.txt', size: 8 }] })
    const calls = await rig.call('GET', '/api/buckets/media/objects?prefix=calls/')
    expect(calls.json).toMatchObject({ prefixes: [], objects: [{ key: 'calls/evicted-pod.flac' }] })
    expect((await rig.call('GET', '/api/buckets/nobody/objects')).json.error.code).toBe('NoSuchBucket')
  })

  test('text becomes a model, and a job with it hears the words of the domain', async () => {
    const text = await readFile('fixtures/training/kubernetes/handbook.txt')
    const upload = await rig.call('PUT', '/api/uploads/handbook/the%20hand%2Fbook.txt', text, octets)
    expect([upload.status, upload.json]).toEqual([
      201,
      {
        uri: 's3://uploads/console/handbook/the-hand-book.txt',
        folderUri: 's3://uploads/console/handbook/',
        bytes: text.length,
      },
    ])
    const model = {
      name: 'k8s',
      languageCode: 'en-US',
      baseModel: 'WideBand',
      trainingDataUri: upload.json.folderUri,
      roleArn: role,
    }
    expect(await rig.call('POST', '/api/models', model)).toMatchObject({ status: 201, json: { name: 'k8s' } })
    const trained = await finished('/api/models/k8s')
    expect(trained.json.model).toMatchObject({ status: 'COMPLETED', upgradeAvailable: false, roleArn: role })
    const { training } = trained.json
    expect(training.perplexityAfter).toBeLessThan(training.perplexityBefore)
    expect(training.examples.map(({ word }: { word: string }) => word)).toContain('kubelet')
    expect(training.newWords).toBeGreaterThanOrEqual(training.examples.length)
    expect((await rig.call('GET', '/api/models?nameContains=k8')).json.models).toMatchObject([{ name: 'k8s' }])
    expect((await rig.call('GET', '/api/models?status=FAILED')).json.models).toEqual([])

    const job = { mediaUri: 's3://media/calls/evicted-pod.flac', languageCode: 'en-US' }
    await rig.call('POST', '/api/jobs', { ...job, name: 'plain' })
    const started = await rig.call('POST', '/api/jobs', {
      ...job,
      name: 'with-model',
      languageModelName: 'k8s',
      maxAlternatives: 2,
      subtitles: { formats: ['srt', 'vtt'], startIndex: 1 },
      outputBucket: 'media',
      outputKey: 'out/',
    })
    expect(started.status).toBe(201)
    const done = await finished('/api/jobs/with-model')
    expect(done.json).toMatchObject({
      status: 'COMPLETED',
      languageModelName: 'k8s',
      mediaFormat: 'flac',
      subtitles: ['srt', 'vtt'],
      outputLocation: 'CUSTOMER_BUCKET',
      outputUri: expect.stringContaining('media/out/'),
      settings: { Settings: { ShowAlternatives: true, MaxAlternatives: 2 }, Subtitles: { OutputStartIndex: 1 } },
    })
    await finished('/api/jobs/plain')
    const text_ = async (name: string, format: string) =>
      (await rig.call('GET', `/api/jobs/${name}/transcript?format=${format}`)).text
    expect(await text_('with-model', 'text')).toBe(`${evicted}\n`)
    expect(await text_('plain', 'text')).not.toContain('kubelet')
    expect(await text_('with-model', 'srt')).toMatch(/^1\n00:00:00,\d+ --> /)
    expect(await text_('with-model', 'vtt')).toMatch(/^WEBVTT\n/)
    expect(JSON.parse(await text_('with-model', 'json')).results.transcripts).toEqual([{ transcript: evicted }])
    const attached = await rig.call('GET', '/api/jobs/with-model/transcript?format=srt&download')
    expect(attached.headers.get('content-disposition')).toBe('attachment; filename="with-model.srt"')
  })

  test('the transcript of the service’s own bucket is given without the URI that would open it to anybody', async () => {
    const { text, json } = await finished('/api/jobs/plain')
    expect(json.outputLocation).toBe('SERVICE_BUCKET')
    expect(text).not.toContain('X-Amz-')
  })

  test('the recording of a job is played in ranges', async () => {
    const whole = await fetch(`${rig.url}/api/jobs/plain/media`)
    expect(whole.headers.get('content-type')).toBe('audio/flac')
    expect(Buffer.from(await whole.arrayBuffer()).equals(recording)).toBe(true)
    const part = await fetch(`${rig.url}/api/jobs/plain/media`, { headers: { range: 'bytes=4-7' } })
    expect([part.status, part.headers.get('content-range')]).toEqual([206, `bytes 4-7/${recording.length}`])
    expect(Buffer.from(await part.arrayBuffer()).equals(recording.subarray(4, 8))).toBe(true)
    const object = await fetch(`${rig.url}/api/buckets/media/content?key=notes.txt`)
    expect([object.headers.get('content-type'), await object.text()]).toEqual(['application/octet-stream', 'no audio'])
  })

  test('jobs are listed page by page, filtered, and deleted', async () => {
    const first = await rig.call('GET', '/api/jobs?maxResults=1')
    expect(first.json.jobs).toHaveLength(1)
    const rest = await rig.call('GET', `/api/jobs?maxResults=1&nextToken=${encodeURIComponent(first.json.nextToken)}`)
    const names = [...first.json.jobs, ...rest.json.jobs].map(({ name }) => name)
    expect(names.sort()).toEqual(['plain', 'with-model'])
    expect((await rig.call('GET', '/api/jobs?status=FAILED')).json.jobs).toEqual([])
    expect((await rig.call('GET', '/api/jobs?nameContains=mod')).json.jobs).toMatchObject([{ name: 'with-model' }])
    const named = async (query: string) =>
      (await rig.call('GET', `/api/jobs?${query}`)).json.jobs.map(({ name }: { readonly name: string }) => name)
    // Also where the service's own page would hold the other job only.
    for (const pages of ['', '&maxResults=1']) {
      expect(await named(`languageModelName=k8s${pages}`)).toEqual(['with-model'])
      expect(await named(`languageModelName=*${pages}`)).toEqual(['plain'])
    }
    expect(await named('languageCode=en-US')).toHaveLength(2)
    expect(await named('languageCode=de-DE')).toEqual([])
    expect((await rig.call('DELETE', '/api/jobs/plain')).json).toEqual({})
    expect((await rig.call('GET', '/api/jobs/plain')).status).toBe(400)
  })

  test('a job that fails tells AWS’s reason', async () => {
    await rig.call('POST', '/api/jobs', { name: 'no-audio', mediaUri: 's3://media/notes.txt', languageCode: 'en-US' })
    const { json } = await finished('/api/jobs/no-audio')
    expect(json).toMatchObject({ status: 'FAILED', failureReason: expect.stringMatching(/media format/i) })
  })

  test('refusals are in AWS’s words, with the request id', async () => {
    const job = { name: 'no-audio', mediaUri: 's3://media/notes.txt', languageCode: 'en-US' }
    const { status, json } = await rig.call('POST', '/api/jobs', job)
    expect([status, json.error]).toEqual([
      400,
      {
        code: 'ConflictException',
        message: 'The requested job name already exists. Use a different job name.',
        requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      },
    ])
  })
})

describe('requests', () => {
  test('stand in the journal, newest first, with the same call in other words', async () => {
    const { requests } = (await rig.call('GET', '/api/requests?door=json&limit=500')).json
    const times = requests.map(({ at }: { at: string }) => at)
    expect(times).toEqual([...times].sort().reverse())
    const start = requests.find(({ operation }: { operation: string }) => operation === 'CreateLanguageModel')
    expect(start).toMatchObject({ status: 200, accessKeyId: 'AKIACONSOLE', door: 'json' })
    const { json } = await rig.call('GET', `/api/requests/${start.id}`)
    expect(json.input).toMatchObject({ ModelName: 'k8s' })
    expect(json.snippets.cli).toContain('aws transcribe create-language-model')
    expect(json.snippets.boto3).toContain('transcribe.create_language_model(')
    expect(json.snippets.javascript).toContain('new CreateLanguageModelCommand(')
    expect((await rig.call('GET', '/api/requests?errors')).json.requests.length).toBeGreaterThan(0)
    expect((await rig.call('GET', '/api/requests/none')).status).toBe(404)
  })

  test('of S3 name bucket and key', async () => {
    const { requests } = (await rig.call('GET', '/api/requests?door=s3&limit=500')).json
    const put = requests.find(
      ({ operation, path }: Answer['json']) => operation === 'PutObject' && /evicted/.test(path),
    )
    const { json } = await rig.call('GET', `/api/requests/${put.id}`)
    expect(json.input).toEqual({ Bucket: 'media', Key: 'calls/evicted-pod.flac' })
    expect(json.snippets.cli).toContain('aws s3api put-object')
  })
})

describe('who may call', () => {
  test.each([
    ['another page', { origin: 'http://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['a page of another site', { 'sec-fetch-site': 'cross-site' }],
    ['a page of the same site', { 'sec-fetch-site': 'same-site' }],
  ])('%s can neither read nor change anything', async (_, headers) => {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const { status, json } = await rig.call(method, '/api/jobs', {}, headers)
      expect([status, json.error.code]).toEqual([403, 'foreign-origin'])
    }
  })

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'a form cannot change anything: %s',
    async (type) => {
      for (const [method, path] of [
        ['POST', '/api/jobs'],
        ['DELETE', '/api/models/k8s'],
        ['PUT', '/api/uploads/a/b'],
      ] as const) {
        expect((await rig.call(method, path, {}, { 'content-type': type })).status).toBe(415)
      }
    },
  )

  test('another name for this machine is refused, for the page too', async () => {
    const statusFor = (host: string, path: string): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request(`${rig.url}${path}`, { headers: { host } }, (answer) => {
          answer.resume()
          resolve(answer.statusCode)
        })
          .on('error', reject)
          .end()
      })
    expect(await statusFor('evil.example', '/')).toBe(421)
    expect(await statusFor('evil.example', '/api/settings')).toBe(421)
    expect(await statusFor('127.0.0.1.evil.example:80', '/api/settings')).toBe(421)
    expect(await statusFor('localhost:80', '/api/settings')).toBe(200)
  })

  test('every answer forbids what the page does not need', async () => {
    for (const path of ['/', '/api/settings', '/api/none', '/none.js']) {
      const { headers } = await rig.call('GET', path)
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("script-src 'self';")
      expect(policy).toContain(`connect-src 'self' ${rig.connection.endpoint?.replace('http', 'ws')};`)
      expect(policy).not.toContain('unsafe')
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
    }
    expect((await rig.call('GET', '/api/settings')).headers.get('cache-control')).toBe('no-store')
  })

  test('a call that makes no sense is told so, and no surprise', async () => {
    for (const [method, path, body] of [
      ['POST', '/api/jobs', {}],
      ['POST', '/api/jobs', { name: 1 }],
      ['POST', '/api/jobs', []],
      ['POST', '/api/models', { name: 'x', baseModel: 'Broad' }],
      ['POST', '/api/presign', { parameters: { LanguageCode: {} } }],
      ['GET', '/api/jobs?maxResults=x', undefined],
      ['GET', '/api/jobs?status=DONE', undefined],
    ] as const) {
      expect((await rig.call(method, path, body)).json.error.code, `${method} ${path}`).toBe('bad-call')
    }
    expect((await rig.call('POST', '/api/jobs', { name: 'x'.repeat(100_000) })).status).toBe(413)
    expect((await rig.call('GET', '/api/none')).status).toBe(404)
    expect(rig.surprises).toEqual([])
  })
})

describe('the page', () => {
  test('is there at each of its paths, and compressed for who can read it', async () => {
    for (const path of ['/', '/jobs/some-job', '/models']) {
      const { headers, text } = await rig.call('GET', path)
      expect([headers.get('content-type'), text]).toEqual([
        'text/html; charset=utf-8',
        '<!doctype html><title>page</title>',
      ])
    }
    const script = await rig.call('GET', '/app.js', undefined, { 'accept-encoding': 'br, gzip' })
    expect([script.headers.get('content-encoding'), script.text.length]).toEqual(['br', 6022])
    const again = await rig.call('GET', '/app.js', undefined, { 'if-none-match': script.headers.get('etag') ?? '' })
    expect(again.status).toBe(304)
    expect((await rig.call('GET', '/../package.json')).status).toBe(404)
  })
})

describe('uploads', () => {
  test('are refused as soon as they are known to be too big, and leave nothing', async () => {
    const small = await openRig({ target: { limits: { uploadBytes: 100_000 } } })
    const put = (path: string, size: number) =>
      small.call('PUT', `/api/uploads/${path}`, new Uint8Array(size).fill(7), octets)
    expect((await put('a/fits.wav', 100_000)).status).toBe(201)
    expect((await put('a/big.wav', 100_001)).status).toBe(413)
    expect((await put('..%2Fa/x.wav', 1)).status).toBe(400)
    expect((await put('../x.wav', 1)).status).toBeGreaterThanOrEqual(400)
    const { json } = await small.call('GET', '/api/buckets/uploads/objects?prefix=console/a/')
    expect(json.objects.map(({ key }: { key: string }) => key)).toEqual(['console/a/fits.wav'])
    await small.close()
  })

  test('without a bucket are not taken', async () => {
    const none = await openRig({ target: { uploadBucket: '' } })
    expect((await none.call('GET', '/api/settings')).json).not.toHaveProperty('uploadBucket')
    const { status, json } = await none.call('PUT', '/api/uploads/a/b.wav', new Uint8Array(1), octets)
    expect([status, json.error.code]).toEqual([409, 'no-upload-bucket'])
    await none.close()
  })
})
