/** One contract, two stores: a folder, and another S3 (which is ours, over HTTP, with signatures checked). */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { serveS3 } from '../../../../test/s3-over-http.ts'
import { createFolderStore } from './folder-store.ts'
import type { ObjectStore } from './object-store.ts'
import { createRemoteStore } from './remote-store.ts'

interface Target {
  readonly store: ObjectStore
  close(): Promise<void>
}

const targets: Record<string, () => Promise<Target>> = {
  async 'a folder'() {
    const folder = await mkdtemp(join(tmpdir(), 'objects-'))
    return { store: createFolderStore(folder), close: () => rm(folder, { recursive: true }) }
  },
  async 'another S3'() {
    const folder = await mkdtemp(join(tmpdir(), 'objects-'))
    const server = await serveS3(createFolderStore(folder))
    const store = createRemoteStore({
      endpoint: server.endpoint,
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      region: 'eu-west-1',
    })
    return {
      store,
      close: async () => {
        await server.close()
        await rm(folder, { recursive: true })
      },
    }
  },
}

async function* chunks(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part
}

async function read(store: ObjectStore, key: string, range?: { first: number; last: number }): Promise<string> {
  const stored = await store.get('demo', key, range)
  if (stored === undefined) throw new Error(`no ${key}`)
  const parts: Uint8Array[] = []
  for await (const part of stored.body) parts.push(part)
  return Buffer.concat(parts).toString()
}

for (const [name, open] of Object.entries(targets)) {
  describe(`objects in ${name}`, () => {
    let target: Target
    let store: ObjectStore
    beforeEach(async () => {
      target = await open()
      store = target.store
      await store.createBucket('demo')
    })
    afterEach(() => target.close())

    test('come back as they were put, with type, metadata and the MD5 as ETag', async () => {
      const put = await store.put('demo', 'a/b.txt', chunks('hello ', 'world'), {
        contentType: 'text/plain',
        user: { speaker: 'anna' },
        system: { 'cache-control': 'no-cache' },
      })
      expect(put).toMatchObject({ key: 'a/b.txt', size: 11, etag: '5eb63bbbe01eeed093cb22bb8f5acdc3' })
      expect(await read(store, 'a/b.txt')).toBe('hello world')
      expect(await store.head('demo', 'a/b.txt')).toMatchObject({
        size: 11,
        etag: '5eb63bbbe01eeed093cb22bb8f5acdc3',
        metadata: {
          contentType: 'text/plain',
          user: { speaker: 'anna' },
          system: { 'cache-control': 'no-cache' },
        },
      })
    })

    test('can be read in part, and when they are empty', async () => {
      await store.put('demo', 'digits', chunks('0123456789'))
      await store.put('demo', 'empty', chunks())
      expect(await read(store, 'digits', { first: 3, last: 5 })).toBe('345')
      expect(await read(store, 'empty')).toBe('')
      expect((await store.head('demo', 'empty'))?.etag).toBe('d41d8cd98f00b204e9800998ecf8427e')
    })

    test('stay as they were when a new body breaks off', async () => {
      await store.put('demo', 'k', chunks('before'))
      const broken = async function* (): AsyncGenerator<Uint8Array> {
        yield Buffer.from('half')
        throw new Error('broke off')
      }
      await expect(store.put('demo', 'k', broken())).rejects.toThrow('broke off')
      await expect(store.put('demo', 'new', broken())).rejects.toThrow('broke off')
      expect(await read(store, 'k')).toBe('before')
      expect(await store.head('demo', 'new')).toBeUndefined()
    })

    test('are kept under every key that S3 takes', async () => {
      const keys = [
        'plain',
        'deep/er/still',
        'with blank/+plus %41?&#=.txt',
        'Straße/日本語/🎧.wav',
        'double//slash',
        '/leading',
        'folder/',
        'back\\slash',
        'COM1',
        `${'x'.repeat(300)}/long segment`,
        'k'.repeat(1024),
        "quote'(1)!*~",
      ]
      for (const key of keys) await store.put('demo', key, chunks(`body of ${key}`), { user: { n: '1' } })
      for (const key of keys) {
        expect(await read(store, key)).toBe(`body of ${key}`)
        expect((await store.head('demo', key))?.metadata.user).toEqual({ n: '1' })
      }
      const listed = await store.list('demo', { prefix: '', limit: 100 })
      const inOrder = keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
      expect(listed.map(({ key }) => key)).toEqual(inOrder)
      for (const key of keys) await store.delete('demo', key)
      expect(await store.list('demo', { prefix: '', limit: 100 })).toEqual([])
    })

    test('can be named as a folder of others, in whichever order they come and go', async () => {
      for (const order of [
        ['a', 'a/b', 'a/b/c'],
        ['a/b/c', 'a/b', 'a'],
      ]) {
        for (const key of order) await store.put('demo', key, chunks(key))
        for (const key of order) expect(await read(store, key)).toBe(key)
        expect((await store.list('demo', { prefix: 'a', limit: 9 })).map(({ key }) => key)).toEqual([
          'a',
          'a/b',
          'a/b/c',
        ])
        for (const key of order) {
          await store.delete('demo', key)
          expect(await store.head('demo', key)).toBeUndefined()
        }
        expect(await store.list('demo', { prefix: '', limit: 9 })).toEqual([])
      }
    })

    test('are listed in the byte order of UTF-8, a page at a time', async () => {
      // U+FF5E sorts before U+1F3A7 as bytes, and after it as UTF-16.
      const keys = ['a!', 'a-b', 'a/x', 'a/y/z', 'a0', 'b', '～', '🎧']
      for (const key of keys) await store.put('demo', key, chunks('.'))
      const seen: string[] = []
      for (let startAfter = ''; ; ) {
        const page = await store.list('demo', { prefix: '', startAfter, limit: 3 })
        seen.push(...page.map(({ key }) => key))
        if (page.length < 3) break
        startAfter = page.at(-1)?.key ?? ''
      }
      expect(seen).toEqual(keys)
      expect((await store.list('demo', { prefix: 'a/', limit: 9 })).map(({ key }) => key)).toEqual(['a/x', 'a/y/z'])
      expect(await store.list('demo', { prefix: 'nothing/here', limit: 9 })).toEqual([])
    })

    test('larger than a part of an upload come back whole', async () => {
      const block = Buffer.alloc(1_000_003, 'scribe')
      await store.put('demo', 'large', chunks(...Array.from({ length: 19 }, () => block)))
      const stored = await store.get('demo', 'large')
      let size = 0
      for await (const part of stored?.body ?? []) size += part.byteLength
      expect(size).toBe(19 * 1_000_003)
      expect(await read(store, 'large', { first: 1_000_003, last: 1_000_008 })).toBe('scribe')
    })

    test('need their bucket, which goes only when it is empty', async () => {
      await expect(store.put('missing', 'k', chunks('x'))).rejects.toMatchObject({ code: 'no-such-bucket' })
      await expect(store.list('missing', { prefix: '', limit: 1 })).rejects.toMatchObject({ code: 'no-such-bucket' })
      await expect(store.createBucket('No')).rejects.toMatchObject({ code: 'bad-bucket-name' })
      expect(await store.get('demo', 'k')).toBeUndefined()
      await store.put('demo', 'a/b', chunks('x'))
      await expect(store.deleteBucket('demo')).rejects.toMatchObject({ code: 'bucket-not-empty' })
      await store.delete('demo', 'a/b')
      await store.deleteBucket('demo')
      expect(await store.hasBucket('demo')).toBe(false)
      expect(await store.listBuckets()).toEqual([])
    })
  })
}

test('a key that would leave its bucket on the way to another S3 is refused before anything is sent', async () => {
  const gone = await serveS3(createFolderStore(await mkdtemp(join(tmpdir(), 'objects-'))))
  await gone.close()
  const store = createRemoteStore({
    endpoint: gone.endpoint,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    region: 'us-east-1',
  })
  await expect(store.head('demo', '../other/secret')).rejects.toMatchObject({ code: 'key-not-sendable' })
  await expect(store.head('demo', 'fine')).rejects.toMatchObject({
    code: 'remote-unreachable',
    message: expect.stringContaining(`${gone.endpoint} cannot be reached (ECONNREFUSED)`),
  })
})
