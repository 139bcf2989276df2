import { createHash } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createFolderStore } from './folder-store.ts'
import { plainSegments } from './key-path.ts'
import type { ObjectStore } from './object-store.ts'

let folder: string
let store: ObjectStore
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'folder-store-'))
  store = createFolderStore(folder)
  await store.createBucket('demo')
})
afterEach(() => rm(folder, { recursive: true }))

async function* chunks(...parts: string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield Buffer.from(part)
}
async function read(from: ObjectStore, key: string): Promise<string | undefined> {
  const parts: Uint8Array[] = []
  const stored = await from.get('demo', key)
  for await (const part of stored?.body ?? []) parts.push(part)
  return stored && Buffer.concat(parts).toString()
}
const md5 = (text: string): string => createHash('md5').update(text).digest('hex')
const keys = async (): Promise<string[]> => (await store.list('demo', { prefix: '', limit: 99 })).map(({ key }) => key)

test('an object is a plain file under its own name, and nothing else stands beside it', async () => {
  await store.put('demo', 'audio/ünï.wav', chunks('RIFF'), { contentType: 'audio/wav' })
  expect(await readFile(join(folder, 'demo', 'audio', 'ünï.wav'), 'utf8')).toBe('RIFF')
  expect(await readdir(join(folder, 'demo', 'audio'))).toEqual(['ünï.wav'])
  expect((await readdir(folder)).sort()).toEqual(['.scribelite', 'demo'])
  expect((await store.listBuckets()).map(({ name }) => name)).toEqual(['demo'])
})

test('a folder that a person made is a bucket, and a file edited by hand has its new ETag', async () => {
  await mkdir(join(folder, 'Recordings_2026'))
  await writeFile(join(folder, 'Recordings_2026', 'a.txt'), 'one')
  expect(await store.head('Recordings_2026', 'a.txt')).toMatchObject({ etag: md5('one') })
  await store.put('demo', 'a.txt', chunks('one'), { user: { by: 'client' } })
  await writeFile(join(folder, 'demo', 'a.txt'), 'two!')
  expect(await store.head('demo', 'a.txt')).toMatchObject({
    size: 4,
    etag: md5('two!'),
    metadata: {},
  })
})

test('metadata and odd keys are there for the next process', async () => {
  await store.put('demo', 'a', chunks('1'), { user: { n: '1' } })
  await store.put('demo', 'a/b', chunks('2'), { user: { n: '2' } })
  await store.put('demo', 'up/../../x', chunks('3'))
  const next = createFolderStore(folder)
  expect((await next.head('demo', 'a/b'))?.metadata.user).toEqual({ n: '2' })
  expect(await read(next, 'up/../../x')).toBe('3')
  expect(await keys()).toEqual(['a', 'a/b', 'up/../../x'])
})

test('no key reads or writes outside of its bucket', async () => {
  await writeFile(join(folder, 'secret'), 'secret')
  for (const key of [
    '../secret',
    '../../etc/passwd',
    '/etc/passwd',
    'x/../../secret',
    '..\\secret',
    '..',
    '.',
    'nul\0byte',
  ]) {
    expect(await read(store, key)).toBeUndefined()
    await store.put('demo', key, chunks(key))
    expect(await read(store, key)).toBe(key)
  }
  expect(await readFile(join(folder, 'secret'), 'utf8')).toBe('secret')
  expect((await readdir(folder)).sort()).toEqual(['.scribelite', 'demo', 'secret'])
  expect(await readdir(join(folder, 'demo'))).toEqual([])
  for (const bucket of ['..', '.scribelite', '../demo', 'demo/x', '', '/tmp']) {
    expect(await store.hasBucket(bucket)).toBe(false)
    expect(await store.head(bucket, 'objects')).toBeUndefined()
    await expect(store.put(bucket, 'k', chunks('x'))).rejects.toMatchObject({ code: 'no-such-bucket' })
  }
})

test('links are not followed, neither to read, to list nor to write', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'outside-'))
  await writeFile(join(outside, 'secret'), 'secret')
  await symlink(outside, join(folder, 'demo', 'out'))
  await symlink(join(outside, 'secret'), join(folder, 'demo', 'link'))
  await symlink(outside, join(folder, 'linked-bucket'))
  expect(await read(store, 'out/secret')).toBeUndefined()
  expect(await read(store, 'link')).toBeUndefined()
  expect(await keys()).toEqual([])
  expect(await store.list('demo', { prefix: 'out/', limit: 9 })).toEqual([])
  expect(await store.hasBucket('linked-bucket')).toBe(false)
  await store.put('demo', 'out/secret', chunks('mine'))
  await store.put('demo', 'link', chunks('mine'))
  await store.put('demo', 'out/new', chunks('mine'))
  expect(await read(store, 'out/secret')).toBe('mine')
  expect(await read(store, 'link')).toBe('mine')
  expect(await readFile(join(outside, 'secret'), 'utf8')).toBe('secret')
  expect(await readdir(outside)).toEqual(['secret'])
  await rm(outside, { recursive: true })
})

test('a reader keeps what it opened while the object is replaced, and many writers leave one of theirs', async () => {
  await store.put('demo', 'k', chunks('before'))
  const opened = await store.get('demo', 'k')
  const bodies = Array.from({ length: 20 }, (_, index) => String(index).repeat(50 + index))
  await Promise.all(
    bodies.map((body, index) => store.put('demo', 'k', chunks(body), { user: { index: String(index) } })),
  )
  const parts: Uint8Array[] = []
  for await (const part of opened?.body ?? []) parts.push(part)
  expect(Buffer.concat(parts).toString()).toBe('before')
  const index = Number((await store.head('demo', 'k'))?.metadata.user?.index)
  expect(await read(store, 'k')).toBe(bodies[index])
  expect(await readdir(join(folder, '.scribelite', 'scratch'))).toEqual([])
})

test('an emptied folder goes with its last object, also while others are put beside it', async () => {
  for (let round = 0; round < 20; round++) {
    await store.put('demo', 'a/b/old', chunks('x'))
    await Promise.all([store.delete('demo', 'a/b/old'), store.put('demo', `a/b/${round}`, chunks('y'))])
    expect(await keys()).toEqual([`a/b/${round}`])
    await store.delete('demo', `a/b/${round}`)
  }
  expect(await readdir(join(folder, 'demo'))).toEqual([])
})

test('objects are stamped by the clock that was passed in', async () => {
  const then = Date.UTC(2031, 0, 2, 3, 4, 5, 678)
  const timed = createFolderStore(folder, { now: () => then })
  expect((await timed.put('demo', 'k', chunks('x'))).modified).toBe(then)
  expect((await timed.head('demo', 'k'))?.modified).toBe(then)
})

test('uploads that nobody finished go after a week, and never are more than a thousand', async () => {
  let now = Date.UTC(2026, 0, 1)
  const { uploads } = createFolderStore(folder, { now: () => now })
  const begin = (uploadId: string) =>
    uploads?.create({ uploadId, bucket: 'demo', key: 'k', initiated: now, metadata: {} })
  await begin('abandoned-1')
  now += 8 * 24 * 3600 * 1000
  await begin('fresh-upload')
  expect((await uploads?.list('demo'))?.map(({ uploadId }) => uploadId)).toEqual(['fresh-upload'])
  for (let index = 0; index < 1000; index++) {
    const uploadId = `written-${String(index).padStart(4, '0')}`
    await mkdir(join(folder, '.scribelite', 'uploads', uploadId))
    const upload = { uploadId, bucket: 'demo', key: 'k', initiated: now + index, metadata: {} }
    await writeFile(join(folder, '.scribelite', 'uploads', uploadId, 'upload.json'), JSON.stringify(upload))
  }
  now += 1000
  await begin('one-more')
  const open = (await uploads?.list('demo'))?.map(({ uploadId }) => uploadId)
  expect(open).toHaveLength(1000)
  expect(open?.at(-1)).toBe('one-more')
  expect(open).not.toContain('fresh-upload')
  for (const uploadId of ['../../demo', '..', 'a/b', '']) {
    expect(await uploads?.find('demo', 'k', uploadId)).toBeUndefined()
  }
})

test('on Windows a key that means something to the system is not a file name', () => {
  for (const key of ['a:b', 'CON', 'x/nul.txt', 'dot.', 'blank ', 'que?ry', 'tab\t']) {
    expect(plainSegments(key, 'win32')).toBeUndefined()
    expect(plainSegments(key, 'linux')).toEqual(key.split('/'))
  }
  expect(plainSegments('fine/name.wav', 'win32')).toEqual(['fine', 'name.wav'])
})

test('a part that is still coming when its upload is aborted is refused, and nothing of it stays', async () => {
  const { uploads } = store
  await uploads?.create({ uploadId: 'aborted-upload', bucket: 'demo', key: 'k', initiated: Date.now(), metadata: {} })
  async function* slow(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('half of it')
    await uploads?.remove('aborted-upload')
    yield Buffer.from(' and the rest')
  }
  await expect(uploads?.putPart('aborted-upload', 1, slow(), () => undefined)).rejects.toMatchObject({
    code: 'NoSuchUpload',
  })
  expect(await readdir(join(folder, '.scribelite', 'uploads'))).toEqual([])
})

test('parts that go while they are joined, because somebody else has joined them, make an upload that is not there', async () => {
  const { uploads } = store
  if (uploads === undefined) throw new Error('a folder takes uploads')
  const uploadId = 'joined-upload'
  await uploads.create({ uploadId, bucket: 'demo', key: 'k', initiated: Date.now(), metadata: {} })
  async function* body(): AsyncGenerator<Uint8Array> {
    yield Buffer.from('part')
  }
  for (const number of [1, 2]) await uploads.putPart(uploadId, number, body(), () => undefined)
  const joining = (async () => {
    for await (const _ of uploads.read(uploadId, await uploads.parts(uploadId))) await uploads.remove(uploadId)
  })()
  await expect(joining).rejects.toMatchObject({ code: 'NoSuchUpload' })
})
