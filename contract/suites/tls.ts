/** The same doors inside TLS, by clients that trust the emulator's own authority and nothing else. */
import { readFile } from 'node:fs/promises'
import { Agent, get } from 'node:https'
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3'
import { TranscribeClient } from '@aws-sdk/client-transcribe'
import { TranscribeStreamingClient } from '@aws-sdk/client-transcribe-streaming'
import { encodeAudioEvent, portableHashing, presignUrl } from '@scribelite/core/protocol'
import { NodeHttp2Handler, NodeHttpHandler } from '@smithy/node-http-handler'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import WebSocket from 'ws'
import { benchWith } from '../batch.ts'
import { hearRecording } from '../heard.ts'
import { chunksOf, recording, wordsOf } from '../recordings.ts'
import type { EmulatorFactory, EmulatorTarget } from '../targets.ts'

export function tlsSuite(factory: EmulatorFactory): void {
  describe(`TLS, ${factory.name}`, () => {
    let target: EmulatorTarget
    let ca: string
    let url: string
    beforeAll(async () => {
      target = await factory.open({ tls: true })
      url = target.tls?.url ?? ''
      ca = await readFile(target.tls?.caFile ?? '', 'utf8')
    })
    afterAll(() => target.close())
    const settings = () => ({ endpoint: url, region: target.region, credentials: target.credentials })

    test('the address is https on the same port', () => {
      expect(url).toBe(`https://localhost:${new URL(target.url).port}`)
    })

    test('a client that does not trust the authority does not get through', async () => {
      const code = new Promise((_, reject) => get(url, { ca: [] }).once('error', reject))
      await expect(code).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO/) })
    })

    test('JSON API and objects over HTTPS, and a transcript URI of https', async () => {
      const requestHandler = new NodeHttpHandler({ httpsAgent: new Agent({ ca }) })
      const s3 = new S3Client({ ...settings(), requestHandler, forcePathStyle: true })
      const transcribe = new TranscribeClient({ ...settings(), requestHandler })
      const bench = benchWith(target, transcribe, s3)
      const library = await recording('general/library.flac')
      const job = await bench.run({
        media: await bench.put('tls/library.flac', library.bytes),
        TranscriptionJobName: 'over-tls',
        OutputBucketName: target.bucket,
      })
      expect(job.Transcript?.TranscriptFileUri).toBe(`${url}/${target.bucket}/over-tls.json`)
      const { Body } = await s3.send(new GetObjectCommand({ Bucket: target.bucket, Key: 'over-tls.json' }))
      expect(JSON.parse((await Body?.transformToString()) ?? '')).toMatchObject({ jobName: 'over-tls' })
      bench.close()
    })

    test('a stream over HTTP/2, which ALPN chooses', async () => {
      const client = new TranscribeStreamingClient({
        ...settings(),
        requestHandler: new NodeHttp2Handler({ nodeHttp2ConnectOptions: { ca } }),
      })
      const speech = await recording('kubernetes/toleration.flac')
      const { text, output } = await hearRecording(client, speech)
      expect(wordsOf(text).slice(0, 2)).toEqual(['add', 'a'])
      expect(output.$metadata.httpStatusCode).toBe(200)
      client.destroy()
    })

    test('a stream over wss', async () => {
      const speech = await recording('kubernetes/toleration.wav')
      const address = new URL('/stream-transcription-websocket', url.replace('https', 'wss'))
      address.search = 'language-code=en-US&media-encoding=pcm&sample-rate=16000'
      const signed = presignUrl({
        url: address,
        credentials: target.credentials,
        region: target.region,
        service: 'transcribe',
        expires: 60,
        now: Date.now(),
        hashing: portableHashing,
      })
      const socket = new WebSocket(signed.url, { ca })
      const texts: string[] = []
      socket.on('message', (data: Buffer) => texts.push(data.toString('latin1')))
      socket.once('open', () => {
        for (const chunk of chunksOf(speech)) socket.send(encodeAudioEvent(chunk))
        socket.send(new Uint8Array(0))
      })
      const code = await new Promise((resolve, reject) => {
        socket.once('close', resolve)
        socket.once('error', reject)
      })
      expect(code).toBe(1000)
      expect(texts.join('\n')).toMatch(/"IsPartial":false/)
    })
  })
}
