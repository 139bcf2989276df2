/**
 * How a written word is said. The training of a custom language model and the ear ask the same function, so a word
 * sounds alike on both sides: what makes a difference is whether the text held it.
 */
import type { BaseData } from './base-data.ts'
import { encodePhones } from './phones.ts'
import { numberWords } from './spoken-number.ts'

interface Pronunciations {
  /** In the one-letter code of `phones.ts`, the usual one first; empty for what has no English sound (`東京`). */
  readonly spoken: readonly string[]
  readonly source: 'dictionary' | 'g2p'
}

/** Takes the word as it is written: capitals tell what is spelled out (`CPU`). */
export type Pronounce = (written: string) => Pronunciations

const letterNames: ReadonlyMap<string, string> = new Map(
  Object.entries({
    a: 'EY',
    b: 'B IY',
    c: 'S IY',
    d: 'D IY',
    e: 'IY',
    f: 'EH F',
    g: 'JH IY',
    h: 'EY CH',
    i: 'AY',
    j: 'JH EY',
    k: 'K EY',
    l: 'EH L',
    m: 'EH M',
    n: 'EH N',
    o: 'OW',
    p: 'P IY',
    q: 'K Y UW',
    r: 'AA R',
    s: 'EH S',
    t: 'T IY',
    u: 'Y UW',
    v: 'V IY',
    w: 'D AH B AH L Y UW',
    x: 'EH K S',
    y: 'W AY',
    z: 'Z IY',
  }).map(([letter, phones]) => [letter, encodePhones(phones)]),
)
const [sAfterVoiced, sAfterVoiceless, sAfterHiss] = ['Z', 'S', 'IH Z'].map(encodePhones)
const voiceless = new Set(['P', 'T', 'K', 'F', 'TH'].map(encodePhones))
const hissing = new Set(['S', 'Z', 'SH', 'ZH', 'CH', 'JH'].map(encodePhones))

/** What is longer is no English word but a key or an address, and would cost time. */
const longestWord = 40
/** Words whose pronunciation is kept. */
const remembered = 20_000

/** Whether the letters are said one by one: all capitals, and few enough or without a vowel. */
export function isSpelledOut(written: string): boolean {
  return /^[A-Z]{2,5}$/.test(written) || /^[b-df-hj-np-tv-xz]{2,5}$/i.test(written)
}

export function createPronounce(base: BaseData): Pronounce {
  const said = new Map<string, Pronunciations>()

  function spell(letters: string): string {
    return Array.from(letters, (letter) => letterNames.get(letter) ?? '').join('')
  }

  function look(written: string): Pronunciations {
    const word = plainWord(written)
    const entry = base.pronunciations(word)
    if (entry) return { spoken: entry, source: 'dictionary' }
    const owner = /^(.+?)'s?$/.exec(word)?.[1]
    if (owner !== undefined) {
      const { spoken, source } = look(written.slice(0, owner.length))
      return { spoken: spoken.map(withS), source }
    }
    const latin = word.normalize('NFD').replace(/\p{M}/gu, '')
    const pieces = latin.match(/[a-z']+|\d+/g) ?? []
    if (pieces.length === 0 || latin.length > longestWord) return { spoken: [], source: 'g2p' }
    if (pieces.length > 1 || /^\d/.test(latin)) {
      // "k8s", "s3", "x86": letters by name, digits as a number, real words as words.
      const parts = pieces.map((piece) => {
        if (/^\d/.test(piece)) return numberWords(piece).map((name) => base.pronunciations(name)?.[0] ?? '')
        return [piece.length < 3 ? spell(piece) : (look(piece).spoken[0] ?? '')]
      })
      return { spoken: [parts.flat().join('')], source: 'g2p' }
    }
    const guessed = base.graphemeToPhoneme(latin, 2)
    const humps = written.split(/(?<=\p{Ll})(?=\p{Lu})/u)
    if (humps.length > 1) {
      // "GitHub", "OpenAI": as its parts are said, and as it would be said in one.
      const parts = humps.map((hump) => (/^[A-Z]{2,3}$/.test(hump) ? spell(hump.toLowerCase()) : look(hump).spoken[0]))
      return { spoken: [parts.join(''), ...guessed.slice(0, 1)], source: 'g2p' }
    }
    if (!isSpelledOut(written)) return { spoken: guessed, source: 'g2p' }
    return { spoken: [spell(latin), ...guessed.slice(0, 1)], source: 'g2p' }
  }

  return (written) => {
    let known = said.get(written)
    if (!known) {
      known = look(written)
      if (said.size === remembered) said.clear()
      said.set(written, known)
    }
    return known
  }
}

function withS(coded: string): string {
  const last = coded.slice(-1)
  return coded + (hissing.has(last) ? sAfterHiss : voiceless.has(last) ? sAfterVoiceless : sAfterVoiced)
}

/** Lower case, straight apostrophes: the form that vocabularies and models are keyed by. */
export function plainWord(written: string): string {
  return written.toLowerCase().replace(/[’ʼ]/g, "'")
}
