import { signRequest } from '@scribelite/core/protocol'
import { afterEach, describe, expect, test } from 'vitest'
import { defaultCredentials } from './auth/credential-store.ts'
import { nodeHashing } from './auth/node-hashing.ts'
import { closeRigs, openRig } from './batch.rig.ts'
import { unbuiltOperations } from './operations/unbuilt.ts'

afterEach(closeRigs)

const json: readonly [string, string] = ['content-type', 'application/x-amz-json-1.1']
const target = (name: string): readonly [string, string] => ['x-amz-target', name]
const list = target('Transcribe.ListTranscriptionJobs')
const xmlDenied =
  '<AccessDeniedException>\n  <Message>Unable to determine service/operation name to be authorized</Message>\n</AccessDeniedException>\n'

describe('the order of checks', () => {
  test('anything but POST is denied in XML, whatever else is wrong', async () => {
    const rig = await openRig()
    for (const method of ['GET', 'PUT', 'DELETE', 'PATCH', 'HEAD']) {
      const answer = await rig.send({ method, headers: [json, list] }, '')
      expect([answer.status, answer.text]).toEqual([403, xmlDenied])
    }
  })

  test('an empty body is a serialization error when the target is known, else an unknown operation', async () => {
    const rig = await openRig()
    expect((await rig.send({ headers: [json, list] })).json).toEqual({ __type: 'SerializationException' })
    expect((await rig.send({ headers: [json, target('Transcribe.Nothing')] })).json).toEqual({
      __type: 'UnknownOperationException',
    })
  })

  test('a content type that is not JSON answers in XML: 404 with a target, 403 without', async () => {
    const rig = await openRig()
    const withTarget = await rig.send({ headers: [['content-type', 'text/plain'], list] }, '{}')
    expect([withTarget.status, withTarget.text]).toEqual([404, '<UnknownOperationException/>\n'])
    const without = await rig.send({ headers: [['content-type', 'text/plain']] }, '{}')
    expect([without.status, without.text]).toEqual([403, xmlDenied])
  })

  test('parameters and case of the content type do not matter', async () => {
    const rig = await openRig({ auth: 'off' })
    const type = ['content-type', 'Application/X-AMZ-json-1.1; charset=utf-8'] as const
    expect((await rig.send({ headers: [type, list] }, '{}')).status).toBe(200)
  })

  test('a body that does not parse is refused before the target and the signature are looked at', async () => {
    const rig = await openRig()
    for (const body of ['{', 'nonsense', '"\\ud800', '{"a":1}x'])
      expect((await rig.send({ headers: [json, target('Transcribe.Nothing')] }, body)).json).toEqual({
        __type: 'SerializationException',
      })
  })

  test('an unknown target is refused without a text, before the signature', async () => {
    const rig = await openRig()
    for (const name of ['Transcribe.Nothing', 'Kinesis.ListStreams', 'ListTranscriptionJobs', 'Transcribe.toString']) {
      const answer = await rig.send({ headers: [json, target(name)] }, '{}')
      expect([answer.status, answer.json]).toEqual([400, { __type: 'UnknownOperationException' }])
    }
  })

  test('the signature is checked before types and constraints', async () => {
    const rig = await openRig()
    const answer = await rig.send(
      { headers: [json, target('Transcribe.GetTranscriptionJob')] },
      '{"TranscriptionJobName":1}',
    )
    expect([answer.status, answer.json]).toEqual([
      400,
      { __type: 'MissingAuthenticationTokenException', message: 'Missing Authentication Token' },
    ])
  })

  test('types come before constraints, and constraints before the rules of the operation', async () => {
    const rig = await openRig()
    const type = await rig.call('GetTranscriptionJob', { TranscriptionJobName: ['x'] })
    expect([type.status, type.json.__type]).toEqual([400, 'SerializationException'])
    const missing = await rig.call('GetTranscriptionJob', {})
    expect(missing.json).toEqual({
      __type: 'BadRequestException',
      Message:
        "1 validation error detected: Value null at 'transcriptionJobName' failed to satisfy constraint: Member must not be null",
    })
    const pattern = await rig.call('GetTranscriptionJob', { TranscriptionJobName: 'a/b' })
    expect(pattern.json.Message).toBe(
      "1 validation error detected: Value 'a/b' at 'transcriptionJobName' failed to satisfy constraint: Member must satisfy regular expression pattern: ^[0-9a-zA-Z._-]+",
    )
    const list = await rig.call('ListTranscriptionJobs', [])
    expect([list.status, list.json]).toEqual([400, { __type: 'SerializationException' }])
  })

  test('unknown members are ignored', async () => {
    const rig = await openRig()
    expect((await rig.call('ListTranscriptionJobs', { Whatever: { deep: [1] } })).status).toBe(200)
  })

  test('a body over the bound is 413 without a body', async () => {
    const rig = await openRig({ limits: { jsonBodyBytes: 100 } })
    const answer = await rig.send({ headers: [json, list] }, JSON.stringify({ JobNameContains: 'x'.repeat(5000) }))
    expect([answer.status, answer.text]).toEqual([413, ''])
  })

  test('a refusal that repeats a long value is whole in the answer and short in log and journal', async () => {
    const rig = await openRig()
    const answer = await rig.call('GetTranscriptionJob', { TranscriptionJobName: `${'x'.repeat(100_000)}!` })
    expect(answer.text.length).toBeGreaterThan(100_000)
    expect(rig.journal.entries().at(-1)?.error?.message).toMatch(
      /^\d validation errors? detected: .*… \(\d+ characters\)$/,
    )
    expect(JSON.stringify([rig.journal.entries(), rig.log]).length).toBeLessThan(20_000)
  })
})

describe('signatures', () => {
  test('both target prefixes and any path are served', async () => {
    const rig = await openRig()
    for (const [name, path] of [
      ['Transcribe.ListTranscriptionJobs', '/'],
      ['com.amazonaws.transcribe.Transcribe.ListTranscriptionJobs', '/transcribe'],
    ] as const) {
      const headers = signRequest({
        method: 'POST',
        url: new URL(`http://localhost:4600${path}`),
        headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': name },
        body: '{}',
        credentials: defaultCredentials,
        region: 'us-east-1',
        service: 'transcribe',
        now: rig.clock.now(),
        hashing: nodeHashing,
      })
      expect((await rig.send({ path, headers: Object.entries(headers) }, '{}')).status).toBe(200)
      // The signature covers the body.
      const other = await rig.send({ path, headers: Object.entries(headers) }, '{ }')
      expect(other.json.__type).toBe('InvalidSignatureException')
    }
  })

  test('a wrong secret is told AWS words; the explanation stands in log and journal, never in the answer', async () => {
    const rig = await openRig()
    const answer = await rig.call('ListTranscriptionJobs', {}, { secret: 'wrong' })
    expect([answer.status, answer.json]).toEqual([
      400,
      {
        __type: 'InvalidSignatureException',
        message:
          'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.',
      },
    ])
    expect(rig.journal.entries().at(-1)).toMatchObject({
      operation: 'ListTranscriptionJobs',
      status: 400,
      error: { code: 'InvalidSignatureException', explanation: expect.stringContaining('AWS4-HMAC-SHA256') },
    })
    expect(rig.log.at(-1)?.detail).toContain('AWS4-HMAC-SHA256')
    expect(rig.log.at(-1)?.detail).not.toContain(defaultCredentials.secretAccessKey.repeat(2))
  })

  test('a request more than 15 minutes old is refused, and Date tells the time of the emulator', async () => {
    const rig = await openRig()
    const headers = signRequest({
      method: 'POST',
      url: new URL('http://localhost:4600/'),
      headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amz-target': 'Transcribe.ListTranscriptionJobs' },
      body: '{}',
      credentials: defaultCredentials,
      region: 'us-east-1',
      service: 'transcribe',
      now: rig.clock.now(),
      hashing: nodeHashing,
    })
    await rig.clock.advance(15 * 60_000)
    expect((await rig.send({ headers: Object.entries(headers) }, '{}')).status).toBe(200)
    await rig.clock.advance(1000)
    const late = await rig.send({ headers: Object.entries(headers) }, '{}')
    expect(late.json.message).toBe(
      'Signature expired: 20260115T120000Z is now earlier than 20260115T120001Z (20260115T121501Z - 15 min.)',
    )
    expect(late.headers.get('date')).toBe('Thu, 15 Jan 2026 12:15:01 GMT')
  })
})

test('every answer carries a request id, the content type and its length', async () => {
  const rig = await openRig()
  const answers = [await rig.call('ListTranscriptionJobs', {}), await rig.call('GetTranscriptionJob', {})]
  for (const { headers, text } of answers) {
    expect(headers.get('content-type')).toBe('application/x-amz-json-1.1')
    expect(headers.get('content-length')).toBe(String(text.length))
    expect(headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/)
  }
  const [first, second] = answers.map(({ headers }) => headers.get('x-amzn-requestid'))
  expect(first).not.toBe(second)
  expect(rig.journal.entries().map((entry) => entry.id)).toEqual([first, second])
})

test('the journal keeps what was asked, refused or not, unless it is long or no object', async () => {
  const rig = await openRig()
  await rig.call('GetTranscriptionJob', { TranscriptionJobName: 'none' })
  await rig.call('ListTranscriptionJobs', { JobNameContains: 'x' }, { secret: 'wrong' })
  await rig.call('ListTranscriptionJobs', { JobNameContains: 'x'.repeat(5000) })
  expect(rig.journal.entries().map(({ input }) => input)).toEqual([
    { TranscriptionJobName: 'none' },
    { JobNameContains: 'x' },
    undefined,
  ])
})

test('operations of the model that are not built answer 501 and name themselves', async () => {
  const rig = await openRig()
  expect(unbuiltOperations).toHaveLength(36)
  for (const operation of unbuiltOperations) {
    const answer = await rig.send({ headers: [json, target(`Transcribe.${operation}`)] }, '{}')
    // Unsigned: known to the front end, so the signature is what is missing.
    expect(answer.json.__type).toBe('MissingAuthenticationTokenException')
  }
  const answer = await rig.call('ListVocabularies', {})
  expect([answer.status, answer.json]).toEqual([
    501,
    { __type: 'NotImplemented', Message: 'scribelite does not implement ListVocabularies yet.' },
  ])
})

test('what is no refusal is InternalFailure outside and whole in the log', async () => {
  const rig = await openRig()
  await rig.batch.close()
  const answer = await rig.call('ListTranscriptionJobs', {})
  expect([answer.status, answer.json]).toEqual([
    500,
    { __type: 'InternalFailureException', Message: 'An internal error occurred. Try your request again.' },
  ])
  expect(rig.log.at(-1)).toMatchObject({ level: 'error', detail: expect.stringContaining('caused by:') })
})
