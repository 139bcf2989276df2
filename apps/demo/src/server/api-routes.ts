/** The endpoints of `api/api.ts`: each reads its call, asks the target, and answers JSON. */
import { deleteJob, deleteLanguageModel, fetchTranscript, toSrt, toText, toVtt } from '@scribelite/core'
import { type Context, Hono } from 'hono'
import type { NewJob, NewModel } from '../api/api.ts'
import { type JobListing, listedJobs, shownJob, startedJob } from './jobs.ts'
import {
  type Members,
  membersOf,
  oneOf,
  optionalFlag,
  optionalNumber,
  optionalText,
  readMembers,
  text,
} from './members.ts'
import { createdModel, listedModels, type ModelListing, shownModel } from './models.ts'
import { listedBuckets, listedObjects, objectAt, objectContent } from './objects.ts'
import type { Presigner } from './presigned.ts'
import { Refusal } from './refusal.ts'
import { listedRequests, shownRequest } from './requests.ts'
import { settingsOf } from './settings.ts'
import { shown } from './shown.ts'
import { parametersOf } from './stream-start.ts'
import type { Target } from './target.ts'
import { uploaded } from './uploads.ts'

export function apiRoutes(target: Target, presigner: Presigner): Hono {
  const api = new Hono()

  api.get('/settings', async (c) => c.json(await settingsOf(target)))

  api.get('/jobs', async (c) => {
    const query = c.req.query()
    const listing = {
      ...listingOf(c),
      status: oneOf(query, 'status', jobStatuses),
      languageCode: optionalText(query, 'languageCode'),
      languageModelName: optionalText(query, 'languageModelName'),
    }
    return c.json(await listedJobs(target, shown<JobListing>(listing), signalOf(c)))
  })
  api.post('/jobs', async (c) =>
    c.json(await startedJob(target, newJob(await readMembers(c.req.raw)), signalOf(c)), 201),
  )
  api.get('/jobs/:name', async (c) => c.json(await shownJob(target, c.req.param('name'), signalOf(c))))
  api.delete('/jobs/:name', async (c) => {
    await deleteJob(c.req.param('name'), { connection: target.open, signal: signalOf(c) })
    return c.json({})
  })
  api.get('/jobs/:name/transcript', (c) => transcript(c, c.req.param('name')))
  api.get('/jobs/:name/media', async (c) => {
    const { mediaUri } = await shownJob(target, c.req.param('name'), signalOf(c))
    const location = mediaUri === undefined ? undefined : objectAt(mediaUri)
    if (location === undefined) throw new Refusal(404, 'no-media', 'The job names no object in S3.')
    return objectContent(target, location, c.req.header('range'), signalOf(c))
  })

  api.get('/models', async (c) => {
    const listing = { ...listingOf(c), status: oneOf(c.req.query(), 'status', modelStatuses) }
    return c.json(await listedModels(target, shown<ModelListing>(listing), signalOf(c)))
  })
  api.post('/models', async (c) =>
    c.json(await createdModel(target, newModel(await readMembers(c.req.raw)), signalOf(c)), 201),
  )
  api.get('/models/:name', async (c) => c.json(await shownModel(target, c.req.param('name'), signalOf(c))))
  api.delete('/models/:name', async (c) => {
    await deleteLanguageModel(c.req.param('name'), { connection: target.open, signal: signalOf(c) })
    return c.json({})
  })

  api.get('/buckets', async (c) => c.json(await listedBuckets(target, signalOf(c))))
  api.get('/buckets/:bucket/objects', async (c) => {
    const { prefix, nextToken } = c.req.query()
    return c.json(await listedObjects(target, c.req.param('bucket'), prefix, nextToken, signalOf(c)))
  })
  api.get('/buckets/:bucket/content', (c) => {
    const location = { bucket: c.req.param('bucket'), key: text(c.req.query(), 'key') }
    return objectContent(target, location, c.req.header('range'), signalOf(c))
  })
  api.put('/uploads/:folder/:name', async (c) => {
    const { folder, name } = c.req.param()
    const { body } = c.req.raw
    const upload = { folder, name, length: c.req.header('content-length'), body, signal: signalOf(c) }
    return c.json(await uploaded(target, upload), 201)
  })

  api.post('/presign', async (c) => {
    const members = await readMembers(c.req.raw)
    const parameters = parametersOf(membersOf(members.parameters, 'parameters'))
    const { MediaEncoding, MediaSampleRateHertz } = parameters
    if (MediaEncoding === undefined || MediaSampleRateHertz === undefined) {
      throw new Refusal(400, 'bad-call', 'parameters must have MediaEncoding and MediaSampleRateHertz.')
    }
    const mistake = oneOf(members, 'mistake', ['expired', 'wrong-secret', 'changed-after-signing'])
    return c.json(await presigner.url({ ...parameters, MediaEncoding, MediaSampleRateHertz }, mistake))
  })

  api.get('/requests', async (c) => {
    const query = c.req.query()
    const filter = {
      door: oneOf(query, 'door', ['json', 'http2', 'websocket', 's3']),
      errors: query.errors !== undefined && query.errors !== 'false',
      sessionId: optionalText(query, 'sessionId'),
      limit: countOf(query.limit, 1000) ?? 100,
    }
    return c.json(await listedRequests(target, shown<Parameters<typeof listedRequests>[1]>(filter), signalOf(c)))
  })
  api.get('/requests/:id', async (c) => c.json(await shownRequest(target, presigner, c.req.param('id'), signalOf(c))))
  api.all('*', () => {
    throw new Refusal(404, 'no-such-call', 'There is no such call.')
  })
  return api

  async function transcript(c: Context, name: string): Promise<Response> {
    const format = oneOf(c.req.query(), 'format', ['json', 'text', 'srt', 'vtt']) ?? 'json'
    const found = await fetchTranscript(name, { connection: target.open, signal: signalOf(c) })
    const files = {
      json: () => JSON.stringify(found),
      text: () => `${toText(found)}\n`,
      srt: () => toSrt(found),
      vtt: () => toVtt(found),
    }
    const ending = format === 'text' ? 'txt' : format
    return new Response(files[format](), {
      headers: {
        'content-type': format === 'json' ? 'application/json' : 'text/plain; charset=utf-8',
        // Names of jobs are letters, digits, dots, dashes and underscores.
        'content-disposition': `${c.req.query('download') === undefined ? 'inline' : 'attachment'}; filename="${name.replaceAll(/[^\w.-]/g, '_')}.${ending}"`,
      },
    })
  }
}

const jobStatuses = ['QUEUED', 'IN_PROGRESS', 'FAILED', 'COMPLETED'] as const
const modelStatuses = ['IN_PROGRESS', 'FAILED', 'COMPLETED'] as const

/** Aborts when the page has gone away. */
const signalOf = (c: Context): AbortSignal => c.req.raw.signal

const listingOf = (c: Context) => {
  const query = c.req.query()
  return {
    nameContains: optionalText(query, 'nameContains'),
    nextToken: optionalText(query, 'nextToken'),
    maxResults: countOf(query.maxResults, 100),
  }
}

function countOf(value: string | undefined, most: number): number | undefined {
  if (value === undefined) return undefined
  if (!/^[1-9]\d{0,5}$/.test(value)) throw new Refusal(400, 'bad-call', `${value} is no whole number from 1.`)
  return Math.min(Number(value), most)
}

function newJob(members: Members): NewJob {
  const subtitles = members.subtitles === undefined ? undefined : membersOf(members.subtitles, 'subtitles')
  return shown<NewJob>({
    name: text(members, 'name'),
    mediaUri: text(members, 'mediaUri'),
    languageCode: text(members, 'languageCode'),
    languageModelName: optionalText(members, 'languageModelName'),
    maxAlternatives: optionalNumber(members, 'maxAlternatives'),
    channelIdentification: optionalFlag(members, 'channelIdentification'),
    subtitles: subtitles === undefined ? undefined : subtitlesOf(subtitles),
    outputBucket: optionalText(members, 'outputBucket'),
    outputKey: optionalText(members, 'outputKey'),
  })
}

function subtitlesOf(members: Members): NonNullable<NewJob['subtitles']> {
  const { formats, startIndex } = members
  const known = (['srt', 'vtt'] as const).filter((format) => Array.isArray(formats) && formats.includes(format))
  if (!Array.isArray(formats) || known.length !== formats.length) {
    throw new Refusal(400, 'bad-call', 'formats must be a list of srt and vtt.')
  }
  if (startIndex === undefined) return { formats: known }
  if (startIndex !== 0 && startIndex !== 1) throw new Refusal(400, 'bad-call', 'startIndex must be 0 or 1.')
  return { formats: known, startIndex }
}

function newModel(members: Members): NewModel {
  const baseModel = oneOf(members, 'baseModel', ['NarrowBand', 'WideBand'])
  if (baseModel === undefined) throw new Refusal(400, 'bad-call', 'baseModel is missing.')
  return shown<NewModel>({
    name: text(members, 'name'),
    languageCode: text(members, 'languageCode'),
    baseModel,
    trainingDataUri: text(members, 'trainingDataUri'),
    tuningDataUri: optionalText(members, 'tuningDataUri'),
    roleArn: text(members, 'roleArn'),
  })
}
