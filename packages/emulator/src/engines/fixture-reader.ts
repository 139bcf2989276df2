/** Small readers for checked JSON: each names the place, what was got and what is expected. */
import { FixtureError } from './fixture.ts'

/** A value and where it stands, for example `fixtures[2].match.audio`. */
export interface Place {
  readonly file: string
  readonly path: string
  readonly value: unknown
}

export function refuse(place: Place, expected: string): never {
  throw new FixtureError(`${place.file}: ${place.path || 'the file'}: got ${shown(place.value)}, expected ${expected}`)
}

/** The members of an object; a member that is not among `known` is most often a slip, and refused. */
export function readObject(place: Place, known: readonly string[]): (key: string) => Place | undefined {
  const value = place.value
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(place, 'an object')
  for (const key of Object.keys(value)) {
    const { file, path } = member(place, key)
    if (!known.includes(key))
      throw new FixtureError(`${file}: ${path}: there is no such member, expected ${known.join(', ')}`)
  }
  return (key) => {
    const found = member(place, key)
    return found.value === undefined ? undefined : found
  }
}

export function readList(place: Place, what: string): readonly Place[] {
  if (!Array.isArray(place.value)) refuse(place, `a list of ${what}`)
  return place.value.map((value, index) => ({ file: place.file, path: `${place.path}[${index}]`, value }))
}

export function readText(place: Place, what: string): string {
  if (typeof place.value !== 'string' || place.value.trim() === '') refuse(place, what)
  return place.value
}

export function readNumber(place: Place, what: string, most: number = Number.POSITIVE_INFINITY): number {
  const value = place.value
  if (typeof value !== 'number' || !(value >= 0 && value <= most) || value === Number.POSITIVE_INFINITY)
    refuse(place, what)
  return value
}

export function member(place: Place, key: string): Place {
  const value = place.value as Readonly<Record<string, unknown>>
  const path = /^[\w-]+$/.test(key) ? `${place.path === '' ? '' : `${place.path}.`}${key}` : `${place.path}["${key}"]`
  return { file: place.file, path, value: Object.hasOwn(value, key) ? value[key] : undefined }
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = JSON.stringify(value) ?? String(value)
  return text.length > 60 ? `${text.slice(0, 57)}...` : text
}
