/** The same call as an AWS CLI command, in boto3 and in the JavaScript SDK, to copy. Names the keys of nobody. */
import type { JournalEntry } from '@scribelite/emulator'
import type { Snippets } from '../api/api.ts'
import { python, raw, script, shellQuoted } from './literals.ts'
import { streamSnippets } from './stream-snippets.ts'
import type { Target } from './target.ts'

type Input = Readonly<Record<string, unknown>>
type Where = Pick<Target, 'kind' | 'region' | 'connection'>

export function snippetsOf(operation: string, input: Input, target: Where): Snippets {
  const given = membersOf(withoutUndefined(input) as Input)
  if (/^StartStreamTranscription/.test(operation)) return streamSnippets(operation, given, target)
  const service = s3Operations.has(operation) ? s3 : transcribe
  return {
    cli: cliCall(service, operation, given, target),
    boto3: boto3Call(service, operation, given, target),
    javascript: javascriptCall(service, operation, given, target),
  }
}

interface ServiceNames {
  readonly cli: string
  readonly boto3: string
  readonly package: string
  readonly client: string
}

const transcribe: ServiceNames = {
  cli: 'transcribe',
  boto3: 'transcribe',
  package: '@aws-sdk/client-transcribe',
  client: 'TranscribeClient',
}
const s3: ServiceNames = { cli: 's3api', boto3: 's3', package: '@aws-sdk/client-s3', client: 'S3Client' }
/** Those of which bucket and key say all that must be said; of an upload in parts the journal does not know the rest. */
const s3Operations = new Set(
  `ListBuckets CreateBucket HeadBucket DeleteBucket GetBucketLocation ListObjects ListObjectsV2 ListMultipartUploads
  PutObject GetObject HeadObject DeleteObject GetObjectTagging`.split(/\s+/),
)

/** Whether a request of the journal can be made again elsewhere: nobody has a command for what is no operation. */
export const isRepeatable = ({ door, operation, error }: JournalEntry): boolean =>
  door === 's3' ? s3Operations.has(operation) : error?.code !== 'UnknownOperationException'

/** botocore's `xform_name`: `OutputEncryptionKMSKeyId` → `output_encryption_kms_key_id`. */
const snake = (name: string): string =>
  name
    .replace(/V2$/, '_v2')
    .replaceAll(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replaceAll(/([a-z\d])([A-Z])/g, '$1_$2')
    .toLowerCase()
const kebab = (name: string): string => snake(name).replaceAll('_', '-')

function cliCall(service: ServiceNames, operation: string, input: Input, { region, connection }: Where): string {
  const options = Object.entries(input).map(([name, value]) => {
    const option = `--${kebab(name)}`
    if (typeof value === 'boolean') return value ? option : `--no-${kebab(name)}`
    return `${option} ${shellQuoted(typeof value === 'object' ? JSON.stringify(value) : String(value))}`
  })
  // What the CLI wants besides the members: where to take the bytes from, and where to put them.
  const file = operation === 'PutObject' ? ['--body FILE'] : operation === 'GetObject' ? ['FILE'] : []
  const where = [
    ...(connection.endpoint === undefined ? [] : [`--endpoint-url ${shellQuoted(connection.endpoint)}`]),
    `--region ${region}`,
  ]
  return [`aws ${service.cli} ${kebab(operation)}`, ...where, ...options, ...file].join(' \\\n  ')
}

function boto3Call(service: ServiceNames, operation: string, input: Input, { region, connection }: Where): string {
  const where = [`region_name=${python(region)}`]
  if (connection.endpoint !== undefined) where.push(`endpoint_url=${python(connection.endpoint)}`)
  const members = Object.entries(input).map(([name, value]) => `    ${name}=${python(value, 1)},\n`)
  if (operation === 'PutObject') members.push("    Body=open('FILE', 'rb'),\n")
  const call = `${snake(operation)}(${members.length === 0 ? '' : `\n${members.join('')}`})`
  return `import boto3\n\n${service.boto3} = boto3.client(${[python(service.boto3), ...where].join(', ')})\nanswer = ${service.boto3}.${call}\n`
}

function javascriptCall(service: ServiceNames, operation: string, input: Input, { region, connection }: Where): string {
  const where: Record<string, unknown> = { region }
  if (connection.endpoint !== undefined) where.endpoint = connection.endpoint
  if (connection.endpoint !== undefined && service === s3) where.forcePathStyle = true
  const command = `${operation}Command`
  const members = operation === 'PutObject' ? { ...input, Body: raw("readFileSync('FILE')") } : input
  return [
    ...(operation === 'PutObject' ? ["import { readFileSync } from 'node:fs'"] : []),
    `import { ${[command, service.client].sort().join(', ')} } from '${service.package}'`,
    '',
    `const client = new ${service.client}(${script(where)})`,
    `const answer = await client.send(new ${command}(${script(members)}))`,
    '',
  ].join('\n')
}

/** A client may name a member anything. What no service knows is left out, and can put nothing into a command to be copied. */
const membersOf = (input: Input): Input =>
  Object.fromEntries(Object.entries(input).filter(([name]) => /^[A-Z][A-Za-z0-9]*$/.test(name)))

function withoutUndefined(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(withoutUndefined)
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .map(([name, one]) => [name, withoutUndefined(one)]),
  )
}
