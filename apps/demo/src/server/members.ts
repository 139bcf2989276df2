/** The members of a call, read one by one: what a page sends is believed no more than what anybody sends. */
import { Refusal } from './refusal.ts'

export type Members = Readonly<Record<string, unknown>>

const mostBytes = 64 * 1024

/** The JSON body of a call; an empty one counts as `{}`. */
export async function readMembers(request: Request): Promise<Members> {
  let text = ''
  if (request.body !== null) {
    const utf8 = new TextDecoder()
    let size = 0
    for await (const chunk of request.body as unknown as AsyncIterable<Uint8Array>) {
      size += chunk.length
      if (size > mostBytes) throw new Refusal(413, 'too-big', `The call is longer than ${mostBytes} bytes.`)
      text += utf8.decode(chunk, { stream: true })
    }
  }
  if (text.trim() === '') return {}
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new Refusal(400, 'bad-call', 'The body is not JSON.')
  }
  return membersOf(value, 'The body')
}

export function membersOf(value: unknown, what: string): Members {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Refusal(400, 'bad-call', `${what} must be a JSON object.`)
  }
  return value as Members
}

export function optionalText(members: Members, name: string): string | undefined {
  const value = members[name]
  if (value === undefined || value === null || value === '') return undefined
  if (typeof value !== 'string') throw wrong(name, 'a text')
  return value
}

export function text(members: Members, name: string): string {
  const value = optionalText(members, name)
  if (value === undefined) throw new Refusal(400, 'bad-call', `${name} is missing.`)
  return value
}

export function optionalFlag(members: Members, name: string): boolean | undefined {
  const value = members[name]
  if (value !== undefined && typeof value !== 'boolean') throw wrong(name, 'true or false')
  return value
}

export function optionalNumber(members: Members, name: string): number | undefined {
  const value = members[name]
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(name, 'a number')
  return value
}

export function oneOf<const T extends string>(members: Members, name: string, allowed: readonly T[]): T | undefined {
  const value = optionalText(members, name)
  if (value === undefined) return undefined
  const known = allowed.find((one) => one === value)
  if (known === undefined) throw wrong(name, allowed.join(', '))
  return known
}

const wrong = (name: string, wanted: string): Refusal => new Refusal(400, 'bad-call', `${name} must be ${wanted}.`)
