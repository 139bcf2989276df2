// Which letters make which sounds: expectation maximisation over all alignments of spelling and pronunciation, where
// one or two letters go with no, one or two phones (m2m; Jiampojamarn et al. 2007). Deterministic: no random start.

/** Letters and phones a unit may take. */
const shapes = [
  [1, 0],
  [1, 1],
  [1, 2],
  [2, 1],
]

/**
 * @param {readonly {letters: number[], phones: number[]}[]} words
 * @param {{letterCount: number, phoneCount: number, rounds: number, sampleEvery: number}} options
 * @returns {(word: {letters: number[], phones: number[]}) => {letters: number[], phones: number[]}[] | undefined}
 */
export function trainAlignment(words, { letterCount, phoneCount, rounds, sampleEvery }) {
  const L = letterCount + 1
  const P = phoneCount + 1
  // A unit's number: letters and phones in fixed places, 0 for "none".
  const unit = (letters, i, a, phones, j, b) => {
    const l = a === 1 ? letters[i] + 1 : (letters[i] + 1) * L + letters[i + 1] + 1
    const p = b === 0 ? 0 : b === 1 ? phones[j] + 1 : (phones[j] + 1) * P + phones[j + 1] + 1
    return l * P * P + p
  }
  const size = L * L * P * P
  let probability = new Float64Array(size)
  const sample = words.filter((_, index) => index % sampleEvery === 0)
  const forward = new Float64Array(64 * 64)
  const backward = new Float64Array(64 * 64)
  for (let round = 0; round < rounds; round += 1) {
    const expected = new Float64Array(size)
    let total = 0
    for (const { letters, phones } of sample) {
      const n = letters.length
      const m = phones.length
      const width = m + 1
      forward.fill(0, 0, (n + 1) * width)
      backward.fill(0, 0, (n + 1) * width)
      forward[0] = 1
      backward[n * width + m] = 1
      const weigh = (i, j, a, b) => {
        if (round > 0) return probability[unit(letters, i, a, phones, j, b)]
        return a === 1 && b === 1 ? 1 : b === 0 ? 0.1 : 0.2
      }
      for (let i = 0; i < n; i += 1) {
        for (let j = 0; j <= m; j += 1) {
          const from = forward[i * width + j]
          if (from === 0) continue
          for (const [a, b] of shapes) {
            if (i + a <= n && j + b <= m) forward[(i + a) * width + j + b] += from * weigh(i, j, a, b)
          }
        }
      }
      const all = forward[n * width + m]
      if (!(all > 0)) continue
      for (let i = n - 1; i >= 0; i -= 1) {
        for (let j = m; j >= 0; j -= 1) {
          let sum = 0
          for (const [a, b] of shapes) {
            if (i + a > n || j + b > m) continue
            const onward = backward[(i + a) * width + j + b] * weigh(i, j, a, b)
            if (onward === 0) continue
            sum += onward
            const share = (forward[i * width + j] * onward) / all
            if (share > 0) {
              expected[unit(letters, i, a, phones, j, b)] += share
              total += share
            }
          }
          backward[i * width + j] = sum
        }
      }
    }
    for (let at = 0; at < size; at += 1) expected[at] /= total
    probability = expected
  }
  const best = new Float64Array(64 * 64)
  const from = new Int32Array(64 * 64)
  return ({ letters, phones }) => {
    const n = letters.length
    const m = phones.length
    const width = m + 1
    best.fill(0, 0, (n + 1) * width)
    best[0] = 1
    for (let i = 0; i < n; i += 1) {
      for (let j = 0; j <= m; j += 1) {
        const here = best[i * width + j]
        if (here === 0) continue
        for (let s = 0; s < shapes.length; s += 1) {
          const [a, b] = shapes[s]
          if (i + a > n || j + b > m) continue
          const value = here * probability[unit(letters, i, a, phones, j, b)]
          const to = (i + a) * width + j + b
          if (value > best[to]) {
            best[to] = value
            from[to] = s
          }
        }
      }
    }
    if (!(best[n * width + m] > 0)) return undefined
    const path = []
    for (let i = n, j = m; i > 0; ) {
      const [a, b] = shapes[from[i * width + j]]
      i -= a
      j -= b
      path.push({ letters: letters.slice(i, i + a), phones: phones.slice(j, j + b) })
    }
    return path.reverse()
  }
}
