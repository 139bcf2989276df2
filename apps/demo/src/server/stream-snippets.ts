/** A stream in other words. AWS CLI and boto3 have none; what stands in their place says so. */
import type { Snippets } from '../api/api.ts'
import { python, raw, script, shellQuoted } from './literals.ts'
import type { Target } from './target.ts'

type Input = Readonly<Record<string, unknown>>
type Where = Pick<Target, 'region' | 'connection'>

/** As the package amazon-transcribe calls them. */
const pythonNames: Readonly<Record<string, string>> = {
  LanguageCode: 'language_code',
  MediaSampleRateHertz: 'media_sample_rate_hz',
  MediaEncoding: 'media_encoding',
  SessionId: 'session_id',
  LanguageModelName: 'language_model_name',
  EnablePartialResultsStabilization: 'enable_partial_results_stabilization',
  PartialResultsStability: 'partial_results_stability',
}

const pythonArguments = (input: Input): string[] =>
  Object.entries(pythonNames).flatMap(([member, name]) =>
    input[member] === undefined ? [] : [`    ${name}=${python(input[member])},`],
  )

export function streamSnippets(operation: string, input: Input, { region, connection }: Where): Snippets {
  const typed = Object.fromEntries(Object.entries(input).map(([name, value]) => [name, typedMember(value)]))
  const { LanguageCode, LanguageModelName } = typed
  const flags = [
    `--transport ${operation.endsWith('WebSocket') ? 'websocket' : 'http2'}`,
    ...(LanguageCode === undefined ? [] : [`--language ${shellQuoted(String(LanguageCode))}`]),
    ...(LanguageModelName === undefined ? [] : [`--model ${shellQuoted(String(LanguageModelName))}`]),
    ...(connection.endpoint === undefined ? [] : [`--endpoint-url ${shellQuoted(connection.endpoint)}`]),
    `--region ${region}`,
  ]
  const members = { ...typed, AudioStream: raw('audio()') }
  const where = connection.endpoint === undefined ? { region } : { region, endpoint: connection.endpoint }
  return {
    cli: `# The AWS CLI has no streams. With scribelite:\n${['scribelite stream AUDIO', ...flags].join(' \\\n  ')}`,
    boto3: [
      '# boto3 has no streams. AWS has a package of its own for Python, amazon-transcribe:',
      'from amazon_transcribe.client import TranscribeStreamingClient',
      '',
      `client = TranscribeStreamingClient(region=${python(region)})`,
      'stream = await client.start_stream_transcription(',
      ...pythonArguments(typed),
      ')',
      '',
    ].join('\n'),
    javascript: [
      "import { createReadStream } from 'node:fs'",
      "import { StartStreamTranscriptionCommand, TranscribeStreamingClient } from '@aws-sdk/client-transcribe-streaming'",
      '',
      'async function* audio() {',
      "  for await (const AudioChunk of createReadStream('AUDIO', { highWaterMark: 3200 })) yield { AudioEvent: { AudioChunk } }",
      '}',
      `const client = new TranscribeStreamingClient(${script(where)})`,
      `const answer = await client.send(new StartStreamTranscriptionCommand(${script(members)}))`,
      'for await (const { TranscriptEvent } of answer.TranscriptResultStream) {',
      '  for (const { IsPartial, Alternatives } of TranscriptEvent?.Transcript?.Results ?? []) {',
      '    if (!IsPartial) console.log(Alternatives?.[0]?.Transcript)',
      '  }',
      '}',
      '',
    ].join('\n'),
  }
}

/** Parameters of a stream are text on the wire. */
const typedMember = (value: unknown): unknown =>
  value === 'true'
    ? true
    : value === 'false'
      ? false
      : typeof value === 'string' && /^\d+$/.test(value)
        ? Number(value)
        : value
