import { expect, test } from 'vitest'
import { firstLiveSettings, sessionIdFault, streamParametersOf } from './live-settings.ts'

test('only what was asked for is sent', () => {
  expect(streamParametersOf(firstLiveSettings, 1)).toEqual({})
  expect(streamParametersOf({ ...firstLiveSettings, stability: 'high' }, 2)).toEqual({
    EnablePartialResultsStabilization: true,
    PartialResultsStability: 'high',
    EnableChannelIdentification: true,
    NumberOfChannels: 2,
  })
})

test('a session id is a UUID, or none', () => {
  expect(sessionIdFault('')).toBeUndefined()
  expect(sessionIdFault('4d6ba7a3-3e0a-4d4e-9c0c-0d6e7c9a3c11')).toBeUndefined()
  expect(sessionIdFault('my-session')).toContain('UUID')
})
