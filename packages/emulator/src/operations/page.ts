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

/** Where the page before ended; undefined for the first page. Throws BadRequestException for a token not of ours. */
export function placeOf(input: PageInput): string | undefined {
  if (input.NextToken === undefined) return undefined
  const place = Buffer.from(input.NextToken, 'base64url').toString()
  // What AWS says to a token that it did not make is not known.
  if (!/^\d{16}-\d{8}-\d{10}$/.test(place) || tokenOf(place) !== input.NextToken)
    throw badRequest('The next token that you provided is not valid. Check the token and try your request again.')
  return place
}

/** Takes what is wanted of a list that begins behind `placeOf(input)`, and looks one further to know whether it ends. */
export async function pageOf<R>(
  list: AsyncIterable<Placed<R>>,
  input: PageInput,
  wanted: (record: R) => boolean,
): Promise<Page<R>> {
  const most = input.MaxResults ?? 5
  const records: R[] = []
  let last = ''
  for await (const { place, record } of list) {
    if (!wanted(record)) continue
    if (records.length === most) return { records, next: { NextToken: tokenOf(last) } }
    records.push(record)
    last = place
  }
  return { records, next: {} }
}

const tokenOf = (place: string): string => Buffer.from(place).toString('base64url')

/** JobNameContains and NameContains: any place in the name, either case. */
export const contains = (name: string, part: string | undefined): boolean =>
  part === undefined || name.toLowerCase().includes(part.toLowerCase())
