import { expect, test } from 'vitest'
import { links, pageIn, pageText, readPlace, withQuery } from './route.ts'

test('every link leads to its page', () => {
  const route = (link: string) => readPlace(link).route
  expect(route('')).toEqual({ page: 'jobs' })
  expect(route(links.jobs)).toEqual({ page: 'jobs' })
  expect(route(links.job('my.job-1'))).toEqual({ page: 'job', name: 'my.job-1' })
  expect(route(links.createJob)).toEqual({ page: 'create-job', step: 0 })
  expect(route(links.configureJob)).toEqual({ page: 'create-job', step: 1 })
  expect(route(links.models)).toEqual({ page: 'models' })
  expect(route(links.createModelForJob)).toEqual({ page: 'create-model' })
  expect(route(links.model('k8s'))).toEqual({ page: 'model', name: 'k8s' })
  expect(route(links.compareWith('k8s'))).toEqual({ page: 'compare' })
  expect(route(links.live)).toEqual({ page: 'live' })
  expect(route(links.requests)).toEqual({ page: 'requests' })
  expect(route(links.request('a/b c'))).toEqual({ page: 'request', id: 'a/b c' })
})

test('what stands behind the question mark is the query', () => {
  expect(readPlace(links.createModelForJob).query.get('for')).toBe('job')
  expect(readPlace('#/transcription-jobs?name=a%26b&status=FAILED').query.get('name')).toBe('a&b')
})

test('a filter is written into the address, and taken out again', () => {
  expect(withQuery('', { name: 'a b' })).toBe('#/transcription-jobs?name=a+b')
  expect(withQuery('#/requests?door=s3', { errors: 'true' })).toBe('#/requests?door=s3&errors=true')
  expect(withQuery('#/requests?door=s3&errors=true', { errors: '', door: '' })).toBe('#/requests')
})

test('an address that leads nowhere is told from the first page', () => {
  expect(readPlace('#/vocabularies').route).toEqual({ page: 'unknown' })
  expect(readPlace('#/requests/100%').route).toEqual({ page: 'request', id: '100%' })
})

test('the page of a list stands in the address, unless it is the first', () => {
  const page = (text: string) => pageIn(new URLSearchParams({ page: text }))
  expect([page('3'), page(''), page('0'), page('-1'), page('1e9')]).toEqual([3, 1, 1, 1, 1])
  expect([pageText(1), pageText(3)]).toEqual(['', '3'])
})
