// General English for the imperfect ear: how often a word is said (SUBTLEX, film subtitles), for words whose sound is
// known (CMU dictionary).

/** Contractions are cut in two by SUBTLEX ("don" + "t", "it" + "s"): these are joined again. */
const negations =
  "don't isn't wasn't didn't doesn't couldn't wouldn't shouldn't haven't hasn't hadn't aren't weren't ain't won't can't mustn't needn't".split(
    ' ',
  )
const shortened =
  "i'm you're we're they're he's she's it's that's what's who's where's how's there's here's let's i've you've we've they've i'll you'll he'll she'll it'll we'll they'll that'll i'd you'd he'd she'd we'd they'd who'd y'all o'clock ma'am".split(
    ' ',
  )
const fragments = new Set(
  's t m d ll re ve didn doesn couldn wouldn shouldn haven hasn hadn aren weren ain isn wasn mustn needn'.split(' '),
)
/** Said less often than this, a word is not general: "latency" 2, "scheduler" 1, of 50 million. */
const leastCount = 4
/** Names must be far better known than words: "Kafka" 33 and "Prometheus" 17 are not, "Clark" 2,023 is. */
const leastNameCount = 60

/**
 * @param {readonly {word: string, count: number}[]} subtlex as the package has it: names start with a capital
 * @param {ReadonlyMap<string, readonly string[]>} dictionary by lower-case word
 * @returns {{display: string, cost: number}[]} most frequent first; cost = -100 × log10 of the relative frequency
 */
export function generalVocabulary(subtlex, dictionary) {
  const counts = new Map()
  for (const { word, count } of subtlex) {
    const key = word.toLowerCase()
    const known = counts.get(key)
    if (!known || known.count < count) counts.set(key, { display: word, count })
  }
  const countOf = (word) => counts.get(word)?.count ?? 0
  const joined = new Map()
  for (const word of negations) joined.set(word, countOf(word.slice(0, -2)) * (word === "can't" ? 0.3 : 0.95))
  for (const word of shortened) joined.set(word, countOf(word.slice(0, word.indexOf("'"))) / 10)
  for (const word of ['don', 'won', 'can']) {
    const entry = counts.get(word)
    if (entry) entry.count *= word === 'can' ? 0.7 : 0.05
  }
  const kept = []
  for (const [key, { display, count }] of counts) {
    if (!dictionary.has(key) || fragments.has(key) || (key.length === 1 && !'aio'.includes(key))) continue
    const name = display !== key && key !== 'i'
    if (count < (name ? leastNameCount : leastCount)) continue
    kept.push({ display, count })
  }
  for (const [word, count] of joined) {
    if (dictionary.has(word)) kept.push({ display: word.replace(/^i'/, "I'"), count: Math.max(1, Math.round(count)) })
  }
  kept.sort((a, b) => b.count - a.count || (a.display < b.display ? -1 : 1))
  const total = kept.reduce((sum, { count }) => sum + count, 0)
  return kept.map(({ display, count }) => ({ display, cost: Math.round(-100 * Math.log10(count / total)) }))
}
