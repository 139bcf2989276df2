import { describe, expect, it } from 'vitest'
import { CredentialsError, createCredentialStore, readCredentials } from './credential-store.ts'

const good = { accessKeyId: 'AKID', secretAccessKey: 'hush', accountId: '111122223333' }

describe('the credential store', () => {
  it('knows test / test in account 000000000000 unless told otherwise', () => {
    expect(createCredentialStore().find('test')).toEqual({
      accessKeyId: 'test',
      secretAccessKey: 'test',
      accountId: '000000000000',
    })
    expect(createCredentialStore([good]).find('test')).toBeUndefined()
  })

  it('refuses one access key id twice', () => {
    expect(() => createCredentialStore([good, good])).toThrow("access key id 'AKID' is given twice")
  })
})

describe('a credentials file', () => {
  it('gives keys, with a session token and its end', () => {
    const text = JSON.stringify([
      good,
      { ...good, accessKeyId: 'ASIA', sessionToken: 't', sessionExpires: '2026-01-15T12:00:00Z' },
    ])
    expect(readCredentials(text)).toEqual([
      good,
      { ...good, accessKeyId: 'ASIA', sessionToken: 't', sessionExpires: Date.parse('2026-01-15T12:00:00Z') },
    ])
  })

  it.each([
    ['no JSON', '[{"secretAccessKey": "hush"', 'credentials are not JSON'],
    ['no list', '{}', 'credentials must be a JSON list, got a value of type object'],
    ['no object', '["x"]', 'entry 1 of the credentials must be an object, got a value of type string'],
    [
      'an unknown member',
      JSON.stringify([{ ...good, secret: 'x' }]),
      "entry 1 of the credentials: unknown member 'secret'",
    ],
    [
      'a member missing',
      JSON.stringify([good, { accessKeyId: 'B' }]),
      'entry 2 of the credentials: secretAccessKey is missing',
    ],
    [
      'an empty secret',
      JSON.stringify([{ ...good, secretAccessKey: '' }]),
      'secretAccessKey must be a string that is not empty',
    ],
    ['a short account', JSON.stringify([{ ...good, accountId: '12' }]), "accountId must be twelve digits, got '12'"],
    [
      'a slash in the id',
      JSON.stringify([{ ...good, accessKeyId: 'a/b' }]),
      'accessKeyId must hold no blank, slash or comma',
    ],
    ['an end without a token', JSON.stringify([{ ...good, sessionExpires: '2026' }]), 'sessionExpires stands without'],
    [
      'an end that is no time',
      JSON.stringify([{ ...good, sessionToken: 't', sessionExpires: 'soon' }]),
      "sessionExpires must be an ISO 8601 time such as 2026-01-15T12:00:00Z, got 'soon'",
    ],
  ])('says what is wrong: %s', (_name, text, message) => {
    expect(() => readCredentials(text)).toThrow(CredentialsError)
    expect(() => readCredentials(text)).toThrow(message)
    expect(() => readCredentials(text)).not.toThrow('hush')
  })
})
