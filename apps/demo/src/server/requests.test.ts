import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openRig, type Rig } from './console.rig.ts'

let rig: Rig
beforeAll(async () => {
  rig = await openRig()
})
afterAll(() => rig.close())

async function newest(operation: string): Promise<{ readonly snippets?: { readonly cli: string } }> {
  const { requests } = (await rig.call('GET', '/api/requests')).json
  const { id } = requests.find((one: { readonly operation: string }) => one.operation === operation)
  return (await rig.call('GET', `/api/requests/${id}`)).json
}

describe('a request of the journal as a command', () => {
  test.each(['CreateMultipartUpload', 'UploadPart', 'CompleteMultipartUpload'])(
    '%s has none: bucket and key do not say all of it',
    async (operation) => {
      const headers = { 'content-type': 'application/octet-stream' }
      await rig.call('PUT', '/api/uploads/calls/long.wav', new Uint8Array(6_000_000), headers)
      expect((await newest(operation)).snippets).toBeUndefined()
    },
  )

  test('what is no operation has none', async () => {
    await fetch(rig.connection.endpoint ?? '', {
      method: 'POST',
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Transcribe.MakeCoffee' },
      body: '{"Cups":1}',
    })
    expect((await newest('MakeCoffee')).snippets).toBeUndefined()
  })

  test('the buckets, and where one is, are asked for as S3', async () => {
    await rig.call('GET', '/api/buckets')
    expect((await newest('ListBuckets')).snippets?.cli).toMatch(/^aws s3api list-buckets/)
  })
})
