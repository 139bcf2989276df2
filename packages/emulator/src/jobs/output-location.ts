/**
 * Where the files of a job go, and the URIs under which they are fetched. Out: the names documented and captured from
 * AWS; for the service bucket a URL presigned afresh each time, since AWS's expires after 15 minutes.
 */
import { encodeRfc3986, presignUrl } from '@scribelite/core/protocol'
import { nodeHashing } from '../auth/node-hashing.ts'
import { serviceBucket } from '../objects/service-bucket.ts'
import type { ReceivedRequest } from '../received-request.ts'
import type { Owner, Service } from '../service.ts'
import type { JobRecord, OutputUris } from './job-record.ts'
import type { S3Location } from './s3-location.ts'

/** Seconds that a TranscriptFileUri of the service bucket is valid (captured from AWS). */
const serviceUriSeconds = 900

/** The transcript file of a job. */
export function transcriptLocation(owner: Owner, record: Pick<JobRecord, 'input' | 'uuid'>): S3Location {
  const { OutputBucketName: bucket, OutputKey: outputKey, TranscriptionJobName: name } = record.input
  if (bucket === undefined)
    return { bucket: serviceBucket(owner.region), key: `${owner.accountId}/${name}/${record.uuid}/asrOutput.json` }
  if (outputKey === undefined) return { bucket, key: `${name}.json` }
  if (outputKey.endsWith('.json')) return { bucket, key: outputKey }
  return { bucket, key: `${outputKey.replace(/\/$/, '')}/${name}.json` }
}

/** Every file that the job may have written. */
export const outputLocations = (owner: Owner, record: JobRecord): readonly S3Location[] => [
  transcriptLocation(owner, record),
  ...(record.input.Subtitles?.Formats ?? []).map((format) => subtitleLocation(owner, record, format)),
]

/** Subtitles stand beside the transcript, under its name. */
export function subtitleLocation(owner: Owner, record: JobRecord, format: 'srt' | 'vtt'): S3Location {
  const { bucket, key } = transcriptLocation(owner, record)
  return { bucket, key: key.replace(/\.json$/, `.${format}`) }
}

/** URIs as this client can fetch them: on AWS's names when it spoke to those, else where it reached the emulator. */
export function outputUris(
  service: Pick<Service, 'clock' | 'serviceCredentials'>,
  request: Pick<ReceivedRequest, 'authority' | 'scheme'>,
): OutputUris {
  const uri = (owner: Owner, record: JobRecord, location: S3Location): string => {
    const path = `${location.bucket}/${location.key.split('/').map(encodeRfc3986).join('/')}`
    const href = `${s3Base(request, owner.region)}/${path}`
    // As it is: a URL object would take `..` in an OutputKey for a way up, and point to another bucket.
    if (record.input.OutputBucketName !== undefined) return href
    return presignUrl({
      method: 'GET',
      url: new URL(href),
      credentials: service.serviceCredentials,
      region: owner.region,
      service: 's3',
      expires: serviceUriSeconds,
      now: service.clock.now(),
      hashing: nodeHashing,
    }).url
  }
  return {
    transcript: (owner, record) => uri(owner, record, transcriptLocation(owner, record)),
    subtitles: (owner, record, format) => uri(owner, record, subtitleLocation(owner, record, format)),
  }
}

/** Scheme and authority of S3 for this client. */
function s3Base(request: Pick<ReceivedRequest, 'authority' | 'scheme'>, region: string): string {
  const { authority, scheme } = request
  const aws = /\.(?:amazonaws\.com(\.cn)?|api\.aws)(?::\d+)?$/.exec(authority)
  return aws === null ? `${scheme}://${authority}` : `https://s3.${region}.amazonaws.com${aws[1] ?? ''}`
}
