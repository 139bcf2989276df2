/** For tests only: an engine that hears what lies beside the media, and waits when the test wants it to. */
import { TrainingError, type TrainingInput } from '../language-model/artifact.ts'
import { readLanguageModel } from '../language-model/read-language-model.ts'
import type { Engine, Hypothesis, RecognitionSettings } from './engine.ts'

/** An engine of the tests' own: hears the text that lies beside the media, in one segment, when it is let. */
export interface TestEngine extends Engine {
  /** Settings of every recognizer opened so far. */
  readonly opened: readonly RecognitionSettings[]
  /** URIs of every text trained on, in order. */
  readonly trainedOn: readonly string[]
  /** From now on hearing and training wait until `release`. */
  hold(): void
  release(): void
}

export function createTestEngine(): TestEngine {
  const opened: RecognitionSettings[] = []
  const trainedOn: string[] = []
  let gate = Promise.resolve()
  let open = (): void => undefined
  return {
    name: 'test',
    opened,
    trainedOn,
    hold() {
      gate = new Promise((resolve) => {
        open = resolve
      })
    },
    release: () => open(),
    async train(input) {
      await Promise.race([gate, aborted(input.signal)])
      const words: string[] = []
      for await (const source of [input.training, ...(input.tuning === undefined ? [] : [input.tuning])])
        for await (const text of source) {
          trainedOn.push(text.uri)
          words.push(...new TextDecoder().decode(text.bytes).split(/\s+/))
        }
      if (words.some((word) => word.startsWith('<'))) throw new TrainingError('The training data holds markup.')
      return readLanguageModel(artifactFiles(input, words))
    },
    open(settings) {
      opened.push(settings)
      return {
        async *hear(audio, signal) {
          let samples = 0
          for await (const block of audio) samples += block.length
          await Promise.race([gate, aborted(signal)])
          yield* spoken(settings, samples / settings.sampleRate)
        },
      }
    },
  }
}

function* spoken(settings: RecognitionSettings, end: number): Generator<Hypothesis> {
  const words = settings.source.script?.text.trim().split(/\s+/) ?? []
  if (words.length === 0 || words[0] === '') return
  const step = end / words.length
  const tokens = words.map((content, index) => ({
    kind: 'word' as const,
    content,
    start: index * step,
    end: (index + 1) * step,
    confidence: 0.9,
    stable: true,
  }))
  yield { segment: 0, partial: false, start: 0, end, tokens }
}

const aborted = (signal: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason)
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })

function artifactFiles(input: TrainingInput, words: readonly string[]): Map<string, string> {
  const manifest = {
    languageCode: input.languageCode,
    baseModelName: input.baseModelName,
    words: words.length,
    vocabulary: 1,
    newWords: 1,
    lambda: 0.5,
    perplexityBefore: 100,
    perplexityAfter: 50,
  }
  const arpa =
    '\\data\\\nngram 1=1\nngram 2=0\nngram 3=0\n\n\\1-grams:\n-0.1000\tkubelet\t0.0000\n\n\\2-grams:\n\n\\3-grams:\n\n\\end\\\n'
  return new Map([
    ['model.arpa', arpa],
    ['lexicon.txt', 'kubelet\tKubelet\tg2p\t3\tK UW B L EH T\n'],
    ['manifest.json', JSON.stringify(manifest)],
  ])
}
