import { S3Client } from '@aws-sdk/client-s3'
import { TranscribeClient } from '@aws-sdk/client-transcribe'
import { TranscribeStreamingClient } from '@aws-sdk/client-transcribe-streaming'
import { nameTheUnreachable, readRefusalsEarly } from './early-refusal.ts'
import { ScribeliteError } from './errors.ts'
import { endpointOfProfile } from './profile-endpoint.ts'
import type { Credentials } from './protocol/index.ts'

/**
 * Where the service is and who asks. Whatever is left out comes from the AWS SDK's own chain: `AWS_REGION`, `AWS_ACCESS_KEY_ID`,
 * profiles, `AWS_ENDPOINT_URL_TRANSCRIBE`, `AWS_ENDPOINT_URL_TRANSCRIBE_STREAMING`, `AWS_ENDPOINT_URL_S3`, `AWS_ENDPOINT_URL`, …
 */
export interface ConnectionOptions {
  readonly region?: string
  readonly credentials?: Credentials
  /** A profile of the shared configuration files, for keys, region and addresses. */
  readonly profile?: string
  /** One address for everything, as of a local emulator: `http://127.0.0.1:4600`. */
  readonly endpoint?: string
  /** An address for one service, before `endpoint`. */
  readonly endpoints?: { readonly transcribe?: string; readonly streaming?: string; readonly s3?: string }
}

/** An open connection, for many calls; `openConnection` makes one. */
export interface Connection {
  readonly options: ConnectionOptions
  /** Closes the sockets. Calls under way fail. */
  close(): void
}

/** What every flow takes: an open connection, or what is needed to open one for that call. */
export type ConnectionSource = Connection | ConnectionOptions

export interface Clients {
  readonly transcribe: TranscribeClient
  readonly s3: S3Client
}

const clientsByConnection: WeakMap<Connection, Clients> = new WeakMap()

const isOpen = (source: ConnectionSource): source is Connection => 'close' in source

const quietly = (): void => undefined
const silent = { trace: quietly, debug: quietly, info: quietly, warn: quietly, error: quietly }

const clientSettings = (options: ConnectionOptions, forService: string | undefined): object => {
  const endpoint = forService ?? options.endpoint
  // `localhost:4600` is a URL, of a scheme called localhost.
  if (endpoint !== undefined && !(URL.canParse(endpoint) && /^https?:/.test(new URL(endpoint).protocol))) {
    throw new ScribeliteError(
      'bad-option',
      `The endpoint is "${endpoint}"; give an http or https URL such as http://127.0.0.1:4600.`,
    )
  }
  return {
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.credentials === undefined ? {} : { credentials: options.credentials }),
    // Who names a profile need not be told by the SDK, on the console, that it goes before the keys in the environment.
    ...(options.profile === undefined ? {} : { profile: options.profile, logger: silent }),
    ...(endpoint === undefined ? {} : { endpoint }),
  }
}

/**
 * Opens a connection that many calls can share.
 *
 * @throws ScribeliteError `bad-option` when an endpoint is no http or https URL
 * @example
 * const connection = openConnection({ endpoint: 'http://127.0.0.1:4600', region: 'us-east-1' })
 * await transcribe('call.wav', { connection, bucket: 'media' })
 * connection.close()
 */
export const openConnection = (options: ConnectionOptions = {}): Connection => {
  // Two tries: the second is for a clock that the first has set right. Throttling and faults are `withRetries`, which can be aborted.
  const transcribe = new TranscribeClient({ ...clientSettings(options, options.endpoints?.transcribe), maxAttempts: 2 })
  const s3 = new S3Client(clientSettings(options, options.endpoints?.s3))
  for (const client of [transcribe, s3]) lookUpEndpoint(client, options.profile)
  const connection: Connection = {
    options,
    close: () => {
      transcribe.destroy()
      s3.destroy()
    },
  }
  clientsByConnection.set(connection, { transcribe, s3 })
  return connection
}

/** Runs `use` with a connection: the caller's, or one that is closed afterwards. */
export const withConnection = async <T>(
  source: ConnectionSource | undefined,
  use: (connection: Connection) => Promise<T>,
): Promise<T> => {
  if (source !== undefined && isOpen(source)) return use(source)
  const connection = openConnection(source)
  try {
    return await use(connection)
  } finally {
    connection.close()
  }
}

export const transcribeClientOf = (connection: Connection): TranscribeClient => clientsOf(connection).transcribe

/** The S3 client, path style where the address is not AWS's own: there, `bucket.host` seldom resolves. */
export const s3ClientOf = async (connection: Connection): Promise<S3Client> => {
  const { s3 } = clientsOf(connection)
  if (s3.config.isCustomEndpoint || (await configuredEndpoint(s3.config)) !== undefined) s3.config.forcePathStyle = true
  return s3
}

const clientsOf = (connection: Connection): Clients => {
  const clients = clientsByConnection.get(connection)
  if (clients === undefined) throw new TypeError('A connection is made by openConnection().')
  return clients
}

const lookUpEndpoint = (
  { config }: { readonly config: { readonly serviceId: string } },
  profile: string | undefined,
): void => {
  if (profile === undefined) return
  Object.assign(config, { serviceConfiguredEndpoint: () => endpointOfProfile(config.serviceId, profile) })
}

/** The endpoint that the environment or a profile names; the SDK looks it up at the first request only. */
const configuredEndpoint = async (config: {
  readonly serviceConfiguredEndpoint?: () => Promise<unknown>
}): Promise<unknown> => config.serviceConfiguredEndpoint?.()

/**
 * A streaming client for one stream: its own HTTP/2 session and credentials taken once, so that neither a dead session nor
 * a rotation of the keys reaches another stream (aws-sdk-js-v3#2555, #7443).
 */
export const openStreamingClient = (
  source: ConnectionSource | undefined,
  systemClockOffset = 0,
): TranscribeStreamingClient => {
  const options = source === undefined ? {} : isOpen(source) ? source.options : source
  const client = new TranscribeStreamingClient({
    ...clientSettings(options, options.endpoints?.streaming),
    systemClockOffset,
    // Without one, the SDK writes to the console that a stream cannot be sent again; whoever reads the results is told why.
    logger: silent,
  })
  lookUpEndpoint(client, options.profile)
  readRefusalsEarly(client)
  nameTheUnreachable(client)
  return client
}
