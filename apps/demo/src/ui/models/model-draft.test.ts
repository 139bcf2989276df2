import { expect, test } from 'vitest'
import { emptyModelDraft, type ModelDraft, modelFaults, newModelOf } from './model-draft.ts'

const role = 'arn:aws:iam::000000000000:role/transcribe'
const draft = (more: Partial<ModelDraft> = {}): ModelDraft => ({
  ...emptyModelDraft,
  name: 'k8s',
  trainingUri: 's3://text/kubernetes/',
  ...more,
})
const none = { training: [], tuning: [] }
const file = (folder: string) => ({ name: 'a.txt', bytes: 10, uri: `${folder}a.txt`, folderUri: folder })

test('a name, training text and a role are all that a model needs', () => {
  expect(modelFaults(draft(), role, none)).toEqual({})
  expect(newModelOf(draft(), role, none)).toEqual({
    name: 'k8s',
    languageCode: 'en-US',
    baseModel: 'WideBand',
    trainingDataUri: 's3://text/kubernetes/',
    roleArn: role,
  })
})

test('dropped texts are trained from their folder, once they are there', () => {
  const dropped = draft({ trainingSource: 'upload', tuningSource: 'upload' })
  expect(Object.keys(modelFaults(dropped, role, none))).toEqual(['training', 'tuning'])
  const texts = { training: [file('s3://uploads/one/')], tuning: [file('s3://uploads/two/')] }
  expect(modelFaults(dropped, role, texts)).toEqual({})
  expect(newModelOf(dropped, role, texts)).toMatchObject({
    trainingDataUri: 's3://uploads/one/',
    tuningDataUri: 's3://uploads/two/',
  })
})

test('what AWS would refuse is told beside the field', () => {
  expect(modelFaults(draft({ name: 'a b' }), role, none)).toHaveProperty('name')
  expect(modelFaults(draft({ trainingUri: 'kubernetes/' }), role, none)).toHaveProperty('training')
  expect(modelFaults(draft({ tuningSource: 's3' }), role, none)).toHaveProperty('tuning')
  expect(modelFaults(draft(), 'arn:aws:iam::000000000000:user/me', none)).toHaveProperty('roleArn')
})
