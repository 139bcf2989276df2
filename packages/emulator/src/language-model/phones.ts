/**
 * The sounds of English as the CMU dictionary writes them (ARPAbet without stress), each as one letter inside the
 * emulator, and what it costs to hear one for another. Costs are integers: sums of them are the same on every runtime.
 */

/** One phone a position; its one-letter code stands at the same position of `codes`. */
export const phoneNames: readonly string[] =
  'AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH'.split(' ')
export const phoneCount: number = phoneNames.length
const codes = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklm'

const codeOfName: ReadonlyMap<string, string> = new Map(phoneNames.map((name, index) => [name, codes.charAt(index)]))
const indexOfCode: ReadonlyMap<string, number> = new Map(Array.from(codes, (code, index) => [code, index]))

/** `K UW1 B ER0` → one letter a phone. Stress digits are dropped. Throws on a phone that is not English ARPAbet. */
export function encodePhones(names: string): string {
  let coded = ''
  for (const name of names.replace(/\d/g, '').trim().split(/\s+/)) {
    const code = codeOfName.get(name)
    if (code === undefined) throw new TypeError(`"${name}" in "${names}" is not a phone of English ARPAbet.`)
    coded += code
  }
  return coded
}

/** The reverse: one letter a phone → `K UW B ER`. */
export function decodePhones(coded: string): string {
  return Array.from(coded, (code) => phoneNames[indexOfCode.get(code) ?? 0]).join(' ')
}

/** Positions in `phoneNames`. */
export function phoneIndices(coded: string): number[] {
  return Array.from(coded, (code) => indexOfCode.get(code) ?? 0)
}

// What phones share, after the usual articulatory charts: vowels by height, backness and rounding (a diphthong counts
// where it starts, marked as moving); consonants by place, manner and voice.
const vowels: Readonly<Record<string, readonly [height: number, back: number, moving: number]>> = {
  IY: [0, 0, 0],
  IH: [1, 1, 0],
  EY: [2, 0, 1],
  EH: [3, 1, 0],
  AE: [5, 1, 0],
  AH: [3, 3, 0],
  ER: [3, 3, 2],
  AA: [6, 4, 0],
  AO: [5, 5, 0],
  OW: [3, 6, 1],
  UH: [1, 5, 0],
  UW: [0, 6, 0],
  AY: [6, 3, 1],
  AW: [6, 4, 1],
  OY: [4, 5, 2],
}
const consonants: Readonly<Record<string, readonly [place: number, manner: string, voiced: number]>> = {
  P: [0, 'stop', 0],
  B: [0, 'stop', 1],
  M: [0, 'nasal', 1],
  W: [0, 'glide', 1],
  F: [1, 'fricative', 0],
  V: [1, 'fricative', 1],
  TH: [2, 'fricative', 0],
  DH: [2, 'fricative', 1],
  T: [3, 'stop', 0],
  D: [3, 'stop', 1],
  S: [3, 'fricative', 0],
  Z: [3, 'fricative', 1],
  N: [3, 'nasal', 1],
  L: [3, 'glide', 1],
  R: [4, 'glide', 1],
  SH: [4, 'fricative', 0],
  ZH: [4, 'fricative', 1],
  CH: [4, 'affricate', 0],
  JH: [4, 'affricate', 1],
  Y: [5, 'glide', 1],
  K: [6, 'stop', 0],
  G: [6, 'stop', 1],
  NG: [6, 'nasal', 1],
  HH: [7, 'fricative', 0],
}

function substitution(a: string, b: string): number {
  if (a === b) return 0
  const [u, v] = [vowels[a], vowels[b]]
  if (u && v) {
    // Short central vowels are where English speech is least distinct.
    if (/^(AH|IH|EH|UH)$/.test(a) && /^(AH|IH|EH|UH)$/.test(b)) return 45
    return 45 + 14 * Math.abs(u[0] - v[0]) + 10 * Math.abs(u[1] - v[1]) + 20 * Math.abs(u[2] - v[2])
  }
  const [c, d] = [consonants[a], consonants[b]]
  if (c && d) {
    const manner = c[1] === d[1] ? 0 : new Set([c[1], d[1]]).has('affricate') ? 60 : 110
    return 45 + manner + 30 * Math.abs(c[2] - d[2]) + 22 * Math.min(4, Math.abs(c[0] - d[0]))
  }
  return 320
}

/** Cost of hearing column for row, `phoneCount` × `phoneCount`. 0 is the same phone; 100 is a plain confusion. */
export const substitutionCosts: Int32Array = Int32Array.from({ length: phoneCount * phoneCount }, (_, at) =>
  substitution(phoneNames[Math.floor(at / phoneCount)] ?? '', phoneNames[at % phoneCount] ?? ''),
)
const weak = new Set(['AH', 'IH', 'HH', 'Y', 'W', 'T', 'D', 'ER', 'R'])
/** Cost of hearing a phone that was not said, and of not hearing one that was. Weak phones come and go more easily. */
export const insertionCosts: Int32Array = Int32Array.from(phoneNames, (name) => (weak.has(name) ? 120 : 190))
export const deletionCosts: Int32Array = Int32Array.from(phoneNames, (name) => (weak.has(name) ? 130 : 210))
