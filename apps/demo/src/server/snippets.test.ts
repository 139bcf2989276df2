import { describe, expect, test } from 'vitest'
import { snippetsOf } from './snippets.ts'
import type { Target } from './target.ts'

const emulator = {
  kind: 'emulator',
  region: 'us-east-1',
  connection: {
    endpoint: 'http://127.0.0.1:4600',
    credentials: { accessKeyId: 'AKIA', secretAccessKey: 'never shown' },
  },
} as const satisfies Pick<Target, 'kind' | 'region' | 'connection'>
const aws = { kind: 'aws', region: 'eu-west-1', connection: {} } as const

const input = {
  TranscriptionJobName: "it's a job",
  Media: { MediaFileUri: 's3://media/a b.wav' },
  Settings: { ShowAlternatives: true, MaxAlternatives: 2 },
  IdentifyLanguage: false,
  LanguageCode: undefined,
}

describe('a call in other words', () => {
  test('as an AWS CLI command: options as botocore names them, quoted for a shell', () => {
    expect(snippetsOf('StartTranscriptionJob', input, emulator).cli).toBe(
      [
        'aws transcribe start-transcription-job',
        '--endpoint-url http://127.0.0.1:4600',
        '--region us-east-1',
        `--transcription-job-name 'it'\\''s a job'`,
        `--media '{"MediaFileUri":"s3://media/a b.wav"}'`,
        `--settings '{"ShowAlternatives":true,"MaxAlternatives":2}'`,
        '--no-identify-language',
      ].join(' \\\n  '),
    )
    const { cli } = snippetsOf('StartTranscriptionJob', { OutputEncryptionKMSKeyId: 'k' }, aws)
    expect(cli).toBe(
      'aws transcribe start-transcription-job \\\n  --region eu-west-1 \\\n  --output-encryption-kms-key-id k',
    )
  })

  test('in boto3', () => {
    expect(snippetsOf('StartTranscriptionJob', input, emulator).boto3).toBe(
      `import boto3

transcribe = boto3.client('transcribe', region_name='us-east-1', endpoint_url='http://127.0.0.1:4600')
answer = transcribe.start_transcription_job(
    TranscriptionJobName='it\\'s a job',
    Media={
        'MediaFileUri': 's3://media/a b.wav',
    },
    Settings={
        'ShowAlternatives': True,
        'MaxAlternatives': 2,
    },
    IdentifyLanguage=False,
)
`,
    )
    expect(snippetsOf('ListBuckets', {}, aws).boto3).toContain('s3.list_buckets()')
    expect(snippetsOf('ListObjectsV2', { Bucket: 'b' }, aws).boto3).toContain('s3.list_objects_v2(')
  })

  test('in the JavaScript SDK', () => {
    expect(snippetsOf('StartTranscriptionJob', input, emulator).javascript).toBe(
      `import { StartTranscriptionJobCommand, TranscribeClient } from '@aws-sdk/client-transcribe'

const client = new TranscribeClient({ region: 'us-east-1', endpoint: 'http://127.0.0.1:4600' })
const answer = await client.send(new StartTranscriptionJobCommand({
  TranscriptionJobName: 'it\\'s a job',
  Media: { MediaFileUri: 's3://media/a b.wav' },
  Settings: { ShowAlternatives: true, MaxAlternatives: 2 },
  IdentifyLanguage: false,
}))
`,
    )
    expect(snippetsOf('PutObject', { Bucket: 'b', Key: 'k' }, emulator).javascript).toContain('forcePathStyle: true')
  })

  test('a stream, whose parameters came as text', () => {
    const stream = {
      LanguageCode: 'en-US',
      MediaSampleRateHertz: '16000',
      MediaEncoding: 'pcm',
      ShowSpeakerLabel: 'false',
    }
    const { cli, boto3, javascript } = snippetsOf('StartStreamTranscriptionWebSocket', stream, emulator)
    expect(cli).toContain('scribelite stream AUDIO \\\n  --transport websocket \\\n  --language en-US')
    expect(boto3).toContain('media_sample_rate_hz=16000,')
    expect(javascript).toMatch(
      /MediaSampleRateHertz: 16000,\s+MediaEncoding: 'pcm',\s+ShowSpeakerLabel: false,\s+AudioStream: audio\(\)/,
    )
  })

  test('of no member that a service could know, whatever a client has sent', () => {
    const strange = { LanguageCode: 'en-US', 'A;touch /tmp/x;': 1, Tags: { 'it’s-a tag': 'b' } }
    const { cli, boto3, javascript } = snippetsOf('StartTranscriptionJob', strange, aws)
    expect(cli).toMatch(/--region eu-west-1 \\\n {2}--language-code en-US \\\n {2}--tags '[^']*'$/)
    expect([cli, boto3, javascript].join()).not.toContain('touch')
    expect(javascript).toContain("Tags: { 'it’s-a tag': 'b' }")
  })

  test('never with a key', () => {
    for (const operation of ['StartTranscriptionJob', 'PutObject', 'StartStreamTranscription']) {
      expect(JSON.stringify(snippetsOf(operation, input, emulator))).not.toMatch(/never shown|AKIA/)
    }
  })
})
