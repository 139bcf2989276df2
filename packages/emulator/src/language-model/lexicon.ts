/** The words of a training text: how often, how they are written, how they are said. */
import type { LexiconEntry } from './artifact.ts'
import { decodePhones } from './phones.ts'
import type { Pronounce } from './pronounce.ts'

export interface LexiconBuilder {
  /** `written`: a sentence as it stands; `plain`: the same words in lower case. */
  add(written: readonly string[], plain: readonly string[]): void
  /** Without `pronounce`, in languages that nothing is known of the sound of, no word has a pronunciation. */
  entries(pronounce: Pronounce | undefined): Promise<Map<string, LexiconEntry>>
}

interface Seen {
  count: number
  /** Inside a sentence, by form. */
  inside: Map<string, number> | undefined
  first: string | undefined
}

export function createLexicon(): LexiconBuilder {
  const seen = new Map<string, Seen>()
  return {
    add: (written, plain) => {
      // A heading in capitals says nothing about how its words are written.
      const shouted = written.length > 1 && written.every((word) => word === word.toUpperCase())
      plain.forEach((word, at) => {
        let known = seen.get(word)
        if (!known) {
          known = { count: 0, inside: undefined, first: undefined }
          seen.set(word, known)
        }
        known.count += 1
        const form = written[at] ?? word
        if (shouted) return
        if (at === 0) known.first ??= form
        else {
          known.inside ??= new Map()
          known.inside.set(form, (known.inside.get(form) ?? 0) + 1)
        }
      })
    },
    entries: async (pronounce) => {
      const entries = new Map<string, LexiconEntry>()
      for (const [word, known] of seen) {
        const display = displayForm(word, known)
        const { spoken, source } = pronounce?.(display) ?? { spoken: [], source: 'g2p' as const }
        // A word of no dictionary takes a millisecond; streams of the same process must not wait for thousands.
        if (source === 'g2p' && entries.size % 16 === 0) await new Promise((resolve) => setImmediate(resolve))
        entries.set(word, { display, pronunciations: spoken.map(decodePhones), source, count: known.count })
      }
      return entries
    },
  }
}

/** The most frequent form inside a sentence; a word seen only at its start is lower case unless it cannot be. */
function displayForm(word: string, { inside, first }: Seen): string {
  if (inside) {
    let best = word
    let most = inside.get(word) ?? 0
    for (const [form, count] of inside) if (count > most) [best, most] = [form, count]
    return best
  }
  return first !== undefined && /\p{L}.*\p{Lu}/u.test(first) ? first : word
}
