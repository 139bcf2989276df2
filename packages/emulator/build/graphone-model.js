// An n-gram model over graphones (letters with their sounds): interpolated Kneser-Ney, one discount an order, rare long
// n-grams left out, written as a trie of typed arrays with integer costs that loads without parsing.

/**
 * @param {readonly number[][]} sequences graphone numbers of each word; `end` is appended here
 * @param {{order: number, end: number, pruneFrom: number}} options n-grams of `pruneFrom` and more that were seen once
 *   are left out; their probability goes to the shorter ones
 * @returns {{graphone: Uint16Array, cost: Uint16Array, backOff: Uint16Array, firstChild: Uint32Array,
 *   suffix: Uint32Array}} nodes in breadth-first order, children sorted by graphone; costs = -1000 × log10
 */
export function trainGraphoneModel(sequences, { order, end, pruneFrom }) {
  // Node 0 is the root; a word's start is the empty context, so that words share it with nothing: `start` is a graphone.
  const start = end + 1
  const width = end + 2
  const children = new Map()
  const parent = [0]
  const symbol = [0]
  const level = [0]
  const suffix = [0]
  const count = [0]
  const child = (node, graphone, suffixNode) => {
    const key = node * width + graphone
    let found = children.get(key)
    if (found === undefined) {
      found = parent.length
      children.set(key, found)
      parent.push(node)
      symbol.push(graphone)
      level.push(level[node] + 1)
      suffix.push(suffixNode)
      count.push(0)
    }
    return found
  }
  for (const sequence of sequences) {
    let ending = [0, child(0, start, 0)] // nodes of the n-grams that end here, by length
    for (const graphone of [...sequence, end]) {
      const next = [0]
      for (let k = 1; k <= Math.min(order, ending.length); k += 1) {
        next.push(child(ending[k - 1], graphone, next[k - 1]))
      }
      count[next[next.length - 1]] += 1
      ending = next.slice(0, order)
    }
  }
  const nodes = parent.length
  // Raw counts of the shorter n-grams decide what is pruned; continuation counts (how many different graphones come
  // before) are what Kneser-Ney estimates from, except where nothing can come before: at a word's start.
  const raw = Float64Array.from(count)
  const weight = Float64Array.from(count)
  for (let node = nodes - 1; node > 0; node -= 1) if (level[node] > 1) raw[suffix[node]] += raw[node]
  for (let node = 1; node < nodes; node += 1) if (level[node] > 1 && raw[node] > 0) weight[suffix[node]] += 1
  const discounts = [0]
  for (let k = 1; k <= order; k += 1) {
    let once = 0
    let twice = 0
    for (let node = 1; node < nodes; node += 1) {
      if (level[node] !== k) continue
      if (weight[node] === 1) once += 1
      else if (weight[node] === 2) twice += 1
    }
    discounts.push(once / (once + 2 * twice))
  }
  const total = new Float64Array(nodes)
  for (let node = 1; node < nodes; node += 1) total[parent[node]] += weight[node]
  const keep = new Uint8Array(nodes)
  for (let node = nodes - 1; node > 0; node -= 1) {
    if (level[node] < pruneFrom || raw[node] > 1) keep[node] = 1
    if (keep[node]) keep[parent[node]] = 1
  }
  keep[0] = 1
  const kept = new Float64Array(nodes)
  const discounted = (node) => Math.max(0, weight[node] - discounts[level[node]])
  for (let node = 1; node < nodes; node += 1) if (keep[node]) kept[parent[node]] += discounted(node)
  const backOff = new Float64Array(nodes)
  for (let node = 0; node < nodes; node += 1) backOff[node] = total[node] > 0 ? 1 - kept[node] / total[node] : 1
  const probability = new Float64Array(nodes)
  for (let k = 1; k <= order; k += 1) {
    for (let node = 1; node < nodes; node += 1) {
      if (level[node] !== k || !keep[node]) continue
      const context = parent[node]
      const lower = k === 1 ? 1 / width : probability[suffix[node]]
      probability[node] = total[context] > 0 ? discounted(node) / total[context] + backOff[context] * lower : lower
    }
  }
  const byParent = new Map()
  for (let node = 1; node < nodes; node += 1) {
    if (!keep[node]) continue
    const list = byParent.get(parent[node])
    if (list) list.push(node)
    else byParent.set(parent[node], [node])
  }
  const ordered = [0]
  const position = new Map([[0, 0]])
  const firstChild = []
  for (let at = 0; at < ordered.length; at += 1) {
    firstChild.push(ordered.length)
    for (const node of (byParent.get(ordered[at]) ?? []).sort((a, b) => symbol[a] - symbol[b])) {
      position.set(node, ordered.length)
      ordered.push(node)
    }
  }
  firstChild.push(ordered.length)
  const cost = (p) => Math.min(65_535, Math.round(-1000 * Math.log10(Math.max(p, 1e-60))))
  return {
    graphone: Uint16Array.from(ordered, (node) => symbol[node]),
    cost: Uint16Array.from(ordered, (node) => (node === 0 ? 0 : cost(probability[node]))),
    backOff: Uint16Array.from(ordered, (node) => cost(backOff[node])),
    firstChild: Uint32Array.from(firstChild),
    suffix: Uint32Array.from(ordered, (node) => {
      let shorter = suffix[node]
      while (!keep[shorter]) shorter = suffix[shorter]
      return position.get(shorter)
    }),
  }
}
