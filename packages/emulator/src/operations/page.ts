/** One page of a list, newest first. AWS: MaxResults 1 to 100, default 5; NextToken opaque, absent on the last page. */
import { badRequest } from '@scribelite/core/protocol'
import type { Placed } from '../records.ts'

export interface PageInput {
  readonly MaxResults?: number
  readonly NextToken?: string
}

export interface Page<R> {
  readonly records: readonly R[]
  /** Spread into the answer. */
  readonly next: { readonly NextToken?: string }
}

/** What is listed: a token goes on with the list that it came from and no other. */
type Listed = 'jobs' | 'models'

/** Where the page before ended; undefined for the first page. */
function placeOf(listed: Listed, input: PageInput): string | undefined {
  if (input.NextToken === undefined) return undefined
  const [, place = ''] = Buffer.from(input.NextToken, 'base64url').toString().split('/')
  // What AWS says to a token that it did not make is not known.
  if (!/^\d{16}-\d{8}-\d{10}$/.test(place) || tokenOf(listed, place) !== input.NextToken)
    throw badRequest('The next token that you provided is not valid. Check the token and try your request again.')
  return place
}

/**
 * Takes what is wanted of a list from where the page before ended, and looks one further to know whether it ends.
 * Throws BadRequestException for a token that is not of this list.
 */
export async function pageOf<R>(
  listed: Listed,
  input: PageInput,
  list: (after: string | undefined) => AsyncIterable<Placed<R>>,
  wanted: (record: R) => boolean,
): Promise<Page<R>> {
  const most = input.MaxResults ?? 5
  const records: R[] = []
  let last = ''
  for await (const { place, record } of list(placeOf(listed, input))) {
    if (!wanted(record)) continue
    if (records.length === most) return { records, next: { NextToken: tokenOf(listed, last) } }
    records.push(record)
    last = place
  }
  return { records, next: {} }
}

const tokenOf = (listed: Listed, place: string): string => Buffer.from(`${listed}/${place}`).toString('base64url')

/** JobNameContains and NameContains: any place in the name, either case. */
export const contains = (name: string, part: string | undefined): boolean =>
  part === undefined || name.toLowerCase().includes(part.toLowerCase())
