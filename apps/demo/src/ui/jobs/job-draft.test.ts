import { expect, test } from 'vitest'
import { emptyJobDraft, type JobDraft, jobFaults, newJobOf } from './job-draft.ts'

const draft = (more: Partial<JobDraft> = {}): JobDraft => ({
  ...emptyJobDraft,
  name: 'standup.2026-01',
  mediaUri: 's3://media/calls/standup.wav',
  ...more,
})

test('a name and an object are all that a job needs', () => {
  expect(jobFaults(draft(), undefined, 0)).toEqual({})
  expect(jobFaults(draft(), undefined, 1)).toEqual({})
  expect(newJobOf(draft(), undefined)).toEqual({
    name: 'standup.2026-01',
    mediaUri: 's3://media/calls/standup.wav',
    languageCode: 'en-US',
  })
})

test.each(['', 'two words', 'a/b', 'ü', 'x'.repeat(201)])('the name %j is refused before AWS does', (name) => {
  expect(jobFaults(draft({ name }), undefined, 0).name).toBeDefined()
})

test.each(['', 'https://media/x.wav', 's3://media', 's3://media/', 's3://media/folder/', 's3://M/x.wav'])(
  '%j is no audio file',
  (mediaUri) => expect(jobFaults(draft({ mediaUri }), undefined, 0).mediaUri).toBeDefined(),
)

test('a dropped file counts once it has been uploaded', () => {
  const dropped = draft({ inputType: 'upload', mediaUri: '' })
  expect(jobFaults(dropped, undefined, 0).mediaUri).toContain('uploaded')
  expect(jobFaults(dropped, 's3://uploads/a/b.wav', 0)).toEqual({})
  expect(newJobOf(dropped, 's3://uploads/a/b.wav').mediaUri).toBe('s3://uploads/a/b.wav')
})

test('a custom model must be chosen, and is left out again for the general one', () => {
  expect(jobFaults(draft({ modelType: 'custom' }), undefined, 0).languageModelName).toBeDefined()
  expect(newJobOf(draft({ modelType: 'custom', languageModelName: 'k8s' }), undefined).languageModelName).toBe('k8s')
  expect(newJobOf(draft({ modelType: 'general', languageModelName: 'k8s' }), undefined)).not.toHaveProperty(
    'languageModelName',
  )
})

test('an own bucket needs a name, and its key the characters that AWS takes', () => {
  expect(jobFaults(draft({ outputType: 'own' }), undefined, 1)).toHaveProperty('outputBucket')
  expect(jobFaults(draft({ outputType: 'own', outputBucket: 'out', outputKey: 'a b' }), undefined, 1)).toHaveProperty(
    'outputKey',
  )
  expect(newJobOf(draft({ outputType: 'own', outputBucket: 'out', outputKey: 'text/' }), undefined)).toMatchObject({
    outputBucket: 'out',
    outputKey: 'text/',
  })
})

test('what is configured goes into the call', () => {
  const job = newJobOf(
    draft({
      alternatives: true,
      maxAlternatives: 4,
      channelIdentification: true,
      subtitles: ['srt', 'vtt'],
      subtitleStart: 1,
    }),
    undefined,
  )
  expect(job).toMatchObject({
    maxAlternatives: 4,
    channelIdentification: true,
    subtitles: { formats: ['srt', 'vtt'], startIndex: 1 },
  })
})
