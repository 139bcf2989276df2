/** The keys that may sign: a list given in code, or a JSON file. */
import type { CredentialStore, KnownCredentials } from './credentials.ts'

/** What every emulator knows unless told otherwise: `test` / `test`, account 000000000000. */
export const defaultCredentials: KnownCredentials = {
  accessKeyId: 'test',
  secretAccessKey: 'test',
  accountId: '000000000000',
}

/** A file or list of credentials that cannot be used. `code` is stable. */
export class CredentialsError extends Error {
  override readonly name = 'CredentialsError'
  readonly code = 'SCRIBELITE_CREDENTIALS'
}

/** Throws `CredentialsError` when two entries share an access key id. */
export function createCredentialStore(list: readonly KnownCredentials[] = [defaultCredentials]): CredentialStore {
  const known = new Map<string, KnownCredentials>()
  for (const credentials of list) {
    if (known.has(credentials.accessKeyId)) {
      throw new CredentialsError(`access key id '${credentials.accessKeyId}' is given twice: each may stand once`)
    }
    known.set(credentials.accessKeyId, credentials)
  }
  return { find: (accessKeyId) => known.get(accessKeyId) }
}

const members = ['accessKeyId', 'secretAccessKey', 'accountId', 'sessionToken', 'sessionExpires'] as const

/**
 * Reads the text of a credentials file: a JSON list of
 * `{ "accessKeyId", "secretAccessKey", "accountId", "sessionToken"?, "sessionExpires"? }`, the last an ISO 8601 time.
 * Throws `CredentialsError` that says which entry and which member; a secret never stands in it.
 */
export function readCredentials(text: string): KnownCredentials[] {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    // The parser's own message may quote the text around the fault, and that may be a secret.
    throw new CredentialsError(
      'credentials are not JSON: expected a list of {"accessKeyId", "secretAccessKey", "accountId"}',
    )
  }
  if (!Array.isArray(list)) throw new CredentialsError(`credentials must be a JSON list, got ${kindOf(list)}`)
  return list.map((entry: unknown, index) => readEntry(entry, `entry ${index + 1} of the credentials`))
}

function readEntry(entry: unknown, where: string): KnownCredentials {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) {
    throw new CredentialsError(`${where} must be an object, got ${kindOf(entry)}`)
  }
  const stranger = Object.keys(entry).find((key) => !members.some((member) => member === key))
  if (stranger !== undefined)
    throw new CredentialsError(`${where}: unknown member '${stranger}' (known: ${members.join(', ')})`)
  const read = (name: (typeof members)[number]): string | undefined => {
    const value: unknown = (entry as Record<string, unknown>)[name]
    if (value === undefined) return undefined
    if (typeof value !== 'string' || value === '') {
      throw new CredentialsError(`${where}: ${name} must be a string that is not empty, got ${kindOf(value)}`)
    }
    return value
  }
  const required = (name: (typeof members)[number]): string => {
    const value = read(name)
    if (value === undefined) throw new CredentialsError(`${where}: ${name} is missing`)
    return value
  }
  const accessKeyId = required('accessKeyId')
  if (/[\s/,]/.test(accessKeyId)) {
    throw new CredentialsError(`${where}: accessKeyId must hold no blank, slash or comma`)
  }
  const secretAccessKey = required('secretAccessKey')
  const accountId = required('accountId')
  if (!/^\d{12}$/.test(accountId))
    throw new CredentialsError(`${where}: accountId must be twelve digits, got '${accountId}'`)
  const sessionToken = read('sessionToken')
  const expires = read('sessionExpires')
  if (expires !== undefined && sessionToken === undefined) {
    throw new CredentialsError(`${where}: sessionExpires stands without a sessionToken`)
  }
  const sessionExpires = expires === undefined ? undefined : Date.parse(expires)
  if (sessionExpires !== undefined && Number.isNaN(sessionExpires)) {
    throw new CredentialsError(
      `${where}: sessionExpires must be an ISO 8601 time such as 2026-01-15T12:00:00Z, got '${expires}'`,
    )
  }
  return {
    accessKeyId,
    secretAccessKey,
    accountId,
    ...(sessionToken === undefined ? {} : { sessionToken }),
    ...(sessionExpires === undefined ? {} : { sessionExpires }),
  }
}

function kindOf(value: unknown): string {
  if (value === '') return 'an empty string'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return `a value of type ${typeof value}`
}
