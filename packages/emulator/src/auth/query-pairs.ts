/**
 * The query as it stood on the wire, pair by pair. Signature Version 4 has its own reading of a query: `+` is a plus
 * and never a blank, an empty pair (`?&a=b` in AWS's own examples) carries nothing, and a bad escape is left as it is.
 */
export interface QueryPair {
  readonly name: string
  readonly value: string
  /** As received, `name=value` still encoded. */
  readonly raw: string
}

export function queryPairs(query: string): readonly QueryPair[] {
  return query
    .split('&')
    .filter((raw) => raw !== '' && raw !== '=')
    .map((raw) => {
      const equals = raw.indexOf('=')
      if (equals === -1) return { name: decoded(raw), value: '', raw }
      return { name: decoded(raw.slice(0, equals)), value: decoded(raw.slice(equals + 1)), raw }
    })
}

/** The first value of a parameter; undefined when it is absent. */
export function queryValue(pairs: readonly QueryPair[], name: string): string | undefined {
  return pairs.find((pair) => pair.name === name)?.value
}

function decoded(text: string): string {
  if (!text.includes('%')) return text
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
