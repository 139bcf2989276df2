/**
 * How an English word that no dictionary holds is said: a beam search over a joint n-gram model of letters and sounds
 * (graphones), which the build trains from the CMU dictionary. Costs are integers, so every runtime says the same.
 */
import { encodePhones, phoneNames } from './phones.ts'

/** Nodes of the n-gram trie in breadth-first order; a node's children lie together, sorted by graphone. */
export interface GraphoneModel {
  /** Letters, then the numbers of their phones, separated by blanks: `x 19 27`. */
  readonly graphones: readonly string[]
  readonly firstChild: Uint32Array
  /** The node of the same n-gram without its first graphone. */
  readonly suffix: Uint32Array
  readonly graphone: Uint16Array
  /** -1000 × log10 of the probability, and of the weight of what shorter contexts say. */
  readonly cost: Uint16Array
  readonly backOff: Uint16Array
}

/** Takes apart `graphones.bin` as the build wrote it (little endian), without parsing. */
export function readGraphoneModel(index: string, bytes: Uint8Array): GraphoneModel {
  const { nodes, graphones }: { nodes: number; graphones: string[] } = JSON.parse(index)
  const aligned = bytes.slice().buffer
  const words = nodes + 1
  const halves = words * 4 + nodes * 4
  return {
    graphones,
    firstChild: new Uint32Array(aligned, 0, words),
    suffix: new Uint32Array(aligned, words * 4, nodes),
    graphone: new Uint16Array(aligned, halves, nodes),
    cost: new Uint16Array(aligned, halves + nodes * 2, nodes),
    backOff: new Uint16Array(aligned, halves + nodes * 4, nodes),
  }
}

interface Path {
  readonly node: number
  readonly cost: number
  readonly phones: string
}

/** Paths kept after each letter: forty make a quarter of a percent fewer errors and take twice the time. */
const beamWidth = 16

/** Lower-case letters a to z and apostrophe → likely pronunciations in the one-letter code, best first. */
export type GraphemeToPhoneme = (word: string, limit: number) => string[]

export function createGraphemeToPhoneme(model: GraphoneModel): GraphemeToPhoneme {
  const end = model.graphones.length
  const choices = new Map<string, { number: number; phones: string }[]>()
  model.graphones.forEach((unit, number) => {
    const [letters = '', ...phones] = unit.split(' ')
    const names = phones.map((phone) => phoneNames[Number(phone)] ?? '')
    const choice = { number, phones: names.length === 0 ? '' : encodePhones(names.join(' ')) }
    const known = choices.get(letters)
    if (known) known.push(choice)
    else choices.set(letters, [choice])
  })

  function childOf(node: number, graphone: number): number {
    let low = model.firstChild[node] ?? 0
    let high = (model.firstChild[node + 1] ?? 0) - 1
    while (low <= high) {
      const middle = (low + high) >> 1
      const found = model.graphone[middle] ?? 0
      if (found === graphone) return middle
      if (found < graphone) low = middle + 1
      else high = middle - 1
    }
    return -1
  }

  function extend(path: Path, graphone: number, phones: string): Path {
    let cost = path.cost
    let node = path.node
    for (;;) {
      const child = childOf(node, graphone)
      if (child >= 0)
        return { node: onward(child), cost: cost + (model.cost[child] ?? 0), phones: path.phones + phones }
      if (node === 0) return { node: 0, cost: cost + 20_000, phones: path.phones + phones }
      cost += model.backOff[node] ?? 0
      node = model.suffix[node] ?? 0
    }
  }

  /** The longest known context that can still grow. */
  function onward(node: number): number {
    let at = node
    while (at !== 0 && model.firstChild[at] === model.firstChild[at + 1]) at = model.suffix[at] ?? 0
    return at
  }

  return (word, limit) => {
    const letters = word.replace(/[^a-z']/g, '')
    const beams: Map<string, Path>[] = Array.from({ length: letters.length + 1 }, () => new Map())
    const start = childOf(0, end + 1)
    beams[0]?.set('', { node: Math.max(start, 0), cost: 0, phones: '' })
    const add = (at: number, path: Path): void => {
      const key = `${path.node} ${path.phones}`
      const known = beams[at]?.get(key)
      if (!known || path.cost < known.cost) beams[at]?.set(key, path)
    }
    for (let at = 0; at < letters.length; at += 1) {
      const paths = best(beams[at]?.values() ?? [], beamWidth)
      for (const length of [1, 2]) {
        if (at + length > letters.length) continue
        for (const choice of choices.get(letters.slice(at, at + length)) ?? []) {
          for (const path of paths) add(at + length, extend(path, choice.number, choice.phones))
        }
      }
    }
    const finished = Array.from(beams[letters.length]?.values() ?? [], (path) => extend(path, end, ''))
    const spoken: string[] = []
    for (const { phones } of best(finished, finished.length)) {
      if (phones !== '' && !spoken.includes(phones)) spoken.push(phones)
      if (spoken.length === limit) break
    }
    return spoken
  }
}

function best(paths: Iterable<Path>, limit: number): Path[] {
  return [...paths].sort((a, b) => a.cost - b.cost || (a.phones < b.phones ? -1 : 1)).slice(0, limit)
}
